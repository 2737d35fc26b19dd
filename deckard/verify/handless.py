"""Contacts in a world without hands: of several things that are held any one may have counted."""

from collections import defaultdict
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial

from deckard.intervals import wilson
from deckard.types import Contact, Item
from deckard.verify.touches import (
    EPISODES_DOUBT,
    LEAST_CONTACTS,
    LEAST_EPISODES,
    Touch,
    Touches,
    trials_that_tell,
)

Held = frozenset[Item]


def _by_kinds() -> defaultdict[Held, Touch]:
    return defaultdict(Touch)


@dataclass
class HandlessContacts:
    """Puts what was gained while several kinds of things were held down to one of them.

    One thing, or none, is taken to be what a collect needs. All kinds held are ruled out together
    where a source gave nothing; what remains of the kinds that were held at a gain gave it. So long
    as several remain, the gain tells nothing. A set of kinds that gave nothing counts only where it
    was held in so many contacts that bad luck does not explain it.
    """

    _held: defaultdict[str, defaultdict[Held, Touch]] = field(
        default_factory=partial(defaultdict, _by_kinds)
    )
    """For each source what was touched with several kinds held, by the kinds."""
    _plain: defaultdict[str, dict[Item | None, Touch]] = field(
        default_factory=partial(defaultdict, dict)
    )
    """What was touched with one kind held, or none, for the same sources."""

    def __contains__(self, source: str) -> bool:
        """Whether a source was touched with several kinds held."""
        return source in self._held

    def add(self, contact: Contact, touches: Touches) -> None:
        """Take in contacts with several kinds held; the first of a source take its others over."""
        if contact.source not in self:
            hands = [hand for source, hand in touches if source == contact.source]
            self._plain[contact.source] = {hand: touches[contact.source, hand] for hand in hands}
        touch = self._held[contact.source][contact.held]
        touch.add(contact)
        touch.episodes[contact.alone] += contact.episodes or contact.count

    def plain(self, source: str, hand: Item | None) -> Touch:
        """What was touched with one kind held, or none."""
        return self._plain[source].setdefault(hand, Touch())

    def conclude(self, source: str, touches: Touches) -> None:
        """Write what all contacts with a source show of each thing, and of a bare hand."""
        kinds: set[Item | None] = {None, *self._plain[source]}.union(*self._held[source])
        now = {hand: deepcopy(self._plain[source].get(hand, Touch())) for hand in kinds}
        for held, touch in self._held[source].items():
            silent = self._silent(source, touch)
            for hand in (None, *held):
                _add(now[hand], touch, silent)
        self._attribute(source, now)
        touches.update({(source, hand): touch for hand, touch in now.items()})

    def _silent(self, source: str, touch: Touch) -> set[Item]:
        """Items of which contacts with several kinds held say nothing of each kind alone."""
        return {
            item
            for item in self._items(source)
            if touch.gave[item] or touch.telling(item) < self._enough(source, item)
        }

    def _items(self, source: str) -> set[Item]:
        touches = (*self._plain[source].values(), *self._held[source].values())
        return {item for touch in touches for item, n in touch.gave.items() if n}

    def _enough(self, source: str, item: Item) -> int:
        """Contacts in vain that bad luck does not explain, by what gives the item most often."""
        touches = (*self._plain[source].values(), *self._held[source].values())
        giving = [touch for touch in touches if touch.gave[item]]
        chance = max(wilson(touch.gave[item], touch.telling(item))[0] for touch in giving)
        return max(LEAST_CONTACTS, trials_that_tell(chance, EPISODES_DOUBT, 0))

    def _attribute(self, source: str, now: dict[Item | None, Touch]) -> None:
        """Put down gains to what alone can have given them; each may tell something of others."""
        several = self._held[source].items()
        open_gains = [(held, touch, item) for held, touch in several for item in +touch.gave]
        while given := [
            (held, touch, item, hand)
            for held, touch, item in open_gains
            if (hand := self._giver(source, item, held, now)) != NOBODY
        ]:
            for held, touch, item, hand in given:
                now[hand].full[item] -= touch.telling(item)
                now[hand].gave[item] += touch.gave[item]
                open_gains.remove((held, touch, item))

    def _giver(
        self, source: str, item: Item, held: Held, now: dict[Item | None, Touch]
    ) -> Item | None:
        """The kind that gave an item, None for a bare hand, NOBODY where several can have."""
        hands = (None, *sorted(held))
        givers = [hand for hand in hands if now[hand].gave[item]]
        left = [hand for hand in hands if not self._is_ruled_out(source, item, hand)]
        rest = givers or left
        return rest[0] if len(rest) == 1 or None in givers else NOBODY

    def _is_ruled_out(self, source: str, item: Item, hand: Item | None) -> bool:
        enough = self._enough(source, item)
        return any(
            not touch.gave[item]
            and touch.telling(item) >= enough
            and touch.telling_episodes(item) >= LEAST_EPISODES
            for touch in self._with(source, hand)
        )

    def _with(self, source: str, hand: Item | None) -> Iterable[Touch]:
        """What was touched while a thing was held, alone or with others."""
        plain, several = self._plain[source], self._held[source].items()
        alone = [touch for other, touch in plain.items() if hand in (None, other)]
        return [*alone, *(touch for held, touch in several if hand is None or hand in held)]


NOBODY: Item = ""
"""No kind: several can have given an item."""


def _add(touch: Touch, more: Touch, silent: set[Item]) -> None:
    """Add contacts with several kinds held to those of one of them."""
    touch.count += more.count
    touch.alone.update(more.alone)
    touch.full.update(more.full)
    touch.full.update({item: more.telling(item) for item in silent})
    touch.episodes.update(more.episodes)
