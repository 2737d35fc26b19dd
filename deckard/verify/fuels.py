"""What is left of fuels, as an empty bucket is of lava: told from what a smelt gives back."""

from dataclasses import dataclass, field

from deckard.types import Gain, Item

Burnt = frozenset[tuple[Item, int]]


@dataclass
class FuelRemains:
    """Whether something is left of fuels, as far as smelts have shown."""

    leaves_nothing: set[Burnt] = field(default_factory=set)
    """Fuels with which nothing came back, as much as burnt then."""

    def add(self, gain: Gain) -> None:
        """Take in a gain whose counts are beyond doubt; one that cost nothing tells nothing."""
        if gain.fuel and gain.lost and not gain.returned:
            self.leaves_nothing.add(_burnt(gain))

    def tells(self, gain: Gain) -> bool:
        """Whether what came back with a gain is not perhaps left of the fuel."""
        is_unclear = gain.fuel and gain.returned
        return not is_unclear or _burnt(gain) in self.leaves_nothing


def _burnt(gain: Gain) -> Burnt:
    return frozenset(gain.fuel.items())
