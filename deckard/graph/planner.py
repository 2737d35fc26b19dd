"""Plans: from what is held to an item, by the cheapest recipes the agent knows."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from deckard.errors import NoPlan
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED
from deckard.graph.changes import START
from deckard.graph.costs import EXACT, NOWHERE
from deckard.graph.plans.actions import Action, ActionSet, Task, fuel_units
from deckard.graph.plans.catalogue import Catalogue, Running
from deckard.graph.plans.cheapest import Cheapest, Choice
from deckard.graph.plans.prices import Assumptions, Prices
from deckard.graph.plans.search import QUICK, THOROUGH, Search, narrowed
from deckard.graph.plans.steps import Plan, Step, shortage, steps_of
from deckard.types import Inventory, Item, Option, Recipe, covers, without

UNLEARNT_STEPS = 20_000
"""Env steps of a collect whose policy is yet to be learnt; a guess, far above any craft."""
CRAFT_STEPS = 2
"""Env steps of a craft, with everything at hand; a guess."""
SMELT_STEPS = 200
"""Env steps (ticks) that one smelt takes in Minecraft."""
UNOBTAINABLE = NOWHERE * EXACT
"""Env steps from which an item counts as not to be had: nothing known costs as much."""
GOAL = "\0goal"
"""What only the recipe makes that a plan ends with; no item has such a name."""
MOST_REVISED = 8
"""So many times as many changes as there are items are kept for those who follow; chosen."""
MOST_SPARE = 2
"""Tools of a kind that are taken along beside the first, at most; chosen."""


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
        """How often `revised` began anew."""
        self._revised, self._touched = list[Item](), dict[Item, None]()
        self._cursor = START
        self._cheapest: Cheapest | None = None
        self._ordered: dict[Item, Choice] | None = None
        self._burning: tuple[Item, ...] = ()
        self._known: dict[Item, _Known] = {}
        self._listed: Catalogue | None = None
        self._running = Running(self.steps, self._spare)
        self._compiled = dict[Item, list[Action]]()

    def choices(self) -> dict[Item, Choice]:
        """The cheapest verified recipe of each item that can be obtained, each after its needs."""
        cheapest = self._up_to_date()
        if self._ordered is None:
            self._ordered = {item: cheapest.choices[item] for item in cheapest.ordered()}
        return self._ordered

    def known(self) -> Mapping[Item, Choice]:
        """The same mapping in no order. A live view: it changes as recipes are verified."""
        return self._up_to_date().choices

    def _up_to_date(self) -> Cheapest:
        changes = self.awm.changes
        changed, self._cursor = changes.since(self._cursor).items, changes.cursor()
        if self._cheapest is None or (changed and not self._follow(self._cheapest, changed)):
            self._ordered = self._listed = None
            self._cheapest = Cheapest(self._costed(), self.steps)
            self._restart(self._cheapest)
        return self._cheapest

    def revised(self) -> list[Item]:
        """Items whose choice was made or changed, each after its needs: all, then what changed.

        A list that grows; what is in it is forgotten when that is too much, and it begins `anew`.
        """
        cheapest = self._up_to_date()
        if len(self._revised) > MOST_REVISED * len(cheapest.choices):
            self._restart(cheapest)
        if self._touched:
            self._revised += cheapest.depending(self._touched)
            self._touched = {}
        return self._revised

    def _restart(self, cheapest: Cheapest) -> None:
        self.anew, self._revised = self.anew + 1, []
        self._touched = dict.fromkeys(cheapest.choices)

    def _follow(self, cheapest: Cheapest, changed: Iterable[Item]) -> bool:
        """Take in what changed since; False when all must be chosen anew."""
        if self._burning != self._fuels_known():
            return False
        touched = dict[Item, None]()
        for item in sorted(set(changed)):
            old, new = self._known.get(item, NOTHING), self._known_of(item)
            if new != old:
                self._known[item] = new
                given = {i for recipe in (*old.recipes, *new.recipes) for i in recipe.returns}
                touched |= dict.fromkeys((item, *sorted(given)))
        actions = {item: self._costed_of(item) for item in touched}
        revised = cheapest.update(actions) if actions else ()
        if revised is None:
            return False
        if revised:
            self._ordered = None
            self._touched |= dict.fromkeys(revised)
        if not self.fuels.keys().isdisjoint(revised):
            self._listed = None
        return True

    def plan(self, goal: Recipe, have: Inventory, quantity: int = 1) -> list[Step]:
        """Return the steps to `quantity` more of the goal by its recipe, those with no needs first.

        The last step is the goal. Needs of the goal that cannot be obtained and are not held are
        left out: whether they are needed is what an attempt shows. NoPlan when fuel is missing.
        """
        catalogue, times = self._catalogue(), math.ceil(quantity / goal.yields)
        ways = (one for one in catalogue.with_fuels(goal, have) if not one.burns_itself)
        last = [Action(goal, one.fuel, one.heat) for one in ways]
        if not last:
            raise NoPlan(f"nothing that burns is known, and {goal.item} is smelted")
        for action in last:
            at_once = Step(goal, times, action.fuel)
            if not self._spare(action, times) and not shortage([at_once], have, self.fuels):
                return [at_once]
            action.item, action.yields, action.products = GOAL, 1, ((GOAL, 1),)
        needs = {need for action in last for need in action.needs}
        actions = catalogue.actions(needs, have, last)
        task = Task(actions, {GOAL: times}, have, {})
        solution = Search(narrowed(task), QUICK).good()
        if solution is None or solution.missing:
            lent = self._lent(last, actions, have, times)
            solution = Search(replace(task, have=Counter(have) + lent), QUICK).good()
        return steps_of(solution) if solution else [Step(goal, times)]

    def _lent(
        self, last: Sequence[Action], actions: ActionSet, have: Inventory, times: int
    ) -> Counter[Item]:
        """The needs of a goal that nothing known obtains, as much as is not held."""
        goal = last[0].recipe
        needs = [need for action in last for need in action.needs]
        costs = Prices(actions, Assumptions(), have, (), needs).costs
        fuels = [action.fuel for action in last if action.fuel]
        if fuels and not any(have.get(f) or costs[f] < UNOBTAINABLE for f in fuels):
            raise NoPlan(f"nothing that burns is known, and {goal.item} is smelted")
        wanted = Counter({item: n * times for item, n in goal.ingredients.items()})
        wanted.update(goal.kept)
        lacking = wanted - Counter(have)
        return Counter({i: n for i, n in lacking.items() if costs[i] >= UNOBTAINABLE})

    def obtain(self, item: Item, have: Inventory, quantity: int = 1, work: int = THOROUGH) -> Plan:
        """Return the cheapest plan to `quantity` more of an item, by whichever recipes.

        Args:
            item: What is wanted.
            have: What is held; of the item itself, as many are left in the end.
            quantity: How many more are wanted.
            work: How much is tried, at most: actions priced and demands worked off, about.
        """
        kept = {item: have[item]} if have.get(item) else {}
        demand, stock = {item: quantity}, without(have, kept)
        actions = self._catalogue().actions(demand, stock, own_fuel=True)
        whole = Task(actions, demand, stock, kept)
        task = narrowed(whole)
        best = Search(task, work).best()
        if best is None or best.missing:
            best = Search(whole, work).best()
        if best and kept:
            demand = {item: quantity + have[item]}
            other = Search(replace(task, demand=demand, have=have, kept={}), work).anew()
            best = min(best, other or best, key=lambda plan: plan.cost)
        return Plan(tuple(steps_of(best)), best.missing) if best else Plan((), demand)

    def gather(
        self, stock: Inventory, have: Inventory, unsure: Collection[Recipe] = ()
    ) -> list[Step]:
        """Return the steps to a stock, those with no needs first.

        What has no verified recipe and is not held is left out. It is the first plan that comes
        up: a stock is large, and what of it is cheapest matters less than to have it soon.

        Args:
            stock: How many of each item are to be there.
            have: What is held.
            unsure: Recipes that are not run for what they give back, where it is to be had else.
        """
        known = self.known()
        can = {i: n if i in known else min(n, have.get(i, 0)) for i, n in stock.items()}
        demand = {item: n for item, n in can.items() if n}
        if covers(have, demand):
            return []
        first = None
        for but in [unsure, ()] if unsure else [()]:
            actions = self._catalogue().actions(demand, have, but=but)
            first = Search(Task(actions, demand, have, {}), QUICK).first()
            if first and not first.missing:
                break
        return steps_of(first) if first else []

    def _catalogue(self) -> Catalogue:
        """The actions that a plan may take now."""
        cheapest = self._up_to_date()
        if self._listed is None:
            ways = cheapest.choices, self._verified, self.awm.giving_back
            self._listed = Catalogue(self.fuels, *ways, self._running)
        return self._listed

    def _verified(self, item: Item) -> tuple[Recipe, ...]:
        return self._known.get(item, NOTHING).recipes

    def fuels_held(self, recipe: Recipe, have: Inventory) -> list[Item]:
        """Fuels that are held beyond what the recipe itself uses up, the cheapest first."""
        return self._catalogue().fuels_held(recipe, have)

    def units(self, fuel: Item) -> int:
        """How much of a fuel one smelt takes, if nothing burns yet."""
        return fuel_units(1, self.fuels[fuel])

    def _spare(self, action: Action, times: int) -> int:
        """How many tools to take along beside the first, by how many broke in practice."""
        option = self.options.get(action.recipe.item)
        return min(MOST_SPARE, math.ceil(times * option.broke)) if option else 0

    def _costed(self) -> dict[Item, Sequence[Action]]:
        """Every verified recipe; a smelt once for each fuel that can be obtained."""
        if self._burning != self._fuels_known():
            self._burning, self._compiled = self._fuels_known(), {}
        verified = self.awm.items(VERIFIED)
        self._known = {item: self._known_of(item) for item in verified}
        return {item: self._costed_of(item) for item in (*verified, *self.awm.given_back())}

    def _fuels_known(self) -> tuple[Item, ...]:
        return tuple(fuel for fuel in sorted(self.fuels) if self.awm.is_obtainable(fuel))

    def _known_of(self, item: Item) -> "_Known":
        recipes = tuple(self.awm.recipes(item, VERIFIED))
        return _Known(recipes, tuple(map(self.steps, recipes)))

    def _costed_of(self, item: Item) -> list[Action]:
        """The actions of an item, made anew only where it has other recipes."""
        before, actions = self._compiled.get(item, ()), list[Action]()
        recipes = self._verified(item)
        if not any(recipe.how == "collect" for recipe in recipes):
            recipes = (*recipes, *self.awm.giving_back(item))
        for recipe in recipes:
            own = [action for action in before if action.recipe is recipe]
            actions += own or self._costed_for(recipe, item)
        self._compiled[item] = actions
        return actions

    def _costed_for(self, recipe: Recipe, item: Item) -> list[Action]:
        """The actions of a recipe that may be the first to give an item."""
        if item in recipe.needs:
            return []
        if recipe.how != "smelt" or not self.fuels:
            return [Action(recipe, item=item)]
        fuels = (fuel for fuel in self._burning if fuel not in (item, recipe.item))
        return [Action(recipe, fuel, self.fuels[fuel], item) for fuel in fuels]

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
