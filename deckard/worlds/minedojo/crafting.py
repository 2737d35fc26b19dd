"""Crafting as the mod does it, within the rules that the config chose: `strict` or `paper`.

The mod's own commands are laxer than the game (SimpleCraftCommandsImplementation.java): `craft`
minds no table, and smelts without a furnace when nothing can be crafted. So what a command may be
sent for is decided here. `strict` keeps the game's rules: what does not fit the 2 x 2 grid takes a
table that was placed, in sight and near (`craftNearby`, NearbyCraftCommandsImplementation.java),
smelting a placed furnace (`smeltNearby`). `paper` keeps those of DECKARD's release of 2023: it
sends `craft` alone, and a table or furnace in the inventory is enough.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Literal

from deckard.types import Inventory, Item, JsonObject, covers
from deckard.worlds.minedojo.names import canonical_name
from deckard.worlds.minedojo.settings import Crafting
from deckard.worlds.minedojo.simulator import simulator

Verb = Literal["craft", "craft_with_table", "smelt"]
HANDS = 4
"""Cells of the grid that needs no table."""


def crafting(mode: Crafting, item: Item, held: Inventory, near: frozenset[Item]) -> Verb | None:
    """Return the command that crafts an item, or None where the rules forbid it."""
    if mode == "strict" and "crafting_table" in near:
        return "craft_with_table"
    most = 9 if "crafting_table" in near else HANDS
    fits = any(size <= most and covers(held, needs) for size, needs in _crafts().get(item, ()))
    return "craft" if fits else None


def smelting(mode: Crafting, item: Item, held: Inventory, near: frozenset[Item]) -> Verb | None:
    """Return the command that smelts an item, or None where the rules forbid it."""
    if "furnace" not in near:
        return None
    if mode == "strict":
        return "smelt"
    crafts = any(covers(held, needs) for _, needs in _crafts().get(item, ()))
    smelts = any(covers(held, needs) for needs in _smelts().get(item, ()))
    return "craft" if smelts and not crafts else None


@cache
def _crafts() -> Mapping[Item, list[tuple[int, Inventory]]]:
    """For each item the size and needs of its recipes, as MineDojo lists them."""
    tables = _lists().CRAFTING_RECIPES_BY_OUTPUT
    return {i: [(r["recipeSize"], _needs(r)) for r in recipes] for i, recipes in tables.items()}


@cache
def _smelts() -> Mapping[Item, list[Inventory]]:
    tables = _lists().SMELTING_RECIPES_BY_OUTPUT
    return {item: [_needs(r) for r in recipes] for item, recipes in tables.items()}


def _needs(recipe: JsonObject) -> Inventory:
    needs: Counter[Item] = Counter()
    for name, quantity in recipe["ingredients"].items():
        needs[canonical_name(name)] += quantity
    return dict(needs)


def _lists() -> ModuleType:
    simulator()  # makes the package fit to import
    from minedojo.sim.mc_meta import mc

    return mc
