"""Plans: from what is held to an item, by the cheapest recipes the agent knows.

Costs are expected env steps. The cheapest recipe of every item is found by Knuth's generalisation
of Dijkstra's algorithm (Information Processing Letters 6, 1977), which never picks a circle.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from deckard.awm import VERIFIED
from deckard.errors import NoPlan
from deckard.events import State
from deckard.recipes import Inventory, Item, Recipe, covers

UNLEARNT_STEPS = 20_000
"""Guess for a collect whose policy is yet to be learnt: far more than any craft."""
CRAFT_STEPS, SMELT_STEPS = 2, 200
TOOL_SHARE = 0.1
"""Share of a tool's or station's cost that one use is charged with: it is kept."""
MOST_SPARE = 2
"""Tools of a kind taken along beside the first, at most."""


@dataclass(frozen=True)
class Step:
    """Run a recipe so many times."""

    recipe: Recipe
    times: int

    @property
    def quantity(self) -> int:
        """Units that the step gives at least."""
        return self.times * self.recipe.yields


@dataclass(frozen=True)
class Choice:
    """The cheapest way to an item, its cost a unit, and the fuel it burns."""

    recipe: Recipe
    cost: float
    fuel: Item | None = None


class Planner:
    """Plans over the verified recipes of a state."""

    def __init__(self, state: State, fuels: Mapping[Item, float]) -> None:
        self.state, self.fuels = state, fuels
        self._key: tuple[int, int] | None = None
        self._choices: dict[Item, Choice] = {}

    def choices(self) -> dict[Item, Choice]:
        """The cheapest verified way to each item that has one, in order of cost."""
        key = (self.state.awm.version, self.state.entries)
        if self._key != key:
            self._key, self._choices = key, self._cheapest()
        return self._choices

    def plan(self, goal: Recipe, have: Inventory, quantity: int = 1) -> list[Step]:
        """Return the steps to `quantity` more of the goal by its recipe, those with no needs first.

        The last step is the goal. Needs of the goal that have no verified recipe and are not held
        are left out: whether they are needed is what an attempt shows. NoPlan when fuel is missing.
        """
        demand, choices = Counter[Item](), self.choices()
        times = math.ceil(quantity / goal.yields)
        steps = [Step(goal, times)]
        self._charge(demand, goal, times, self._fuel(goal) if goal.how == "smelt" else None)
        for item in reversed(list(choices)):  # dearest first: whatever needs it is done already
            lacking = demand[item] - have.get(item, 0)
            if lacking > 0:
                choice = choices[item]
                times = math.ceil(lacking / choice.recipe.yields)
                steps.append(Step(choice.recipe, times))
                self._charge(demand, choice.recipe, times, choice.fuel)
        return steps[::-1]

    def ready(self, steps: list[Step], have: Inventory) -> Step:
        """Return the step to take now: a collect if one can be, else the first that can be.

        Collecting first gathers all raw material on one expedition.
        """
        can = [s for s in steps[:-1] if covers(have, dict.fromkeys(s.recipe.needs, 1))]
        can = [s for s in can if covers(have, s.recipe.ingredients)]
        collects = [s for s in can if s.recipe.how == "collect"]
        return (collects or can or [steps[-1]])[0]

    def fuels_held(self, recipe: Recipe, have: Inventory) -> list[Item]:
        """Fuels that are held beyond what the recipe itself uses up, the cheapest first."""
        choices = self.choices()
        spare = [f for f in self.fuels if have.get(f, 0) > recipe.ingredients.get(f, 0)]
        known = [f for f in spare if f in choices]
        return sorted(known, key=lambda f: (choices[f].cost / self.fuels[f], f))

    def _charge(self, demand: Counter[Item], recipe: Recipe, times: int, fuel: Item | None) -> None:
        for item, quantity in recipe.ingredients.items():
            demand[item] += quantity * times
        for kept in recipe.tools | ({recipe.station} if recipe.station else frozenset()):
            spare = self._spare(recipe, times) if kept in recipe.tools else 0
            demand[kept] = max(demand[kept], 1 + spare)
        if fuel:
            demand[fuel] += math.ceil(times / self.fuels[fuel])

    def _spare(self, recipe: Recipe, times: int) -> int:
        """How many tools to take along beside the first, by how many broke in practice."""
        option = self.state.options.get(recipe.item)
        return min(MOST_SPARE, math.ceil(times * option.broke)) if option else 0

    def _fuel(self, recipe: Recipe) -> Item:
        """The cheapest fuel a unit of heat that is not itself made by the recipe."""
        choices = self.choices()
        known = [f for f in choices if f in self.fuels and f != recipe.item]
        if not known:
            raise NoPlan(f"no fuel known to smelt {recipe.item} with")
        return min(known, key=lambda f: (choices[f].cost / self.fuels[f], f))

    def _cheapest(self) -> dict[Item, Choice]:
        """Settle items in order of cost; a recipe is ready once all its needs are settled."""
        awm = self.state.awm
        known = [r for item in awm.items(VERIFIED) for r in awm.recipes(item, VERIFIED)]
        lacking = [set(recipe.needs) for recipe in known]
        users = defaultdict[Item, list[int]](list)
        for k, needs in enumerate(lacking):
            for need in sorted(needs):
                users[need].append(k)
        settled = dict[Item, Choice]()
        ready, unfuelled = [k for k, needs in enumerate(lacking) if not needs], list[int]()
        heap = list[tuple[float, int, Item | None]]()
        while ready or heap:
            unfuelled = self._queue(heap, known, [*ready, *unfuelled], settled)
            ready = []
            if not heap:
                break
            cost, k, fuel = heapq.heappop(heap)
            item = known[k].item
            if item not in settled:
                settled[item] = Choice(known[k], cost, fuel)
                for user in users[item]:
                    lacking[user].discard(item)
                ready = [user for user in users[item] if not lacking[user]]
        return settled

    def _queue(
        self,
        heap: list[tuple[float, int, Item | None]],
        known: list[Recipe],
        ready: list[int],
        settled: Mapping[Item, Choice],
    ) -> list[int]:
        """Put ready recipes on the heap with their costs; return the smelts that lack a fuel."""
        unfuelled = []
        for k in ready:
            fuel = self._settled_fuel(settled) if known[k].how == "smelt" else None
            if known[k].how == "smelt" and fuel is None:
                unfuelled.append(k)
            else:
                heapq.heappush(heap, (self._cost(known[k], settled, fuel), k, fuel))
        return unfuelled

    def _settled_fuel(self, settled: Mapping[Item, Choice]) -> Item | None:
        known = [f for f in settled if f in self.fuels]
        return min(known, key=lambda f: (settled[f].cost / self.fuels[f], f), default=None)

    def _cost(self, recipe: Recipe, settled: Mapping[Item, Choice], fuel: Item | None) -> float:
        cost: float = {"collect": self._collect_steps(recipe.item), "craft": CRAFT_STEPS}.get(
            recipe.how, SMELT_STEPS
        )
        cost += sum(n * settled[i].cost for i, n in recipe.ingredients.items())
        kept = recipe.tools | ({recipe.station} if recipe.station else frozenset())
        cost += TOOL_SHARE * sum(settled[i].cost for i in sorted(kept))
        if fuel:
            cost += settled[fuel].cost / self.fuels[fuel]
        return max(cost / recipe.yields, *(settled[i].cost + 1e-6 for i in recipe.needs), 0.0)

    def _collect_steps(self, item: Item) -> float:
        option = self.state.options.get(item)
        if option is None or not option.successes:
            return UNLEARNT_STEPS
        return option.steps / option.reliability
