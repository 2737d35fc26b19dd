"""What was attempted in bulk: what explorers keep of bulk attempts."""

from collections import Counter

from deckard.journal.events import Attempted, Event
from deckard.journal.state import Fold, State
from deckard.types import BulkAttempt, Inventory, Item, Outcome, without

SHORT = 3
"""After this many failed attempts to gather an item, a stock counts as tried without it."""


class BulkHistory(Fold):
    """Which stocks were attempted, how often, and what came of it."""

    def __init__(self) -> None:
        self.most = Counter[Item]()
        """The most of each item that was in a stock."""
        self.in_vain = 0
        """Bulk attempts since one last obtained something."""
        self.stocks = set[frozenset[tuple[Item, int]]]()
        """Stocks with which everything unknown was attempted."""
        self._counts = Counter[tuple]()
        self._short = Counter[Item]()
        """How often a stock was to have an item and did not get it."""

    def apply(self, event: Event, state: State, entry: int) -> None:
        """Count a bulk attempt."""
        if not isinstance(event, Attempted):
            return
        self._counts[event.attempt.key] += 1
        if event.ending != "aborted":
            self._add(event.stock, event.outcome)
            self.in_vain = 0 if event.ending == "obtained" else self.in_vain + 1

    def count(self, attempt: BulkAttempt) -> int:
        """How often the same items were attempted with the same stock."""
        return self._counts[attempt.key]

    def is_tried(self, stock: Inventory) -> bool:
        """Whether everything unknown was attempted with a stock."""
        return frozenset(stock.items()) in self.stocks

    def _add(self, stock: Inventory, outcome: Outcome) -> None:
        """Count a stock as tried, but for what could not be gathered: not the first few times."""
        lacked = _lacked(stock, outcome)
        self._short.update(lacked)
        missed = {item for item in lacked if self._short[item] < SHORT}
        self.most = self.most | Counter(without(stock, missed))
        if not missed:
            self.stocks.add(frozenset(stock.items()))


def _lacked(stock: Inventory, outcome: Outcome) -> set[Item]:
    """Items of a stock of which there was never enough when something was attempted."""
    moments = [(f.before, f.near) for f in outcome.failures]
    moments += [(g.before, g.near) for g in outcome.gains if g.how != "collect"]
    return {
        item
        for item, wanted in stock.items()
        if moments and all(held.get(item, 0) + (item in near) < wanted for held, near in moments)
    }
