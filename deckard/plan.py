"""Plans: from what is held to an item, by the cheapest recipes the agent knows.

Costs are expected env steps. A craft may yield many, so that what is made can be cheaper than what
it is made from; hence the cheapest recipes are found by improving on any that form no circle, as
Bellman and Ford find shortest paths, and not in order of cost, as Dijkstra and Knuth do.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from deckard.awm import VERIFIED
from deckard.errors import NoPlan
from deckard.events import State
from deckard.recipes import Inventory, Item, Recipe, covers

UNLEARNT_STEPS = 20_000
"""Guess for a collect whose policy is yet to be learnt: far more than any craft."""
CRAFT_STEPS, SMELT_STEPS = 2, 200
TOOL_SHARE = 0.1
"""Share of a tool's or station's cost that one use is charged with: it is kept."""
EXACT = 1e-9
"""A relative difference of costs below which it is rounding."""
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
        """The cheapest verified way to each item that has one, each after its needs."""
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
        for item in reversed(list(choices)):  # whatever needs it is done already
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
        can = [s for s in steps[:-1] if covers(have, s.recipe.needs)]
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
        for kept in recipe.kept:
            spare = self._spare(recipe, times) if kept in recipe.tools else 0
            used_up = recipe.ingredients.get(kept, 0) * times
            demand[kept] = max(demand[kept], used_up + 1 + spare)
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
        """Take what is cheaper until nothing is, and never what would close a circle.

        Every item taken anew gets cheaper and none gets dearer, so this ends. Where no circle of
        recipes multiplies what goes into it, nothing cheaper is left.
        """
        ways, chosen = self._ways(), dict[Item, Choice]()
        better = True
        while better:
            better = False
            for recipe, fuel in ways:
                needs = _needs(recipe, fuel)
                if not chosen.keys() >= needs:
                    continue
                old, cost = chosen.get(recipe.item), self._cost(recipe, fuel, chosen)
                cheaper = old is None or cost < old.cost * (1 - EXACT)
                if cheaper and not _rest_on(recipe.item, needs, chosen):
                    chosen = self._with(chosen, Choice(recipe, cost, fuel))
                    better = True
        return _cheaper_first(chosen)

    def _ways(self) -> list[tuple[Recipe, Item | None]]:
        """Every verified recipe; a smelt once with each fuel that is known."""
        awm = self.state.awm
        known = [r for item in awm.items(VERIFIED) for r in awm.recipes(item, VERIFIED)]
        fuels = [fuel for fuel in sorted(self.fuels) if awm.is_verified(fuel)]
        return [(r, fuel) for r in known for fuel in (fuels if r.how == "smelt" else [None])]

    def _with(self, chosen: Mapping[Item, Choice], choice: Choice) -> dict[Item, Choice]:
        """The choices with another one among them, each after its needs, at their present costs."""
        taken = {**chosen, choice.recipe.item: choice}
        if choice.recipe.item not in chosen:
            return taken  # nothing rests on it yet
        needs = {item: sorted(_needs(c.recipe, c.fuel)) for item, c in taken.items()}
        ordered = dict[Item, Choice]()
        for item in TopologicalSorter(needs).static_order():
            recipe, fuel = taken[item].recipe, taken[item].fuel
            ordered[item] = Choice(recipe, self._cost(recipe, fuel, ordered), fuel)
        return ordered

    def _cost(self, recipe: Recipe, fuel: Item | None, chosen: Mapping[Item, Choice]) -> float:
        """Env steps that a unit costs, with its needs obtained as chosen."""
        cost = self.steps(recipe)
        cost += sum(n * chosen[i].cost for i, n in recipe.ingredients.items())
        cost += TOOL_SHARE * sum(chosen[i].cost for i in sorted(recipe.kept))
        if fuel:
            cost += chosen[fuel].cost / self.fuels[fuel]
        return cost / recipe.yields

    def steps(self, recipe: Recipe) -> float:
        """Env steps that one run of a recipe takes, with everything at hand."""
        if recipe.how == "collect":
            return self._collect_steps(recipe.item)
        return CRAFT_STEPS if recipe.how == "craft" else SMELT_STEPS

    def _collect_steps(self, item: Item) -> float:
        option = self.state.options.get(item)
        if option is None or not option.successes:
            return UNLEARNT_STEPS
        failures = 1 / option.reliability - 1  # on the average, before a success
        return option.steps + failures * (option.in_vain or option.steps)


def _needs(recipe: Recipe, fuel: Item | None) -> set[Item]:
    return {*recipe.needs, *([fuel] if fuel else [])}


def _cheaper_first(chosen: Mapping[Item, Choice]) -> dict[Item, Choice]:
    """The choices, each after its needs, in order of the dearest thing on the way to them."""
    ranks = dict[Item, tuple[float, int, Item]]()
    for item, choice in chosen.items():
        before = [ranks[need] for need in _needs(choice.recipe, choice.fuel)]
        dearest = max((cost for cost, _, _ in before), default=0.0)
        depth = max((depth for _, depth, _ in before), default=0)
        ranks[item] = max(choice.cost, dearest), depth + 1, item
    return {item: chosen[item] for item in sorted(chosen, key=ranks.__getitem__)}


def _rest_on(item: Item, needs: Iterable[Item], chosen: Mapping[Item, Choice]) -> bool:
    """Whether what is chosen obtains any of the needs from the item."""
    queue, seen = list(needs), set[Item]()
    while queue:
        need = queue.pop()
        if need == item:
            return True
        if need not in seen:
            seen.add(need)
            queue += _needs(chosen[need].recipe, chosen[need].fuel)
    return False
