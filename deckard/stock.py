"""Stocks: what to gather so that everything unknown can be attempted with it at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from deckard.awm import VERIFIED
from deckard.dream import unlearnt
from deckard.events import State
from deckard.explore import Aim
from deckard.plan import CRAFT_STEPS, Planner
from deckard.recipes import How, Inventory, Item

SLOTS = 9
"""Slots of a crafting grid: no craft uses up more of one thing."""
HOWS: tuple[How, ...] = ("craft", "smelt")


@dataclass(frozen=True)
class Stock:
    """What to have, and what that would be good for."""

    things: Mapping[Item, int]
    cost: float
    """Env steps to gather it, and to attempt everything."""
    fresh: int
    """Kinds of which there was never as much."""
    left: Sequence[Item]
    """What was never attempted with all of it."""


class Stocks:
    """The stocks of a moment."""

    def __init__(self, state: State, aim: Aim, planner: Planner) -> None:
        self.state, self.aim, self.planner = state, aim, planner

    def worth_trying(self, unknown: Sequence[Item]) -> Iterator[tuple[Stock, float]]:
        """Stocks that teach most for their price, each with how its lessons count."""
        for wanted, worth in self._levels():
            stock = self._stock(wanted, unknown)
            swept = frozenset(stock.things.items()) in self.state.swept
            if stock.fresh and stock.left and not swept:
                yield stock, worth

    def _levels(self) -> Iterator[tuple[dict[Item, int], float]]:
        """How much of each kind to have, ever more of it, and how that counts."""
        choices = self.planner.choices()
        kinds = self._within_reach
        full = {i: SLOTS + (i in self.aim.stations) for i in kinds}  # one of a station stands by
        raw = {i for i, c in choices.items() if c.recipe.how != "craft"}
        for many, worth in (self._consumed, 1.0), (self._consumed | raw, 0.3), (set(kinds), 0.1):
            yield {i: full[i] if i in many else 1 for i in kinds}, worth

    def _stock(self, wanted: Mapping[Item, int], unknown: Sequence[Item]) -> Stock:
        """The stock of some of what is wanted that teaches most for its price."""
        choices, holds = self.planner.choices(), self.state.holds
        lacking = {i: max(0, n - holds.get(i, 0)) * choices[i].cost for i, n in wanted.items()}
        stations = [s for s in self.aim.stations if s in self._within_reach]
        had = self.state.stocked | Counter(stations)
        fresh = sorted((lacking[i], i) for i, n in wanted.items() if n > had[i])
        old = {s: 1 for s in stations} | {i: n for i, n in wanted.items() if n <= had[i]}
        cost = sum(max(0, n - holds.get(i, 0)) * choices[i].cost for i, n in old.items())
        cost += CRAFT_STEPS * len(unknown) * (1 + 2 * len(stations))
        stock, taken, left = dict(old), 0, list[Item]()
        enough = 1
        for price, item in fresh:
            if taken >= enough and price > cost / taken:
                if left := self._never(unknown, stock):
                    break
                enough = 2 * taken  # to look whether something is left takes long
            stock[item], cost, taken = wanted[item], cost + price, taken + 1
        left = left or self._never(unknown, stock)
        return Stock(dict(sorted(stock.items())), cost, taken, left)

    def _never(self, unknown: Iterable[Item], stock: Mapping[Item, int]) -> list[Item]:
        """What of the unknown was never attempted with all of a stock."""
        near = [s for s in self.aim.stations if s in stock]
        have = {i: n - (i in near) for i, n in stock.items() if n > (i in near)}
        return [item for item in unknown if self._untried(item, have, near)]

    @cached_property
    def _within_reach(self) -> dict[Item, None]:
        """What can be obtained without learning anything, in the order of the choices."""
        found = dict[Item, None]()
        for item, choice in self.planner.choices().items():
            needs = {*choice.recipe.needs, *([choice.fuel] if choice.fuel else [])}
            if found.keys() >= needs and not unlearnt(self.state, item):
                found[item] = None
        return found

    @cached_property
    def _consumed(self) -> set[Item]:
        """What verified recipes use up."""
        awm = self.state.awm
        known = [r for item in awm.items(VERIFIED) for r in awm.recipes(item, VERIFIED)]
        return {need for recipe in known for need in recipe.ingredients}

    @cached_property
    def fertility(self) -> float:
        """Items that a new kind in the stock is expected to teach: so far, made of all known."""
        known = self.planner.choices().values()
        return (1 + sum(c.recipe.how != "collect" for c in known)) / (1 + len(known))

    def _untried(self, item: Item, have: Inventory, near: Sequence[Item]) -> bool:
        """Whether some way of making an item of a stock was never tried."""
        if not self.state.failed(item, "craft", have, ()):
            return True
        hows = HOWS if any(f in have for f in self.aim.fuels) else HOWS[:1]
        return any(not self._failed(item, how, have, s) for s in near for how in hows)

    def _failed(self, item: Item, how: How, have: Mapping[Item, int], station: Item) -> bool:
        return self.state.failed(item, how, have, [station])
