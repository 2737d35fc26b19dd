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
DECISIONS = ACTIONS[: ACTIONS.index("do") + 1]
"""The low-level actions of a policy; what is placed, made, or given by sleep is crafted."""
RESTS = ("energy", "wake_up")
"""What sleep gives to who is tired."""
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
VITALS = ("health", "food", "drink", "energy")
"""The levels that the game shows; health rises by itself."""
NEEDS: dict[str, int] = dict.fromkeys(VITALS[1:], MOST)
"""The full level of each need."""
LOW = 3
"""The level at which practice of a need begins; chosen."""
PLACED = {
    "table": WALKABLE, "furnace": WALKABLE, "place_plant": ("grass",),
    "place_stone": (*WALKABLE, "water", "lava"),
}  # fmt: skip
"""What is placed, and onto which blocks."""
DEEDS = (
    "collect_drink", "eat_cow", "eat_plant", "defeat_zombie", "defeat_skeleton", "wake_up",
    "place_stone", "place_plant",
)  # fmt: skip
"""The achievements that are no items, by the game's own names."""
COUNTED = (*DEEDS, *STATIONS)
"""What is counted in `Info.deeds`: a station that is made where it stands is never held."""
NOOP, DO = ACTIONS.index("noop"), ACTIONS.index("do")
FREE = tuple(SIGHTS.index(name) for name in WALKABLE)


def action_of(goal: Item) -> int | None:
    """Return the action that makes an item or does a deed at once; None where there is none."""
    if goal in RESTS:
        return ACTIONS.index("sleep")
    name = f"place_{goal}" if goal in STATIONS else goal if goal in PLACED else f"make_{goal}"
    return ACTIONS.index(name) if name in ACTIONS else None
