"""What contacts with a source have shown, by what was in the hand."""

import math
from collections import Counter
from dataclasses import dataclass, field

from deckard.intervals import binomial_tail, wilson
from deckard.types import Contact, Item
from deckard.worlds.contacts import is_fluke

DOUBT = 0.01
"""Chance of being wrong at which contacts in vain settle that a tool is needed; chosen."""
LEAST_CONTACTS = 5
"""Contacts in vain that are asked for at least; chosen."""
EPISODES_DOUBT = 1e-4
"""Chance at which bad luck is no explanation of episodes in vain: a drop that was lost, or an
inventory that was full from the beginning to the end; chosen."""
LEAST_EPISODES = 3
"""Episodes or lives in vain that are asked for at least; chosen."""
SUREST = 0.999
"""No contact, and no episode, is taken to give an item with a greater chance; chosen."""


@dataclass
class Touch:
    """What all contacts with one source, with one thing in the hand, have given."""

    count: int = 0
    gave: Counter[Item] = field(default_factory=Counter)
    """For each item, in how many of the contacts it was gained beyond doubt."""
    unsure: Counter[Item] = field(default_factory=Counter)
    """In how many more it seems to have been gained; all count once they are too many for wrong
    counts (see `deckard.worlds.contacts.is_fluke`)."""
    alone: Counter[Item] = field(default_factory=Counter)
    """How many of the contacts could give one item only, for each such item."""
    full: Counter[Item] = field(default_factory=Counter)
    """In how many of the contacts nobody can tell whether they could give it: the level of a need
    was full, or (see `deckard.verify.handless`) something else that was held may have given it."""
    episodes: Counter[Item | None] = field(default_factory=Counter)
    """In how many episodes they were made, by the only item that they could give."""
    sought: Counter[Item] = field(default_factory=Counter)
    """For each item, in how many episodes of practice it was sought there."""
    came: Counter[Item] = field(default_factory=Counter)
    """For each item, in how many of these it was gained, or seems to have been."""

    def telling(self, item: Item) -> int:
        """How many of the contacts could have given an item."""
        return self.count - self.alone.total() + self.alone[item] - self.full[item]

    @property
    def luck(self) -> Counter[bool]:
        """Episodes of practice in which what the source gives was sought, by whether it came."""
        came = sum(n for item, n in self.came.items() if self.gave[item])
        sought = sum(n for item, n in self.sought.items() if self.gave[item])
        return Counter({True: came, False: sought - came})

    def telling_episodes(self, item: Item) -> int:
        """In how many episodes contacts were made that could have given an item."""
        return min(self.episodes[None] + self.episodes[item], self.telling(item))

    def add(self, contact: Contact) -> None:
        """Take in contacts with the source, by the same hand."""
        self.count += contact.count
        if contact.alone is not None:
            self.alone[contact.alone] += contact.count
        self.full.update(contact.full)
        self.gave.update(Counter(contact.gave) - Counter(contact.unsure))
        self.unsure.update(contact.unsure)
        for item in contact.unsure:
            if not is_fluke(self.unsure[item], self.telling(item)):
                self.gave[item] += self.unsure.pop(item)

    def add_practice(self, contact: Contact, item: Item) -> None:
        """Take in, in how many of its episodes a practice of an item was lucky."""
        is_old = bool(contact.gave) and not contact.giving
        giving = contact.gave if is_old else contact.giving
        most = contact.count - contact.full.get(item, 0)
        self.sought[item] += most if is_old else min(most, contact.episodes or most)
        self.came[item] += giving.get(item, 0)


class Touches(dict[tuple[str, Item | None], Touch]):
    """Contacts by source and hand; to ask for others leaves no trace, unlike in a defaultdict."""

    def __missing__(self, key: tuple[str, Item | None]) -> Touch:
        return Touch()


def contacts_that_tell(touch: Touch, item: Item, unsure: int = 0) -> int:
    """Return how many contacts in vain prove that none would give what `touch` gave.

    Args:
        touch: The contacts by a hand that gave the item.
        item: The item.
        unsure: How many of the others seem to have given it.
    """
    if not touch.gave[item]:
        return LEAST_CONTACTS
    chance, _ = wilson(touch.gave[item], touch.telling(item))
    return max(LEAST_CONTACTS, trials_that_tell(chance, DOUBT, unsure))


def trials_that_tell(chance: float, doubt: float, successes: int) -> int:
    """The least number of trials of which so few succeed with a smaller chance than `doubt`."""
    sure = min(chance, SUREST)
    trials = max(successes, math.ceil(math.log(doubt) / math.log1p(-sure)))
    while successes and binomial_tail(trials - successes, trials, 1 - sure) > doubt:
        trials += 1 + trials // 100
    return trials
