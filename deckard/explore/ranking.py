"""Subgoals in the order in which they are taken, updated incrementally with the state."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from deckard.journal.state import State, unlearnt
from deckard.types import Item

Key = tuple[Any, ...]
"""What subgoals are sorted by; no two have the same."""


class Ranked:
    """The keys of all items, sorted; those of an item are made anew only when something changed.

    Args:
        state: What is known; the order follows it.
        keys: Returns the keys of an item. They may depend on what `state.awm.changes` notes of the
            item, and on which needs of its recipes have a policy to be learnt.
    """

    def __init__(self, state: State, keys: Callable[[Item], Sequence[Key]]) -> None:
        self.state, self.keys = state, keys
        self._of = {item: own for item in state.awm.known if (own := keys(item))}
        self._sorted = sorted(key for own in self._of.values() for key in own)
        self._unlearnt = {item for item in state.awm.known if unlearnt(state, item)}
        self._cursor = state.awm.changes.cursor()

    def order(self) -> Sequence[Key]:
        """All keys, the least first; not to be changed."""
        changes = self.state.awm.changes
        changed, self._cursor = set(changes.since(self._cursor).items), changes.cursor()
        turned = [item for item in changed if self._turned(item)]
        for item in changed.union(*map(self.state.awm.waiting, turned)):
            self._put(item, self.keys(item))
        return self._sorted

    def _turned(self, item: Item) -> bool:
        """Whether an item has to be learnt that had not before, or the other way round."""
        turned = unlearnt(self.state, item) != (item in self._unlearnt)
        if turned:
            self._unlearnt ^= {item}
        return turned

    def _put(self, item: Item, keys: Sequence[Key]) -> None:
        for key in self._of.pop(item, ()):
            del self._sorted[bisect_left(self._sorted, key)]
        for key in keys:
            insort(self._sorted, key)
        if keys:
            self._of[item] = keys


def first_key(keys: Iterable[Key], items: Collection[Item] | None, place: int) -> Key | None:
    """The first key whose item, which stands at a place in it, is one of some; of any for None."""
    return next((key for key in keys if items is None or key[place] in items), None)
