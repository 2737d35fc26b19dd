"""What changed in a graph and in what was observed, for whoever keeps something up with it."""

from collections.abc import Sequence
from typing import NamedTuple

from deckard.types import Item


class Cursor(NamedTuple):
    """A place in a feed: how many changes of each kind came before it."""

    items: int = 0
    sources: int = 0


START = Cursor()
"""The place before every change."""


class Changes(NamedTuple):
    """Changes in the order in which they came; a name may come more than once."""

    items: Sequence[Item]
    """Items of which a belief, an option, a failure or the count of pursuits changed, or a need of
    one of their recipes became verified."""
    sources: Sequence[str]
    """Blocks and mobs that were broken or used."""


class ChangeFeed:
    """A log of changes that only grows.

    A consumer remembers its cursor and updates its cache from there:

        changes = feed.since(self._cursor)
        self._cursor = feed.cursor()
    """

    def __init__(self) -> None:
        self._items, self._sources = list[Item](), list[str]()

    def note(self, *items: Item) -> None:
        """Add items that changed."""
        self._items += items

    def note_source(self, source: str) -> None:
        """Add a source that gave something, or nothing."""
        self._sources.append(source)

    def cursor(self) -> Cursor:
        """Return the place after the last change."""
        return Cursor(len(self._items), len(self._sources))

    def since(self, cursor: Cursor) -> Changes:
        """Return the changes after a place."""
        return Changes(self._items[cursor.items :], self._sources[cursor.sources :])
