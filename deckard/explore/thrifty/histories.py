"""What was tried in vain, as numpy columns: which stocks are still to be tried."""

from collections.abc import Sequence, Set

import numpy as np

from deckard.explore.thrifty.columns import Bools, Ints
from deckard.types import CRAFT_HOWS, Failure, How, Inventory, Item, covers


class Histories:
    """Histories of failures by number: items that failed together have the same one.

    Number 0 is the history without a failure.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, ...], int] = {(): 0}
        self._rows = [np.zeros(0, np.intp)]
        """For each history the numbers of its failures."""
        self._ids = dict[int, int]()
        self._failures = list[Failure]()
        """All that are in a history, by number."""

    def __len__(self) -> int:
        return len(self._rows)

    def number(self, failures: Sequence[Failure]) -> int:
        """Return the number of a history."""
        key = tuple(map(id, failures))
        if key not in self._numbers:
            self._numbers[key] = len(self._rows)
            self._rows.append(np.array([self._id(failure) for failure in failures], np.intp))
        return self._numbers[key]

    def _id(self, failure: Failure) -> int:
        if id(failure) not in self._ids:
            self._ids[id(failure)] = len(self._failures)
            self._failures.append(failure)
        return self._ids[id(failure)]

    def among(self, numbers: Ints) -> "HistoryColumns":
        """Return some of the histories as columns; none of them is without a failure."""
        rows = [self._rows[k] for k in numbers.tolist()]
        ids, places = np.unique(np.concatenate([self._rows[0], *rows]), return_inverse=True)
        failures = [self._failures[k] for k in ids.tolist()]
        return HistoryColumns(numbers, failures, places, [len(row) for row in rows])


class HistoryColumns:
    """Some histories of failures.

    Args:
        numbers: Their numbers.
        failures: All that are in one of them.
        places: For each history the places of its failures in `failures`, one after the other.
        sizes: How many failures each history has.
    """

    def __init__(
        self, numbers: Ints, failures: Sequence[Failure], places: Ints, sizes: Sequence[int]
    ) -> None:
        self.numbers, self._failures, self._places = numbers, failures, places
        self._starts = np.cumsum([0, *sizes])[:-1]
        self._kinds = np.array([len(failure.before) for failure in failures], np.intp)
        self._hows = np.array([CRAFT_HOWS.index(f.how) for f in failures], np.intp)

    def untried(self, stock: Inventory, hows: Sequence[How], near: Set[Item]) -> Bools:
        """Return for each history whether a stock was never tried in some manner.

        What fails near all stations that can be had fails near any of them.

        Args:
            stock: What is at hand.
            hows: The manners that there are.
            near: The stations that can be had.
        """
        untried = np.zeros(len(self.numbers), bool)
        if not len(untried):
            return untried
        holds = np.zeros(len(self._failures), bool)
        for k in np.flatnonzero(self._kinds >= len(stock)).tolist():
            failure = self._failures[k]
            holds[k] = failure.near >= near and covers(failure.before, stock)
        for how in hows:
            failed = holds & (self._hows == CRAFT_HOWS.index(how))
            untried |= ~np.logical_or.reduceat(failed[self._places], self._starts)
        return untried
