"""What was attempted in bulk: what explorers keep of bulk attempts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from deckard.journal.events import Attempted, Event, Practised, Verified
from deckard.journal.state import Fold, State
from deckard.types import BulkAttempt, Inventory, Item, covers, without

Stock = frozenset[tuple[Item, int]]
SHORT = 3
"""After this many failed attempts to gather an item, a stock counts as tried without it. As often
an attempt may end a life in which things were lost, or kill, before it counts."""

LAST = 30
"""As often one may kill that has one of each: there is nothing less to try then, and a life costs
little beside the practice of anything."""


@dataclass
class TriedStocks:
    """Stocks with which things were attempted."""

    sizes: dict[Stock, int] = field(default_factory=dict)
    """Stocks with which everything was attempted, and of how many items that was at most."""
    items: set[Item] = field(default_factory=set)
    """Everything that was attempted."""
    most: defaultdict[int, Counter[Item]] = field(default_factory=lambda: defaultdict(Counter))
    """The most of each item that was in a stock, by the scale of the attempts."""

    def add(self, attempt: BulkAttempt, missed: Iterable[Item] = ()) -> None:
        """Count an attempt, but for items of its stock that were never there."""
        missed, size = {*missed}, len(attempt.items)
        self.items.update(attempt.items)
        self.most[_scale(size)] |= Counter(without(attempt.stock, missed))
        if not missed:
            key = frozenset(attempt.stock.items())
            self.sizes[key] = max(size, self.sizes.get(key, 0))

    def holds(self, stock: Inventory, size: int) -> bool:
        """Whether about so many items were attempted with a stock."""
        most = self.sizes.get(frozenset(stock.items()))
        return most is not None and _counts_for(_scale(most), size)


class BulkHistory(Fold):
    """Which stocks were attempted, how often, and what came of it."""

    def __init__(self) -> None:
        self.idle = 0
        """Bulk attempts in a row of this life that lacked things and had nothing new to attempt."""
        self.in_vain = 0
        """Bulk attempts since one last obtained something."""
        self.version = 0
        """Number of changes so far."""
        self.remade: frozenset[Item] = frozenset()
        """What was held before the last attempt and yet made again on the way to its stock."""
        self._tried, self._deadly = TriedStocks(), TriedStocks()
        """What was attempted; and what killed so often that it is left alone for now."""
        self._least = TriedStocks()
        """Of the latter that of which there can be no less: one of each."""
        self._idly, self._reopened = TriedStocks(), 0
        """What was tried with too little, and how often that was opened again."""
        self._in_want = dict[frozenset[Item], TriedStocks]()
        """What counts as tried without some items until there is another way to obtain one."""
        self._counts = Counter[tuple]()
        self._deaths = Counter[tuple]()
        """How often each attempt killed since an option was last learnt."""
        self._short = Counter[Item]()
        """How often a stock was to have an item and did not get it."""

    def apply(self, event: Event, state: State, entry: int) -> None:
        """Count a bulk attempt; with another option the agent may survive what killed it."""
        if isinstance(event, Practised) and event.option:
            self._deaths.clear()
            self._deadly, self._least = TriedStocks(), TriedStocks()
            self.version += 1
        if isinstance(event, Verified) and self._short.pop(event.item, 0):
            self.version += 1
            self._in_want = {k: v for k, v in self._in_want.items() if event.item not in k}
        if isinstance(event, Attempted):
            self.remade = _remade(event, state.holds)
            self._count_idle(event)
        if isinstance(event, Attempted) and self._counts_as_tried(event):
            self.version += 1
            self.in_vain = 0 if event.ending == "obtained" else self.in_vain + 1

    def _count_idle(self, attempted: Attempted) -> None:
        """Count attempts that came to nothing at all: in another life they may.

        What was tried so in a life that got stuck of it is open again, a few times in a row.
        """
        if attempted.outcome.gains or attempted.outcome.failures:
            self.idle = self._reopened = 0
        elif attempted.ending == "stuck" and self.idle and self._reopened < SHORT:
            self._idly, self._reopened = TriedStocks(), self._reopened + 1
        self.idle = self.idle + 1 if _is_idle(attempted) else 0

    def count(self, attempt: BulkAttempt) -> int:
        """How often the same items were attempted with the same stock."""
        return self._counts[attempt.key]

    def has_attempted(self, item: Item) -> bool:
        """Whether an item was ever attempted, or to be attempted by what only kills."""
        return any(item in stocks.items for stocks in (self._tried, self._deadly, self._idly))

    def most(self, size: int = 0) -> Counter[Item]:
        """The most of each item that was in a stock with which so many items were attempted.

        An attempt of few items tells nothing of many others: it counts for twice to four times as
        many as it was of.
        """
        tried = (self._tried, self._least, self._idly, *self._in_want.values())
        scales = [scale for stocks in tried for scale in stocks.most.items()]
        return reduce(or_, (most for scale, most in scales if _counts_for(scale, size)), Counter())

    def bearable(self, most: int) -> int:
        """How many units of one item a stock may have: half of what only killed, at least one.

        Args:
            most: How many it may have at most.
        """
        deadly = (max(n for _, n in stock) for stock in self._deadly.sizes if stock)
        return max(1, min([most, *(n // 2 for n in deadly)]))

    def is_tried(self, stock: Inventory, size: int = 0) -> bool:
        """Whether about so many items were attempted with a stock."""
        tried = (self._tried, self._deadly, self._idly, *self._in_want.values())
        return any(stocks.holds(stock, size) for stocks in tried)

    def _counts_as_tried(self, attempted: Attempted) -> bool:
        """Take an attempt in; whether its stock counts as tried now.

        The first few times it does not where things were lost, or where the agent died.
        """
        attempt, ending = attempted.attempt, attempted.ending
        self._counts[attempt.key] += 1
        self._deaths[attempt.key] += ending == "died"
        if ending == "died":
            return self._gives_up(attempt)
        lost_again = ending == "stuck" and self._counts[attempt.key] >= SHORT
        if not lost_again and ending not in ("attempted", "obtained"):
            return False
        if self.idle:
            self._idly.add(attempt)
            return True
        lacked = _lacked(attempted)
        self._short.update(lacked)
        self._tried.add(attempt, lacked)
        if short := frozenset(item for item in lacked if self._short[item] >= SHORT):
            self._in_want.setdefault(short, TriedStocks()).add(attempt, lacked - short)
        return True

    def _gives_up(self, attempt: BulkAttempt) -> bool:
        """Give an attempt up for now if it killed often; whether it is given up."""
        has_less = max(attempt.stock.values(), default=0) > 1
        if self._deaths[attempt.key] < (SHORT if has_less else LAST):
            return False
        self._deadly.add(attempt)
        if not has_less:
            self._least.add(attempt)
        return True


def _scale(size: int) -> int:
    """The order of magnitude of a number of items, in powers of two."""
    return size.bit_length()


def _counts_for(scale: int, size: int) -> bool:
    """Whether attempts of a scale count for so many items."""
    return scale >= _scale(size) - 1


def _remade(attempted: Attempted, held: Inventory) -> frozenset[Item]:
    """Items of a stock of which there was enough before, and which were made all the same."""
    made = {gain.item for gain in attempted.outcome.gains if gain.how != "collect"}
    return frozenset(i for i, n in attempted.stock.items() if i in made and held.get(i, 0) >= n)


def _is_idle(attempted: Attempted) -> bool:
    """Whether a stock lacked something, and with what was there nothing was left to attempt."""
    outcome, holds = attempted.outcome, attempted.holds
    is_over = attempted.ending == "attempted" and not (outcome.gains or outcome.failures)
    return is_over and not covers(holds, attempted.stock)


def _lacked(attempted: Attempted) -> set[Item]:
    """Items of a stock of which there was never enough while some other item was attempted in vain.

    What was made in the end counts for nothing: it may have used them up itself.
    """
    stock, outcome = attempted.stock, attempted.outcome
    made, lacking = {gain.item for gain in outcome.gains}, dict[tuple[Item, str], set[Item]]()
    for failure in outcome.failures:
        held = Counter(failure.before) + Counter(failure.near)
        lacks = {item for item, wanted in stock.items() if held[item] < wanted}
        for item in failure.items - made:
            lacking[item, failure.how] = lacking.get((item, failure.how), lacks) & lacks
    return set().union(*lacking.values())
