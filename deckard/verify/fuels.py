"""What is left of fuels, as an empty bucket is of lava: told from what a smelt gives back."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from deckard.types import Gain, Inventory, Item

Burnt = frozenset[tuple[Item, int]]
MOST_ALIKE = 3
"""Smelts of different things that all left the same when a fuel burnt: it is the fuel's; chosen."""


@dataclass
class FuelRemains:
    """What came back with smelts, by the fuel that burnt."""

    smelts: defaultdict[Burnt, dict[tuple, Counter[Item]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """What came back, by the fuel and by what was smelted."""

    def add(self, gain: Gain) -> None:
        """Take in a gain whose counts are beyond doubt; one that cost nothing tells nothing."""
        if gain.fuel and gain.lost:
            smelted = gain.item, *sorted(gain.lost.items())
            self.smelts[_burnt(gain)][smelted] = Counter(gain.returned)

    def without(self, gain: Gain) -> Gain | None:
        """Return a gain without what is left of the fuel; None where nobody can tell yet."""
        if not (gain.fuel and gain.returned):
            return gain
        remains = self._remains(_burnt(gain))
        if remains is None:
            return None
        after = Counter(gain.after)
        after.subtract(remains)
        return gain.model_copy(update={"after": {i: n for i, n in after.items() if n > 0}})

    def _remains(self, burnt: Burnt) -> Inventory | None:
        """What is left of a fuel: at most what came back every time."""
        smelts = self.smelts.get(burnt, {})
        always = reduce(and_, smelts.values()) if smelts else Counter[Item]()
        return always if smelts and (not always or len(smelts) >= MOST_ALIKE) else None


def _burnt(gain: Gain) -> Burnt:
    return frozenset(gain.fuel.items())
