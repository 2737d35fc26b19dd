"""The folder of a bench: its key (`bench.json`), its runs, its table and its figure."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from deckard.bench.spec import Bench, Cell
from deckard.errors import RunDirError
from deckard.files import write_atomically, writing

NAME = "bench.json"
"""The file that names the bench of a folder."""


def open_bench(bench: Bench, cells: Sequence[Cell], folder: Path) -> None:
    """Begin a bench in a folder, or continue the one that is there.

    Args:
        bench: The bench.
        cells: Its runs.
        folder: A folder that is empty, does not exist yet, or holds the same bench.

    Raises:
        ConfigError: A component of a run cannot be built, or a world is no game and must be one.
            Nothing is written then.
        RunDirError: The folder cannot be written or holds something else. Nothing is written then.
    """
    # imports the components, which reading a bench does not need
    from deckard.bench.game.learnt_agent import game_of
    from deckard.runs.components import RunComponents

    is_game = any(cell.episodes or cell.by_reward for cell in cells)
    for cell in _each_once(cells):
        components = RunComponents.of(cell.config)
        if is_game:
            game_of(components.world)
    _check(bench, folder)
    with writing(folder / NAME):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / NAME, (json.dumps(bench.same, indent=2) + "\n").encode())


def _each_once(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Yield cells such that every agent, prior and world occurs in one of them."""
    labels_so_far = set[tuple[int, str]]()
    for cell in cells:
        labels = set(enumerate(cell.group))
        if labels - labels_so_far:
            labels_so_far |= labels
            yield cell


def _check(bench: Bench, folder: Path) -> None:
    """Raise a RunDirError unless a folder is empty, does not exist yet, or holds this bench."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        text = None
    except OSError as error:
        raise RunDirError(f"cannot read {folder / NAME}: {error.strerror}") from None
    if text is None:
        if folder.exists() and any(p.name != f"{NAME[:-5]}.part" for p in folder.iterdir()):
            raise RunDirError(f"{folder} holds something else than a bench; name another with -o")
        return
    try:
        kept = json.loads(text)
    except ValueError:
        raise RunDirError(f"{folder / NAME} is damaged; restore it, or name another -o") from None
    if kept != bench.same:
        other = kept.get("bench") if isinstance(kept, dict) else None
        raise RunDirError(
            f"{folder} holds the bench {other!r} with other items or another target than "
            f"{bench.name!r} has here; name another folder with -o"
        )
