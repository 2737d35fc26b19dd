"""Actions: recipes prepared for planning, a smelt once for each fuel."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from deckard.types import Inventory, Item, Recipe, without


def fuel_units(runs: int, heat: float) -> int:
    """Units of a fuel that so many runs of a smelt burn, if nothing burns yet.

    Args:
        runs: How often the smelt is run.
        heat: How many runs one unit lasts for.
    """
    return math.ceil(runs / heat)


class Action:
    """A recipe prepared for computing with it often; a smelt has an action for each fuel.

    Args:
        recipe: The recipe.
        fuel: What a smelt burns.
        heat: How many smelts one unit of the fuel lasts for.
        item: What the recipe is run for: its item, or one that it gives back.
    """

    __slots__ = ("fuel", "heat", "item", "kept", "lent", "needs", "products", "recipe", "returns",
                 "used", "yields")  # fmt: skip

    def __init__(
        self,
        recipe: Recipe,
        fuel: Item | None = None,
        heat: float = 1.0,
        item: Item | None = None,
    ) -> None:
        self.recipe, self.item = recipe, recipe.item if item is None else item
        self.yields = recipe.products[self.item] if recipe.returns else recipe.yields
        self.fuel, self.heat = fuel, heat
        self.used = tuple(recipe.ingredients.items())
        self.returns: Inventory = recipe.returns and without(recipe.products, {self.item})
        """What a run gives beside."""
        self.products = ((self.item, self.yields), *self.returns.items())
        """What one run gives."""
        self.lent = {i: min(n, self.returns[i]) for i, n in self.used if i in self.returns}
        """Of what is used, what the same run gives back: it is needed once for all runs."""
        self.kept = tuple(sorted(recipe.kept))
        burnt = () if fuel is None else (fuel,)
        self.needs = tuple(dict.fromkeys((*recipe.ingredients, *self.kept, *burnt)))

    @property
    def burns_itself(self) -> bool:
        """Whether it burns what it gives."""
        return self.fuel in (self.item, self.recipe.item)

    def lasts(self, item: Item, n: int, have: float) -> float:
        """How many runs, one after another, a quantity lasts for of which each uses up `n`."""
        if item not in self.lent:
            return have // n
        net = n - self.lent[item]
        if have < n or not net:
            return math.inf if have >= n else 0
        return 1 + (have - n) // net

    def burns(self, runs: int) -> int:
        """Units of its fuel that so many runs burn."""
        return fuel_units(runs, self.heat) if self.fuel else 0

    def begins_with(self) -> dict[Item, int]:
        """What must be held for one run."""
        needs = Counter(dict(self.used))
        if self.fuel is not None:
            needs[self.fuel] += self.burns(1)
        needs.update(self.kept)
        return needs

    def takes(self, runs: int) -> dict[Item, int]:
        """What so many runs use up, fuel included."""
        takes = {item: n * runs for item, n in self.used}
        if self.fuel is not None:
            takes[self.fuel] = takes.get(self.fuel, 0) + self.burns(runs)
        return takes


class ActionSet:
    """The actions that a plan may take, by number.

    Args:
        actions: The actions.
        steps: Env steps of running each once.
        spare: How many tools so many runs of an action take beside the first.
    """

    def __init__(
        self,
        actions: Iterable[Action],
        steps: Callable[[Action], float],
        spare: Callable[[Action, int], int],
    ) -> None:
        self.actions, self.spare = list(actions), spare
        self.steps = [steps(action) for action in self.actions]
        self.of, self.users = defaultdict[Item, list[int]](list), defaultdict[Item, list[int]](list)
        """The actions that give each item, and those that need it."""
        for k, action in enumerate(self.actions):
            self.of[action.item].append(k)
            for need in action.needs:
                self.users[need].append(k)
        self.gives_back = any(action.returns for action in self.actions)
        """Whether any action gives something back."""

    def __len__(self) -> int:
        return len(self.actions)

    def needs(self, item: Item) -> list[Item]:
        """What the actions take that give an item."""
        return [need for k in self.of.get(item, ()) for need in self.actions[k].needs]

    def only(self, numbers: Iterable[int]) -> "ActionSet":
        """Return some of the actions, with numbers of their own."""
        numbers = list(numbers)
        steps = {id(self.actions[k]): self.steps[k] for k in numbers}
        chosen = (self.actions[k] for k in numbers)
        return ActionSet(chosen, lambda action: steps[id(action)], self.spare)


@dataclass(frozen=True)
class Task:
    """What is wanted of whom: a planning task."""

    actions: ActionSet
    demand: Inventory
    """How much of each item is to be there at the end."""
    have: Inventory
    kept: Inventory
    """What is at hand and not to be used up."""


def total(runs: Mapping[int, int], actions: ActionSet) -> Counter[Item]:
    """How many of each item so many runs of actions are for."""
    made = Counter[Item]()
    for k, times in runs.items():
        made[actions.actions[k].item] += times * actions.actions[k].yields
    return made
