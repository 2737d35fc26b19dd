"""The steps of a plan."""

from dataclasses import dataclass
from typing import NamedTuple

from deckard.graph.prices import Routes
from deckard.graph.search import Found
from deckard.types import Inventory, Item, Recipe


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


class Plan(NamedTuple):
    """The steps to what is wanted, those with no needs first."""

    steps: tuple[Step, ...]
    missing: Inventory
    """What the steps take and nothing tells how to obtain."""


def steps_of(routes: Routes, found: Found) -> list[Step]:
    """Return the steps of a plan, in their order."""
    chosen = [(routes.recipes[k], times) for k, times in found.ordered]
    return [Step(costed.recipe, times, costed.fuel) for costed, times in chosen]
