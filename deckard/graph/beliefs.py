"""What is believed of one item."""

from typing import Final, Literal

from deckard.graph.partial import Partial
from deckard.types import Item, Recipe

UNKNOWN: Final = "unknown"
HYPOTHESISED: Final = "hypothesised"
VERIFIED: Final = "verified"
Status = Literal["hypothesised", "verified"]
"""The status of a believed recipe. An item without one is unknown."""


class Belief(Partial):
    """A recipe that the agent believes, and the journal entries that say why."""

    recipe: Recipe
    status: Status
    because: tuple[int, ...] = ()
    """For a verified recipe also the entries behind the recipes that it corrected."""
    weight: float = 1.0
    """How sure the proposer was: the share of the language model's answers with this recipe.

    Half of that where the recipe lacks something that the answer named (`unknown`).
    """

    def by_tool(self) -> "list[Belief]":
        """The belief with each tool of its recipe alone: any one of them suffices."""
        if len(self.recipe.tools) < 2:
            return [self]
        return [self.model_copy(update={"recipe": recipe}) for recipe in self.recipe.by_tool()]

    def __str__(self) -> str:
        """Return the recipe in words and what it lacks: `craft bow from 1 stick, perhaps 'x'`."""
        return f"{self.recipe}, perhaps {self.unknown_names}" if self.unknown else str(self.recipe)


Beliefs = tuple[Belief, ...]


def best_status(beliefs: Beliefs) -> str:
    """Return the best status of some beliefs, which are sorted."""
    return beliefs[0].status if beliefs else UNKNOWN


def recipes_of(beliefs: Beliefs, status: str) -> list[Recipe]:
    """Return the recipes of the beliefs that have a status."""
    return [b.recipe for b in beliefs if b.status == status]


def roles(recipe: Recipe) -> list[tuple[Item, str, int]]:
    """Return the needs of a recipe as (item, role, quantity)."""
    needs = [(i, "ingredient", n) for i, n in sorted(recipe.ingredients.items())]
    needs += [(i, "tool", 1) for i in sorted(recipe.tools)]
    return needs + [(i, "station", 1) for i in sorted(recipe.stations)]
