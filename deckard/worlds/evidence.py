"""The evidence: everything that was observed while one item was pursued."""

import sys
from collections import Counter
from collections.abc import Mapping

from deckard.errors import OutOfBudget
from deckard.types import NONE, Contact, Failure, Gain, How, Inventory, Item, Outcome
from deckard.worlds import Info, StepInfo


class EvidenceRecorder:
    """Adds up what happens in all episodes of one pursuit, whoever acts in them.

    Args:
        item: What is pursued.
        left: Env steps that it may take; more raise OutOfBudget.
    """

    def __init__(self, item: Item, left: int = sys.maxsize) -> None:
        self.item, self.left = item, left
        self.steps = self.decisions = self.episodes = self.successes = self.aborted = 0
        self.gains: dict[tuple[Item, str, Item | None, str | None], Gain] = {}
        self._failed: dict[tuple, set[Item]] = {}
        self.contacts: dict[tuple[str, Item | None, Item | None], tuple[list[int], Counter]] = {}

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
    ) -> set[Item]:
        """Take in one step.

        Args:
            before: The info before it.
            after: Its own info.
            how: Whether it was a craft, a smelt, or neither (collect).
            made: The item that a craft or smelt was to make.
            fuel: What a smelt was to burn.

        Returns:
            The items that the step gave; of a craft or smelt at most the one that it was to make.

        Raises:
            OutOfBudget: More env steps were taken than are left.
        """
        self.spend(after["steps"])
        gained = _gained(before["inventory"], after["inventory"])
        source, alone = after["broke"], after.get("alone")
        if alone is not None:
            gained &= {alone}  # whatever else seems gained is a wrong count
        if how != "collect":
            gained &= {made}  # what else came is given back, and no product
        if source is not None:
            key = source, before["hand"], alone
            count, gave = self.contacts.setdefault(key, ([0], Counter()))
            count[0] += 1
            gave.update(gained)
        for item in gained:
            self._keep(item, how, before, after)
        if how != "collect" and made not in gained:
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
        keys = [(source or "", hand, alone) for alone in (None, self.item)]
        return sum(self.contacts[key][0][0] for key in keys if key in self.contacts)

    def outcome(self) -> Outcome:
        """Return everything that was observed, as a value."""
        contacts = [
            Contact(source=s, hand=h, count=n[0], gave=dict(sorted(gave.items())), alone=alone)
            for (s, h, alone), (n, gave) in sorted(self.contacts.items(), key=str)
        ]
        return Outcome(
            item=self.item,
            steps=self.steps,
            episodes=max(1, self.episodes),
            successes=self.successes,
            gains=tuple(g for _, g in sorted(self.gains.items(), key=lambda kv: str(kv[0]))),
            failures=self.failures,
            contacts=tuple(contacts),
            aborted=self.aborted,
        )

    def _keep(self, item: Item, how: How, before: Info | StepInfo, after: Info | StepInfo) -> None:
        """Of gains with the same item, hand and source keep the most informative.

        That is the one that lost least (a tool may break on the way), then gave least, then was
        near the fewest stations, then had the fewest kinds of things held.
        """
        gain = Gain(
            item=item,
            how=how,
            before=before["inventory"],
            after=after["inventory"],
            hand=before["hand"],
            near=before["near"],
            fuel=after["fuel"],
            source=after["broke"],
        )
        key = item, how, gain.hand, gain.source
        if key not in self.gains or _weight(gain) < _weight(self.gains[key]):
            self.gains[key] = gain

    def _fail(self, item: Item, how: How, before: Info | StepInfo, fuel: Inventory) -> None:
        held = tuple(sorted(before["inventory"].items()))
        key = how, held, before["near"], tuple(fuel.items())
        self._failed.setdefault(key, set()).add(item)


def _gained(before: Mapping[Item, int], after: Mapping[Item, int]) -> set[Item]:
    if before is after:  # worlds report an unchanged inventory as the same object
        return set()
    return {item for item, n in after.items() if n > before.get(item, 0)}


def _weight(gain: Gain) -> tuple[int, int, int, int]:
    return sum(gain.lost.values()), gain.gained, len(gain.near), len(gain.before)
