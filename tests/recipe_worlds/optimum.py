"""The least cost of what is wanted in a recipe world.

It is what an exact solver says (HiGHS, by `scipy.optimize.milp`) of the same problem.
"""

import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from deckard.types import Recipe

ORDERS = 200
"""Orders in which it is tried to work off a solution."""
MOST_RUNS = 5_000
"""No recipe is run more often in a solution."""


@dataclass(frozen=True)
class Way:
    """A recipe with the fuel that it burns, if any."""

    recipe: Recipe
    fuel: str | None

    @property
    def needs(self):
        """Everything that is at hand when it is run."""
        return {*self.recipe.needs, *([self.fuel] if self.fuel else [])}


def ways_of(world):
    """All recipes of a world, a smelt once for each fuel."""
    unique = {(recipe.item, recipe.demands): recipe for recipe in world.recipes}
    for recipe in unique.values():
        smelts = recipe.how == "smelt"
        fuels = sorted(world.fuels) if smelts else [None]
        yield from (Way(recipe, fuel) for fuel in fuels)


class Optimum(NamedTuple):
    """The least env steps: at least so many, if time was up."""

    cost: float
    is_plan: bool
    """Whether the solution can be worked off: the program knows which item comes first, and not
    how many of it there must be before the next."""


class Program:
    """The integer program of a world: how often each recipe is run, and which item comes first.

    Columns: runs, units of fuel, whether it is run (one for each recipe); whether it is what first
    gives an item (one for each of its products); then the place of each item in the order. Without
    that order a circle could give what nothing puts into it. What a recipe keeps is there in the
    end.
    """

    def __init__(self, world):
        self.world, self.ways = world, list(ways_of(world))
        items = {item for way in self.ways for item in (*way.needs, way.recipe.item)}
        self.items = sorted(items | set(world.have))
        products = [(k, item) for k, way in enumerate(self.ways) for item in way.recipe.products]
        self.first = {one: 3 * len(self.ways) + k for k, one in enumerate(products)}
        self.binaries = len(self.ways) + len(self.first)
        start = 2 * len(self.ways) + self.binaries
        self.place = {item: start + k for k, item in enumerate(self.items)}
        self.makers = defaultdict(list)
        for k, item in products:
            self.makers[item].append(k)
        self.rows, self.least = [], []
        self.rows_of = defaultdict(lambda: defaultdict(float))
        """For each item, what a run of each recipe adds to it."""

    def optimum(self):
        """The best that the solver finds; None when there is no plan."""
        self._balance()
        for k, way in enumerate(self.ways):
            self._bind(k, way)
            self._support(k, way)
        answer = self._solved()
        if answer.x is None:
            return None
        least = float(answer.mip_dual_bound if answer.status else answer.fun)
        runs = [round(times) for times in answer.x[: len(self.ways)]]
        return Optimum(least, self._can_be_worked_off(runs))

    def _can_be_worked_off(self, runs):
        """Whether runs can be taken in some order; of many orders some are drawn."""
        rng, taken = random.Random(0), [k for k, n in enumerate(runs) if n]
        orders = (rng.sample(taken, len(taken)) for _ in range(ORDERS))
        return any(self._is_worked_off(runs, order) for order in orders)

    def _is_worked_off(self, runs, order):
        """Whether it goes when what comes first in an order is run whenever it can be."""
        held, left, burning = Counter(self.world.have), list(runs), Counter()
        while any(left):
            can = (k for k in order if left[k] and self._can_run(self.ways[k], held, burning[k]))
            k = next(can, None)
            if k is None:
                return False
            self._run(k, held, burning)
            left[k] -= 1
        return True

    def _can_run(self, way, held, heat):
        needs = Counter(way.recipe.needs)
        if way.fuel and heat < 1:
            needs[way.fuel] = needs[way.fuel] + math.ceil(1 / self.world.fuels[way.fuel])
        return all(held[item] >= n for item, n in needs.items())

    def _run(self, k, held, burning):
        way = self.ways[k]
        held.subtract(way.recipe.ingredients)
        held.update(way.recipe.products)
        while way.fuel and burning[k] < 1:
            held[way.fuel] -= 1
            burning[k] += self.world.fuels[way.fuel]
        burning[k] -= bool(way.fuel)

    def _at_least(self, row, least):
        self.rows.append(row)
        self.least.append(least)

    def _balance(self):
        """Nothing is used that is neither held nor made, and what is wanted is left."""
        n, world = len(self.ways), self.world
        for k, way in enumerate(self.ways):
            for item, quantity in way.recipe.products.items():
                self.rows_of[item][k] += quantity
            for item, quantity in way.recipe.ingredients.items():
                self.rows_of[item][k] -= quantity
            if way.fuel:
                self.rows_of[way.fuel][n + k] -= 1
        for item in self.items:
            wanted = world.quantity if item == world.item else -world.have.get(item, 0)
            self._at_least(self.rows_of[item], wanted)

    def _bind(self, k, way):
        """Fuel burns for so many runs; a recipe is run only if it may be; what it keeps exists."""
        n = len(self.ways)
        if way.fuel:
            self._at_least({n + k: self.world.fuels[way.fuel], k: -1}, 0)
        self._at_least({2 * n + k: MOST_RUNS, k: -1}, 0)
        for item in way.recipe.products:
            self._at_least({k: 1, self.first[k, item]: -1}, 0)
        for item in way.recipe.kept:
            row = self.rows_of[item]
            row = {**row, 2 * n + k: row.get(2 * n + k, 0) - 1}
            self._at_least(row, -self.world.have.get(item, 0))

    def _support(self, k, way):
        """What is not held is first given by a recipe whose needs come before it."""
        n, size = len(self.ways), len(self.items)
        lacking = sorted(need for need in way.needs if not self.world.have.get(need))
        for item in {*lacking, way.recipe.item}:
            first = {self.first[m, item]: 1 for m in self.makers[item]}
            self._at_least({**first, 2 * n + k: -1}, 0)
        for need, item in product(lacking, way.recipe.products):
            order = {self.place[item]: 1, self.place[need]: -1, self.first[k, item]: -size}
            self._at_least(*(({self.first[k, item]: -1}, 0) if need == item else (order, 1 - size)))

    def _solved(self):
        n, size = len(self.ways), len(self.items)
        columns = 2 * n + self.binaries + size
        cost = np.zeros(columns)
        cost[:n] = [self.world.steps(way.recipe) for way in self.ways]
        upper = np.repeat([MOST_RUNS, 1, size], [2 * n, self.binaries, size])
        entries = [(r, c, v) for r, row in enumerate(self.rows) for c, v in row.items()]
        at, to, values = map(np.array, zip(*entries, strict=True))
        shape = len(self.rows), columns
        matrix = coo_array((values, (at, to)), shape=shape).tocsr()
        return milp(
            cost,
            integrality=np.repeat([1, 0], [columns - size, size]),
            bounds=Bounds(0, upper),
            constraints=LinearConstraint(matrix, self.least, np.inf),
            options={"time_limit": 20, "mip_rel_gap": 1e-3},
        )
