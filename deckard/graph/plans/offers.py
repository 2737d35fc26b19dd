"""The recipes that a plan may take: of what is near all, of what is far the cheapest."""

import heapq
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from deckard.graph.costs import Choice, CostedRecipe
from deckard.graph.plans.prices import Routes
from deckard.graph.walk import walk
from deckard.types import Inventory, Item, Recipe

MOST_ITEMS = 500
"""Items next to the goal of which a plan may take any recipe; chosen: some milliseconds."""
MOST_FUELS = 4
"""Fuels that are held, and fuels that are not, between which a plan chooses; chosen."""


class Running(NamedTuple):
    """What running a recipe takes beside its needs."""

    steps: Callable[[Recipe], float]
    """Env steps of one run."""
    spare: Callable[[CostedRecipe, int], int]
    """Tools that so many runs take beside the first."""


class Offers:
    """The recipes that a plan may take.

    Args:
        fuels: How many smelts one unit of each fuel lasts for.
        choices: The cheapest recipe of each item that can be obtained.
        recipes: The verified recipes of an item.
        returning: The verified recipes that give an item back.
        running: What running a recipe takes beside its needs.
    """

    def __init__(
        self,
        fuels: Mapping[Item, float],
        choices: Mapping[Item, Choice],
        recipes: Callable[[Item], Sequence[Recipe]],
        returning: Mapping[Item, Sequence[Recipe]],
        running: Running,
    ) -> None:
        self.fuels, self.choices, self.recipes, self.running = fuels, choices, recipes, running
        self.returning = returning
        self._made: dict[Item, tuple[Sequence[Recipe], list[CostedRecipe]]] = {}
        """What burns nothing does not depend on what is held."""

    def routes(
        self, wanted: Iterable[Item], have: Inventory, goal: Iterable[CostedRecipe] = ()
    ) -> Routes:
        """Return all recipes that may lead to some items; of distant ones the cheapest only."""
        recipes = dict[Item, list[CostedRecipe]]()

        def needs(item: Item) -> list[Item]:
            few = len(recipes) >= MOST_ITEMS
            recipes[item] = self._choice_of(item) if few else self._all(item, have)
            return [need for costed in recipes[item] for need in costed.needs]

        for _ in walk(sorted(wanted), needs, breadth_first=True):
            pass
        costed = [*goal, *(one for own in recipes.values() for one in own)]
        steps, spare = self.running
        return Routes(costed, lambda one: steps(one.recipe), spare)

    def _choice_of(self, item: Item) -> list[CostedRecipe]:
        choice = self.choices.get(item)
        if choice is None:
            return []
        heat = self.fuels[choice.fuel] if choice.fuel else 1.0
        return [CostedRecipe(choice.recipe, choice.fuel, heat)]

    def _all(self, item: Item, have: Inventory) -> list[CostedRecipe]:
        """The recipes of an item, and those that give it back without using it up."""
        back = [r for r in self.returning.get(item, ()) if item not in r.ingredients]
        if not back:
            return self._offers(item, have)
        beside = [one for r in back if r.item != item for one in self.with_fuels(r, have, item)]
        return [*self._offers(item, have), *beside]

    def _offers(self, item: Item, have: Inventory) -> list[CostedRecipe]:
        recipes, made = self.recipes(item), self._made.get(item)
        if made is not None and made[0] is recipes:
            return made[1]
        offers = [one for recipe in recipes for one in self.with_fuels(recipe, have)]
        if not any(one.fuel for one in offers):
            self._made[item] = recipes, offers
        return offers

    def with_fuels(
        self, recipe: Recipe, have: Inventory, item: Item | None = None
    ) -> list[CostedRecipe]:
        """A recipe once for each fuel that it may burn; once if it burns none.

        Args:
            recipe: The recipe.
            have: What is held.
            item: What it is run for, if that is not its item.
        """
        fuels = self.fuels_for(recipe, have)
        if fuels is None:
            return [CostedRecipe(recipe, item=item)]
        burnt = (fuel for fuel in fuels if fuel != item)
        return [CostedRecipe(recipe, fuel, self.fuels[fuel], item) for fuel in burnt]

    def fuels_for(self, recipe: Recipe, have: Inventory) -> list[Item] | None:
        """Fuels that are held or can be obtained, the cheapest first; None for what burns none."""
        if recipe.how != "smelt" or not self.fuels:
            return None
        others = [f for f in self.fuels if f != recipe.item]
        held = [f for f in others if have.get(f, 0) >= self.units(f)]
        known = [f for f in others if self.recipes(f)]
        cheap = heapq.nsmallest(MOST_FUELS, known, key=self._cost)
        if (choice := self.choices.get(recipe.item)) and choice.fuel:
            cheap.append(choice.fuel)
        return [*dict.fromkeys([*heapq.nsmallest(MOST_FUELS, held, key=self._cost), *cheap])]

    def fuels_held(self, recipe: Recipe, have: Inventory) -> list[Item]:
        """Fuels that are held beyond what the recipe itself uses up, the cheapest first.

        Not what is to be smelted: burnt for itself it would come and go, as if nothing had come.
        """
        others = [f for f in self.fuels if f != recipe.item and f in self.choices]
        spare = {f: have.get(f, 0) - recipe.ingredients.get(f, 0) for f in others}
        return sorted((f for f, n in spare.items() if n >= self.units(f)), key=self._cost)

    def units(self, fuel: Item) -> int:
        """How much of a fuel one smelt takes, if nothing burns yet."""
        return math.ceil(1 / self.fuels[fuel])

    def _cost(self, fuel: Item) -> tuple[float, Item]:
        """Env steps of one smelt's worth of a fuel."""
        unit = self.choices[fuel].cost if fuel in self.choices else math.inf
        return unit / self.fuels[fuel], fuel
