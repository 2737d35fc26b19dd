"""What was observed of crafts and of sources: the evidence that verifiers conclude from."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from deckard.journal.events import Attempted, Event, Practised, Pursued
from deckard.journal.state import Fold, State
from deckard.types import Contact, Failure, Gain, Inventory, Item, Recipe, covers
from deckard.verify.fuels import FuelRemains
from deckard.verify.handless import HandlessContacts
from deckard.verify.touches import Touch, Touches

SPENT = 3
"""Outcomes, each of one gain that cost what was in the hand, which show that it is used up: that a
tool broke just then each time is no explanation; chosen."""


class Observations(Fold):
    """Failures, successes and contacts of all outcomes, as far as they still tell something."""

    def __init__(self) -> None:
        self.failures = defaultdict[Item, list[Failure]](list)
        """For each item the crafts and smelts in vain of which no other tells as much."""
        self.touches = Touches()
        self.luck = Counter[bool]()
        """Episodes of practice in which a source was touched by a hand to which it gives the item
        that is sought: how many gave it, and how many did not, as a drop may roll away."""
        self.fuel_remains = FuelRemains()
        self._spent = defaultdict[tuple, Counter[bool]](Counter)
        """In how many outcomes a collect cost what was in the hand, and in how many it did not."""
        self._handless = HandlessContacts()
        self._times = Counter[tuple]()
        self._life: int | None = None
        self._in_life = set[tuple[str, Item | None, Item | None]]()
        """Contacts that this life has shown already, by source, hand and the only item."""

    def apply(self, event: Event, state: State, entry: int) -> None:
        """Take in an outcome."""
        if not isinstance(event, Practised | Pursued | Attempted):
            return
        for gain in event.outcome.gains:
            if gain.sure:
                self._add_gain(gain, state)
        for failure in event.outcome.failures:
            self._add_failure(failure)
            state.awm.changes.note(*sorted(failure.items))
        for contact in event.outcome.contacts:
            self._add_contact(contact, event)
            state.awm.changes.note_source(contact.source)
        for source in sorted({contact.source for contact in event.outcome.contacts}):
            if source in self._handless:
                self._handless.conclude(source, self.touches)

    def times_made(self, gain: Gain) -> int:
        """Return how many outcomes show a craft that used up and gave the same."""
        return self._times[_exchange(gain)]

    def is_spent(self, gain: Gain) -> bool:
        """Return whether such collects always cost what was in the hand, in enough outcomes."""
        times = self._spent.get((gain.item, gain.source, gain.hand), Counter[bool]())
        return times[True] >= SPENT and not times[False]

    def failed(self, item: Item, how: str, inventory: Inventory, near: Iterable[Item]) -> bool:
        """Whether a craft is known to fail: it did with all this at hand, or with more."""
        return any(covers(f.before, inventory) for f in self._failures(item, how, near))

    def disproved(self, item: Item, how: str, used: Inventory, near: Iterable[Item]) -> bool:
        """Whether a craft failed with all of `used` at hand, beside the fuel."""
        return any(covers(f.usable, used) for f in self._failures(item, how, near))

    def contradicting(self, recipe: Recipe) -> list[Failure]:
        """Return the failures of a craft with all at hand that a recipe names."""
        failures = self._failures(recipe.item, recipe.how, recipe.stations)
        return [failure for failure in failures if covers(failure.usable, recipe.ingredients)]

    def _failures(self, item: Item, how: str, near: Iterable[Item]) -> Iterator[Failure]:
        stations = frozenset(near)
        for failure in self.failures.get(item, ()):
            if failure.how == how and failure.near >= stations:
                yield failure

    def _add_gain(self, gain: Gain, state: State) -> None:
        if gain.how != "collect":
            self._times[_exchange(gain)] += 1
            self.fuel_remains.add(gain)
            state.awm.changes.note(gain.item)
        elif gain.hand:
            self._spent[gain.item, gain.source, gain.hand][gain.hand in gain.lost] += 1

    def _add_failure(self, failure: Failure) -> None:
        merged = dict[tuple[int, ...], list[Failure]]()  # most items have failed together
        stays = dict[int, bool]()
        for item in sorted(failure.items):
            old = self.failures.get(item, [])
            key = tuple(map(id, old))
            if key not in merged:
                for one in old:
                    if id(one) not in stays:
                        stays[id(one)] = not _is_covered(one, failure)
                merged[key] = [*(one for one in old if stays[id(one)]), failure]
            self.failures[item] = merged[key]

    def _add_contact(self, contact: Contact, event: Practised | Pursued | Attempted) -> None:
        """Take in contacts. All those of one life are one episode: its inventory may be full."""
        if contact.held:
            self._handless.add(contact, self.touches)
            return
        if contact.source in self._handless:
            touch = self._handless.plain(contact.source, contact.hand)
        else:
            touch = self.touches.setdefault((contact.source, contact.hand), Touch())
        before = touch.luck
        touch.add(contact)
        if isinstance(event, Practised):
            touch.add_practice(contact, contact.alone or event.outcome.item)
        if isinstance(event, Practised) or not self._is_shown(event.life, contact):
            touch.episodes[contact.alone] += contact.episodes or contact.count
        self.luck.update(touch.luck)
        self.luck.subtract(before)

    def _is_shown(self, life: int, contact: Contact) -> bool:
        """Whether a life has shown such contacts before."""
        if life != self._life:
            self._life, self._in_life = life, set()
        key = contact.source, contact.hand, contact.alone
        shown = key in self._in_life
        self._in_life.add(key)
        return shown


def _exchange(gain: Gain) -> tuple:
    """Return what crafts of an item have in common that used up and gave the same."""
    return gain.item, gain.how, gain.gained, *sorted(gain.lost.items())


def _is_covered(old: Failure, new: Failure) -> bool:
    """Whether a failure tells nothing that a new one, with more at hand, does not."""
    alike = old.how == new.how and old.near <= new.near
    return alike and covers(new.before, old.before) and covers(new.usable, old.usable)
