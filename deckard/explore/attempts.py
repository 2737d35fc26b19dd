"""What was attempted in bulk: what explorers keep of bulk attempts."""

from collections import Counter, defaultdict
from functools import reduce
from operator import or_

from deckard.journal.events import Attempted, Event
from deckard.journal.state import Fold, State
from deckard.types import BulkAttempt, Inventory, Item, Outcome, without

Stock = frozenset[tuple[Item, int]]
SHORT = 3
"""After this many failed attempts to gather an item, a stock counts as tried without it. As often
an attempt may end a life in which things were lost, before it counts."""


class BulkHistory(Fold):
    """Which stocks were attempted, how often, and what came of it."""

    def __init__(self) -> None:
        self.in_vain = 0
        """Bulk attempts since one last obtained something."""
        self.stocks = dict[Stock, int]()
        """Stocks with which everything was attempted, and of how many items that was at most."""
        self.items = set[Item]()
        """Everything that was ever attempted."""
        self.version = 0
        """Number of changes so far."""
        self._most = defaultdict[int, Counter[Item]](Counter)
        """The most of each item that was in a stock, by the scale of the attempts."""
        self._counts = Counter[tuple]()
        self._short = Counter[Item]()
        """How often a stock was to have an item and did not get it."""

    def apply(self, event: Event, state: State, entry: int) -> None:
        """Count a bulk attempt."""
        if not isinstance(event, Attempted):
            return
        self._counts[event.attempt.key] += 1
        is_lost = event.ending in ("stuck", "died")
        lost_again = is_lost and self._counts[event.attempt.key] >= SHORT
        if event.ending in ("attempted", "obtained") or lost_again:
            self._add(event)
            self.in_vain = 0 if event.ending == "obtained" else self.in_vain + 1

    def count(self, attempt: BulkAttempt) -> int:
        """How often the same items were attempted with the same stock."""
        return self._counts[attempt.key]

    def most(self, size: int = 0) -> Counter[Item]:
        """The most of each item that was in a stock with which so many items were attempted.

        An attempt of few items tells nothing of many others: it counts for twice to four times as
        many as it was of.
        """
        wide = (most for scale, most in self._most.items() if _counts_for(scale, size))
        return reduce(or_, wide, Counter())

    def is_tried(self, stock: Inventory, size: int = 0) -> bool:
        """Whether about so many items were attempted with a stock."""
        most = self.stocks.get(frozenset(stock.items()))
        return most is not None and _counts_for(_scale(most), size)

    def _add(self, attempted: Attempted) -> None:
        """Count a stock as tried, but for what could not be gathered: not the first few times."""
        stock, size = attempted.stock, len(attempted.items)
        self.items.update(attempted.items)
        lacked = _lacked(stock, attempted.outcome)
        self._short.update(lacked)
        missed = {item for item in lacked if self._short[item] < SHORT}
        self._most[_scale(size)] |= Counter(without(stock, missed))
        self.version += 1
        if not missed:
            key = frozenset(stock.items())
            self.stocks[key] = max(size, self.stocks.get(key, 0))


def _scale(size: int) -> int:
    """The order of magnitude of a number of items, in powers of two."""
    return size.bit_length()


def _counts_for(scale: int, size: int) -> bool:
    """Whether attempts of a scale count for so many items."""
    return scale >= _scale(size) - 1


def _lacked(stock: Inventory, outcome: Outcome) -> set[Item]:
    """Items of a stock of which there was never enough when something was attempted."""
    moments = [(f.before, f.near) for f in outcome.failures]
    moments += [(g.before, g.near) for g in outcome.gains if g.how != "collect"]
    return {
        item
        for item, wanted in stock.items()
        if moments and all(held.get(item, 0) + (item in near) < wanted for held, near in moments)
    }
