"""What is believed of one item."""

from collections import Counter
from typing import Final, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from deckard.graph.partial import Partial
from deckard.types import Inventory, Item, JsonObject, Recipe, covers

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
    proven: dict[Item, int] = Field(
        default={},
        description="The stations and tools of a verified recipe without which it failed, each "
        "with the journal entry that showed it; left out if there are none.",
    )
    """The stations and tools without which it failed, each with the entry that showed it.

    A need that is not among them was only never lacking: it may not be needed.
    """

    @model_serializer(mode="wrap")
    def _without_empty(self, handler: SerializerFunctionWrapHandler) -> JsonObject:
        fields: JsonObject = handler(self)
        return {k: v for k, v in fields.items() if v or k not in ("unknown", "proven")}

    @property
    def unproven(self) -> frozenset[Item]:
        """The stations and tools that no failure showed to be needed."""
        return self.recipe.kept - self.proven.keys()

    def carried(self, leaner: Recipe) -> dict[Item, int]:
        """What its proofs show of a recipe that takes less: the same needs are needed there."""
        return {item: entry for item, entry in self.proven.items() if item in leaner.kept}

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


def implies(lean: Recipe, other: Recipe) -> bool:
    """Whether a recipe that works shows that another of the item, which asks for more, does.

    Both are made in the same manner, or collected from the same source. One without a source was
    collected from who knows where, and gives way to any. One that takes more of an ingredient and
    gives more, or gives back what it did not take, is another way. One of which it is not settled
    what it gives back says less than one of which it is.
    """
    return (
        lean.item == other.item
        and lean.how == other.how
        and other.source in (lean.source, None)
        and (bool(other.unsettled) or not lean.unsettled)
        and lean.stations <= other.stations
        and (not lean.tools or lean.tools == other.tools)
        and covers(other.ingredients, lean.ingredients)
        and (lean.ingredients == other.ingredients or covers(_left(lean, other), other.products))
    )


def _left(lean: Recipe, other: Recipe) -> Inventory:
    """What a recipe gives, and what is left of what another takes."""
    return Counter(lean.products) + (Counter(other.ingredients) - Counter(lean.ingredients))


def roles(recipe: Recipe) -> list[tuple[Item, str, int]]:
    """Return the needs of a recipe as (item, role, quantity)."""
    needs = [(i, "ingredient", n) for i, n in sorted(recipe.ingredients.items())]
    needs += [(i, "tool", 1) for i in sorted(recipe.tools)]
    return needs + [(i, "station", 1) for i in sorted(recipe.stations)]
