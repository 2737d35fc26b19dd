"""The Abstract World Model: which items lead to which, as far as the agent knows."""

from collections.abc import Collection, Iterable, KeysView, Mapping, Sequence
from typing import TYPE_CHECKING

from deckard.graph.walk import walk
from deckard.types import How, Item, Recipe

if TYPE_CHECKING:
    import networkx as nx
from deckard.graph.beliefs import (
    HYPOTHESISED,
    UNKNOWN,
    VERIFIED,
    Belief,
    Beliefs,
    best_status,
    implies,
    recipes_of,
    roles,
)
from deckard.graph.changes import ChangeFeed
from deckard.graph.index import _Index

NOTHING_UNKNOWN: Mapping[str, str] = {}
PARTIAL = 0.5
"""How much a proposer's sureness counts for a recipe that lacks something it named; chosen."""


class AWM:
    """Items, and for each the recipes by which it is believed to be obtained.

    A recipe with several tools, any one of which suffices, becomes a belief for each: they are
    tried, known and priced apart.
    """

    def __init__(self) -> None:
        self._beliefs: dict[Item, Beliefs] = {}
        self._needs: dict[Item, tuple[Item, ...]] = {}
        self._index, self._sizes = _Index(), dict[Item, int]()
        self.version = 0
        """Number of changes so far: what is computed for one version holds while it lasts."""
        self.learnt = 0
        """Number of changes of verified recipes so far."""
        self.changes = ChangeFeed()
        """Log of changes. A consumer remembers its cursor and updates its cache from there. The
        state and its folds note here what they learn of items and sources besides beliefs."""

    @classmethod
    def of(cls, beliefs: Mapping[Item, Iterable[Belief]]) -> "AWM":
        """Return the graph in which these are the beliefs of each item."""
        awm = cls()
        for item, own in beliefs.items():
            awm._put(item, [one for belief in own for one in belief.by_tool()])
        return awm

    @property
    def known(self) -> KeysView[Item]:
        """Every item that has a belief or is a need of one, in the order in which they came."""
        return self._beliefs.keys()

    def graph(self) -> "nx.MultiDiGraph":
        """Return it as a graph of networkx: an edge leads from a need to the item that takes it.

        A node carries the `beliefs` of its item, verified ones first. An edge carries the `role`
        (ingredient, tool, station), the `quantity`, and as `recipe` the position of its belief.
        """
        import networkx as nx  # takes longer than most that is asked of a graph

        graph = nx.MultiDiGraph()
        graph.add_nodes_from(
            (item, {"beliefs": beliefs}) for item, beliefs in self._beliefs.items()
        )
        for item, beliefs in self._beliefs.items():
            for k, belief in enumerate(beliefs):
                for need, role, quantity in roles(belief.recipe):
                    edge = {"role": role, "quantity": quantity, "recipe": k}
                    graph.add_edge(need, item, key=(k, role), **edge)
        return graph

    def beliefs(self, item: Item) -> Beliefs:
        """The recipes of an item: verified ones first, partial ones last, else by weight."""
        return self._beliefs.get(item, ())

    def whole(self, item: Item) -> list[Recipe]:
        """The recipes of an item that lack nothing that the proposer named."""
        return [b.recipe for b in self.beliefs(item) if not b.unknown]

    def recipes(self, item: Item, status: str) -> list[Recipe]:
        """The recipes of an item that have a status."""
        return recipes_of(self.beliefs(item), status)

    def status(self, item: Item) -> str:
        """Return verified, hypothesised or unknown: the best that any of its recipes has."""
        return best_status(self.beliefs(item))

    def is_verified(self, item: Item) -> bool:
        """Whether a recipe of the item is verified."""
        return self.status(item) == VERIFIED

    def is_obtainable(self, item: Item) -> bool:
        """Whether a recipe of the item is verified, or one that gives it back."""
        return self.is_verified(item) or bool(self._index.returning.get(item))

    def items(self, status: str) -> list[Item]:
        """The items that have a status, in alphabetical order."""
        if status == UNKNOWN:
            return sorted(item for item, beliefs in self._beliefs.items() if not beliefs)
        return self._index.items[status].copy()

    def unverified(self, recipe: Recipe) -> list[Item]:
        """Needs of a recipe that no verified recipe obtains or gives back."""
        return [need for need in recipe.needs if not self.is_obtainable(need)]

    def frontier(self) -> list[Recipe]:
        """The hypotheses of unverified items whose every need is verified, sorted by item."""
        return self._index.frontier.copy()

    def open(self, item: Item) -> Sequence[Recipe]:
        """The hypotheses of an item that are on the frontier."""
        return self._index.open(item)

    def waiting(self, item: Item) -> Collection[Item]:
        """Items of which some recipe needs an item."""
        return self._index.waiting.get(item, ())

    def hypothesised_from(self, source: str) -> Sequence[Item]:
        """Items not verified yet of which a hypothesis names a source, in alphabetical order."""
        return sorted(self._index.sources.get(source, ()))

    def verified_from(self, source: str) -> Collection[Item]:
        """Items that a verified recipe collects from a source."""
        return self._index.given.get(source, ())

    def verified_like(self, word: str) -> Sequence[Item]:
        """Verified items whose names end with a word, in alphabetical order."""
        return self._index.words.get(word, ())

    def obtainable_like(self, word: str) -> Sequence[Item]:
        """The same, with what a verified recipe gives back."""
        returned = (item for item in self.given_back() if item.rpartition("_")[2] == word)
        return sorted((*self.verified_like(word), *returned))

    def given_back(self) -> list[Item]:
        """What verified recipes give back and none is verified of, in alphabetical order."""
        returned = (item for item, by in self._index.returning.items() if by)
        return sorted(item for item in returned if not self.is_verified(item))

    def made_at(self, how: How, station: Item) -> int:
        """How many verified recipes of a manner name a station."""
        return self._index.stations[how, station]

    def behind(self, item: Item) -> set[Item]:
        """The item and everything it leads down to, by any of its recipes."""
        return set(walk([item], lambda node: self._needs.get(node, ())))

    def size(self, item: Item) -> int:
        """How many items an item leads down to, itself among them.

        Of an item with verified recipes only these count, and not what else is dreamed of it.
        """
        if item not in self._sizes:
            self._sizes[item] = sum(1 for _ in walk([item], self._surest_needs))
        return self._sizes[item]

    def _surest_needs(self, item: Item) -> set[Item]:
        recipes = self.recipes(item, VERIFIED) or self.giving_back(item)
        recipes = recipes or [b.recipe for b in self.beliefs(item)]
        return {need for recipe in recipes for need in recipe.needs} - {item}

    def giving_back(self, item: Item) -> list[Recipe]:
        """The verified recipes of other items that give an item back."""
        products = sorted(self._index.returning.get(item, ()))
        verified = (recipe for product in products for recipe in self.recipes(product, VERIFIED))
        return [recipe for recipe in verified if item in recipe.returns]

    def weight(self, recipe: Recipe) -> float:
        """The weight of a recipe that is believed, and 1 for any other."""
        same = [b for b in self.beliefs(recipe.item) if b.recipe.key == recipe.key]
        return same[0].weight if same else 1.0

    def hypothesise(
        self,
        recipe: Recipe,
        because: int = 0,
        weight: float = 1.0,
        unknown: Mapping[str, str] = NOTHING_UNKNOWN,
    ) -> None:
        """Add a hypothesis, unless it is believed or a verified recipe demands the same.

        One that lacks something gives way to the same recipe from an answer that it is all of.

        Args:
            recipe: The hypothesis.
            because: The journal entry that proposed it.
            weight: How sure the proposer was, from 0 to 1; half of it counts for a partial recipe.
            unknown: What the proposer named besides and the world does not have, with its roles.
        """
        for one in recipe.by_tool():
            self._hypothesise(one, because, weight, unknown)

    def _hypothesise(
        self, recipe: Recipe, because: int, weight: float, unknown: Mapping[str, str]
    ) -> None:
        """Add a hypothesis with one tool or none."""
        old = self.beliefs(recipe.item)
        verified = {b.recipe.demands for b in old if b.status == VERIFIED}
        same = [b for b in old if b.recipe.key == recipe.key]
        if recipe.demands in verified or any(len(b.unknown) <= len(unknown) for b in same):
            return
        belief = Belief(
            recipe=recipe,
            status=HYPOTHESISED,
            because=(*(n for b in same for n in b.because), because),
            weight=weight * PARTIAL if unknown else weight,
            unknown={**unknown},
        )
        self._put(recipe.item, [*(b for b in old if b not in same), belief])

    def verify(self, recipe: Recipe, corrects: Iterable[Recipe] = (), because: int = 0) -> None:
        """Add an observed recipe to those that are verified, in place of the guesses it corrects.

        A verified recipe that asks for more of the same is true still, and is not listed any more.

        Args:
            recipe: What was observed.
            corrects: The recipes that it replaces.
            because: The journal entry of the observation.
        """
        gone = [one for r in corrects for one in r.by_tool()]
        for one in recipe.by_tool():
            self._verify(one, gone, because)

    def _verify(self, recipe: Recipe, corrects: Iterable[Recipe], because: int) -> None:
        """Add an observed recipe with one tool or none."""
        keys, demands = {r.key for r in corrects}, {recipe.demands, *(r.demands for r in corrects)}
        old, gone, carried = self.beliefs(recipe.item), list[Belief](), dict[Item, int]()
        for belief in old:
            if belief.status != VERIFIED:
                gone += [belief] * (belief.recipe.demands in demands)
            elif implies(recipe, belief.recipe):
                gone.append(belief)
                carried |= belief.carried(recipe)
            else:
                gone += [belief] * (belief.recipe.key in keys)
        reasons = (*(n for b in gone for n in b.because), because)
        new = Belief(recipe=recipe, status=VERIFIED, because=reasons, proven=carried)
        self._put(recipe.item, [new, *(b for b in old if b not in gone)])

    def prove(self, recipe: Recipe, need: Item, because: int = 0) -> None:
        """Mark a station or a tool of a verified recipe as needed.

        Args:
            recipe: The recipe; one that is not listed as verified stays as it is.
            need: The station or tool without which it failed.
            because: The journal entry that shows it.
        """
        beliefs = list(self.beliefs(recipe.item))
        for k, belief in enumerate(beliefs):
            if belief.status == VERIFIED and belief.recipe.key == recipe.key:
                proven = {need: because} | belief.proven
                beliefs[k] = belief.model_copy(update={"proven": proven})
                self._put(recipe.item, beliefs)

    def refute(self, recipe: Recipe) -> None:
        """Drop a recipe; the item itself stays known."""
        old, gone = self.beliefs(recipe.item), {one.key for one in recipe.by_tool()}
        rest = [b for b in old if b.recipe.key not in gone]
        self._put(recipe.item, rest)

    def _put(self, item: Item, beliefs: list[Belief]) -> None:
        """Set the beliefs of an item and update all indices; every change goes through here."""
        beliefs.sort(key=lambda b: (b.status != VERIFIED, bool(b.unknown), -b.weight))
        old, new = self.beliefs(item), tuple(beliefs)
        returned = {i for b in (*old, *new) if b.status == VERIFIED for i in b.recipe.returns}
        before = {one: self.is_obtainable(one) for one in (item, *sorted(returned))}
        self._beliefs[item] = new
        needs = dict.fromkeys(need for b in beliefs for need, _, _ in roles(b.recipe))
        self._index.need(item, self._needs.get(item, ()), needs)
        self._needs[item] = tuple(needs)
        self._sizes.clear()
        for need in needs:
            self._beliefs.setdefault(need, ())
        self.version += 1
        self.learnt += recipes_of(old, VERIFIED) != recipes_of(new, VERIFIED)
        self._index.change(item, old, new)
        turned = [one for one, was in before.items() if was != self.is_obtainable(one)]
        waiting = (user for one in turned for user in self._index.waiting[one])
        touched = tuple(dict.fromkeys((item, *turned, *waiting)))
        self.changes.note(*touched)
        for one in touched:
            self._index.unblock(one, self._unblocked(one))

    def _unblocked(self, item: Item) -> list[Recipe]:
        """The hypotheses of an item that stand on the frontier."""
        if self.is_verified(item):
            return []
        return [b.recipe for b in self.beliefs(item) if not self.unverified(b.recipe)]
