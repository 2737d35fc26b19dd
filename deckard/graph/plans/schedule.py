"""The order of a plan's runs, in which everything is at hand when it is needed."""

import math
from collections import Counter
from collections.abc import Mapping

from deckard.graph.plans.prices import Routes
from deckard.types import Inventory, Item

PARTS = 3
"""Parts into which circles may part the runs of each recipe, on the average; chosen."""
MOST_ROUNDS = 300
"""Parts into which containers that come back may part the runs, at most; chosen."""
MOST_TURNS = 30
"""Turns that each recipe has at most; chosen."""
SLICE = 4
"""One of so many runs that are left is taken in a turn, at least; chosen."""
BACK = 8
"""One of so many runs is left out until the fuel lasts; chosen."""


class Store:
    """What is held while a plan is worked off.

    Args:
        routes: The recipes.
        have: What is held at the beginning.
        lent: What is taken to be there, as nothing tells how to obtain it.
    """

    def __init__(self, routes: Routes, have: Inventory, lent: Inventory) -> None:
        self.routes, self.held = routes, Counter(have) + Counter(lent)

    def takes(self, k: int, times: int) -> dict[Item, int]:
        """What so many runs use up, fuel included."""
        recipe = self.routes.recipes[k]
        takes = {item: n * times for item, n in recipe.used}
        if recipe.fuel is not None:
            takes[recipe.fuel] = takes.get(recipe.fuel, 0) + self.routes.fuel_units(k, times)
        return takes

    def run(self, k: int, times: int) -> None:
        """Run a recipe so many times."""
        for item, n in self.takes(k, times).items():
            self.held[item] -= n
        recipe = self.routes.recipes[k]
        self.held[recipe.item] += recipe.yields * times
        for item, n in recipe.returns.items():
            self.held[item] += n * times

    def most(self, k: int, times: int) -> int:
        """How many of so many runs can be taken now."""
        recipe = self.routes.recipes[k]
        if any(not self.held[item] for item in recipe.kept):
            return 0
        for item, n in recipe.used:
            have = self.held[item] - (item in recipe.kept)
            times = int(min(times, recipe.lasts(item, n, have)))
        while times > 0 and recipe.fuel and self._burns_more(k, times, recipe.fuel):
            times -= 1 + times // BACK
        return max(0, times)

    def _burns_more(self, k: int, times: int, fuel: Item) -> bool:
        return self.takes(k, times)[fuel] > self.held[fuel]


def in_order(store: Store, runs: Mapping[int, int]) -> list[tuple[int, int]] | None:
    """Return recipes with their times in an order that can be worked off; None without one.

    A recipe is run as often as it must be at once, unless a circle parts its runs.
    """
    left, ordered = {k: n for k, n in reversed(list(runs.items())) if n}, list[tuple[int, int]]()
    for _ in range(PARTS * len(left) + _rounds(store, left)):
        whole = [k for k, times in left.items() if _ran(store, k, times)]
        ordered += [(k, left.pop(k)) for k in whole]
        if not left:
            break
        if whole:
            continue
        parts = ((k, store.most(k, times)) for k, times in left.items())
        k, times = next((part for part in parts if part[1]), (-1, 0))
        if not times:
            return None
        store.run(k, times)
        ordered.append((k, times))
        left[k] -= times
    return None if left else ordered


def _ran(store: Store, k: int, times: int) -> bool:
    """Run a recipe so many times if that can be."""
    if can := store.most(k, times) == times:
        store.run(k, times)
    return can


def in_turns(store: Store, runs: Mapping[int, int]) -> list[tuple[int, int]] | None:
    """Return recipes with their times in an order in which each is run in turn, in small parts.

    So what one gives back is used by another before it lacks. None where that does not go.
    """
    recipes = store.routes.recipes
    left = {k: runs[k] for k in sorted(runs, key=lambda k: not recipes[k].returns) if runs[k]}
    ordered = list[tuple[int, int]]()
    for _ in range(MOST_TURNS):
        parts = [(k, part) for k, times in left.items() if (part := _slice(store, k, times))]
        for k, part in parts:
            left[k] -= part
        ordered += parts
        left = {k: times for k, times in left.items() if times}
        if not (left and parts):
            break
    return None if left else ordered


def _slice(store: Store, k: int, times: int) -> int:
    """Run a recipe a few of so many times, as far as that can be; how often it was."""
    part = store.most(k, math.ceil(times / SLICE))
    if part:
        store.run(k, part)
    return part


def _rounds(store: Store, runs: Mapping[int, int]) -> int:
    """Parts into which the runs are parted when what is given back must circle."""
    back = sum(n for k, n in runs.items() if store.routes.recipes[k].returns)
    return min(MOST_ROUNDS, PARTS * back)
