"""Plans: from what is held to an item, by the cheapest recipes the agent knows."""

import math
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from deckard.errors import NoPlan
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED
from deckard.graph.changes import START
from deckard.graph.costs import Cheapest, Choice, CostedRecipe, Rank
from deckard.types import Inventory, Item, Option, Recipe, covers

UNLEARNT_STEPS = 20_000
"""Env steps of a collect whose policy is yet to be learnt; a guess, far above any craft."""
CRAFT_STEPS = 2
"""Env steps of a craft, with everything at hand; a guess."""
SMELT_STEPS = 200
"""Env steps (ticks) that one smelt takes in Minecraft."""
MOST_SPARE = 2
"""Tools of a kind that are taken along beside the first, at most; chosen."""


@dataclass(frozen=True)
class Step:
    """Run a recipe so many times."""

    recipe: Recipe
    times: int

    @property
    def quantity(self) -> int:
        """Units that the step gives at least."""
        return self.times * self.recipe.yields


class Planner:
    """Plans over the verified recipes of a graph, with the options that were learnt.

    Args:
        awm: The graph; plans follow it as it changes.
        options: The option of each item that has one: what a collect costs, in env steps.
        fuels: How many smelts one unit of each fuel lasts for; without any, smelting takes none.
    """

    def __init__(
        self, awm: AWM, options: Mapping[Item, Option], fuels: Mapping[Item, float]
    ) -> None:
        self.awm, self.options, self.fuels = awm, options, fuels
        self.anew = 0
        """How often all choices were made anew, and not only added to."""
        self._cursor = START
        self._cheapest: Cheapest | None = None
        self._ordered: dict[Item, Choice] | None = None
        self._burning: tuple[Item, ...] = ()
        self._known: dict[Item, _Known] = {}
        self._compiled: dict[Item, tuple[tuple[Recipe, ...], list[CostedRecipe]]] = {}

    def choices(self) -> dict[Item, Choice]:
        """The cheapest verified recipe of each item that can be obtained, each after its needs."""
        cheapest = self._up_to_date()
        if self._ordered is None:
            self._ordered = cheapest.ordered()
        return self._ordered

    def known(self) -> dict[Item, Choice]:
        """The same mapping in order of discovery, needs first. A live view: it changes as recipes
        are verified."""
        return self._up_to_date().choices

    def ranks(self) -> Mapping[Item, Rank]:
        """What sorts the choices so that each comes after its needs. A live view, too."""
        return self._up_to_date().ranks

    def _up_to_date(self) -> Cheapest:
        changes = self.awm.changes
        changed, self._cursor = changes.since(self._cursor).items, changes.cursor()
        if self._cheapest is None or (changed and not self._add(self._cheapest, changed)):
            self.anew, self._ordered = self.anew + 1, None
            self._cheapest = Cheapest(self._costed(), self.steps)
        return self._cheapest

    def _add(self, cheapest: Cheapest, changed: Iterable[Item]) -> bool:
        """Add what was verified since; False when anything else changed that costs depend on."""
        if self._burning != self._fuels_known():
            return False
        for item in sorted(set(changed)):
            old, new = self._known.get(item, NOTHING), self._known_of(item)
            if new == old:
                continue
            self._known[item], self._ordered = new, None
            if old.recipes or not cheapest.add(item, self._costed_of(item)):
                return False
        return True

    def plan(self, goal: Recipe, have: Inventory, quantity: int = 1) -> list[Step]:
        """Return the steps to `quantity` more of the goal by its recipe, those with no needs first.

        The last step is the goal. Needs of the goal that have no verified recipe and are not held
        are left out: whether they are needed is what an attempt shows. NoPlan when fuel is missing.
        """
        demand, times = _Demand(self.ranks()), math.ceil(quantity / goal.yields)
        self._charge(demand, goal, times, self.fuel(goal))
        return [*self._steps_to(demand, have), Step(goal, times)]

    def gather(self, stock: Inventory, have: Inventory) -> list[Step]:
        """Return the steps to a stock, those with no needs first.

        What has no verified recipe and is not held is left out.
        """
        demand = _Demand(self.ranks())
        for item, quantity in stock.items():
            demand.add(item, quantity)
        return self._steps_to(demand, have)

    def _steps_to(self, demand: "_Demand", have: Inventory) -> list[Step]:
        """The steps to what is demanded and not held; `demand` grows by what these take."""
        choices, steps = self.known(), list[Step]()
        for item in demand.last_first():
            lacking = demand.counts[item] - have.get(item, 0)
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
        return self.startable(steps[:-1], have) or steps[-1]

    def startable(self, steps: Sequence[Step], have: Inventory) -> Step | None:
        """Return a step whose needs are held: the first collect if there is one, else the first."""
        can = [s for s in steps if covers(have, s.recipe.needs)]
        collects = [s for s in can if s.recipe.how == "collect"]
        return next(iter(collects or can), None)

    def fuels_held(self, recipe: Recipe, have: Inventory) -> list[Item]:
        """Fuels that are held beyond what the recipe itself uses up, the cheapest first.

        Not what is to be smelted: burnt for itself it would come and go, as if nothing had come.
        """
        choices, others = self.known(), [f for f in self.fuels if f != recipe.item]
        spare = {f: have.get(f, 0) - recipe.ingredients.get(f, 0) for f in others}
        held = [f for f, n in spare.items() if n >= self.units(f) and f in choices]
        return sorted(held, key=lambda f: (choices[f].cost / self.fuels[f], f))

    def units(self, fuel: Item) -> int:
        """How much of a fuel one smelt takes, if nothing burns yet."""
        return math.ceil(1 / self.fuels[fuel])

    def _charge(self, demand: "_Demand", recipe: Recipe, times: int, fuel: Item | None) -> None:
        for item, quantity in recipe.ingredients.items():
            demand.add(item, quantity * times)
        for kept in recipe.kept:
            spare = self._spare(recipe, times) if kept in recipe.tools else 0
            demand.hold(kept, recipe.ingredients.get(kept, 0) * times + 1 + spare)
        if fuel:
            demand.add(fuel, math.ceil(times / self.fuels[fuel]))

    def _spare(self, recipe: Recipe, times: int) -> int:
        """How many tools to take along beside the first, by how many broke in practice."""
        option = self.options.get(recipe.item)
        return min(MOST_SPARE, math.ceil(times * option.broke)) if option else 0

    def fuel(self, recipe: Recipe) -> Item | None:
        """Return the fuel of a recipe: the cheapest for one smelt, other than what is made.

        None when it burns nothing. NoPlan when it must and no fuel can be obtained.
        """
        if recipe.how != "smelt" or not self.fuels:
            return None
        choices = self.known()
        fuels = [f for f in self.fuels if f in choices and f != recipe.item]
        if not fuels:
            raise NoPlan(f"nothing that burns is known, and {recipe.item} is smelted")
        return min(fuels, key=lambda f: (choices[f].cost / self.fuels[f], f))

    def _costed(self) -> list[CostedRecipe]:
        """Every verified recipe with its costs; a smelt once for each fuel that can be obtained."""
        if self._burning != self._fuels_known():
            self._burning, self._compiled = self._fuels_known(), {}
        verified = self.awm.items(VERIFIED)
        self._known = {item: self._known_of(item) for item in verified}
        return [costed for item in verified for costed in self._costed_of(item)]

    def _fuels_known(self) -> tuple[Item, ...]:
        return tuple(fuel for fuel in sorted(self.fuels) if self.awm.is_verified(fuel))

    def _known_of(self, item: Item) -> "_Known":
        recipes = tuple(self.awm.recipes(item, VERIFIED))
        return _Known(recipes, tuple(map(self.steps, recipes)))

    def _costed_of(self, item: Item) -> list[CostedRecipe]:
        """The recipes of an item with costs, made anew only when it has other recipes."""
        recipes, made = self._known[item].recipes, self._compiled.get(item)
        if made is None or made[0] != recipes:
            made = recipes, [costed for recipe in recipes for costed in self._costed_for(recipe)]
            self._compiled[item] = made
        return made[1]

    def _costed_for(self, recipe: Recipe) -> list[CostedRecipe]:
        if recipe.how != "smelt" or not self.fuels:
            return [CostedRecipe(recipe)]
        return [CostedRecipe(recipe, fuel, self.fuels[fuel]) for fuel in self._burning]

    def steps(self, recipe: Recipe) -> float:
        """Env steps that one run of a recipe takes, with everything at hand."""
        if recipe.how == "collect":
            return self._collect_steps(recipe.item)
        return CRAFT_STEPS if recipe.how == "craft" else SMELT_STEPS

    def _collect_steps(self, item: Item) -> float:
        option = self.options.get(item)
        if option is None or not option.successes:
            return UNLEARNT_STEPS
        failures = 1 / option.reliability - 1  # on the average, before a success
        return option.steps + failures * (option.in_vain or option.steps)


class _Known(NamedTuple):
    """The verified recipes of an item, and the env steps that running each takes."""

    recipes: tuple[Recipe, ...] = ()
    steps: tuple[float, ...] = ()


NOTHING = _Known()


class _Demand:
    """How much of each item a plan in the making takes."""

    def __init__(self, ranks: Mapping[Item, Rank]) -> None:
        self.ranks, self.counts = ranks, Counter[Item]()
        self._waiting = list[Rank]()

    def add(self, item: Item, quantity: int) -> None:
        """Take so much more."""
        self._wait(item)
        self.counts[item] += quantity

    def hold(self, item: Item, quantity: int) -> None:
        """Take so much at least."""
        self._wait(item)
        self.counts[item] = max(self.counts[item], quantity)

    def _wait(self, item: Item) -> None:
        if item not in self.counts and item in self.ranks:
            insort(self._waiting, self.ranks[item])

    def last_first(self) -> Iterator[Item]:
        """Yield the items that are demanded, each before its needs, which are added meanwhile."""
        while self._waiting:
            yield self._waiting.pop()[2]
