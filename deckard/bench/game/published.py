"""Published results of a game, which are shown beside ours and never mixed with them."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from deckard.config import Section, read_yaml
from deckard.errors import ConfigError
from deckard.registry import complaints
from deckard.resources import find_resource


class PublishedRow(Section):
    """One published result. What its source does not say is left out."""

    agent: str
    reward: float | None = None
    """Percent of the most that an episode can be rewarded, the mean."""
    score: float | None = None
    """Crafter score, in percent."""
    steps: str
    """Env steps of training, in words."""
    sees: str
    """Pixels, symbols or text."""
    llm: str
    """Which language model took part, or none."""
    source: str
    """Where the numbers stand."""


def read_published(name: str, beside: Path) -> tuple[PublishedRow, ...]:
    """Read a file of published results.

    Args:
        name: A path relative to the folder of the bench file, or a file under configs/bench.
        beside: The folder of the bench file.

    Raises:
        ConfigError: There is no such file, or it is wrong.
    """
    path = beside / name if (beside / name).is_file() else find_resource("configs/bench", name)
    try:
        rows = TypeAdapter(list[PublishedRow]).validate_python(read_yaml(path))
    except ValidationError as error:
        raise ConfigError(f"{path}: {complaints(error)}") from None
    return tuple(rows)
