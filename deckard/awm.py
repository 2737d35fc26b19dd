"""The Abstract World Model: which items lead to which, as far as the agent knows."""

from collections.abc import Iterable, KeysView, Mapping
from typing import TYPE_CHECKING

from deckard.recipes import Frozen, Item, Recipe

if TYPE_CHECKING:
    import networkx as nx

UNKNOWN, HYPOTHESISED, VERIFIED = "unknown", "hypothesised", "verified"


class Belief(Frozen):
    """A recipe that the agent holds for possible or true, and the journal entries that say why."""

    recipe: Recipe
    status: str
    because: tuple[int, ...] = ()
    """Of what was seen, also the entries of the recipes that it corrected; of no others."""
    weight: float = 1.0
    """How sure whoever proposed it was: the share of a model's answers that said so."""


class AWM:
    """Items, and for each the recipes by which it is believed to be obtained."""

    def __init__(self) -> None:
        self._beliefs: dict[Item, tuple[Belief, ...]] = {}
        self._needs: dict[Item, tuple[Item, ...]] = {}
        self.version = 0
        """Rises with every change, so that what is derived can be remembered."""

    @classmethod
    def of(cls, beliefs: Mapping[Item, Iterable[Belief]]) -> "AWM":
        """Return the graph in which these are the beliefs of each item."""
        awm = cls()
        for item, found in beliefs.items():
            awm._put(item, list(found))
        return awm

    @property
    def known(self) -> KeysView[Item]:
        """Every item that was named, also if only as a need, in the order in which they came."""
        return self._beliefs.keys()

    def graph(self) -> "nx.MultiDiGraph":
        """Return it as a graph of networkx: an edge says that its head needs its tail.

        A node's `beliefs` are the recipes of the item, verified ones first; an edge carries the
        `role` (ingredient, tool, station), the `quantity`, and as `recipe` the position of its
        belief.
        """
        import networkx as nx  # takes longer than most that is asked of a graph

        graph = nx.MultiDiGraph()
        graph.add_nodes_from((item, {"beliefs": found}) for item, found in self._beliefs.items())
        for item, found in self._beliefs.items():
            for k, belief in enumerate(found):
                for need, role, quantity in roles(belief.recipe):
                    edge = {"role": role, "quantity": quantity, "recipe": k}
                    graph.add_edge(need, item, key=(k, role), **edge)
        return graph

    def beliefs(self, item: Item) -> tuple[Belief, ...]:
        """The recipes of an item: verified ones first, then by weight, then as they came."""
        return self._beliefs.get(item, ())

    def recipes(self, item: Item, status: str) -> list[Recipe]:
        """The recipes of an item that have a status."""
        return [b.recipe for b in self.beliefs(item) if b.status == status]

    def status(self, item: Item) -> str:
        """Return verified, hypothesised or unknown: the best that any of its recipes has."""
        beliefs = self.beliefs(item)
        return beliefs[0].status if beliefs else UNKNOWN

    def is_verified(self, item: Item) -> bool:
        """Whether a recipe of the item is verified."""
        return self.status(item) == VERIFIED

    def items(self, status: str) -> list[Item]:
        """The items that have a status, in alphabetical order."""
        return sorted(i for i in self._beliefs if self.status(i) == status)

    def unverified(self, recipe: Recipe) -> list[Item]:
        """Needs of a recipe that no verified recipe obtains."""
        return [need for need in recipe.needs if not self.is_verified(need)]

    def frontier(self) -> list[Recipe]:
        """Hypotheses whose every need is verified, for items not verified yet, by item."""
        return [
            recipe
            for item in self.items(HYPOTHESISED)
            for recipe in self.recipes(item, HYPOTHESISED)
            if not self.unverified(recipe)
        ]

    def behind(self, item: Item) -> set[Item]:
        """The item and everything it leads down to, by any of its recipes."""
        found, queue = {item}, [item]
        while queue:
            fresh = [need for need in self._needs.get(queue.pop(), ()) if need not in found]
            found.update(fresh)
            queue += fresh
        return found

    def weight(self, recipe: Recipe) -> float:
        """The weight of a recipe that is believed; 1 of any other."""
        found = [b for b in self.beliefs(recipe.item) if b.recipe.hypothesis == recipe.hypothesis]
        return found[0].weight if found else 1.0

    def hypothesise(self, recipe: Recipe, because: int = 0, weight: float = 1.0) -> None:
        """Take a hypothesis over, unless it is believed already or its way is verified."""
        old = self.beliefs(recipe.item)
        verified = {b.recipe.way for b in old if b.status == VERIFIED}
        known = {b.recipe.hypothesis for b in old}
        if recipe.way not in verified and recipe.hypothesis not in known:
            belief = Belief(recipe=recipe, status=HYPOTHESISED, because=(because,), weight=weight)
            self._put(recipe.item, [*old, belief])

    def verify(self, recipe: Recipe, corrects: Iterable[Recipe] = (), because: int = 0) -> None:
        """Take an observed recipe over, in place of those that it corrects."""
        gone = {r.way for r in corrects} | {recipe.way}
        old = self.beliefs(recipe.item)
        reasons = [n for b in old if b.recipe.way in gone for n in b.because]
        belief = Belief(recipe=recipe, status=VERIFIED, because=(*reasons, because))
        rest = [b for b in old if b.recipe.way not in gone]
        self._put(recipe.item, [belief, *rest])

    def refute(self, recipe: Recipe) -> None:
        """Drop a recipe; the item itself stays known."""
        old = self.beliefs(recipe.item)
        rest = [b for b in old if b.recipe.hypothesis != recipe.hypothesis]
        self._put(recipe.item, rest)

    def _put(self, item: Item, beliefs: list[Belief]) -> None:
        """Set the beliefs of an item and the needs that follow from them: the only change."""
        self.version += 1
        beliefs.sort(key=lambda b: (b.status != VERIFIED, -b.weight))
        self._beliefs[item] = tuple(beliefs)
        needs = dict.fromkeys(need for b in beliefs for need, _, _ in roles(b.recipe))
        self._needs[item] = tuple(needs)
        for need in needs:
            self._beliefs.setdefault(need, ())


def roles(recipe: Recipe) -> list[tuple[Item, str, int]]:
    """Return the needs of a recipe as (item, role, quantity)."""
    found = [(i, "ingredient", n) for i, n in sorted(recipe.ingredients.items())]
    found += [(i, "tool", 1) for i in sorted(recipe.tools)]
    return found + ([(recipe.station, "station", 1)] if recipe.station else [])
