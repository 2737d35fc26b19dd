"""One life without space: every act is a word, and takes its env steps."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import ceil
from random import Random

import numpy as np

from deckard.types import NONE, Inventory, Item, Recipe, covers
from deckard.worlds import Info, Life
from deckard.worlds.symbolic.collecting import CollectTable
from deckard.worlds.symbolic.vitals import Vitals
from deckard.worlds.tables import Tables

HANDLING = 1
"""Env steps of placing, taking, equipping, and of finding a smelt impossible."""
NOWHERE: frozenset[Item] = frozenset()


@dataclass(frozen=True)
class SymbolicSettings:
    """What all episodes of one symbolic world share."""

    tables: Tables
    ground: CollectTable
    craft_steps: int
    smelt_steps: int
    sought: tuple[str | None, ...]
    """Where an item can be looked for: anywhere, then in each source."""
    obs: np.ndarray
    """What is perceived, always."""
    hands: bool = True
    """See `World.hands`."""
    rooted: frozenset[Item] = NOWHERE
    """See `World.rooted`: a decision leads away from these."""


class SymbolicAgent:
    """Somebody who holds things and can collect."""

    def __init__(
        self,
        setting: SymbolicSettings,
        rng: Random,
        held: Inventory,
        hand: Item | None = None,
        low: Item | None = None,
    ) -> None:
        self.setting, self.rng = setting, rng
        self.vitals = Vitals(setting.tables, low)
        self.obs = setting.obs.copy()
        self._heat = 0.0  # items that the fuel burnt so far can still smelt
        self.info: Info = {
            "inventory": {item: n for item, n in held.items() if n > 0},
            "hand": hand,
            "near": NOWHERE,
            "broke": None,
            "fuel": {},
            "place": (0, 0, 0),
            "facing": (0, 1),
            "steps": 0,
            **self.vitals.fields(),  # type: ignore[typeddict-item]
        }

    def step(self, action: int) -> Info:
        """Try to collect an item: any of a number, or looking for it in one source."""
        sight, number = divmod(action, len(self.setting.tables.subgoals))
        item, sought = self.setting.tables.subgoals[number], self.setting.sought[sight]
        held = self.info["inventory"]
        came = self.setting.ground.attempt(item, sought, held, self.wielded, self.rng)
        self.info = {**self.info, "near": self.info["near"] - self.setting.rooted}
        if came.deed is not None:
            self._exchange(came.deed.ingredients, {item: came.quantity})
        return self._pass(came.steps, came.source, alone=item)

    @property
    def wielded(self) -> Collection[Item | None]:
        """What counts as a tool."""
        return (self.info["hand"],) if self.setting.hands else self.info["inventory"]

    def _exchange(self, lost: Inventory, gained: Inventory = NONE) -> None:
        """Change the inventory; the hand is empty when what it held is gone."""
        held = Counter(self.info["inventory"])
        held.subtract(lost)
        held.update(self.vitals.take(gained))
        inventory = {item: n for item, n in held.items() if n > 0}
        hand = self.info["hand"] if self.info["hand"] in inventory else None
        self.info = {**self.info, "inventory": inventory, "hand": hand}

    def _pass(
        self,
        steps: int,
        broke: str | None = None,
        fuel: Mapping[Item, int] | None = None,
        alone: Item | None = None,
    ) -> Info:
        """Say what the last act did, and how long it took."""
        self.vitals.pass_time(steps)
        changes = {"steps": steps, "broke": broke, "fuel": dict(fuel or {}), "alone": alone}
        self.info = {**self.info, **changes, **self.vitals.fields()}  # type: ignore[typeddict-item]
        return self.info


class SymbolicLife(SymbolicAgent, Life):
    """A body with a life: it crafts, smelts and puts stations down."""

    def craft(self, item: Item) -> Info:
        """Try to craft an item once."""
        recipe = self.setting.tables.craftable(self.info["inventory"], self.info["near"], item)
        if recipe is not None:
            self._exchange(recipe.ingredients, recipe.products)
        return self._pass(self.setting.craft_steps)

    def smelt(self, item: Item, fuel: Item) -> Info:
        """Try to smelt an item once; whole units of the fuel are burnt, and heat left is kept."""
        recipe = self.setting.tables.smeltable(self.info["inventory"], self.info["near"], item)
        units = None if recipe is None else self._burn(recipe, fuel)
        if recipe is None or units is None:
            return self._pass(HANDLING)
        left = self.setting.tables.left_of(units)
        used = Counter(recipe.ingredients) + Counter(units)
        self._exchange(used, Counter(recipe.products) + Counter(left))
        return self._pass(self.setting.smelt_steps, fuel=units)

    def _burn(self, recipe: Recipe, fuel: Item) -> dict[Item, int] | None:
        """Heat one smelt; return what that burns, or None where there is too little."""
        worth = self.setting.tables.fuels.get(fuel, 0)
        if self._heat < 1 and worth <= 0:
            return None
        count = ceil((1 - self._heat) / worth) if self._heat < 1 else 0
        if not covers(self.info["inventory"], Counter(recipe.ingredients) + Counter({fuel: count})):
            return None
        self._heat += count * worth - 1
        return {fuel: count} if count else {}

    def place(self, station: Item) -> Info:
        """Put a held station down within reach."""
        held = self.info["inventory"].get(station, 0) > 0
        if held and station in self.setting.tables.stations and station not in self.info["near"]:
            self._exchange({station: 1})
            self.info = {**self.info, "near": self.info["near"] | {station}}
        return self._pass(HANDLING)

    def take(self, station: Item) -> Info:
        """Take a placed station up; refused when that would lose it."""
        if station in self.info["near"] - self.setting.rooted and self._yields(station):
            self.info = {**self.info, "near": self.info["near"] - {station}}
            self._exchange({}, {station: 1})
        return self._pass(HANDLING)

    def _yields(self, station: Item) -> bool:
        """Whether breaking a station with what is in the hand gives it back."""
        block = self.setting.tables.blocks.get(station)
        drops = [drop for drop in block.drops if drop.item == station] if block else []
        wielded = self.wielded
        return all(not d.tools or any(t in wielded for t in d.tools) for d in drops)

    def equip(self, item: Item | None) -> Info:
        """Take a held item into the hand, or empty the hand."""
        holds = item is None or self.info["inventory"].get(item, 0) > 0
        if holds and self.setting.hands:
            self.info = {**self.info, "hand": item}
        return self._pass(HANDLING)

    def render(self) -> np.ndarray:
        """Return a picture: a square for each item, bright where it is held."""
        items, held = self.setting.tables.items, self.info["inventory"]
        side = ceil(len(items) ** 0.5)
        cells = np.zeros((side * side, 3), np.uint8)
        for k, item in enumerate(items):
            cells[k] = (255, 220, 64) if held.get(item) else (16 + k % 32, 24 + k % 24, 48)
        return cells.reshape(side, side, 3).repeat(8, 0).repeat(8, 1)
