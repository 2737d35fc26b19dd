"""Subgoals in the order in which they are taken, kept up with the state from one to the next."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from deckard.journal.state import State, unlearnt
from deckard.types import Item

Key = tuple[Any, ...]
"""What subgoals are sorted by; no two have the same."""


class Ranked:
    """Keys of each item, sorted; those of an item are made anew only when something changed.

    `keys` says what they are now: by the state, and by nothing but what is noted as changed in it,
    and which needs of the item's recipes have a policy to be learnt.
    """

    def __init__(self, state: State, keys: Callable[[Item], Sequence[Key]]) -> None:
        self.state, self.keys = state, keys
        self._of = {item: found for item in state.awm.known if (found := keys(item))}
        self._sorted = sorted(key for found in self._of.values() for key in found)
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
        """Whether an item has now to be learnt that had not, or has no more."""
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
