"""The steps of a plan."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from deckard.graph.plans.actions import fuel_units
from deckard.graph.plans.search import Solution
from deckard.types import Inventory, Item, Recipe, covers


@dataclass(frozen=True)
class Step:
    """Run a recipe so many times."""

    recipe: Recipe
    times: int
    fuel: Item | None = None
    """What a smelt is to burn."""

    @property
    def quantity(self) -> int:
        """Units that the step gives at least."""
        return self.times * self.recipe.yields

    @property
    def stock(self) -> Inventory:
        """What is used up, as much as must be held when its runs come one after another.

        What a run gives back is there for the next.
        """
        products, used = self.recipe.products, self.recipe.ingredients.items()
        return {i: n + (self.times - 1) * max(0, n - products.get(i, 0)) for i, n in used}

    def burnt(self, fuels: Mapping[Item, float]) -> Inventory:
        """The fuel that is burnt, if nothing burns yet.

        Args:
            fuels: How many smelts one unit of each fuel lasts for.
        """
        return {self.fuel: fuel_units(self.times, fuels[self.fuel])} if self.fuel else {}


class Plan(NamedTuple):
    """The steps to what is wanted, those with no needs first."""

    steps: tuple[Step, ...]
    missing: Inventory
    """What the steps take and nothing tells how to obtain."""


def steps_of(solution: Solution) -> list[Step]:
    """Return the steps of a plan, in their order."""
    return [Step(action.recipe, times, action.fuel) for action, times in solution.ordered]


def ready(steps: Sequence[Step], have: Inventory) -> Step:
    """Return the step to take now: a collect if one can be, else the first that can be.

    Collecting first gathers all raw material on one expedition.
    """
    return startable(steps[:-1], have) or steps[-1]


def startable(steps: Sequence[Step], have: Inventory) -> Step | None:
    """Return a step whose needs are held: the first collect if there is one, else the first."""
    can = [step for step in steps if covers(have, step.recipe.needs)]
    collects = [step for step in can if step.recipe.how == "collect"]
    return next(iter(collects or can), None)


def shortage(steps: Iterable[Step], have: Inventory, fuels: Mapping[Item, float]) -> Counter[Item]:
    """Return what steps need in their turn that is neither held nor made before.

    Args:
        steps: The steps, in their order.
        have: What is held.
        fuels: How many smelts one unit of each fuel lasts for.
    """
    held, short = Counter(have), Counter[Item]()
    for step in steps:
        burnt = step.burnt(fuels)
        taken = Counter(step.stock)
        taken.update(burnt)
        lacking = (taken + Counter(step.recipe.kept)) - held
        short += lacking
        held += lacking
        held.subtract({item: n * step.times for item, n in step.recipe.ingredients.items()})
        held.subtract(burnt)
        held.update({item: n * step.times for item, n in step.recipe.products.items()})
    return short


class KeptPlan:
    """What is left of a plan, for as long as its steps give what they should.

    Args:
        fuels: How many smelts one unit of each fuel lasts for.
    """

    def __init__(self, fuels: Mapping[Item, float]) -> None:
        self.fuels, self._steps, self._short = fuels, list[Step](), Counter[Item]()

    def keep(self, steps: list[Step], have: Inventory) -> list[Step]:
        """Keep a plan from now on; return its steps."""
        self._steps, self._short = steps, shortage(steps, have, self.fuels)
        return steps

    def rest(self, have: Inventory) -> list[Step]:
        """The steps that are left; none where they take more than when the plan was made."""
        return self._steps if shortage(self._steps, have, self.fuels) <= self._short else []

    def drop(self, step: Step) -> None:
        """A step was taken."""
        self._steps = [other for other in self._steps if other is not step]
