"""Perturbed tables: a share of a version's recipes changed, so that prior knowledge is wrong.

Every item that could be obtained still can be. Items have a round in which they can first be
obtained (see `reachable`). A changed recipe needs only items of earlier rounds than the one it
replaces, so by induction over the rounds every item stays obtainable. The end checks it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Literal

from deckard.errors import ConfigError
from deckard.types import Item, Recipe, as_set
from deckard.worlds.tables import Block, Drop, Tables, load_tables, tables_named
from deckard.worlds.tables.mars import NAME, mars_tables
from deckard.worlds.tables.reachable import Path, drops, paths, rounds
from deckard.worlds.tables.survival import has_survival, with_survival
from deckard.worlds.tables.true_recipe import TrueRecipe

Kind = Literal["ingredients", "quantities", "station", "tool"]
TABLE = "crafting_table"
MOST = 9
"""Slots of a crafting grid, as in the game."""
DRAWS = 20
"""Draws of a changed recipe before it is given up because all were true; chosen."""
TIERS = ("wooden", "golden", "stone", "iron", "diamond", "netherite")
"""Materials of tools, from weak to strong."""


@dataclass(frozen=True)
class Changed:
    """A change of an item: the recipes that are no longer true, and the new one."""

    item: Item
    kind: Kind
    old: tuple[Recipe, ...]
    new: Recipe


@dataclass(frozen=True)
class Truth:
    """The tables of a world and their changes from the game; for worlds and bench alone."""

    tables: Tables
    changes: tuple[Changed, ...] = ()


@cache
def truth(version: str, rate: float = 0.0, seed: int = 0) -> Truth:
    """Return the tables of a version with a share of its items changed.

    The same version, rate and seed give the same tables.

    Args:
        version: A Minecraft version.
        rate: The share of changed items, of those that are made or need a tool to be collected.
        seed: The seed of the changes.

    Raises:
        ConfigError: The rate is not in [0, 1], or the version has no tables.
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
        """Items whose first way to be obtained is a collect."""
        used = {i for r in tables.recipes for i in r.ingredients if i in self.rounds}
        self.materials = sorted(used)
        self.tools = sorted({t for d in drops(tables) for t in d.tools if t in self.rounds})
        self.recipes = {item: [w.recipe for w in _made(tables, item)] for item in tables.items}
        self.fitting: dict[Item, tuple[Item, ...]] = {}
        """The sufficient tools of each item whose tool was changed."""

    def _first(self, path: Path) -> bool:
        """Whether no path obtains its item in an earlier round."""
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
        return Truth(tables, tuple(changes))

    def _tables(self) -> Tables:
        blocks = {name: self._block(block) for name, block in self.base.blocks.items()}
        recipes = (recipe for recipes in self.recipes.values() for recipe in recipes)
        made = tuple(map(self.base.with_returns, recipes))
        stamp = f"{self.base.digest} perturbed {self.rate} {self.seed}"
        digest = hashlib.sha256(stamp.encode()).hexdigest()
        return replace(self.base, recipes=made, blocks=blocks, digest=digest)

    def _block(self, block: Block) -> Block:
        return replace(block, drops=tuple(self._drop(drop) for drop in block.drops))

    def _drop(self, drop: Drop) -> Drop:
        return replace(drop, tools=self.fitting.get(drop.item, drop.tools))

    def _kinds(self, item: Item) -> list[Kind]:
        """Return the kinds of change that are possible for an item."""
        main, kinds = self._main(item), list[Kind]()
        if main is not None:
            kinds += ["ingredients", "quantities"]
            kinds += ["station"] if main.how == "craft" and self._other_station(main) else []
        return kinds + (["tool"] if self._other_tools(item) else [])

    def _change(self, item: Item) -> Changed | None:
        """Change an item in one way; None in the rare case that all draws were true already."""
        kind, main = self.rng.choice(self._kinds(item)), self._main(item)
        if kind == "tool":
            return self._change_tool(item)
        assert main is not None
        drawn = (self._drawn(kind, main) for _ in range(DRAWS))
        old = self.recipes[item]
        new = next((r for r in drawn if r and r.demands not in [o.demands for o in old]), None)
        if new is None:
            return None
        self.recipes[item] = [new]
        return Changed(item, kind, tuple(old), self.base.with_returns(new))

    def _drawn(self, kind: Kind, main: Recipe) -> Recipe | None:
        """Return a recipe with one change of a kind; None when there is none."""
        if kind == "ingredients":
            return self._ingredient(main)
        return self._quantity(main) if kind == "quantities" else self._station(main)

    def _main(self, item: Item) -> Recipe | None:
        """Return the recipe by which an item is first made, without unpacking; None without one."""
        can = [r for r in self.recipes[item] if all(n in self.rounds for n in r.needs)]
        can = [r for r in can if not any(self._packs(i, item) for i in r.ingredients)]
        if item not in self.collected:  # otherwise the collect keeps the item obtainable
            can = [r for r in can if self._round(r) < self.rounds[item]]
        return min(can, key=self._round, default=None)

    def _packs(self, block: Item, item: Item) -> bool:
        """Whether a block is made of an item, as a coal block is of coal."""
        return any(item in way.recipe.ingredients for way in self.base.ways_of(block))

    def _round(self, recipe: Recipe) -> int:
        """Return the round after which all needs of a recipe are obtained."""
        return max((self.rounds[need] for need in recipe.needs), default=-1)

    def _before(self, recipe: Recipe, names: list[Item]) -> list[Item]:
        """Return those of some items that are obtained no later than the recipe's needs."""
        last = self._round(recipe)
        return [n for n in names if self.rounds[n] <= last and n != recipe.item]

    def _ingredient(self, main: Recipe) -> Recipe | None:
        """Return the recipe with another material in place of an ingredient."""
        others = [n for n in self._before(main, self.materials) if n not in main.needs]
        if not others:
            return None
        old, new = self.rng.choice(sorted(main.ingredients)), self.rng.choice(others)
        swapped = {new if i == old else i: n for i, n in main.ingredients.items()}
        return main.model_copy(update={"ingredients": dict(sorted(swapped.items()))})

    def _quantity(self, main: Recipe) -> Recipe:
        """Return the recipe with another quantity of one ingredient."""
        old = self.rng.choice(sorted(main.ingredients))
        room = MOST - sum(main.ingredients.values()) + main.ingredients[old]
        counts = [n for n in range(1, max(2, room) + 1) if n != main.ingredients[old]]
        changed = main.ingredients | {old: self.rng.choice(counts)}
        return main.model_copy(update={"ingredients": changed})

    def _station(self, main: Recipe) -> Recipe:
        """Return the recipe with a table added, or with its station removed."""
        return main.model_copy(update={"stations": as_set(None if main.stations else TABLE)})

    def _other_station(self, main: Recipe) -> bool:
        return bool(main.stations or self._before(main, [TABLE] if TABLE in self.rounds else []))

    def _change_tool(self, item: Item) -> Changed:
        """Change the weakest tool of every block that drops the item, perhaps to none."""
        old = [w.plain for w in self.base.ways_of(item) if self._needs_tool(w.plain)]
        tool = self.rng.choice(self._other_tools(item))
        self.fitting[item] = () if tool is None else _as_good(tool, self.base)
        tools = frozenset({tool} if tool else ())
        return Changed(item, "tool", tuple(old), old[0].model_copy(update={"tools": tools}))

    def _other_tools(self, item: Item) -> list[Item | None]:
        """Return the tools that can replace those of its blocks; None is the bare hand."""
        collects = [w.plain for w in self.base.ways_of(item) if self._is_dug(w.plain)]
        if not collects or not all(self._needs_tool(r) for r in collects):
            return []
        first = min(collects, key=self._round)
        now = {tool for recipe in collects for tool in recipe.tools}
        return [None, *(t for t in self._before(first, self.tools) if t not in now)]

    def _needs_tool(self, recipe: Recipe) -> bool:
        tools = recipe.tools if self._is_dug(recipe) else frozenset()
        return bool(tools) and all(tool in self.rounds for tool in tools)

    def _is_dug(self, recipe: Recipe) -> bool:
        """Whether a recipe collects a block by digging it."""
        block = self.base.blocks.get(recipe.source or "")
        dug = any(drop.item == recipe.item for drop in block.drops) if block else False
        return dug and recipe.how == "collect"


def _earlier(rounds_by_item: Mapping[Item, int]) -> dict[int, frozenset[Item]]:
    """Return the items that are obtained before each round."""
    counts = range(max(rounds_by_item.values(), default=0) + 1)
    return {k: frozenset(item for item, n in rounds_by_item.items() if n < k) for k in counts}


def _made(tables: Tables, item: Item) -> list[TrueRecipe]:
    return [way for way in tables.ways_of(item) if way.recipe.how != "collect"]


def _as_good(tool: Item, tables: Tables) -> tuple[Item, ...]:
    """Return a tool and those of better materials, weakest first."""
    material, _, kind = tool.partition("_")
    if material not in TIERS:
        return (tool,)
    better = [f"{tier}_{kind}" for tier in TIERS[TIERS.index(material) :]]
    return tuple(name for name in better if name in tables.items)


def truth_of(about: Mapping[str, object]) -> Truth:
    """Return the truth of a world by its `about`, which names the version of its tables.

    Raises:
        ConfigError: There are no such tables.
    """
    if isinstance(mars := about.get(NAME), dict):
        return Truth(mars_tables(mars["tasks"]))
    game = truth(str(tables_named(about)), *perturbation(about))
    return replace(game, tables=with_survival(game.tables)) if has_survival(about) else game


def perturbation(about: Mapping[str, object]) -> tuple[float, int]:
    """Return the rate and seed of a world's perturbation from its `about`; 0 and 0 without one."""
    settings = about.get("perturbed")
    if not isinstance(settings, dict):
        return 0.0, 0
    return float(settings["rate"]), int(settings["seed"])
