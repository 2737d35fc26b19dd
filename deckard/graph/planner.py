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
"""Guess for a collect whose policy is yet to be learnt: far more than any craft."""
CRAFT_STEPS, SMELT_STEPS = 2, 200
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
        """How often all was chosen anew, and not only what more is known was added."""
        self._cursor = START
        self._cheapest: Cheapest | None = None
        self._ordered: dict[Item, Choice] | None = None
        self._burning: tuple[Item, ...] = ()
        self._known: dict[Item, _Known] = {}
        self._compiled: dict[Item, tuple[tuple[Recipe, ...], list[CostedRecipe]]] = {}

    def choices(self) -> dict[Item, Choice]:
        """The cheapest verified way to each item that has one, each after its needs."""
        found = self._up_to_date()
        if self._ordered is None:
            self._ordered = found.ordered()
        return self._ordered

    def known(self) -> dict[Item, Choice]:
        """The same as they came, each after its needs, too; it is changed when more gets known."""
        return self._up_to_date().choices

    def ranks(self) -> Mapping[Item, Rank]:
        """What sorts them, each after its needs; changed when more gets known."""
        return self._up_to_date().ranks

    def _up_to_date(self) -> Cheapest:
        changes = self.awm.changes
        changed, self._cursor = changes.since(self._cursor).items, changes.cursor()
        if self._cheapest is None or (changed and not self._add(self._cheapest, changed)):
            self.anew, self._ordered = self.anew + 1, None
            self._cheapest = Cheapest(self._ways(), self.steps)
        return self._cheapest

    def _add(self, cheapest: Cheapest, changed: Iterable[Item]) -> bool:
        """Add what is known since; not where anything else changed that costs go by."""
        if self._burning != self._fuels_known():
            return False
        for item in sorted(set(changed)):
            old, new = self._known.get(item, NOTHING), self._known_of(item)
            if new == old:
                continue
            self._known[item], self._ordered = new, None
            if old.recipes or not cheapest.add(item, self._ways_to(item)):
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
        known = [f for f, n in spare.items() if n >= self.units(f) and f in choices]
        return sorted(known, key=lambda f: (choices[f].cost / self.fuels[f], f))

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
        """What a recipe would burn: the cheapest a unit of heat that it does not itself make.

        None when it burns nothing, NoPlan when it must and nothing is known to.
        """
        if recipe.how != "smelt" or not self.fuels:
            return None
        choices = self.known()
        known = [f for f in self.fuels if f in choices and f != recipe.item]
        if not known:
            raise NoPlan(f"nothing that burns is known, and {recipe.item} is smelted")
        return min(known, key=lambda f: (choices[f].cost / self.fuels[f], f))

    def _ways(self) -> list[CostedRecipe]:
        """Every verified recipe; a smelt once with each fuel that is known."""
        if self._burning != self._fuels_known():
            self._burning, self._compiled = self._fuels_known(), {}
        verified = self.awm.items(VERIFIED)
        self._known = {item: self._known_of(item) for item in verified}
        return [way for item in verified for way in self._ways_to(item)]

    def _fuels_known(self) -> tuple[Item, ...]:
        return tuple(fuel for fuel in sorted(self.fuels) if self.awm.is_verified(fuel))

    def _known_of(self, item: Item) -> "_Known":
        known = tuple(self.awm.recipes(item, VERIFIED))
        return _Known(known, tuple(map(self.steps, known)))

    def _ways_to(self, item: Item) -> list[CostedRecipe]:
        """The ways to an item, made anew only when other recipes of it are known."""
        known, made = self._known[item].recipes, self._compiled.get(item)
        if made is None or made[0] != known:
            made = known, [way for recipe in known for way in self._ways_by(recipe)]
            self._compiled[item] = made
        return made[1]

    def _ways_by(self, recipe: Recipe) -> list[CostedRecipe]:
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
    """How much of each item a plan takes, while it is made."""

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
        """Yield what is taken and has a rank, each before its needs, which come meanwhile."""
        while self._waiting:
            yield self._waiting.pop()[2]
