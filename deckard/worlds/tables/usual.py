"""The usual recipe of an item: the true recipe that a player would name."""

from collections import Counter

from deckard.types import Item, Recipe
from deckard.worlds.tables import Drop, Tables
from deckard.worlds.tables.reachable import SELDOM_OF_MOBS, STRONG, rounds
from deckard.worlds.tables.true_recipe import TrueRecipe

NEVER = 1000
"""The round of items that are left to luck, later than any real one."""


class Usual:
    """The usual recipes of the items of some tables."""

    def __init__(self, tables: Tables) -> None:
        self.tables, self.rounds = tables, rounds(tables)
        self.uses = Counter(i for recipe in tables.recipes for i in recipe.ingredients)

    def way(self, item: Item) -> Recipe | None:
        """Return the usual recipe of an item; None without any.

        Recipes are ranked by kind: sure digging, smelting what is dug, animals, crafts, crafts that
        only unpack, the rest. Ties go to the commonest materials, then to the earliest round.
        """
        return min(map(self._earliest, self.tables.ways_of(item)), key=self._rank, default=None)

    def _earliest(self, way: TrueRecipe) -> Recipe:
        """Return a true recipe with that of its tools which is obtained first."""

        def order(tool: Item) -> tuple[int, bool, str]:
            return self.rounds.get(tool, NEVER), tool != way.weakest, tool

        first = sorted(way.recipe.tools, key=order)[:1]
        return way.recipe.model_copy(update={"tools": frozenset(first)})

    def _rank(self, recipe: Recipe) -> tuple[bool, int, int, int, bool, str]:
        last = max((self.rounds.get(need, NEVER) for need in recipe.needs), default=-1)
        common = min((self.uses[part] for part in recipe.ingredients), default=0)
        odd = recipe.source == recipe.item or not recipe.stations <= {*PLAIN}
        return last == NEVER, self._kind(recipe), -common, last, odd, str(recipe)

    def _kind(self, recipe: Recipe) -> int:
        if recipe.how == "collect":
            return 0 if self._is_dug(recipe) else 2 if self._is_given(recipe) else 6
        if any(self._packs(part, recipe.item) for part in recipe.ingredients):
            return 4
        if recipe.how == "craft":
            return 3
        return 5 if any(self._is_made(part) for part in recipe.ingredients) else 1

    def _is_dug(self, recipe: Recipe) -> bool:
        block = self.tables.blocks.get(recipe.source or "")
        drop = _drop(block.drops if block else (), recipe)
        return drop is not None and drop.chance == 1 and "shears" not in drop.tools

    def _is_given(self, recipe: Recipe) -> bool:
        mob = self.tables.mobs.get(recipe.source or "")
        if mob is None:
            return bool(recipe.ingredients)  # a bucket is filled
        drop = _drop(mob.drops, recipe)
        return mob.health <= STRONG and drop is not None and drop.chance > SELDOM_OF_MOBS

    def _is_made(self, item: Item) -> bool:
        return all(way.recipe.how != "collect" for way in self.tables.ways_of(item))

    def _packs(self, block: Item, item: Item) -> bool:
        return any(item in way.recipe.ingredients for way in self.tables.ways_of(block))


PLAIN = ("crafting_table", "furnace")
"""The stations of the plainest recipes."""


def _drop(drops: tuple[Drop, ...], recipe: Recipe) -> Drop | None:
    return next((drop for drop in drops if drop.item == recipe.item), None)
