"""Plans by an exact solver: runs in stages, each of which takes what the ones before left.

The program of `optimum` knows which item comes first, and not how many of it there must be. So in
worlds in which things grow its solution often cannot be worked off. What this one finds always can.
It is the cheapest plan of so many stages, as far as the solver comes in its time.
"""

from collections import Counter, defaultdict
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from deckard.graph.walk import walk
from tests.recipe_worlds.optimum import ways_of

MOST_RUNS, MOST_HELD = 600, 1e5
"""No recipe is run more often in a stage, and no more is held of anything."""
SECONDS, GAP = 20, 0.01
"""The solver ends after so long, or so close to the optimum."""


class StagedProgram:
    """The integer program of a world.

    Columns: for each stage the runs of each recipe, its units of fuel, and whether it is run; then
    what is held after each stage.
    """

    def __init__(self, world, stages=10):
        self.world, self.stages, self.ways = world, range(stages), leading_ways(world)
        self.items = sorted({i for way in self.ways for i in (*way.needs, *way.recipe.products)})
        columns = [*product(("runs", "fuel", "is run"), self.stages, range(len(self.ways)))]
        self.whole = len(columns)
        columns += product(("held",), self.stages, self.items)
        self.column = {name: k for k, name in enumerate(columns)}
        self.rows, self.least, self.most = [], [], []

    def least_cost(self):
        """The env steps of the cheapest plan that was found; None where none was."""
        for stage in self.stages:
            self._work_off(stage)
        world, last = self.world, self.stages[-1]
        wanted = world.have.get(world.item, 0) + world.quantity
        self._at_least({("held", last, world.item): 1}, wanted)
        answer = self._solved()
        return None if answer.x is None else float(answer.fun)

    def _at_least(self, row, least, most=np.inf):
        self.rows.append(row)
        self.least.append(least)
        self.most.append(most)

    def _work_off(self, stage):
        """What a stage takes is there before it; what it gives is there after it."""
        takes, gives = defaultdict(Counter), defaultdict(Counter)
        for k, way in enumerate(self.ways):
            self._run(stage, k, way, takes, gives)
        for item in self.items:
            before = {("held", stage - 1, item): 1} if stage else {}
            have = 0 if stage else self.world.have.get(item, 0)
            taken = {name: -n for name, n in takes[item].items()}
            self._at_least(before | taken, -have)
            row = {("held", stage, item): -1, **before, **gives[item]}
            self._at_least(row, -have, -have)
            for k in (k for k, way in enumerate(self.ways) if item in way.recipe.kept):
                is_run = ("is run", stage, k)
                self._at_least(before | taken | {is_run: taken.get(is_run, 0) - 1}, -have)

    def _run(self, stage, k, way, takes, gives):
        """What a recipe takes and gives; what its own run gives back serves for the next."""
        runs, fuel, is_run = ((name, stage, k) for name in ("runs", "fuel", "is run"))
        self._at_least({is_run: MOST_RUNS, runs: -1}, 0)
        for item, n in way.recipe.products.items():
            gives[item][runs] += n
        for item, n in way.recipe.ingredients.items():
            lent = min(n, way.recipe.returns.get(item, 0))
            gives[item][runs] -= n
            takes[item][runs] += n - lent
            takes[item][is_run] += lent
        if way.fuel:
            self._at_least({fuel: self.world.fuels[way.fuel], runs: -1}, 0)
            gives[way.fuel][fuel] -= 1
            takes[way.fuel][fuel] += 1

    def _solved(self):
        cost, upper = np.zeros(len(self.column)), np.full(len(self.column), MOST_HELD)
        for (name, _, k), place in self.column.items():
            if name == "runs":
                cost[place] = self.world.steps(self.ways[k].recipe)
            if name != "held":
                upper[place] = 1 if name == "is run" else MOST_RUNS
        entries = [
            (r, self.column[c], v) for r, row in enumerate(self.rows) for c, v in row.items()
        ]
        at, to, values = map(np.array, zip(*entries, strict=True))
        matrix = coo_array((values, (at, to)), shape=(len(self.rows), len(cost))).tocsr()
        return milp(
            cost,
            integrality=np.arange(len(cost)) < self.whole,
            bounds=Bounds(0, upper),
            constraints=LinearConstraint(matrix, self.least, self.most),
            options={"time_limit": SECONDS, "mip_rel_gap": GAP},
        )


def leading_ways(world):
    """The recipes, each with its fuel, that lead to what is wanted."""
    ways = list(ways_of(world))

    def needs(item):
        return [need for way in ways if item in way.recipe.products for need in sorted(way.needs)]

    items = set(walk([world.item], needs))
    return [way for way in ways if not items.isdisjoint(way.recipe.products)]
