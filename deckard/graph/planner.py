"""Plans: from what is held to an item, by the cheapest recipes the agent knows."""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from deckard.errors import NoPlan
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED
from deckard.graph.changes import START
from deckard.graph.costs import EXACT, Cheapest, Choice, CostedRecipe, Rank
from deckard.graph.plans.prices import NOWHERE, Guide, Prices, Routes
from deckard.graph.plans.search import Search
from deckard.graph.plans.steps import Plan, Step, steps_of
from deckard.graph.walk import walk
from deckard.types import Inventory, Item, Option, Recipe, covers, without

UNLEARNT_STEPS = 20_000
"""Env steps of a collect whose policy is yet to be learnt; a guess, far above any craft."""
CRAFT_STEPS = 2
"""Env steps of a craft, with everything at hand; a guess."""
SMELT_STEPS = 200
"""Env steps (ticks) that one smelt takes in Minecraft."""
MOST_ITEMS = 500
"""Items next to the goal of which a plan may take any recipe; chosen: some milliseconds."""
MOST_FUELS = 4
"""Fuels that are held, and fuels that are not, between which a plan chooses; chosen."""
UNOBTAINABLE = NOWHERE * EXACT
"""Env steps from which an item counts as not to be had: nothing known costs as much."""
GOAL = "\0goal"
"""What only the recipe makes that a plan ends with; no item has such a name."""
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

        The last step is the goal. Needs of the goal that cannot be obtained and are not held are
        left out: whether they are needed is what an attempt shows. NoPlan when fuel is missing.
        """
        self._up_to_date()
        costed = self._routes_of_goal(goal, have)
        routes = self._routes({need for one in costed for need in one.needs}, have, costed)
        demand, lent = {GOAL: math.ceil(quantity / goal.yields)}, Counter[Item]()
        search = Search(routes, demand, have, {})
        found = search.best()
        if found is None or found.missing:
            lent = self._lent(goal, routes, have, demand[GOAL])
            found = Search(routes, demand, Counter(have) + lent, {}).best()
        return steps_of(routes, found) if found else [Step(goal, demand[GOAL])]

    def _routes_of_goal(self, goal: Recipe, have: Inventory) -> list[CostedRecipe]:
        """A recipe that is to be run, for each fuel, as the only way to what no other makes."""
        fuels = self._fuels_for(goal, have)
        if fuels == []:
            raise NoPlan(f"nothing that burns is known, and {goal.item} is smelted")
        costed = [CostedRecipe(goal, f, self.fuels[f]) for f in fuels or ()] or [CostedRecipe(goal)]
        for one in costed:
            one.item, one.yields = GOAL, 1
        return costed

    def _lent(self, goal: Recipe, routes: Routes, have: Inventory, times: int) -> Counter[Item]:
        """The needs of a goal that nothing known obtains, as much as is not held."""
        costs = Prices(routes, Guide(), have, (), {}).costs
        fuels = self._fuels_for(goal, have)
        if fuels and not any(have.get(f) or costs[f] < UNOBTAINABLE for f in fuels):
            raise NoPlan(f"nothing that burns is known, and {goal.item} is smelted")
        wanted = Counter({item: n * times for item, n in goal.ingredients.items()})
        wanted.update(goal.kept)
        lacking = wanted - Counter(have)
        return Counter({i: n for i, n in lacking.items() if costs[i] >= UNOBTAINABLE})

    def obtain(self, item: Item, have: Inventory, quantity: int = 1) -> Plan:
        """Return the cheapest plan to `quantity` more of an item, by whichever recipes.

        Args:
            item: What is wanted.
            have: What is held; of the item itself, that is left alone.
            quantity: How many more are wanted.
        """
        self._up_to_date()
        kept = {item: have[item]} if have.get(item) else {}
        return self._plan({item: quantity}, without(have, kept), kept)

    def gather(self, stock: Inventory, have: Inventory) -> list[Step]:
        """Return the steps to a stock, those with no needs first.

        What has no verified recipe and is not held is left out.
        """
        known = self._up_to_date().choices
        can = {i: n if i in known else min(n, have.get(i, 0)) for i, n in stock.items()}
        return list(self._plan({item: n for item, n in can.items() if n}, have, {}).steps)

    def _plan(self, demand: Inventory, have: Inventory, kept: Inventory) -> Plan:
        routes = self._routes(demand, have)
        found = Search(routes, demand, have, kept).best()
        if found is None:
            return Plan((), dict(demand))
        return Plan(tuple(steps_of(routes, found)), found.missing)

    def _routes(
        self, wanted: Iterable[Item], have: Inventory, goal: Iterable[CostedRecipe] = ()
    ) -> Routes:
        """All recipes that may lead to some items; of the more distant ones the cheapest only."""
        recipes = dict[Item, list[CostedRecipe]]()

        def needs(item: Item) -> list[Item]:
            few = len(recipes) >= MOST_ITEMS
            recipes[item] = self._choice_of(item) if few else self._offers(item, have)
            return [need for costed in recipes[item] for need in costed.needs]

        for _ in walk(sorted(wanted), needs, breadth_first=True):
            pass
        costed = [*goal, *(one for own in recipes.values() for one in own)]
        return Routes(costed, lambda one: self.steps(one.recipe), self._spare)

    def _choice_of(self, item: Item) -> list[CostedRecipe]:
        choice = self.known().get(item)
        if choice is None:
            return []
        heat = self.fuels[choice.fuel] if choice.fuel else 1.0
        return [CostedRecipe(choice.recipe, choice.fuel, heat)]

    def _offers(self, item: Item, have: Inventory) -> list[CostedRecipe]:
        """The recipes of an item; a smelt once for each fuel that is held or cheap."""
        if all(r.how != "smelt" for r in self._known.get(item, NOTHING).recipes):
            return self._costed_of(item) if item in self._known else []
        offers = list[CostedRecipe]()
        for recipe in self._known[item].recipes:
            fuels = self._fuels_for(recipe, have)
            if fuels is None:
                offers.append(CostedRecipe(recipe))
            offers += [CostedRecipe(recipe, f, self.fuels[f]) for f in fuels or ()]
        return offers

    def _fuels_for(self, recipe: Recipe, have: Inventory) -> list[Item] | None:
        """Fuels that are held or can be obtained, the cheapest first; None for what burns none."""
        if recipe.how != "smelt" or not self.fuels:
            return None
        choices = self.known()

        def cost(fuel: Item) -> tuple[float, Item]:
            unit = choices[fuel].cost if fuel in choices else math.inf
            return unit / self.fuels[fuel], fuel

        others = [f for f in self.fuels if f != recipe.item]
        held = [f for f in others if have.get(f, 0) >= self.units(f)]
        known = [f for f in others if f in self._known]
        cheap = heapq.nsmallest(MOST_FUELS, known, key=cost)
        if (choice := choices.get(recipe.item)) and choice.fuel:
            cheap.append(choice.fuel)
        return [*dict.fromkeys([*heapq.nsmallest(MOST_FUELS, held, key=cost), *cheap])]

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

    def _spare(self, costed: CostedRecipe, times: int) -> int:
        """How many tools to take along beside the first, by how many broke in practice."""
        option = self.options.get(costed.recipe.item)
        return min(MOST_SPARE, math.ceil(times * option.broke)) if option else 0

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
