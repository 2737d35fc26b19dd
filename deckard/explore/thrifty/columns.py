"""Candidates as numpy columns, of which a part can be written anew."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from deckard.explore.thrifty.candidates import Candidate
from deckard.explore.thrifty.chances import NameKind
from deckard.types import HOWS, Item

Ints = NDArray[np.integer]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Value = TypeVar("Value", bound=np.generic)
UNDREAMED = len(HOWS)
"""In the column `how`: the candidate needs no trust in the language model."""
BEYOND_NAMES = len(NameKind)
"""In the column `name_kind`: more is known of the candidate than a name."""


class Columns:
    """The candidates of all items, and what each needs; an item is a number below `size`.

    The first thirteen columns have a row for each candidate. `need`, `count` and `row` have one for
    each need of each candidate, in the same order.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.item: Ints = np.zeros(0, np.intp)
        self.kind: Ints = np.zeros(0, np.int8)
        self.how: Ints = np.zeros(0, np.int8)
        """The index of its how in `HOWS`, or UNDREAMED."""
        self.tries: Ints = np.zeros(0, np.int32)
        self.chance: Floats = np.zeros(0)
        self.needs_chance: Floats = np.zeros(0)
        self.evidence: Floats = np.zeros(0)
        self.is_collect: Bools = np.zeros(0, bool)
        self.is_blind: Bools = np.zeros(0, bool)
        """Whether it is a collect from nobody knows what."""
        self.is_offered: Bools = np.zeros(0, bool)
        self.is_open: Bools = np.zeros(0, bool)
        self.is_waiting: Bools = np.zeros(0, bool)
        self.name_kind: Ints = np.zeros(0, np.int8)
        """What the name is like by which alone the candidate is judged, or BEYOND_NAMES."""
        self.need: Ints = np.zeros(0, np.intp)
        """The item that is needed."""
        self.count: Ints = np.zeros(0, np.int32)
        """How many of it."""
        self.row: Ints = np.zeros(0, np.intp)
        """The row of the candidate that needs it."""

    def replace(
        self, candidates: Mapping[int, Sequence[Candidate]], ids: Mapping[Item, int]
    ) -> None:
        """Write the candidates of some items anew."""
        new = [(item, one) for item in sorted(candidates) for one in candidates[item]]
        needs = [(item, ids[i], n) for item, one in new for i, n in one.recipe.needs.items()]
        sizes: Ints = np.bincount(self.row, minlength=len(self.item))
        merge = _Merge(self.size, self.item[self.row], candidates, [item for item, *_ in needs])
        self.need = merge.of(self.need, [need for _, need, _ in needs])
        self.count = merge.of(self.count, [count for *_, count in needs])
        merge = _Merge(self.size, self.item, candidates, [item for item, _ in new])
        fresh = [one for _, one in new]
        sizes = merge.of(sizes, [len(one.recipe.needs) for one in fresh])
        self.row = np.repeat(np.arange(len(sizes)), sizes)
        self.item = merge.of(self.item, [item for item, _ in new])
        self.how = merge.of(self.how, [_how(one) for one in fresh])
        self.is_collect = merge.of(self.is_collect, [one.recipe.how == "collect" for one in fresh])
        self.is_blind = merge.of(self.is_blind, [_is_blind(one) for one in fresh])
        self.kind = merge.of(self.kind, [one.kind for one in fresh])
        self.tries = merge.of(self.tries, [one.tries for one in fresh])
        self.chance = merge.of(self.chance, [one.chance for one in fresh])
        self.needs_chance = merge.of(self.needs_chance, [one.needs_chance for one in fresh])
        self.evidence = merge.of(self.evidence, [one.evidence for one in fresh])
        self.is_offered = merge.of(self.is_offered, [one.is_offered for one in fresh])
        self.is_open = merge.of(self.is_open, [one.is_open for one in fresh])
        self.is_waiting = merge.of(self.is_waiting, [one.is_waiting for one in fresh])
        self.name_kind = merge.of(self.name_kind, [_name_kind(one) for one in fresh])


def _how(candidate: Candidate) -> int:
    return HOWS.index(candidate.recipe.how) if candidate.is_dreamed else UNDREAMED


def _is_blind(candidate: Candidate) -> bool:
    return candidate.recipe.how == "collect" and candidate.recipe.source is None


def _name_kind(candidate: Candidate) -> int:
    return BEYOND_NAMES if candidate.name_kind is None else candidate.name_kind


class _Merge:
    """Where in columns that are sorted by item the new values of some items come."""

    def __init__(self, size: int, items: Ints, gone: Iterable[int], new: Sequence[int]) -> None:
        left = np.ones(size, bool)
        left[list(gone)] = False
        kept = np.flatnonzero(left[items])
        places = np.searchsorted(items[kept], np.array(new, np.intp))
        self._order = np.insert(kept, places, len(items) + np.arange(len(new)))

    def of(self, column: NDArray[Value], new: Sequence[float]) -> NDArray[Value]:
        """A column with the new values in place of the old."""
        return np.concatenate([column, np.array(new, column.dtype)])[self._order]
