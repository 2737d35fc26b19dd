"""The evidence: everything that was observed while one item was pursued."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from deckard.errors import OutOfBudget
from deckard.types import NONE, Contact, Failure, Gain, How, Inventory, Item, Outcome
from deckard.worlds import Info, StepInfo
from deckard.worlds.contacts import ContactTally, is_fluke
from deckard.worlds.infos import amount

ContactKey = tuple[str, Item | None, Item | None, tuple[Item, ...]]
"""Contacts with the same source, hand and only item; without hands also the same kinds held."""
GainKey = tuple[Item, How, Item | None, str | None, tuple[Item, ...]]
"""Gains with the same item, how, hand and source; where a craft's counts are beyond doubt, also
the same kinds of things used up."""


class EvidenceRecorder:
    """Adds up what happens in all episodes of one pursuit, whoever acts in them.

    Args:
        item: What is pursued.
        left: Env steps that it may take; more raise OutOfBudget.
        exact: Whether reports are exact (see `World.exact_reports`).
        hands: Whether a tool counts only in the hand (see `World.hands`). If not, a collect is
            evidence of all kinds of things that are held: of several, nobody can tell at once
            which it was.
        needs: The full level of each need (see `World.needs`); other levels show nothing.
    """

    def __init__(
        self,
        item: Item,
        left: int = sys.maxsize,
        *,
        exact: bool = True,
        hands: bool = True,
        needs: Mapping[Item, int] = NONE,
    ) -> None:
        self.item, self.left, self.exact, self.hands = item, left, exact, hands
        self.needs = needs
        self.steps = self.decisions = self.episodes = self.successes = self.aborted = self.died = 0
        self._gains = defaultdict[GainKey, dict[tuple, tuple[Gain, int]]](dict)
        self._failed: dict[tuple, set[Item]] = {}
        self.contacts = defaultdict[ContactKey, ContactTally](ContactTally)

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

        A craft that only lost something is a loss, as to a full inventory, and no failure. A step
        in which the agent died shows nothing: death may take what was held.

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
        if after.get("died") or (how == "collect" and _is_idle(before, after)):
            return set()
        source, alone = after["broke"], after.get("alone")
        gained, full = self._gained(before, after), self._full(before, alone)
        sure = self.exact if sure is None else sure
        if how != "collect":
            gained &= {made}  # what else came is given back, and no product
        elif source is None and self._counting(before):
            return gained
        if source is not None:
            tally = self.contacts[source, self._wielded(before), alone, self._counting(before)]
            tally.add(gained, episode, full, sure=sure)
        for item in gained:
            self._keep(item, how, before, after, sure)
        is_vain = how != "collect" and made not in {*gained, *full}
        is_vain = is_vain and not after.get("hindered")
        if is_vain and sure and not has_lost(before, after):
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
        one = sum(t.count - t.full[self.item] for t in self._telling(source, hand))
        several = (t for t, held in self._handless(source) if hand is None or hand in held)
        return one + sum(t.count - t.full[self.item] - t.gave[self.item] for t in several)

    def episodes_touched(self, source: str | None, hand: Item | None) -> int:
        """In how many episodes that was."""
        several = [t for t, held in self._handless(source) if hand is None or hand in held]
        tallies = [*self._telling(source, hand), *several]
        return len(set().union(*(tally.episodes for tally in tallies)))

    def has_given(self, source: str | None, hand: Item | None) -> bool:
        """Whether a source gave the item with this in the hand, beyond doubt."""
        several = [tally for tally, held in self._handless(source) if hand in held]
        return any(tally.gives(self.item) for tally in [*self._telling(source, hand), *several])

    def _telling(self, source: str | None, hand: Item | None) -> list[ContactTally]:
        keys = [(source or "", hand, alone, ()) for alone in (None, self.item)]
        return [self.contacts[key] for key in keys if key in self.contacts]

    def _handless(self, source: str | None) -> Iterator[tuple[ContactTally, tuple[Item, ...]]]:
        """Contacts while several kinds were held that may all have counted, with the kinds."""
        for (touched, _, alone, held), tally in () if self.hands else self.contacts.items():
            if held and touched == source and alone in (None, self.item):
                yield tally, held

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
                giving=dict(sorted(Counter(item for item, _ in tally.giving).items())),
                full=dict(sorted(tally.full.items())),
                held=frozenset(held),
            )
            for (source, hand, alone, held), tally in sorted(self.contacts.items(), key=str)
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
            died=self.died,
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
            before=_with(item, before),
            after=_with(item, after),
            hand=self._wielded(before),
            near=before["near"],
            fuel=after["fuel"],
            source=after["broke"],
            sure=sure,
            handless=how == "collect" and bool(self._counting(before)),
        )
        kinds = () if how == "collect" or not sure else tuple(sorted(gain.lost))
        alike = self._gains[item, how, gain.hand, gain.source, kinds]
        exchange = sure, gain.gained, bool(gain.fuel), *sorted(gain.lost.items())
        old, times = alike.get(exchange, (gain, 0))
        alike[exchange] = (gain if _weight(gain) < _weight(old) else old), times + 1

    def _telling_most(self, key: GainKey) -> Gain:
        """Of gains of one key the one that lost least, then gave least.

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
        """What is in the hand; without hands the only kind that is held, if it is one."""
        if self.hands or self._counting(info):
            return info["hand"]
        return next(iter(info["inventory"]), None)

    def _counting(self, info: Info | StepInfo) -> tuple[Item, ...]:
        """The kinds of things held of which each may count, where they are several."""
        held = info["inventory"]
        return () if self.hands or len(held) < 2 else tuple(sorted(held))

    def _gained(self, before: Info | StepInfo, after: Info | StepInfo) -> set[Item]:
        """What a step gave: items, deeds, and needs that it raised."""
        gained = _risen(before["inventory"], after["inventory"])
        if "deeds" in after:
            gained |= _risen(before.get("deeds", NONE), after["deeds"])
        if self.needs:
            risen = _risen(before.get("needs", NONE), after.get("needs", NONE))
            gained |= risen & self.needs.keys()
        alone = after.get("alone")
        return gained if alone is None else gained & {alone}  # what else seems gained is miscounted

    def _full(self, info: Info | StepInfo, alone: Item | None) -> list[Item]:
        """The needs that cannot rise, of those that the step could raise."""
        aimed = self.needs.keys() if alone is None else self.needs.keys() & {alone}
        return [need for need in aimed if amount(info, need) >= self.needs[need]]

    def _fail(self, item: Item, how: How, before: Info | StepInfo, fuel: Inventory) -> None:
        held = tuple(sorted(before["inventory"].items()))
        key = how, held, before["near"], tuple(fuel.items())
        self._failed.setdefault(key, set()).add(item)


def _with(item: Item, info: Info | StepInfo) -> dict[Item, int]:
    """The inventory, with the count of a deed or the level of a need where it is about one."""
    held = info["inventory"]
    return held if amount(info, item) == held.get(item, 0) else held | {item: amount(info, item)}


def _is_idle(before: Info | StepInfo, after: Info | StepInfo) -> bool:
    """Whether a step touched nothing and changed no count, as most steps do."""
    kept = ("inventory", "deeds", "needs")
    return after["broke"] is None and all(before.get(k) is after.get(k) for k in kept)


def _risen(before: Mapping[Item, int], after: Mapping[Item, int]) -> set[Item]:
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


def _weight(gain: Gain) -> tuple[bool, int, int, int, int]:
    is_unclear = bool(gain.fuel and gain.returned)  # it may be what is left of the fuel
    held = len(gain.near), len(gain.before)
    return is_unclear, sum(gain.lost.values()), gain.gained, *held
