"""Names: the game's variants and MineDojo's spellings, brought to deckard's items and blocks."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

from deckard.types import Item, JsonObject

JOINED = {
    "flowing_lava": "lava",
    "flowing_water": "water",
    "leaves2": "leaves",
    "lit_furnace": "furnace",
    "lit_redstone_ore": "redstone_ore",
    "log2": "log",
    "unlit_redstone_torch": "redstone_torch",
}
"""What is one thing to the agent and two to the game."""


def canonical_name(name: str) -> str:
    """Return the one name of what has several: `log2` is log."""
    return JOINED.get(name, name)


def counted(slots: Iterable[JsonObject], items: frozenset[Item]) -> dict[Item, int]:
    """Return what the slots of `info["inventory"]` hold of some items, joined over variants.

    Slots of a chest that is looked at are not the agent's.
    """
    held: dict[Item, int] = {}
    for slot in slots:
        name = canonical_name(slot["name"])
        if name in items and slot["inventory"] == "inventory" and slot["quantity"] > 0:
            held[name] = held.get(name, 0) + int(slot["quantity"])
    return dict(sorted(held.items()))


@cache
def perceived_blocks() -> tuple[str, ...]:
    """Return the blocks that are perceived, sorted."""
    return tuple(sorted(_table()))


@cache
def block_numbers() -> Mapping[str, int]:
    """Return for every name that the voxels may use the number of its block, counted from 1."""
    numbers: dict[str, int] = {}
    for number, block in enumerate(perceived_blocks(), 1):
        for name in _table()[block]:
            numbers.setdefault(name, number)
    for number, block in enumerate(
        perceived_blocks(), 1
    ):  # a name of its own goes before a shared one
        numbers |= {block: number, block.replace("_", " "): number}
    for name, block in JOINED.items():
        if block in numbers:
            numbers |= {name: numbers[block], name.replace("_", " "): numbers[block]}
    # The game calls the block of full snow and the layer alike; layers are what lies about.
    return numbers | {"snow": numbers["snow_layer"], "grass": numbers["tallgrass"]}


@cache
def biomes() -> tuple[str, ...]:
    """Return what MineDojo calls the biomes, sorted."""
    path = Path(__file__).with_name("biomes.yaml")
    return tuple(sorted(yaml.safe_load(path.read_text(encoding="utf-8"))))


@cache
def _table() -> Mapping[str, list[str]]:
    path = Path(__file__).with_name("blocks.yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))
