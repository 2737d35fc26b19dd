"""The names of the game, the same in Crafter and in Craftax-Classic.

They are Crafter's own (its `data.yaml`); a station is called as it is in the game, `table`.
"""

from deckard.types import Item

CARRIED: tuple[Item, ...] = (
    "wood", "stone", "coal", "iron", "diamond", "sapling",
    "wood_pickaxe", "stone_pickaxe", "iron_pickaxe", "wood_sword", "stone_sword", "iron_sword",
)  # fmt: skip
"""What the inventory counts, in the order of Craftax's `Inventory`."""
STATIONS: tuple[Item, ...] = ("furnace", "table")
"""Stations are made where they stand, and stay there."""
ITEMS: tuple[Item, ...] = tuple(sorted((*CARRIED, *STATIONS)))
BLOCKS = (
    "grass", "water", "stone", "tree", "path", "coal", "iron", "diamond",
    "table", "furnace", "sand", "lava", "plant",
)  # fmt: skip
MOBS = ("zombie", "cow", "skeleton", "arrow")
SIGHTS = (*BLOCKS, *MOBS)
"""What can be perceived, by its number in `Batch.broke` and `Batch.view`."""
WALKABLE = ("grass", "sand", "path")
"""What can be walked on unharmed, and what a station can be put on."""
ACTIONS = (
    "noop", "move_left", "move_right", "move_up", "move_down", "do", "sleep",
    "place_stone", "place_table", "place_furnace", "place_plant",
    "make_wood_pickaxe", "make_stone_pickaxe", "make_iron_pickaxe",
    "make_wood_sword", "make_stone_sword", "make_iron_sword",
)  # fmt: skip
"""The actions of the game; both programs number them so."""
DECISIONS = ACTIONS[: ACTIONS.index("sleep") + 1]
"""The low-level actions of a policy; what is placed or made is crafted."""
DIRECTIONS = {
    "move_left": (0, -1), "move_right": (0, 1), "move_up": (-1, 0), "move_down": (1, 0),
}  # fmt: skip
"""The step of each move, as rows and columns."""
GIVES: dict[str, Item] = {
    "tree": "wood", "stone": "stone", "coal": "coal", "iron": "iron", "diamond": "diamond",
    "grass": "sapling",
}  # fmt: skip
"""What each block gives to who has the tool: of a full stack a contact shows nothing."""
MOST = 9
"""Units of one item that can be held."""
NOOP, DO = ACTIONS.index("noop"), ACTIONS.index("do")
FREE = tuple(SIGHTS.index(name) for name in WALKABLE)


def action_of(item: Item) -> int | None:
    """Return the action that makes or places an item; None where there is none."""
    names = (f"make_{item}", f"place_{item}")
    return next((ACTIONS.index(name) for name in names if name in ACTIONS), None)
