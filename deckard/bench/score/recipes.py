"""Score: recipes of a run or of a language model beside the truth, which the agent never sees."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deckard.errors import ConfigError
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Belief
from deckard.graph.diff import Change, Differences
from deckard.intervals import Share
from deckard.journal.events import Dreamed, Event, Misdreamed
from deckard.journal.fold import fold
from deckard.types import Item, Recipe, way
from deckard.worlds.tables import Tables, load_tables
from deckard.worlds.tables.perturbed import Truth, perturbation, truth

FIELDS = (
    "whole", "method", "ingredients", "quantities", "station", "tool", "source", "yield",
)  # fmt: skip
"""What is compared of a recipe (see `marks`)."""
VERSION = "1.11.2"
"""Of Minecraft, where neither a world nor a user names one."""


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


def score_recipes(world: Mapping[str, Any], entries: Iterable[tuple[Event, ...]]) -> Score:
    """Compare the recipes of a journal with the tables of its world.

    `world` is what the world says of itself; ConfigError when our tables are not its truth.
    """
    tables = reference(world)
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
    return reference(world).agrees


def reference(world: Mapping[str, Any]) -> Tables:
    """Return the tables that are the truth of a world; ConfigError when ours are not."""
    return behind(world).tables


def behind(world: Mapping[str, Any]) -> Truth:
    """Return the truth of a world, and what is changed in it; ConfigError when it is not ours."""
    version, digest = world.get("minecraft"), world.get("tables_sha256")
    if version is None or digest is None:
        raise ConfigError(
            "a score compares with the recipe tables of the world, as craftworld has them; the "
            f"world {world.get('name')!r} names none"
        )
    found = truth(str(version), *perturbation(world))
    if found.tables.digest != digest:
        raise ConfigError(
            f"the run was made with other tables of Minecraft {version}; score it with the deckard "
            "that made it"
        )
    return found


def _judge(tables: Tables, recipe: Recipe, mastered: set[str]) -> Judged:
    return Judged(recipe, tables.agrees(recipe), recipe.item in mastered)


def tables_of(world: Mapping[str, Any], version: str | None, any_version: bool) -> Tables:
    """Return the tables of a version, for None those of a world, to compare a graph of it with.

    `world` is what the world says of itself, if it is known. ConfigError when its truth is in other
    tables, unless `any_version`, or when no version is named.
    """
    own, digest = world.get("minecraft"), world.get("tables_sha256")
    if version is own is None:
        raise ConfigError(
            "it is not known of which version of Minecraft this graph is: name one, as in "
            f"reference:{VERSION}"
        )
    same = version in (None, own)
    found = truth(str(own), *perturbation(world)) if own and same else None
    tables = found.tables if found else load_tables(str(version or own))
    if own not in (None, tables.version) and not any_version:
        raise ConfigError(
            f"the run was made in Minecraft {own}, not in {tables.version}: compare it with "
            f"reference:{own}, or with this one all the same by --any-version"
        )
    if digest not in (None, tables.digest) and not any_version:
        raise ConfigError(
            f"the run was made with other tables of Minecraft {tables.version} than this deckard "
            "has; compare it with the deckard that made it, or all the same by --any-version"
        )
    return tables


def against(awm: AWM, tables: Tables) -> Differences:
    """Compare a graph with the truth, as if that were a graph of verified recipes.

    Fields differ as in a score: a collect may claim any yield that occurs. Status is not compared.
    Added are the true ways to items of which the graph says nothing.
    """
    changed, missing, same = list[Change](), list[Belief](), 0
    for belief in (b for item in sorted(awm.known) for b in awm.beliefs(item)):
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


def field_shares(
    world: Mapping[str, Any], answers: Mapping[Item, Sequence[Dreamed | Misdreamed]]
) -> dict[str, Share]:
    """Count which fields are right (see `marks`) in what answers came to, of the heaviest for each.

    Items that the truth does not know how to obtain are left out. `whole` is counted over all the
    others, also those without a recipe; every other field over those with one.
    """
    tables, right, of = reference(world), Counter[str](), Counter[str]()
    for item in (item for item in answers if tables.ways(item)):
        dreamed = [event for event in answers[item] if isinstance(event, Dreamed)]
        best = max(dreamed, key=lambda event: event.weight, default=None)
        said = marks(tables, best.recipe) if best else {"whole": False}
        right.update(field for field, is_right in said.items() if is_right)
        of.update(list(said))
    return {field: Share(right[field], of[field]) for field in FIELDS}


def marks(tables: Tables, recipe: Recipe) -> dict[str, bool]:
    """Return which fields of a recipe agree with its nearest true way; of FIELDS those that apply.

    `whole` and `method` always do; the others where the method is right, so that one mistake is
    counted once. Of them `station` applies to what is made; `tool` and `source` to what is
    collected, and to name no source is a mistake; `ingredients` (the set) to what takes or is said
    to take any, and `quantities` where that set is right.
    """
    ways = [way for way in tables.ways_of(recipe.item) if way.recipe.how == recipe.how]
    said = {"whole": not tables.agrees(recipe), "method": bool(ways)}
    if not ways:
        return said
    nearest = min(ways, key=lambda way: len(way.differs(recipe)))
    true, wrong = nearest.recipe, nearest.differs(recipe)
    if true.ingredients or recipe.ingredients:
        said["ingredients"] = true.ingredients.keys() == recipe.ingredients.keys()
    if said.get("ingredients"):
        said["quantities"] = true.ingredients == recipe.ingredients
    if recipe.how == "collect":
        said |= {"tool": "tools" not in wrong, "source": true.source == recipe.source}
    else:
        said["station"] = "station" not in wrong
    return said | {"yield": "yields" not in wrong}
