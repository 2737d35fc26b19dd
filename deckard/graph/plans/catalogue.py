"""The actions that a plan may take: of what is near all, of what is far the cheapest."""

import heapq
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from deckard.graph.plans.actions import Action, ActionSet, fuel_units
from deckard.graph.plans.cheapest import Choice
from deckard.graph.walk import walk
from deckard.types import Inventory, Item, Recipe

MOST_ITEMS = 500
"""Items next to the goal of which a plan may take any recipe; chosen: some milliseconds."""
MOST_FUELS = 4
"""Fuels that are held, and fuels that are not, between which a plan chooses; chosen."""
BURNS_NOTHING = (None,)


class Running(NamedTuple):
    """What running a recipe takes beside its needs."""

    steps: Callable[[Recipe], float]
    """Env steps of one run."""
    spare: Callable[[Action, int], int]
    """Tools that so many runs take beside the first."""


class Catalogue:
    """The actions that a plan may take.

    Args:
        fuels: How many smelts one unit of each fuel lasts for.
        choices: The cheapest recipe of each item that can be obtained.
        recipes: The verified recipes of an item.
        giving_back: The verified recipes that give an item back.
        running: What running a recipe takes beside its needs.
    """

    def __init__(
        self,
        fuels: Mapping[Item, float],
        choices: Mapping[Item, Choice],
        recipes: Callable[[Item], Sequence[Recipe]],
        giving_back: Callable[[Item], Sequence[Recipe]],
        running: Running,
    ) -> None:
        self.fuels, self.choices, self.recipes, self.running = fuels, choices, recipes, running
        self.giving_back = giving_back
        known = (fuel for fuel in fuels if recipes(fuel) or giving_back(fuel))
        self._known_fuels = heapq.nsmallest(MOST_FUELS + 1, known, key=self._cost)
        """Those that have a recipe: one more than a plan chooses between."""
        self._made = dict[tuple[int, Item | None, Item], Action]()
        """The actions that were asked for, by the identity of the recipe: it is held by them."""

    def actions(
        self,
        wanted: Iterable[Item],
        have: Inventory,
        goal: Iterable[Action] = (),
        but: Collection[Recipe] = (),
        own_fuel: bool = False,
    ) -> ActionSet:
        """Return all actions that may lead to some items; for distant ones the cheapest only.

        Args:
            wanted: The items.
            have: What is held.
            goal: Actions that are there in any case.
            but: Recipes that are not run for what they give back.
            own_fuel: Whether a smelt may burn what it gives.
        """
        actions = dict[Item, list[Action]]()

        def needs(item: Item) -> list[Item]:
            few = len(actions) >= MOST_ITEMS
            own = self._choice_of(item) if few else self._all(item, have, but)
            actions[item] = own if own_fuel else [one for one in own if not one.burns_itself]
            return [need for action in actions[item] for need in action.needs]

        for _ in walk(sorted(wanted), needs, breadth_first=True):
            pass
        every = [*goal, *(action for own in actions.values() for action in own)]
        steps, spare = self.running
        return ActionSet(every, lambda action: steps(action.recipe), spare)

    def _choice_of(self, item: Item) -> list[Action]:
        choice = self.choices.get(item)
        if choice is None:
            return []
        return [self._action(choice.recipe, choice.fuel, item)]

    def _all(self, item: Item, have: Inventory, but: Collection[Recipe]) -> list[Action]:
        """The actions for an item, and those that give it back without using it up."""
        own = [one for r in self.recipes(item) for one in self.with_fuels(r, have)]
        others = (r for r in self.giving_back(item) if r not in but)
        back = (r for r in others if item not in (r.item, *r.ingredients))
        return [*own, *(one for r in back for one in self.with_fuels(r, have, item))]

    def with_fuels(self, recipe: Recipe, have: Inventory, item: Item | None = None) -> list[Action]:
        """A recipe once for each fuel that it may burn; once if it burns none.

        Args:
            recipe: The recipe.
            have: What is held.
            item: What it is run for, if that is not its item.
        """
        item = recipe.item if item is None else item
        return [self._action(recipe, fuel, item) for fuel in self._fuels_for(recipe, have)]

    def _action(self, recipe: Recipe, fuel: Item | None, item: Item) -> Action:
        key = id(recipe), fuel, item
        if key not in self._made:
            heat = 1.0 if fuel is None else self.fuels[fuel]
            self._made[key] = Action(recipe, fuel, heat, item)
        return self._made[key]

    def _fuels_for(self, recipe: Recipe, have: Inventory) -> Sequence[Item | None]:
        """Fuels that are held or can be obtained, the cheapest first; None for what burns none."""
        if recipe.how != "smelt" or not self.fuels:
            return BURNS_NOTHING
        held = [f for f in have if f in self.fuels and have[f] >= self.units(f)]
        held = [*heapq.nsmallest(MOST_FUELS, held, key=self._cost)] if held else held
        cheap = self._known_fuels[:MOST_FUELS]
        if (choice := self.choices.get(recipe.item)) and choice.fuel:
            cheap.append(choice.fuel)
        return [*dict.fromkeys([*held, *cheap])]

    def fuels_held(self, recipe: Recipe, have: Inventory) -> list[Item]:
        """Fuels that are held beyond what the recipe itself uses up, the cheapest first.

        Not what is to be smelted: burnt for itself it would come and go, as if nothing had come.
        """
        others = [f for f in self.fuels if f != recipe.item and f in self.choices]
        spare = {f: have.get(f, 0) - recipe.ingredients.get(f, 0) for f in others}
        return sorted((f for f, n in spare.items() if n >= self.units(f)), key=self._cost)

    def units(self, fuel: Item) -> int:
        """How much of a fuel one smelt takes, if nothing burns yet."""
        return fuel_units(1, self.fuels[fuel])

    def _cost(self, fuel: Item) -> tuple[float, Item]:
        """Env steps of one smelt's worth of a fuel."""
        unit = self.choices[fuel].cost if fuel in self.choices else math.inf
        return unit / self.fuels[fuel], fuel
