"""The evidence: everything that was observed while one item was pursued."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from deckard.errors import OutOfBudget
from deckard.intervals import binomial_tail
from deckard.types import NONE, Contact, Failure, Gain, How, Inventory, Item, Outcome
from deckard.worlds import Info, StepInfo

MISCOUNTED = 0.01
"""Share of the reports that may show a wrong count of one item, in a world of inexact reports:
about what a tick that shows half of a change makes up; chosen."""
FLUKE = 2e-4
"""If wrong counts alone give an item so often with a smaller chance than this, the source gave it;
chosen so that 2 of 2 contacts, or 3 of 10, suffice."""
LEAST_EPISODES = 3
"""Episodes or pursuits in which contacts must be in vain to refute, as an inventory may be full in
one; chosen."""
GainKey = tuple[Item, How, Item | None, str | None]
"""Gains with the same item, how, hand and source."""


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
    episodes: set[int] = field(default_factory=set)
    """The numbers of the first episodes in which they were made."""

    def add(self, gained: Iterable[Item], episode: int, *, sure: bool) -> None:
        """Add a contact."""
        self.count += 1
        if len(self.episodes) < LEAST_EPISODES:
            self.episodes.add(episode)
        self.gave.update(gained)
        if not sure:
            self.unsure.update(gained)

    def gives(self, item: Item) -> bool:
        """Whether the item came beyond doubt."""
        gave = self.gave[item]
        return gave > self.unsure[item] or not is_fluke(gave, self.count)


class EvidenceRecorder:
    """Adds up what happens in all episodes of one pursuit, whoever acts in them.

    Args:
        item: What is pursued.
        left: Env steps that it may take; more raise OutOfBudget.
        exact: Whether reports are exact (see `World.exact_reports`).
        hands: Whether a tool counts only in the hand (see `World.hands`). If not, a collect is
            evidence only while one kind of thing is held, or none: of several, nobody can tell
            which it was.
    """

    def __init__(
        self, item: Item, left: int = sys.maxsize, *, exact: bool = True, hands: bool = True
    ) -> None:
        self.item, self.left, self.exact, self.hands = item, left, exact, hands
        self.steps = self.decisions = self.episodes = self.successes = self.aborted = 0
        self._gains = defaultdict[GainKey, dict[tuple, tuple[Gain, int]]](dict)
        self._failed: dict[tuple, set[Item]] = {}
        self.contacts = defaultdict[tuple[str, Item | None, Item | None], ContactTally](
            ContactTally
        )

    def spend(self, steps: int) -> None:
        """Count env steps."""
        self.steps += steps
        if self.steps > self.left:
            raise OutOfBudget(f"{self.item} takes more than are left")

    def note(
        self,
        before: Info | StepInfo,
        after: Info | StepInfo,
        how: How = "collect",
        made: Item = "",
        fuel: Inventory = NONE,
        *,
        sure: bool | None = None,
        episode: int = 0,
    ) -> set[Item]:
        """Take in one step.

        A craft that only lost something is a loss, as to a full inventory, and no failure.

        Args:
            before: The info before it.
            after: Its own info.
            how: Whether it was a craft, a smelt, or neither (collect).
            made: The item that a craft or smelt was to make.
            fuel: What a smelt was to burn.
            sure: Whether both counts are beyond doubt. Default: where reports are exact.
            episode: A number that each practice episode has of its own.

        Returns:
            The items that the step gave; of a craft or smelt at most the one that it was to make.

        Raises:
            OutOfBudget: More env steps were taken than are left.
        """
        self.spend(after["steps"])
        gained = _gained(before["inventory"], after["inventory"])
        source, alone = after["broke"], after.get("alone")
        sure = self.exact if sure is None else sure
        if alone is not None:
            gained &= {alone}  # whatever else seems gained is a wrong count
        if how != "collect":
            gained &= {made}  # what else came is given back, and no product
        elif not self.hands and len(before["inventory"]) > 1:
            return gained
        if source is not None:
            self.contacts[source, self._wielded(before), alone].add(gained, episode, sure=sure)
        for item in gained:
            self._keep(item, how, before, after, sure)
        if how != "collect" and made not in gained and sure and not has_lost(before, after):
            self._fail(made, how, before, fuel)
        return gained

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Crafts and smelts in vain, those of one inventory as one."""
        return tuple(
            Failure(items=frozenset(items), how=how, before=dict(held), near=near, fuel=dict(fuel))
            for (how, held, near, fuel), items in self._failed.items()
        )

    def touched(self, source: str | None, hand: Item | None) -> int:
        """How often a source that could give the item was broken or used with this in the hand."""
        return sum(tally.count for tally in self._telling(source, hand))

    def has_given(self, source: str | None, hand: Item | None) -> bool:
        """Whether a source gave the item with this in the hand, beyond doubt."""
        return any(tally.gives(self.item) for tally in self._telling(source, hand))

    def _telling(self, source: str | None, hand: Item | None) -> list[ContactTally]:
        keys = [(source or "", hand, alone) for alone in (None, self.item)]
        return [self.contacts[key] for key in keys if key in self.contacts]

    def outcome(self) -> Outcome:
        """Return everything that was observed, as a value."""
        contacts = [
            Contact(
                source=source,
                hand=hand,
                count=tally.count,
                gave=dict(sorted(tally.gave.items())),
                alone=alone,
                unsure=dict(sorted(tally.unsure.items())),
                episodes=len(tally.episodes),
            )
            for (source, hand, alone), tally in sorted(self.contacts.items(), key=str)
        ]
        return Outcome(
            item=self.item,
            steps=self.steps,
            episodes=max(1, self.episodes),
            successes=self.successes,
            gains=tuple(self._telling_most(key) for key in sorted(self._gains, key=str)),
            failures=self.failures,
            contacts=tuple(contacts),
            aborted=self.aborted,
        )

    def _keep(
        self, item: Item, how: How, before: Info | StepInfo, after: Info | StepInfo, sure: bool
    ) -> None:
        """Keep a gain, of those that lost and gave the same the most informative.

        That is the one that was near the fewest stations, then had the fewest kinds of things held.
        """
        gain = Gain(
            item=item,
            how=how,
            before=before["inventory"],
            after=after["inventory"],
            hand=self._wielded(before),
            near=before["near"],
            fuel=after["fuel"],
            source=after["broke"],
            sure=sure,
        )
        alike = self._gains[item, how, gain.hand, gain.source]
        exchange = sure, gain.gained, *sorted(gain.lost.items())
        old, times = alike.get(exchange, (gain, 0))
        alike[exchange] = (gain if _weight(gain) < _weight(old) else old), times + 1

    def _telling_most(self, key: GainKey) -> Gain:
        """Of gains with the same item, hand and source the one that lost least, then gave least.

        A tool may break on the way. Where counts may be wrong, an exchange tells only once it came
        so often that they do not explain it; the usual one, if none did.
        """
        gains = list(self._gains[key].values())
        if telling := [gain for gain, times in gains if self._tells(gain, times)]:
            return min(telling, key=_weight)
        return max(gains, key=lambda kept: kept[1])[0]

    def _tells(self, gain: Gain, times: int) -> bool:
        """Whether such a gain came in truth."""
        keys = (key for key in self.contacts if key[:2] == (gain.source, gain.hand))
        return gain.sure or not is_fluke(times, sum(self.contacts[key].count for key in keys))

    def _wielded(self, info: Info | StepInfo) -> Item | None:
        """What is in the hand; without hands the first kind that is held."""
        return info["hand"] if self.hands else next(iter(info["inventory"]), None)

    def _fail(self, item: Item, how: How, before: Info | StepInfo, fuel: Inventory) -> None:
        held = tuple(sorted(before["inventory"].items()))
        key = how, held, before["near"], tuple(fuel.items())
        self._failed.setdefault(key, set()).add(item)


def _gained(before: Mapping[Item, int], after: Mapping[Item, int]) -> set[Item]:
    if before is after:  # worlds report an unchanged inventory as the same object
        return set()
    return {item for item, n in after.items() if n > before.get(item, 0)}


def has_lost(before: Info | StepInfo, after: Info | StepInfo) -> bool:
    """Whether a step took something from the inventory, fuel apart."""
    held, left = before["inventory"], Counter(after["inventory"])
    if held is after["inventory"]:
        return False
    left.update(after["fuel"])
    return any(left[item] < n for item, n in held.items())


def _weight(gain: Gain) -> tuple[int, int, int, int]:
    return sum(gain.lost.values()), gain.gained, len(gain.near), len(gain.before)
