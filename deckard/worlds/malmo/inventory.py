"""The inventory by slots: 0-8 hotbar, 9-35 bag, 36-39 feet, legs, chest, head, 40 off hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from deckard.types import Item

SLOTS = 41
"""All slots."""
MAIN = 36
"""Slots of the hotbar and the bag, the first ones."""
OFF_HAND = 40
"""The slot of the off hand."""
HOTBAR = 9
"""Slots of the hotbar, the first ones."""
WORN = {"feet": 36, "legs": 37, "chest": 38, "head": 39}
"""The slots of armour."""
DRESS = {
    "boots": 36, "leggings": 37, "chestplate": 38, "elytra": 38, "helmet": 39, "pumpkin": 39,
    "skull": 39, "shield": 40,
}  # fmt: skip
"""The slot in which an item is worn, by the last word of its name; others go into the hand.

As `EntityLiving.getSlotForItemStack` has it.
"""
SAME = {"log2": "log", "leaves2": "leaves"}
"""Items that the tables join with others; the game has two where it ran out of variants."""


@dataclass(frozen=True)
class Stack:
    """A stack of one item; `used` counts the uses of a tool so far."""

    name: Item
    quantity: int = 1
    variant: int = 0
    used: int = 0

    @property
    def item(self) -> Item:
        """The item as the recipe tables name it."""
        return SAME.get(self.name, self.name)


class Slots:
    """An inventory by slots; nothing in it is lost unless a method says so."""

    def __init__(self, held: Mapping[int, Stack], limits: Mapping[Item, int]) -> None:
        self._limits = limits
        self._stacks: list[Stack | None] = [held.get(i) for i in range(SLOTS)]
        self.chosen = 0
        """The slot of the hotbar that is in the hand."""

    def __getitem__(self, slot: int) -> Stack | None:
        return self._stacks[slot]

    def __setitem__(self, slot: int, stack: Stack | None) -> None:
        self._stacks[slot] = stack if stack is not None and stack.quantity > 0 else None

    def __iter__(self) -> Iterator[Stack | None]:
        return iter(self._stacks)

    @property
    def hand(self) -> Stack | None:
        """What is in the hand."""
        return self._stacks[self.chosen]

    @hand.setter
    def hand(self, stack: Stack | None) -> None:
        self[self.chosen] = stack

    def clear(self) -> None:
        """Lose everything."""
        self._stacks = [None] * SLOTS

    def add(self, stack: Stack) -> int:
        """Take in what there is room for; return how many were taken in, the rest is lost.

        As `InventoryPlayer.addItemStackToInventory`: stacks that are not full first, the one in
        the hand before the off hand's and all others, then the first empty slot.
        """
        left, limit = stack.quantity, self._limits.get(stack.name, 64)
        for slot in (self.chosen, OFF_HAND, *range(MAIN)):
            have = self._stacks[slot]
            if left and have is not None and replace(have, quantity=stack.quantity) == stack:
                moved = min(left, max(0, limit - have.quantity))
                self[slot], left = replace(have, quantity=have.quantity + moved), left - moved
        for slot in range(MAIN):
            if left and self._stacks[slot] is None:
                moved = min(left, limit)
                self[slot], left = replace(stack, quantity=moved), left - moved
        return stack.quantity - left

    def count(self, item: Item) -> int:
        """Return how many of an item lie in the main inventory or are worn, whatever variant."""
        return sum(s.quantity for s in self._stacks[:OFF_HAND] if s is not None and s.item == item)

    def take(self, item: Item, quantity: int) -> None:
        """Lose so many of an item, from the first slot upward."""
        for slot in range(OFF_HAND):
            have = self._stacks[slot]
            if quantity and have is not None and have.item == item:
                gone = min(quantity, have.quantity)
                self.lose(slot, gone)
                quantity -= gone

    def lose(self, slot: int, quantity: int = 1) -> None:
        """Lose so many of what lies in a slot."""
        have = self._stacks[slot]
        if have is not None:
            self[slot] = replace(have, quantity=have.quantity - quantity)

    def swap(self, one: int, other: int) -> None:
        """Exchange what lies in two slots; nothing happens when there is no such slot."""
        if 0 <= one < SLOTS and 0 <= other < SLOTS:
            stacks = self._stacks
            stacks[one], stacks[other] = stacks[other], stacks[one]

    def find(self, name: Item, variant: int | None = None) -> int | None:
        """Return the first slot with an item, of a variant if one is given."""
        for slot, have in enumerate(self._stacks):
            if have is not None and have.name == name and variant in (None, have.variant):
                return slot
        return None
