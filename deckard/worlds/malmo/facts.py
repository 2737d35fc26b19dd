"""Facts about the game: `game.yaml`, joined with the rules of craftworld."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import yaml

from deckard.types import Item, JsonObject
from deckard.worlds.craftworld.rules import Rules
from deckard.worlds.craftworld.simulator import SimulatorSettings

COLLIDABLE = True
"""The value of every block, also of air (`blocks` in MineDojo's mc_constants.json)."""


@dataclass(frozen=True)
class Facts:
    """The facts about one Craftworld that every mission in it shares."""

    setting: SimulatorSettings
    data: JsonObject

    @property
    def rules(self) -> Rules:
        """The rules of craftworld."""
        return self.setting.rules

    @cached_property
    def limits(self) -> Mapping[Item, int]:
        """The largest stack of an item, where it is not 64."""
        by_size = self.data["stacks"].items()
        sizes = {item: size for size, items in by_size for item in items}
        return sizes | dict.fromkeys(self.rules.tables.durability, 1)

    @cached_property
    def unmatched(self) -> frozenset[tuple[Item, Item]]:
        """Smelts, as input and output, that the mod never makes."""
        return frozenset((source, product) for source, product in self.data["unmatched"])

    @cached_property
    def blocks(self) -> Mapping[int, tuple[str, list[bool], int]]:
        """The English name, material and harvest level of each kind; animals are air."""
        blocks, materials = self.data["blocks"], self.data["materials"]
        rows = (blocks.get(name, blocks["air"]) for name in self.rules.names)
        return {kind: (r[0], materials[r[1]], r[2]) for kind, r in enumerate(rows)}

    @cached_property
    def cells(self) -> list[str]:
        """The JSON of a cell of each kind, without its angle and brackets."""
        rows = ([name, 0, COLLIDABLE, *material] for name, material, _ in self.blocks.values())
        return [json.dumps(row)[1:-1] for row in rows]

    @cached_property
    def replaceable(self) -> frozenset[int]:
        """Kinds that give way to a block put into their cell."""
        return frozenset(self.rules.names.index(name) for name in self.data["replaceable"])

    @cached_property
    def pierced(self) -> np.ndarray:
        """Whether light passes a cell of each kind."""
        kinds = self.rules.kinds
        return (kinds["opaque"] == 0) & (kinds["solid"] == 0) & (np.arange(len(kinds)) > 0)

    @cached_property
    def colours(self) -> np.ndarray:
        """The colours of the kinds, as frames compute with them."""
        return self.rules.colours.astype(np.float64)


@cache
def facts(size: int) -> Facts:
    """Return the facts about worlds of `size` x `size` columns."""
    from deckard.worlds.craftworld import Craftworld

    text = Path(__file__).with_name("game.yaml").read_text(encoding="utf-8")
    return Facts(Craftworld(size=size).setting, yaml.safe_load(text))
