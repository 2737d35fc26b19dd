"""Contacts with sources: how often each was broken or used, and what that gave."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from deckard.intervals import binomial_tail
from deckard.types import Item

MISCOUNTED = 0.01
"""Share of the reports that may show a wrong count of one item, in a world of inexact reports:
about what a tick that shows half of a change makes up; chosen."""
FLUKE = 2e-4
"""If wrong counts alone give an item so often with a smaller chance than this, the source gave it;
chosen so that 2 of 2 contacts, or 3 of 10, suffice."""


def is_fluke(gave: int, contacts: int) -> bool:
    """Whether wrong counts may be all that a source gave.

    Args:
        gave: In how many of the contacts an item was gained.
        contacts: How many there were, at least `gave`.
    """
    if gave < 2 or gave <= MISCOUNTED * contacts:
        return True
    return binomial_tail(gave, contacts, MISCOUNTED) > FLUKE


@dataclass
class ContactTally:
    """What the contacts with one source came to."""

    count: int = 0
    gave: Counter[Item] = field(default_factory=Counter)
    """For each item, in how many of the contacts it was gained."""
    unsure: Counter[Item] = field(default_factory=Counter)
    """In how many of these a count may have been wrong."""
    full: Counter[Item] = field(default_factory=Counter)
    """In how many of the contacts the level of a need was full, and so could not rise."""
    episodes: set[int] = field(default_factory=set)
    """The numbers of the episodes in which they were made."""
    giving: set[tuple[Item, int]] = field(default_factory=set)
    """Items, each with the number of an episode in which it was gained."""

    def add(
        self, gained: Collection[Item], episode: int, full: Iterable[Item] = (), *, sure: bool
    ) -> None:
        """Add a contact."""
        self.count += 1
        self.episodes.add(episode)
        self.gave.update(gained)
        self.full.update(full)
        self.giving.update((item, episode) for item in gained)
        if not sure:
            self.unsure.update(gained)

    def gives(self, item: Item) -> bool:
        """Whether the item came beyond doubt."""
        gave = self.gave[item]
        return gave > self.unsure[item] or not is_fluke(gave, self.count)
