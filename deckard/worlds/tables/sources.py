"""What items come from without a recipe: blocks, mobs and uses; and the needs that fall."""

from collections.abc import Mapping
from dataclasses import dataclass

from deckard.types import Item


@dataclass(frozen=True)
class Drop:
    """A drop of a block or mob: with probability `chance`, uniformly `min` to `max` units.

    `tools` are those that suffice, weakest first; when empty, the bare hand does. `min` is at
    least 1: a number from 0 to n is a chance of a number from 1 to n.
    """

    item: Item
    min: int
    max: int
    chance: float
    tools: tuple[Item, ...]


@dataclass(frozen=True)
class Block:
    """A block that drops something; `hardness` as in the game (seconds are 1.5 to 5 times it).

    `tool` is the class of tool (`pickaxe`) that digs it faster. A block that is not `natural` is
    only ever placed, so that collecting it is no way to obtain it. Each drop has a chance of its
    own; with `either`, one draw gives exactly one of them.
    """

    hardness: float
    tool: str | None
    natural: bool
    either: bool
    drops: tuple[Drop, ...]


@dataclass(frozen=True)
class Mob:
    """A mob that drops something when killed; `health` in half hearts."""

    health: float
    drops: tuple[Drop, ...]


@dataclass(frozen=True)
class Use:
    """A way to obtain an item without a blow or a recipe.

    `by` is `use` (the use button, an ingredient or tool in the hand, on the source if there is
    one), `fish` (casting into the source), `wait` (it comes by itself) or `luck` (the source holds
    or drops it now and then). With probability `chance` it gives uniformly `yields` to `most`
    units; the chance of luck is unknown.
    """

    item: Item
    by: str
    source: str | None
    ingredients: Mapping[Item, int]
    tools: tuple[Item, ...]
    yields: int
    most: int
    chance: float | None


@dataclass(frozen=True)
class Need:
    """A level that falls by one every so many env steps, from its full one."""

    full: int
    falls: int
