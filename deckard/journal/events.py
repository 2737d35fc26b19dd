"""What can happen in a run.

The journal of events is the only thing a run stores besides policy files: the graph, the counters
and the options are folded from it (see `state`).
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from deckard.errors import Fault
from deckard.types import Frozen, Item, Option, Outcome, Recipe


class Dreamed(Frozen):
    """The language model proposed a recipe."""

    kind: Literal["dreamed"] = "dreamed"
    recipe: Recipe
    text: str
    model: str
    sample: int = 0
    """Number of the answer, among several to one question; the first asked is 0."""
    weight: Annotated[float, Field(gt=0, le=1)] = 1.0
    """The share of the answers to the question that said so."""
    grounded: dict[str, Item] = {}
    """Names that the answer used and the world does not, and what was taken for meant."""
    first_fault: Fault | None = None
    """What was wrong with a first answer, if it was asked for again."""


class Misdreamed(Frozen):
    """The language model answered without a usable recipe."""

    kind: Literal["misdreamed"] = "misdreamed"
    item: Item
    text: str
    model: str
    reason: str
    fault: Fault = "unparsed"
    sample: int = 0
    """As of what is dreamed."""
    first_fault: Fault | None = None
    """What was wrong with a first answer, if it was asked for again."""


class Supposed(Frozen):
    """The agent itself proposed a recipe, from what it has seen."""

    kind: Literal["supposed"] = "supposed"
    recipe: Recipe


class Practised(Frozen):
    """The agent practised a collect recipe in many episodes, and learnt an option or did not."""

    kind: Literal["practised"] = "practised"
    recipe: Recipe
    outcome: Outcome
    option: Option | None = None


class Pursued(Frozen):
    """The agent pursued a recipe in its life."""

    kind: Literal["pursued"] = "pursued"
    recipe: Recipe
    outcome: Outcome
    ending: Literal["obtained", "attempted", "stuck", "no plan", "aborted"]
    """Obtained the item; made the deciding attempt in vain; did not get as far as an attempt, or to
    no plan; or was broken off by the world, which ended the life and taught nothing."""
    life: int
    seed: int
    """Of the life."""
    trace: str
    """What the agent did, one word an act, `7*3` for three times 7: the life can be relived."""
    also: tuple[Item, ...] = ()
    """What else was attempted with the same things at hand."""
    holds: dict[Item, int] = {}
    """What the agent held, or had placed within reach, when it was over."""
    last: bool = False
    """Whether the life ended with it, though it did not get stuck."""

    @property
    def goal(self) -> str:
        """What it was to make, in words; a sweep's recipe is but the stock that was gathered."""
        if not self.also:
            return str(self.recipe)
        stock = sorted(self.recipe.ingredients.items(), key=lambda kind: -kind[1])
        named = stock if len(stock) == STOCK + 1 else stock[:STOCK]
        told = [f"{n} {item}" for item, n in named]
        told += [f"{len(stock) - STOCK} things more"] * (len(stock) > len(named))
        return f"{len(self.also)} unknown crafts with: {', '.join(told) or 'nothing'}"


class Verified(Frozen):
    """An item was obtained, and this is what obtaining it took."""

    kind: Literal["verified"] = "verified"
    recipe: Recipe
    corrects: tuple[Recipe, ...] = ()
    """Recipes that this one replaces."""


class Refuted(Frozen):
    """A recipe was seen not to work."""

    kind: Literal["refuted"] = "refuted"
    recipe: Recipe
    reason: str


STOCK = 4
"""Kinds of a stock that are named."""
Event = Dreamed | Misdreamed | Supposed | Practised | Pursued | Verified | Refuted
EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
