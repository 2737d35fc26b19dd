"""Crafting and smelting as the mod does it, which is not as the game does it.

Encodes `Utils/CraftingHelper.java`, `MissionHandlers/SimpleCraftCommandsImplementation.java`,
`NearbyCraftCommandsImplementation.java` and `NearbySmeltCommandsImplementation.java`.

- The mod ignores the size and the station of a recipe.
- It looks for the ingredients in the main inventory and the armour.
- It works the first recipe that fits, once.
- Smelting is instant. It burns the first fuel that it finds, from the first slot upward.
- Heat that is left over is kept until the next mission.
- A crafted product for which there is no room is lost.
"""

from collections.abc import Collection, Iterator, Mapping

from deckard.types import Item, Recipe
from deckard.worlds.malmo.inventory import MAIN, Slots, Stack
from deckard.worlds.tables import Tables

COOKING = 200
"""Ticks of heat that smelt one item, as in the game."""
LEFT = {"lava_bucket": "bucket"}
"""The item that a fuel leaves in its slot."""


class Crafting:
    """Crafts and smelts in one inventory; returns the stack that was made."""

    def __init__(self, tables: Tables, slots: Slots, others: Collection[tuple[Item, Item]]) -> None:
        self._tables = tables
        self._slots = slots
        self._others = others  # smelts whose output is of another variant than 0
        self._heat = 0.0

    def craft(self, item: Item) -> Stack | None:
        """Craft, or smelt if no craft fits: `craft` needs neither table nor furnace."""
        return self.craft_only(item) or self.smelt_only(item)

    def craft_only(self, item: Item) -> Stack | None:
        """Work the first craft of an item for which there is enough: `craftNearby`, at a table."""
        for recipe in self._recipes("craft", item):
            if self._has(recipe.ingredients):
                for name, quantity in recipe.ingredients.items():
                    self._slots.take(name, quantity)
                return self._gain(Stack(item, recipe.yields))
        return None

    def smelt_only(self, item: Item) -> Stack | None:
        """Smelt an item of variant 0, and no other: `smeltNearby`, at a furnace.

        The output is matched with its metadata: charcoal, which is coal of variant 1, is never
        made, nor is any dye or sponge.
        """
        for recipe in self._recipes("smelt", item):
            (given,) = recipe.ingredients
            if (given, item) not in self._others and (made := self._smelt(recipe)):
                return made
        return None

    def _recipes(self, how: str, item: Item) -> Iterator[Recipe]:
        return (r for r in self._tables.recipes if r.how == how and r.item == item)

    def _has(self, ingredients: Mapping[Item, int]) -> bool:
        return all(self._slots.count(name) >= n for name, n in ingredients.items())

    def _smelt(self, recipe: Recipe) -> Stack | None:
        if not self._has(recipe.ingredients) or self._heat_at_hand() < COOKING:
            return None
        for name, quantity in recipe.ingredients.items():
            self._slots.take(name, quantity)
        self._burn()
        return self._gain(Stack(recipe.item, recipe.yields))

    def _heat_at_hand(self) -> float:
        main = (self._slots[slot] for slot in range(MAIN))
        return self._heat + sum(s.quantity * self._worth(s) for s in main if s is not None)

    def _worth(self, stack: Stack) -> float:
        """Return for how many ticks one of a stack burns."""
        return COOKING * self._tables.fuels.get(stack.item, 0)

    def _burn(self) -> None:
        """Burn from the first slot upward until there is no debt; what was smelted may be missing.

        The input was counted as fuel and is gone by now, so the debt can remain: as in the mod.
        """
        self._heat -= COOKING
        for slot in range(MAIN):
            while self._heat < 0 and (have := self._slots[slot]) and self._worth(have):
                self._heat += self._worth(have)
                self._slots.lose(slot)
                if have.quantity == 1 and have.name in LEFT:
                    self._slots[slot] = Stack(LEFT[have.name])

    def _gain(self, made: Stack) -> Stack:
        self._slots.add(made)
        return made
