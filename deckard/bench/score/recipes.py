"""Compare recipes of a run or of a language model with the truth, which the agent never sees."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from deckard.errors import ConfigError
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Belief
from deckard.graph.diff import Change, Differences
from deckard.intervals import Share
from deckard.journal.events import Dreamed, Event, Misdreamed
from deckard.journal.fold import fold
from deckard.types import Item, Recipe
from deckard.worlds.tables import Tables, load_tables, tables_named
from deckard.worlds.tables.perturbed import Truth, truth_of
from deckard.worlds.tables.true_recipe import Deviation, nearest_recipe, wrong_fields

FIELDS = (
    "whole", "method", "ingredients", "quantities", "station", "tool", "source", "yield",
)  # fmt: skip
"""The compared fields of a recipe (see `right_fields_of`)."""
VERSION = "1.11.2"
"""The Minecraft version that error messages show as an example."""


class Grade(IntEnum):
    """How far a recipe is from the truth."""

    EXACT = 0
    INEXACT = 1
    """It works; it names a station or tool that is not needed, or claims fewer units than come."""
    WRONG = 2
    """The world contradicts it."""


@dataclass(frozen=True)
class Judged:
    """A recipe and in what it deviates from the nearest true one."""

    recipe: Recipe
    deviations: tuple[Deviation, ...]
    corrected: bool
    """Whether a verified recipe of the item deviates less: not wrongly, or in nothing."""

    @property
    def grade(self) -> Grade:
        """How far it is from the truth."""
        return _grade(self.deviations)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that give it its grade."""
        wrong = self.grade == Grade.WRONG
        return tuple(d.field for d in self.deviations if d.is_wrong == wrong)


def _grade(deviations: Sequence[Deviation]) -> Grade:
    wrong = any(wrong_fields(deviations))
    return Grade.WRONG if wrong else Grade.INEXACT if deviations else Grade.EXACT


@dataclass(frozen=True)
class Score:
    """The recipes of a run compared with the tables of its world."""

    version: str
    title: str
    """The name of the game, with its version."""
    verified: tuple[Judged, ...]
    dreamed: tuple[Judged, ...]
    """Each recipe once, however often it was dreamed."""


def score_recipes(world: Mapping[str, object], entries: Iterable[tuple[Event, ...]]) -> Score:
    """Compare the recipes of a journal with the tables of its world.

    What the tables say nothing of, as deeds and needs of some worlds, is not judged.

    Args:
        world: The `about` of the world.
        entries: The events of each entry of the journal.

    Raises:
        ConfigError: The world names no tables, or other ones than this deckard has.
    """
    tables = world_truth(world).tables
    entries = list(entries)
    awm = fold(entries).awm
    judgeable = {*tables.subgoals}
    verified = [r for item in awm.items(VERIFIED) for r in awm.recipes(item, VERIFIED)]
    verified = [recipe for recipe in verified if recipe.item in judgeable]
    judged = tuple(Judged(r, tables.deviations(r, observed=True), False) for r in verified)
    grades = {j.recipe.item: j.grade for j in sorted(judged, key=lambda j: -j.grade)}
    dreamed = [e.recipe for events in entries for e in events if isinstance(e, Dreamed)]
    dreamed = [recipe for recipe in dreamed if recipe.item in judgeable]
    distinct = {(recipe.key, recipe.yields): recipe for recipe in dreamed}
    return Score(
        version=tables.version,
        title=tables.title,
        verified=judged,
        dreamed=tuple(_judge_dream(tables, recipe, grades) for recipe in distinct.values()),
    )


def _judge_dream(tables: Tables, recipe: Recipe, grades: Mapping[Item, Grade]) -> Judged:
    deviations = tables.deviations(recipe)
    corrected = grades.get(recipe.item, Grade.WRONG) < _grade(deviations)
    return Judged(recipe, deviations, corrected)


def world_truth(world: Mapping[str, object]) -> Truth:
    """Return the tables of a world and its changes; ConfigError when it names none or others."""
    version, digest = tables_named(world), world.get("tables_sha256")
    if version is None or digest is None:
        raise ConfigError(
            "a score compares with the recipe tables of the world, as craftworld has them; the "
            f"world {world.get('name')!r} names none"
        )
    world_tables = truth_of(world)
    if world_tables.tables.digest != digest:
        raise ConfigError(
            f"the run was made with other tables of {world_tables.tables.title}; score it "
            "with the deckard that made it"
        )
    return world_tables


def tables_of(world: Mapping[str, object], version: str | None, any_version: bool) -> Tables:
    """Return the tables to compare a graph with.

    Args:
        world: The `about` of the graph's world, empty if it is unknown.
        version: A Minecraft version; None for that of the world.
        any_version: Whether the tables may be others than those of the world.

    Raises:
        ConfigError: No version is known, or the tables are not those of the world.
    """
    own, digest = tables_named(world), world.get("tables_sha256")
    if version is own is None:
        raise ConfigError(
            "it is not known of which version of Minecraft this graph is: name one, as in "
            f"reference:{VERSION}"
        )
    same = version in (None, own)
    world_tables = truth_of(world) if own and same else None
    tables = world_tables.tables if world_tables else load_tables(str(version or own))
    if own not in (None, tables.version) and not any_version:
        raise ConfigError(
            f"the run was made in {own}, not in {tables.version}: compare it with "
            f"reference:{own}, or with this one all the same by --any-version"
        )
    if digest not in (None, tables.digest) and not any_version:
        raise ConfigError(
            f"the run was made with other tables of {tables.title} than this deckard "
            "has; compare it with the deckard that made it, or all the same by --any-version"
        )
    return tables


def compare_with_tables(awm: AWM, tables: Tables) -> Differences:
    """Return the differences of a graph from the true recipes.

    A collect may have any yield that occurs, and status is not compared. The true recipes of items
    without a belief count as added.
    """
    changed, inexact, missing, same = list[Change](), list[Change](), list[Belief](), 0
    for belief in (b for item in sorted(awm.known) for b in awm.beliefs(item)):
        change = _change(belief, tables)
        if change is None:
            missing.append(belief)
        elif not change.fields:
            same += 1
        else:
            (changed if change.is_wrong else inexact).append(change)
    unknown = [item for item in tables.items if not awm.beliefs(item)]
    added = [Belief(recipe=r, status=VERIFIED) for item in unknown for r in tables.ways(item)]
    return Differences(tuple(changed), tuple(missing), tuple(added), same, tuple(inexact))


def _change(belief: Belief, tables: Tables) -> Change | None:
    """Return in what a belief deviates from the nearest true recipe; None without any."""
    observed = belief.status == VERIFIED
    near = nearest_recipe(tables.ways_of(belief.recipe.item), belief.recipe, observed)
    if near is None:
        return None
    deviations = near.deviations(belief.recipe, observed)
    names = ("ingredients" if d.field == "quantities" else d.field for d in deviations)
    return Change(belief, near.recipe, VERIFIED, tuple(names), any(wrong_fields(deviations)))


def field_shares(
    world: Mapping[str, object], answers: Mapping[Item, Sequence[Dreamed | Misdreamed]]
) -> dict[str, Share]:
    """Return the share of answers that are right, by field (see `right_fields_of`).

    Of several recipes for an item the one with the greatest weight counts; a partial one is none.
    Items without a true recipe are left out. `whole` is counted over all others, each field over
    those with one.

    Args:
        world: The `about` of the world.
        answers: The events that the answers became, by item.
    """
    tables, right, of = world_truth(world).tables, Counter[str](), Counter[str]()
    for item in (item for item in answers if tables.ways(item)):
        dreamed = [e for e in answers[item] if isinstance(e, Dreamed) and not e.unknown]
        best = max(dreamed, key=lambda event: event.weight, default=None)
        right_fields = right_fields_of(tables, best.recipe) if best else {"whole": False}
        right.update(field for field, is_right in right_fields.items() if is_right)
        of.update(list(right_fields))
    return {field: Share(right[field], of[field]) for field in FIELDS}


def right_fields_of(tables: Tables, recipe: Recipe) -> dict[str, bool]:
    """Return whether each field of a recipe agrees with its nearest true recipe.

    Only the fields that apply are returned. `whole` and `method` always apply; the others apply
    where the method is right, so that one mistake counts once. `station` applies to crafts and
    smelts, `tool` and `source` to collects (no source is a mistake), `ingredients` (the set) where
    either recipe has any, and `quantities` where that set is right.
    """
    near = nearest_recipe(tables.ways_of(recipe.item), recipe)
    if near is None or near.recipe.how != recipe.how:
        return {"whole": False, "method": False}
    true, deviating = near.recipe, {d.field for d in near.deviations(recipe)}
    right_fields = {"whole": not deviating, "method": True}
    if true.ingredients or recipe.ingredients:
        right_fields["ingredients"] = "ingredients" not in deviating
    if right_fields.get("ingredients"):
        right_fields["quantities"] = "quantities" not in deviating
    if recipe.how == "collect":
        right_fields |= {"tool": "tools" not in deviating, "source": true.source == recipe.source}
    else:
        right_fields["station"] = "stations" not in deviating
    return right_fields | {"yield": "yields" not in deviating}
