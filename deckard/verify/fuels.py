"""What is left of fuels, as an empty bucket is of lava: told from what a smelt gives back."""

from collections import Counter
from dataclasses import dataclass, field

from deckard.types import Gain, Inventory, Item


@dataclass
class FuelRemains:
    """How much may be left of fuels, as far as smelts have shown; of each unit as much is left."""

    most: dict[Item, Inventory] = field(default_factory=dict)
    """For each fuel that was burnt, how much of each item is left of a unit at most."""

    def add(self, gain: Gain) -> None:
        """Take in a gain whose counts are beyond doubt; one that cost nothing tells nothing."""
        if not gain.lost:
            return
        for fuel, units in gain.fuel.items():
            most = {item: n // units for item, n in gain.returned.items() if n >= units}
            old = self.most.get(fuel, most)
            self.most[fuel] = {i: min(n, old[i]) for i, n in most.items() if i in old}

    def perhaps_left(self, gain: Gain) -> Inventory:
        """Return what came back with a gain and may be left of its fuel; the rest is given back."""
        left = Counter[Item]()
        for fuel, units in gain.fuel.items():
            most = self.most.get(fuel, gain.returned)
            left.update({item: n * units for item, n in most.items()})
        return left & Counter(gain.returned)
