"""The rules of craftworld as arrays: the package's `rules.yaml` joined with the recipe tables."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from deckard.errors import ConfigError
from deckard.types import Item, JsonObject
from deckard.worlds.craftworld.kernels import shapes
from deckard.worlds.craftworld.kernels.arrays import (
    BED,
    DROP,
    GEAR,
    KIND,
    NAMED,
    PLANT,
    USE_RULE,
    VEIN,
)
from deckard.worlds.craftworld.kernels.shapes import Shapes
from deckard.worlds.tables import Block, Drop, Mob, Tables
from deckard.worlds.tables.perturbed import truth

GAME = "1.11.2"
"""The Minecraft version whose blocks `rules.yaml` places."""
TOOLS = ("pickaxe", "axe", "shovel", "sword", "hoe", "shears")
TIERS = ("wooden", "stone", "iron", "diamond", "golden")
PLACES = ("open", "shore", "pond", "shade")
UNSEEN = 2  # air and bedrock have no columns in an observation


@dataclass(frozen=True)
class Rules:
    """What craftworld is made of, for one Minecraft version."""

    tables: Tables
    digest: str
    """SHA-256 of rules.yaml."""
    names: tuple[str, ...]
    """The kinds, blocks first, then mobs; a kind is an index into this."""
    colours: np.ndarray
    """uint8 of shape (kinds, 3)."""
    kinds: np.ndarray
    drops: np.ndarray
    uses: np.ndarray
    gear: np.ndarray
    """One row per item."""
    veins: np.ndarray
    vein_shapes: Shapes
    tunnel_shapes: Shapes
    plants: np.ndarray
    beds: np.ndarray
    herds: np.ndarray
    """float32 (mobs, 2): kind, and number per 16 x 16 columns."""
    trees: float
    """Per 16 x 16 columns."""
    tunnels: float
    """Per 16 x 16 columns."""

    @property
    def sights(self) -> tuple[str, ...]:
        """The kinds that have columns in an observation."""
        return self.names[UNSEEN:]


@cache
def rules(version: str, perturbed: float = 0.0, seed: int = 0) -> Rules:
    """Return the rules for a Minecraft version, with a share of its recipes changed.

    ConfigError for a version without tables, or whose blocks `rules.yaml` does not know.
    """
    tables = truth(version, perturbed, seed).tables
    if tables.version != GAME:
        raise ConfigError(f"craftworld has the blocks of {GAME}; for {version} use world=symbolic")
    text = Path(__file__).with_name("rules.yaml").read_bytes()
    data = yaml.safe_load(text)
    looks = data["blocks"] | data["mobs"]
    names = tuple(looks)
    assert names[: len(NAMED)] == NAMED, "rules.yaml must begin with the kinds that kernels name"
    bits = _bits(tables)
    kinds, drops = _kinds(data, tables, bits)
    index = {name: i for i, name in enumerate(names)}
    herds = [(index[name], mob["herd"]) for name, mob in data["mobs"].items()]
    return Rules(
        tables=tables,
        digest=hashlib.sha256(text).hexdigest(),
        names=names,
        colours=np.array([look["colour"] for look in looks.values()], np.uint8),
        kinds=kinds,
        drops=drops,
        uses=_uses(tables, index),
        gear=_gear(data, tables, bits),
        vein_shapes=shapes.veins(_sizes(data["veins"])),
        tunnel_shapes=shapes.tunnels(),
        veins=_veins(data["veins"], index),
        plants=_plants(data["plants"], index),
        beds=np.array([(index[b["block"]], b["tries"], b["radius"]) for b in data["beds"]], BED),
        herds=np.array(herds, np.float32),
        trees=float(data["trees"]),
        tunnels=float(data["tunnels"]),
    )


def _bits(tables: Tables) -> dict[Item, np.uint64]:
    """Give each tool that some drop asks for a bit of its own."""
    sources: list[Block | Mob] = [*tables.blocks.values(), *tables.mobs.values()]
    drops = [drop for source in sources for drop in source.drops]
    tools = sorted({tool for drop in drops for tool in drop.tools})
    assert len(tools) <= 64, "a set of tools is one 64-bit word"
    return {tool: np.uint64(1 << i) for i, tool in enumerate(tools)}


def _union(parts: Iterable[np.uint64]) -> np.uint64:
    return np.bitwise_or.reduce(np.array([np.uint64(0), *parts], np.uint64))


def _kinds(
    data: JsonObject, tables: Tables, bits: Mapping[Item, np.uint64]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the kinds, and the drops that they point into."""
    number = {item: i for i, item in enumerate(tables.items)}
    looks = data["blocks"] | data["mobs"]
    kinds = np.zeros(len(looks), KIND)
    drops: list[tuple] = []
    for kind, (name, look) in zip(kinds, looks.items(), strict=True):
        kind["solid"], kind["opaque"] = look.get("solid", True), look.get("opaque", True)
        kind["rooted"], kind["falls"] = look.get("rooted", False), look.get("falls", False)
        kind["mob"] = name in data["mobs"]
        kind["hardness"] = -1
        kind["first"] = len(drops)
        given: tuple[Drop, ...] = ()
        if kind["mob"] and (mob := tables.mobs.get(name)):
            kind["health"], given = mob.health, mob.drops
        elif block := tables.blocks.get(name):
            kind["hardness"], kind["tool"] = block.hardness, _tool(block.tool)
            kind["harvest"], given = _harvest(block, bits), block.drops
        for drop in given:
            tools = _union(bits[tool] for tool in drop.tools)
            drops.append((number[drop.item], drop.min, drop.max, drop.chance, tools))
        kind["last"] = len(drops)
    return kinds, np.array(drops, DROP)


def _tool(name: str | None) -> int:
    return TOOLS.index(name) + 1 if name in TOOLS else 0


def _harvest(block: Block, bits: Mapping[Item, np.uint64]) -> np.uint64:
    """Return the tools without which a block gives nothing and breaks slowly; 0 when any does.

    In the game only stone-like blocks are so: leaves give less without shears but break as fast.
    """
    if block.tool != "pickaxe" or any(not drop.tools for drop in block.drops):
        return np.uint64(0)
    return _union(bits[tool] for drop in block.drops for tool in drop.tools)


def _uses(tables: Tables, index: Mapping[str, int]) -> np.ndarray:
    """Return what the thing in the hand does to the kinds of this world."""
    number = {item: i for i, item in enumerate(tables.items)}
    rows = []
    for use in tables.uses:
        held = [*use.ingredients, *use.tools[:1]]
        kind = index.get(str(use.source))
        if use.by == "use" and kind is not None and len(held) == 1:
            gains = number[use.item], use.yields, use.most
            rows.append((kind, number[held[0]], bool(use.ingredients), *gains))
    return np.array(rows, USE_RULE)


def _gear(data: JsonObject, tables: Tables, bits: Mapping[Item, np.uint64]) -> np.ndarray:
    """Return what each item is worth in the hand."""
    gear = np.zeros(len(tables.items), GEAR)
    gear["speed"], gear["damage"], gear["pause"] = 1, 1, 10
    scoops = {i for use in tables.uses if use.source == "water" for i in use.ingredients}
    for row, item in zip(gear, tables.items, strict=True):
        tier, _, name = item.rpartition("_")
        row["scoops"] = item in scoops
        row["bit"] = bits.get(item, 0)
        if name not in TOOLS or tier not in ("", *TIERS):
            continue
        row["tool"], row["uses"] = _tool(name), tables.durability[item]
        row["speed"] = data["speeds"][tier or name]
        if tier:
            row["tier"] = (TIERS.index(tier) + 1) / len(TIERS)
        if name in data["hits"]:
            row["damage"], row["pause"] = data["hits"][name][tier], data["hits"][name]["ticks"]
    return gear


def _sizes(veins: Iterable[JsonObject]) -> list[int]:
    return sorted({vein["size"] for vein in veins})


def _veins(veins: Sequence[JsonObject], index: Mapping[str, int]) -> np.ndarray:
    sizes, rows = _sizes(veins), []
    for v in veins:
        kind, shape = index[v["block"]], sizes.index(v["size"]) * shapes.VEINS
        middle = v.get("around_middle", False)
        rows.append((kind, v["tries"], shape, v["low"], v["high"], middle))
    return np.array(rows, VEIN)


def _plants(plants: Iterable[JsonObject], index: Mapping[str, int]) -> np.ndarray:
    rows = []
    for plant in plants:
        ground = _union(np.uint64(1 << index[name]) for name in plant["ground"])
        where = PLACES.index(plant.get("where", "open"))
        kind = index[plant["block"]]
        rows.append((kind, plant["tries"], ground, where, plant.get("tall", 1)))
    return np.array(rows, PLANT)
