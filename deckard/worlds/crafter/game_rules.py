"""What of a game's rules its adapter goes by: where one can walk, put things and hold more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from deckard.types import Inventory, Item
from deckard.worlds.crafter.names import CARRIED, GIVES, MOST, PLACED, SIGHTS, VITALS, WALKABLE


def sight_numbers(names: Collection[str]) -> frozenset[int]:
    """Return the numbers of sights."""
    return frozenset(map(SIGHTS.index, names))


@dataclass(frozen=True)
class GameRules:
    """The rules of one game; Crafter's by default."""

    free: frozenset[int] = sight_numbers(WALKABLE)
    """The sights that can be walked on unharmed."""
    deadly: frozenset[int] = sight_numbers(["lava"])
    """The sights that kill who walks on them."""
    placed: Mapping[Item, Collection[str]] = field(default_factory=lambda: PLACED)
    """What is placed, and onto which blocks."""
    gives: Mapping[str, Inventory] = field(
        default_factory=lambda: {block: {item: 1} for block, item in GIVES.items()}
    )
    """The most units of each item that a blow at a block gives."""
    made: Inventory = field(default_factory=dict)
    """The units that a craft gives, where that is not one."""
    most: Mapping[str, int] = field(
        default_factory=lambda: dict.fromkeys((*CARRIED, *VITALS), MOST)
    )
    """The units of each item that can be held, and the full levels."""

    def has_room(self, held: Inventory, gain: Inventory) -> bool:
        """Whether all of a gain can be held beside what is held."""
        return all(held.get(item, 0) + n <= self.most.get(item, MOST) for item, n in gain.items())


CRAFTER_RULES = GameRules()
"""The rules of Crafter, and of Craftax-Classic."""
