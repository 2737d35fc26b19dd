"""Perturbed tables: a version's recipes with a share changed, so that what is known is wrong.

Every item that could be obtained still can be. Items have a round in which they can first be
obtained (see `reach`), and a changed way needs only what comes in rounds before that of the way it
replaces: so by induction over the rounds nothing is cut off; and that is checked at the end.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Literal

from deckard.errors import ConfigError
from deckard.types import Item, Recipe
from deckard.worlds.tables import Block, Drop, Tables, TrueRecipe, load_tables
from deckard.worlds.tables.reachable import Path, drops, leads, paths, rounds

Kind = Literal["ingredients", "quantities", "station", "tool"]
TABLE = "crafting_table"
MOST = 9
"""Slots of a crafting grid."""
DRAWS = 20
"""Draws of a changed recipe that was no true one before."""
TIERS = ("wooden", "golden", "stone", "iron", "diamond", "netherite")


@dataclass(frozen=True)
class Changed:
    """What was changed of an item: the ways that are true no more, and the one that is instead."""

    item: Item
    kind: Kind
    old: tuple[Recipe, ...]
    new: Recipe


@dataclass(frozen=True)
class Truth:
    """The tables of a world, and how they differ from the game's. For worlds and score alone."""

    tables: Tables
    changes: tuple[Changed, ...] = ()


@cache
def truth(version: str, rate: float = 0.0, seed: int = 0) -> Truth:
    """Return the tables of a version with a share of its items changed.

    The share is that of the items that are made, or need a tool to be collected. The same version,
    rate and seed give the same tables.
    """
    if not 0 <= rate <= 1:
        raise ConfigError(f"perturbed is a share from 0 to 1, not {rate}")
    tables = load_tables(version)
    return Truth(tables) if rate == 0 else _Perturbation(tables, rate, seed).done()


class _Perturbation:
    """The changes made to tables, one item at a time."""

    def __init__(self, tables: Tables, rate: float, seed: int) -> None:
        self.base, self.rate, self.seed = tables, rate, seed
        self.rng = Random(f"perturbed {seed}")
        self.rounds = rounds(tables)
        self.earlier = _earlier(self.rounds)
        self.collected = {p.item for p in paths(tables, False) if not p.made and self._first(p)}
        """Items that are collected as soon as they can be obtained."""
        used = {i for r in tables.recipes for i in r.ingredients if i in self.rounds}
        self.materials = sorted(used)
        self.tools = sorted({t for d in drops(tables) for t in d.tools if t in self.rounds})
        self.recipes = {item: [w.recipe for w in _made(tables, item)] for item in tables.items}
        self.fitting: dict[Item, tuple[Item, ...]] = {}
        """For each item whose tool was changed, the tools that suffice."""

    def _first(self, path: Path) -> bool:
        """Whether an item is obtained by a path as soon as by any."""
        count = self.rounds.get(path.item)
        return count is not None and path.is_open(self.earlier[count])

    def done(self) -> Truth:
        changeable = [item for item in sorted(self.rounds) if self._kinds(item)]
        chosen = self.rng.sample(changeable, round(self.rate * len(changeable)))
        changes = [change for item in sorted(chosen) if (change := self._change(item))]
        tables = self._tables()
        lost = self.rounds.keys() - rounds(tables).keys()
        lost |= rounds(self.base, by_luck=True).keys() - rounds(tables, by_luck=True).keys()
        assert not lost, f"perturbed tables cut off {sorted(lost)}"
        return Truth(replace(tables, leads=leads(tables)), tuple(changes))

    def _tables(self) -> Tables:
        blocks = {name: self._block(block) for name, block in self.base.blocks.items()}
        made = tuple(recipe for found in self.recipes.values() for recipe in found)
        stamp = f"{self.base.digest} perturbed {self.rate} {self.seed}"
        digest = hashlib.sha256(stamp.encode()).hexdigest()
        return replace(self.base, recipes=made, blocks=blocks, digest=digest)

    def _block(self, block: Block) -> Block:
        return replace(block, drops=tuple(self._drop(drop) for drop in block.drops))

    def _drop(self, drop: Drop) -> Drop:
        return replace(drop, tools=self.fitting.get(drop.item, drop.tools))

    def _kinds(self, item: Item) -> list[Kind]:
        """In what an item can be changed at all."""
        main, kinds = self._main(item), list[Kind]()
        if main is not None:
            kinds += ["ingredients", "quantities"]
            kinds += ["station"] if main.how == "craft" and self._other_station(main) else []
        return kinds + (["tool"] if self._other_tools(item) else [])

    def _change(self, item: Item) -> Changed | None:
        """Change an item in one way; None in the rare case that all draws were true before."""
        kind, main = self.rng.choice(self._kinds(item)), self._main(item)
        if kind == "tool":
            return self._change_tool(item)
        assert main is not None
        drawn = (self._drawn(kind, main) for _ in range(DRAWS))
        old = self.recipes[item]
        new = next((r for r in drawn if r and r.way not in [o.way for o in old]), None)
        if new is None:
            return None
        self.recipes[item] = [new]
        return Changed(item, kind, tuple(old), new)

    def _drawn(self, kind: Kind, main: Recipe) -> Recipe | None:
        """A recipe that differs from another in one kind of thing."""
        if kind == "ingredients":
            return self._ingredient(main)
        return self._quantity(main) if kind == "quantities" else self._station(main)

    def _main(self, item: Item) -> Recipe | None:
        """The recipe by which an item is first made, if it can be, but not by unpacking it."""
        can = [r for r in self.recipes[item] if all(n in self.rounds for n in r.needs)]
        can = [r for r in can if not any(self._packs(i, item) for i in r.ingredients)]
        if item not in self.collected:  # else the collect stays, whatever becomes of the rest
            can = [r for r in can if self._round(r) < self.rounds[item]]
        return min(can, key=self._round, default=None)

    def _packs(self, block: Item, item: Item) -> bool:
        """Whether a thing is made of an item, as a block of coal is of coal."""
        return any(item in way.recipe.ingredients for way in self.base.ways_of(block))

    def _round(self, recipe: Recipe) -> int:
        """The round after which all that a recipe needs is there."""
        return max((self.rounds[need] for need in recipe.needs), default=-1)

    def _before(self, recipe: Recipe, names: list[Item]) -> list[Item]:
        """Of some items those that are there when the recipe's needs are."""
        last = self._round(recipe)
        return [n for n in names if self.rounds[n] <= last and n != recipe.item]

    def _ingredient(self, main: Recipe) -> Recipe | None:
        """Another material instead of an ingredient."""
        others = [n for n in self._before(main, self.materials) if n not in main.needs]
        if not others:
            return None
        old, new = self.rng.choice(sorted(main.ingredients)), self.rng.choice(others)
        swapped = {new if i == old else i: n for i, n in main.ingredients.items()}
        return main.model_copy(update={"ingredients": dict(sorted(swapped.items()))})

    def _quantity(self, main: Recipe) -> Recipe:
        """More or less of one ingredient."""
        old = self.rng.choice(sorted(main.ingredients))
        room = MOST - sum(main.ingredients.values()) + main.ingredients[old]
        counts = [n for n in range(1, max(2, room) + 1) if n != main.ingredients[old]]
        changed = main.ingredients | {old: self.rng.choice(counts)}
        return main.model_copy(update={"ingredients": changed})

    def _station(self, main: Recipe) -> Recipe:
        """The table where none was needed, or none where it was."""
        return main.model_copy(update={"station": None if main.station else TABLE})

    def _other_station(self, main: Recipe) -> bool:
        return bool(main.station or self._before(main, [TABLE] if TABLE in self.rounds else []))

    def _change_tool(self, item: Item) -> Changed:
        """Another weakest tool, or none, for every block that gives the item."""
        old = [w.recipe for w in self.base.ways_of(item) if self._needs_tool(w.recipe)]
        tool = self.rng.choice(self._other_tools(item))
        self.fitting[item] = () if tool is None else _as_good(tool, self.base)
        tools = frozenset({tool} if tool else ())
        return Changed(item, "tool", tuple(old), old[0].model_copy(update={"tools": tools}))

    def _other_tools(self, item: Item) -> list[Item | None]:
        """The tools that can take the place of those that a block asks for, and a bare hand."""
        collects = [w.recipe for w in self.base.ways_of(item) if self._is_dug(w.recipe)]
        if not collects or not all(self._needs_tool(r) for r in collects):
            return []
        first = min(collects, key=self._round)
        now = {tool for recipe in collects for tool in recipe.tools}
        return [None, *(t for t in self._before(first, self.tools) if t not in now)]

    def _needs_tool(self, recipe: Recipe) -> bool:
        tools = recipe.tools if self._is_dug(recipe) else frozenset()
        return bool(tools) and all(tool in self.rounds for tool in tools)

    def _is_dug(self, recipe: Recipe) -> bool:
        """Whether a way is to dig a block up, and not to use it."""
        block = self.base.blocks.get(recipe.source or "")
        dug = any(drop.item == recipe.item for drop in block.drops) if block else False
        return dug and recipe.how == "collect"


def _earlier(found: Mapping[Item, int]) -> dict[int, frozenset[Item]]:
    """For each round, what was obtained before it."""
    counts = range(max(found.values(), default=0) + 1)
    return {k: frozenset(item for item, n in found.items() if n < k) for k in counts}


def _made(tables: Tables, item: Item) -> list[TrueRecipe]:
    return [way for way in tables.ways_of(item) if way.recipe.how != "collect"]


def _as_good(tool: Item, tables: Tables) -> tuple[Item, ...]:
    """A tool and those of its kind of a better material, weakest first."""
    material, _, kind = tool.partition("_")
    if material not in TIERS:
        return (tool,)
    better = [f"{tier}_{kind}" for tier in TIERS[TIERS.index(material) :]]
    return tuple(name for name in better if name in tables.items)


def perturbation(about: Mapping[str, object]) -> tuple[float, int]:
    """Return the rate and seed that a world says of itself; 0 and 0 where nothing is changed."""
    told = about.get("perturbed")
    if not isinstance(told, dict):
        return 0.0, 0
    return float(told["rate"]), int(told["seed"])
