"""A learned graph beside a reference: what is right in each field, and which requirements are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deckard.bench.score.recipes import behind
from deckard.errors import ConfigError
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Belief, roles
from deckard.intervals import Share
from deckard.types import Item, Recipe
from deckard.worlds.tables import TrueRecipe
from deckard.worlds.tables.perturbed import perturbation
from deckard.worlds.tables.reference import Reference, find_tables, of_world, select_items

FIELDS = ("kind", "ingredients", "quantities", "station", "tool", "all")
"""What is compared of a recipe: the ingredients as a set, then with their quantities."""


@dataclass(frozen=True)
class Verdict:
    """What a graph says of an item, beside the nearest true way to it."""

    item: Item
    belief: Belief | None
    """The first of the item's beliefs: a verified one, if there is any."""
    near: Recipe
    fields: Mapping[str, bool]
    """For each of FIELDS whether it is right; none of an item without a belief."""
    requirements: bool
    """Whether the set of all that is needed is that of a true way; quantities are not compared."""

    @property
    def verified(self) -> bool:
        """Whether the graph holds it for verified."""
        return self.belief is not None and self.belief.status == VERIFIED


@dataclass(frozen=True)
class Edges:
    """How many needs are told, how many are true, and how many are both."""

    told: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        """The share of what is told that is true."""
        return self.both / self.told if self.told else 0.0

    @property
    def recall(self) -> float:
        """The share of what is true that is told."""
        return self.both / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.both / (self.told + self.true) if self.told + self.true else 0.0


@dataclass(frozen=True)
class Assessment:
    """A graph beside a reference; every figure is over the items that are compared."""

    reference: Reference
    verdicts: tuple[Verdict, ...]
    wrong: tuple[Recipe, ...]
    """Verified recipes that are no true way, yields and sources apart."""

    @property
    def n(self) -> int:
        """How many items are compared."""
        return len(self.verdicts)

    def accuracy(self, verified: bool) -> Share:
        """Items whose requirements are right: of verified recipes, or of whatever is believed."""
        right = [v for v in self.verdicts if v.requirements and (v.verified or not verified)]
        return Share(len(right), self.n)

    def fields(self, verified: bool) -> dict[str, Share]:
        """How often each field is right, of the items of which something is believed."""
        told = [v for v in self.verdicts if v.belief and (v.verified or not verified)]
        return {f: Share(sum(v.fields[f] for v in told), len(told)) for f in FIELDS}

    @property
    def edges(self) -> Edges:
        """Needs told of all items that are compared, beside those of the nearest true ways."""
        told = [(v.item, e) for v in self.verdicts if v.belief for e in _edges(v.belief.recipe)]
        true = [(v.item, edge) for v in self.verdicts for edge in _edges(v.near)]
        return Edges(len(told), len(true), len({*told} & {*true}))

    @property
    def corrected(self) -> Share:
        """Items that a perturbed world has otherwise than the game: those verified and right.

        What was true before is not, even where it would still do.
        """
        right = {v.item: v.belief for v in self.verdicts if v.verified and v.fields["all"]}
        old = {change.item: [r.way for r in change.old] for change in self.reference.changes}
        known = [i for i, b in right.items() if i in old and b and b.recipe.way not in old[i]]
        return Share(len(known), len(old))


def assess(awm: AWM, reference: Reference) -> Assessment:
    """Compare a graph with a reference."""
    verdicts = tuple(_verdict(awm, item, reference) for item in reference.ways)
    known = [r for item in reference.ways for r in awm.recipes(item, VERIFIED)]
    wrong = tuple(r for r in known if not _fields(r, _nearest(r, reference))["all"])
    return Assessment(reference, verdicts, wrong)


def _verdict(awm: AWM, item: Item, reference: Reference) -> Verdict:
    ways, beliefs = reference.ways[item], awm.beliefs(item)
    if not beliefs:
        fewest = min((way.recipe for way in ways), key=lambda r: (len(r.needs), str(r)))
        return Verdict(item, None, fewest, {}, False)
    recipe = beliefs[0].recipe
    near = _nearest(recipe, reference)
    return Verdict(item, beliefs[0], near, _fields(recipe, near), has_requirements(recipe, ways))


def has_requirements(recipe: Recipe, ways: Iterable[TrueRecipe]) -> bool:
    """Whether the set of all that a recipe needs is that of a true way."""
    return any(way.recipe.needs.keys() == recipe.needs.keys() for way in ways)


def _nearest(recipe: Recipe, reference: Reference) -> Recipe:
    """The true way that is right in most fields."""
    ways = [way.recipe for way in reference.ways[recipe.item]]
    return max(ways, key=lambda way: sum(_fields(recipe, way).values()))


def _fields(said: Recipe, true: Recipe) -> dict[str, bool]:
    right = {
        "kind": said.how == true.how,
        "ingredients": said.ingredients.keys() == true.ingredients.keys(),
        "quantities": said.ingredients == true.ingredients,
        "station": said.station == true.station,
        "tool": said.tools == true.tools,
    }
    return right | {"all": all(right.values())}


def _edges(recipe: Recipe) -> set[tuple[Item, str]]:
    return {(need, role) for need, role, _ in roles(recipe)}


def reference_for(
    world: Mapping[str, Any] | None,
    name: str | None,
    across: bool = False,
    items: str | None = None,
) -> Reference:
    """Return what a graph is to be compared with: what is named, else the truth of its world.

    `world` is what the world that it was learnt in says of itself, None where that is not known.
    ConfigError when nothing is named for such a graph, when another version or world than its own
    is named without `across`, and when it has none of the `items`: a named set, or names with
    commas between.
    """
    return _named(world, name, across).only(select_items(items))


def _named(world: Mapping[str, Any] | None, name: str | None, across: bool) -> Reference:
    if name is None:
        if world is None:
            raise ConfigError(
                "the graph in this file names no Minecraft version: say with --reference what to "
                "compare it with, a version (1.11.2, 1.16) or a file"
            )
        return of_world(behind(world), *perturbation(world))
    found = find_tables(name)
    if world is not None and not across and not _is_of(found, world):
        version = world.get("minecraft", "an unknown version")
        perturbed = ", perturbed" if perturbation(world)[0] else ""
        raise ConfigError(
            f"the graph is of Minecraft {version}{perturbed}, the "
            f"reference is {found.name}: leave --reference out, or add --across-versions"
        )
    return found


def _is_of(found: Reference, world: Mapping[str, Any]) -> bool:
    """Whether a reference is of a world: of its tables, or where it has none of its version."""
    if (tables := world.get("tables_sha256")) is None:
        return found.version in (None, world.get("minecraft"))
    return found.digest == tables
