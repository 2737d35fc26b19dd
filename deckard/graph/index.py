"""Which items lead to which."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable

from deckard.graph.beliefs import HYPOTHESISED, UNKNOWN, VERIFIED, Beliefs, best_status, recipes_of
from deckard.types import How, Item, Recipe


class _Index:
    """Lookup tables of a graph, updated with every change, so that no query visits all items."""

    def __init__(self) -> None:
        self.items: dict[str, list[Item]] = {HYPOTHESISED: [], VERIFIED: []}
        self.frontier = list[Recipe]()
        self.goals = list[Item]()
        """The item of each recipe on the frontier, by which they are sorted."""
        self.waiting = defaultdict[Item, set[Item]](set)
        """For each need, the items that have a recipe with it."""
        self.sources = defaultdict[str, set[Item]](set)
        self.given = defaultdict[str, set[Item]](set)
        """For each source, the items that a verified recipe collects from it."""
        self.words = defaultdict[str, list[Item]](list)
        self.returning = defaultdict[Item, set[Item]](set)
        """For each item, those of which a verified recipe gives it back."""
        self.stations = Counter[tuple[How, Item]]()

    def change(self, item: Item, old: Beliefs, new: Beliefs) -> None:
        """Take in the new beliefs of an item."""
        before, now = best_status(old), best_status(new)
        if before != now:
            self._move(item, before, now)
        for recipe in recipes_of(old, HYPOTHESISED) if before == HYPOTHESISED else ():
            self.sources[recipe.source or ""].discard(item)
        for recipe in recipes_of(new, HYPOTHESISED) if now == HYPOTHESISED else ():
            self.sources[recipe.source or ""].add(item)
        for recipe in recipes_of(old, VERIFIED):
            self.given[recipe.source or ""].discard(item)
        for recipe in recipes_of(new, VERIFIED):
            self.given[recipe.source or ""].add(item)
        for returned in (i for r in recipes_of(old, VERIFIED) for i in r.returns):
            self.returning[returned].discard(item)
        for returned in (i for r in recipes_of(new, VERIFIED) for i in r.returns):
            self.returning[returned].add(item)
        self.stations.subtract((r.how, s) for r in recipes_of(old, VERIFIED) for s in r.stations)
        self.stations.update((r.how, s) for r in recipes_of(new, VERIFIED) for s in r.stations)

    def _move(self, item: Item, before: str, now: str) -> None:
        word = item.rpartition("_")[2]
        if before != UNKNOWN:
            _remove(self.items[before], item)
        if now != UNKNOWN:
            insort(self.items[now], item)
        if before == VERIFIED:
            _remove(self.words[word], item)
        if now == VERIFIED:
            insort(self.words[word], item)

    def need(self, item: Item, old: Iterable[Item], new: Iterable[Item]) -> None:
        """Take in the new needs of an item's recipes."""
        for need in old:
            self.waiting[need].discard(item)
        for need in new:
            self.waiting[need].add(item)

    def unblock(self, item: Item, recipes: list[Recipe]) -> None:
        """Replace the hypotheses of an item that are on the frontier."""
        place = self._place(item)
        self.goals[place] = [item] * len(recipes)
        self.frontier[place] = recipes

    def open(self, item: Item) -> list[Recipe]:
        """The hypotheses of an item that are on the frontier."""
        return self.frontier[self._place(item)]

    def _place(self, item: Item) -> slice:
        return slice(bisect_left(self.goals, item), bisect_right(self.goals, item))


def _remove(items: list[Item], item: Item) -> None:
    """Take an item out of a sorted list."""
    del items[bisect_left(items, item)]
