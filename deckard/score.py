"""Score: a run's verified and dreamed recipes beside the truth, which the agent never sees."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deckard.awm import AWM, VERIFIED, Belief
from deckard.compare import Change, Differences
from deckard.errors import ConfigError
from deckard.events import Dreamed, Event, fold, way
from deckard.recipes import Recipe
from deckard.worlds.tables import Tables, load


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


def score(world: Mapping[str, Any], entries: Iterable[tuple[Event, ...]]) -> Score:
    """Compare the recipes of a journal with the tables of its world.

    `world` is what the world says of itself; ConfigError when our tables are not its truth.
    """
    tables = _tables(world)
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


def judge(world: Mapping[str, Any]) -> Callable[[Recipe], tuple[str, ...]]:
    """Return what names the fields in which a recipe differs from its nearest true one.

    `world` is what the world says of itself; ConfigError when our tables are not its truth.
    """
    return _tables(world).agrees


def _tables(world: Mapping[str, Any]) -> Tables:
    version, digest = world.get("minecraft"), world.get("tables_sha256")
    if version is None or digest is None:
        raise ConfigError(
            f"score compares a run with the recipe tables of its world, as craftworld has them; "
            f"the world {world.get('name')!r} names none"
        )
    tables = load(str(version))
    if tables.digest != digest:
        raise ConfigError(
            f"the run was made with other tables of Minecraft {version}; score it with the deckard "
            "that made it"
        )
    return tables


def _judge(tables: Tables, recipe: Recipe, mastered: set[str]) -> Judged:
    return Judged(recipe, tables.agrees(recipe), recipe.item in mastered)


def against(awm: AWM, version: str) -> Differences:
    """Compare a graph with the tables of a version, as if these were a graph of verified recipes.

    Fields differ as in a score: a collect may claim any yield that occurs. Status is not compared.
    Added are the true ways to items of which the graph says nothing.
    """
    tables = load(version)
    changed, missing, same = list[Change](), list[Belief](), 0
    for belief in (b for item in sorted(awm.graph) for b in awm.beliefs(item)):
        near = tables.nearest(belief.recipe)
        if near is None:
            missing.append(belief)
        elif fields := near.differs(belief.recipe):
            changed.append(Change(belief, near.recipe, VERIFIED, fields))
        else:
            same += 1
    unknown = [item for item in tables.items if not awm.beliefs(item)]
    added = [Belief(recipe=r, status=VERIFIED) for item in unknown for r in tables.ways(item)]
    return Differences(tuple(changed), tuple(missing), tuple(added), same)
