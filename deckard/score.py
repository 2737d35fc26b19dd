"""Score: a run's verified and dreamed recipes beside the truth, which the agent never sees."""

from collections.abc import Iterable
from dataclasses import dataclass

from deckard.awm import VERIFIED
from deckard.config import RunConfig
from deckard.errors import ConfigError
from deckard.events import Dreamed, Event, fold, way
from deckard.recipes import Recipe
from deckard.worlds.tables import Tables, load

WORLD = "craftworld"
"""The world whose truth is these tables."""


@dataclass(frozen=True)
class Judged:
    """A recipe and the fields in which it differs from its nearest true one."""

    recipe: Recipe
    fields: tuple[str, ...]
    corrected: bool
    """Whether a true recipe of the item is verified."""

    @property
    def is_true(self) -> bool:
        """Whether it differs in nothing."""
        return not self.fields


@dataclass(frozen=True)
class Score:
    """How a run's knowledge compares with a version's tables."""

    version: str
    verified: tuple[Judged, ...]
    dreamed: tuple[Judged, ...]
    """Each recipe once, however often it was dreamed."""


def score(config: RunConfig, entries: Iterable[tuple[Event, ...]]) -> Score:
    """Compare the recipes of a journal with the tables of its world.

    ConfigError when the tables are not the truth of the run's world.
    """
    tables = load(_version(config))
    entries = list(entries)
    awm = fold(entries).awm
    known = [r for item in awm.items(VERIFIED) for r in awm.recipes(item, VERIFIED)]
    mastered = {recipe.item for recipe in known if not tables.agrees(recipe)}
    dreamed = [e.recipe for events in entries for e in events if isinstance(e, Dreamed)]
    distinct = {(way(recipe), recipe.yields): recipe for recipe in dreamed}
    return Score(
        version=tables.version,
        verified=tuple(_judge(tables, recipe, mastered) for recipe in known),
        dreamed=tuple(_judge(tables, recipe, mastered) for recipe in distinct.values()),
    )


def _version(config: RunConfig) -> str:
    if config.world.name != WORLD:
        raise ConfigError(
            f"score compares a run in {WORLD} with its recipe tables; the truth of world "
            f"{config.world.name!r} is not known to it"
        )
    return str(config.world.options.get("version", "1.11.2"))


def _judge(tables: Tables, recipe: Recipe, mastered: set[str]) -> Judged:
    return Judged(recipe, tables.agrees(recipe), recipe.item in mastered)
