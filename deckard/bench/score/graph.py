"""Compare a learned graph with a reference: fields, requirement sets and edges of each item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deckard.bench.score.facts import contradicts
from deckard.bench.score.recipes import world_truth
from deckard.errors import ConfigError
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Belief, roles
from deckard.graph.needs import NeedOfRecipe, needs_of_graph
from deckard.intervals import Share
from deckard.journal.events import Verified
from deckard.types import Item, Recipe
from deckard.worlds.tables import tables_named
from deckard.worlds.tables.perturbed import perturbation
from deckard.worlds.tables.reference import Reference, find_reference, world_reference
from deckard.worlds.tables.true_recipe import REQUIREMENTS, TrueRecipe, nearest_recipe

DEVIATIONS = {
    "kind": {"how"},
    "ingredients": {"ingredients"},
    "quantities": {"ingredients", "quantities"},
    "station": {"stations"},
    "tool": {"tools"},
    "all": {"how", "ingredients", "quantities", "stations", "tools"},
}
"""The compared fields of a recipe, with the deviations that make them other than the truth."""
FIELDS = tuple(DEVIATIONS)
"""The compared fields; `ingredients` as a set, `quantities` with their numbers."""


@dataclass(frozen=True)
class Verdict:
    """The belief of a graph about an item, compared with the nearest true recipe."""

    item: Item
    belief: Belief | None
    """The first belief about the item, a verified one if there is any; None without any."""
    near: Recipe
    """The nearest true recipe; of its tools those of the belief, if they suffice."""
    fields: Mapping[str, bool]
    """Whether each of FIELDS is right; empty without a belief."""
    requirements: bool
    """Whether the requirement set is that of a true recipe; quantities are not compared."""

    @property
    def verified(self) -> bool:
        """Whether the belief is verified."""
        return self.belief is not None and self.belief.status == VERIFIED


@dataclass(frozen=True)
class Edges:
    """Counts of edges (an item's need in its role): believed, true, and both."""

    believed: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        """The share of the believed edges that are true."""
        return self.both / self.believed if self.believed else 0.0

    @property
    def recall(self) -> float:
        """The share of the true edges that are believed."""
        return self.both / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both_sets = self.believed + self.true
        return 2 * self.both / both_sets if both_sets else 0.0


@dataclass(frozen=True)
class Assessment:
    """A graph compared with a reference.

    All figures but `wrong` are over the items of the reference that are compared.
    """

    reference: Reference
    verdicts: tuple[Verdict, ...]
    wrong: tuple[Recipe, ...]
    """Recipes that are verified in the end and that the world contradicts, of any item."""
    needs: tuple[NeedOfRecipe, ...]
    """The stations and tools of the verified recipes."""

    @property
    def n(self) -> int:
        """The number of compared items."""
        return len(self.verdicts)

    def accuracy(self, verified: bool) -> Share:
        """Return the share of items with a right requirement set (EGA if `verified`).

        Args:
            verified: Whether only verified beliefs count.
        """
        right = [v for v in self.verdicts if v.requirements and (v.verified or not verified)]
        return Share(len(right), self.n)

    def fields(self, verified: bool) -> dict[str, Share]:
        """Return the share of right beliefs by field, over the items with a belief."""
        verdicts = [v for v in self.verdicts if v.belief and (v.verified or not verified)]
        return {f: Share(sum(v.fields[f] for v in verdicts), len(verdicts)) for f in FIELDS}

    @property
    def edges(self) -> Edges:
        """Count the edges of the beliefs and those of the nearest true recipes."""
        believed = [(v.item, e) for v in self.verdicts if v.belief for e in _edges(v.belief.recipe)]
        true = [(v.item, edge) for v in self.verdicts for edge in _edges(v.near)]
        return Edges(len(believed), len(true), len({*believed} & {*true}))

    @property
    def unproven(self) -> tuple[NeedOfRecipe, ...]:
        """The needs of verified recipes of which no failure without them was seen."""
        return tuple(need for need in self.needs if not need.proven)

    @property
    def corrected(self) -> Share:
        """The share of the items that a perturbed world changed which are verified and right.

        The recipe of the unperturbed game does not count, even where it would still work.
        """
        right_beliefs = {v.item: v.belief for v in self.verdicts if v.verified and v.fields["all"]}
        old = {change.item: [r.demands for r in change.old] for change in self.reference.changes}
        right_items = [
            i for i, b in right_beliefs.items() if i in old and b and b.recipe.demands not in old[i]
        ]
        return Share(len(right_items), len(old))


def assess(awm: AWM, reference: Reference) -> Assessment:
    """Compare a graph with a reference.

    Args:
        awm: The graph of a run or a file.
        reference: The true recipes of the items that are compared.
    """
    verdicts = tuple(_verdict(awm, item, reference) for item in reference.ways)
    verified = [r for item in awm.items(VERIFIED) for r in awm.recipes(item, VERIFIED)]
    wrong = tuple(r for r in verified if contradicts(reference.every, Verified(recipe=r)))
    return Assessment(reference, verdicts, wrong, needs_of_graph(awm, reference.ways))


def _verdict(awm: AWM, item: Item, reference: Reference) -> Verdict:
    ways, beliefs = reference.ways[item], awm.beliefs(item)
    near = nearest_recipe(ways, beliefs[0].recipe) if beliefs else None
    if near is None:
        fewest = min((way.plain for way in ways), key=lambda r: (len(r.needs), str(r)))
        return Verdict(item, None, fewest, {}, False)
    recipe, true = beliefs[0].recipe, near.plain
    deviating = {deviation.field for deviation in near.deviations(recipe)}
    if "tools" not in deviating:
        true = true.model_copy(update={"tools": recipe.tools})
    fields = {field: not deviating & kinds for field, kinds in DEVIATIONS.items()}
    return Verdict(item, beliefs[0], true, fields, has_requirements(recipe, ways))


def has_requirements(recipe: Recipe, ways: Iterable[TrueRecipe]) -> bool:
    """Whether a recipe has the requirement set of one of the true recipes.

    Args:
        recipe: What is believed of an item.
        ways: The true recipes of the item. Ingredients and stations must be the same as those of
            one of them, and a tool one that suffices; quantities are not compared.
    """
    return any(
        REQUIREMENTS.isdisjoint(deviation.field for deviation in way.deviations(recipe))
        for way in ways
    )


def _edges(recipe: Recipe) -> set[tuple[Item, str]]:
    return {(need, role) for need, role, _ in roles(recipe)}


def reference_for(
    world: Mapping[str, object] | None,
    name: str | None,
    across: bool = False,
    items: str | Iterable[Item] | None = None,
) -> Reference:
    """Return the reference for a graph: the one that is named, else the truth of its world.

    Args:
        world: The `about` of the world in which the graph was learnt; None where it is unknown.
        name: A Minecraft version or a file of recipe tables; None for the truth of the world.
        across: Whether the reference may be of another version or world than the graph.
        items: The items to compare: a named set, names with commas between, or a list; None for
            all.

    Raises:
        ConfigError: The world is unknown and no reference is named; the reference is of another
            world without `across`; or it lacks an item that is named.
    """
    return _named(world, name, across).choose(items)


def _named(world: Mapping[str, object] | None, name: str | None, across: bool) -> Reference:
    if name is None:
        if world is None:
            raise ConfigError(
                "the graph in this file names no Minecraft version: say with --reference what to "
                "compare it with, a version (1.11.2, 1.16) or a file"
            )
        return world_reference(world_truth(world), *perturbation(world))
    reference = find_reference(name)
    if world is not None and not across and not _is_of(reference, world):
        own = tables_named(world) or "an unknown version"
        version = f"Minecraft {own}" if "minecraft" in world else own
        perturbed = ", perturbed" if perturbation(world)[0] else ""
        raise ConfigError(
            f"the graph is of {version}{perturbed}, the "
            f"reference is {reference.name}: leave --reference out, or add --across-versions"
        )
    return reference


def _is_of(reference: Reference, world: Mapping[str, object]) -> bool:
    """Whether a reference has the tables of a world, or its version where it has no tables."""
    if (tables := world.get("tables_sha256")) is None:
        return reference.version in (None, tables_named(world))
    return reference.digest == tables
