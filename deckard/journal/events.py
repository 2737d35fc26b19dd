"""What can happen in a run.

The journal of events is the only thing a run stores besides policy files: the graph, the counters
and the options are folded from it (see `state`).
"""

from operator import not_
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from deckard.errors import Fault
from deckard.graph.partial import Partial
from deckard.types import BulkAttempt, Count, Frozen, Item, Option, Outcome, Recipe


class RecipeEvent(Frozen):
    """Something happened to one recipe."""

    kind: str
    recipe: Recipe
    """The recipe that it happened to."""

    @property
    def item(self) -> Item:
        """The item of the recipe."""
        return self.recipe.item


class Dreamed(Partial, RecipeEvent):
    """The language model proposed a recipe."""

    kind: Literal["dreamed"] = "dreamed"
    text: str
    model: str
    sample: int = 0
    """Number of the answer, among several to one question; the first asked is 0."""
    weight: Annotated[float, Field(gt=0, le=1)] = 1.0
    """The share of the answers to the question with this recipe."""
    grounded: dict[str, Item] = {}
    """Names in the answer that the world does not have, and the item that each was read as."""
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
    """Number of the answer, as in `Dreamed`."""
    first_fault: Fault | None = None
    """What was wrong with a first answer, if it was asked for again."""


class Voided(Frozen):
    """An unusable answer turned out to be no answer of the model: it counts no more."""

    kind: Literal["voided"] = "voided"
    item: Item
    reason: str
    """The reason of the `Misdreamed` event that it takes back."""
    fault: Fault = "unparsed"
    """Its fault."""
    sample: int = 0
    """The number of the answer, as there."""


class Supposed(RecipeEvent):
    """The agent itself proposed a recipe, from what it has observed."""

    kind: Literal["supposed"] = "supposed"


class Practised(RecipeEvent):
    """The agent practised a collect recipe in many episodes, and learnt an option or did not."""

    kind: Literal["practised"] = "practised"
    outcome: Outcome
    option: Option | None = None


class Harm(Frozen):
    """In how many acts the agent was hurt: it died, or a level that is no need fell, as health."""

    acts: int
    """Acts in all."""
    hurt: int
    """Acts in which it was hurt."""
    close: dict[str, int]
    """For each source, in how many of all acts it was close; for each need, at its end."""
    beside: dict[str, int]
    """For each of them, in how many of these the agent was hurt."""


class LifeEvent(Frozen):
    """What the agent did in its life, whatever it was after."""

    kind: str
    outcome: Outcome
    """Everything that was observed."""
    ending: Literal["obtained", "attempted", "stuck", "no plan", "aborted", "died"]
    """`obtained`: the item came. `attempted`: the deciding attempt gave nothing.

    `stuck`, `no plan`: the agent did not get as far as an attempt. `aborted`: the world broke the
    pursuit off, which ended the life and taught nothing. `died`: the agent died, which ended the
    life; what was observed before is evidence.
    """
    life: int
    """Number of the life, from 0."""
    seed: int
    """Seed of the life."""
    trace: str
    """What the agent did, one word an act, `7*3` for three times 7: the life can be relived."""
    holds: dict[Item, int] = {}
    """What the agent held, or had placed within reach, when it was over."""
    last: bool = False
    """Whether the life ended with it, though it did not get stuck."""
    harm: Annotated[Harm | None, Field(exclude_if=not_)] = None
    """How the agent was hurt; None in a world without needs."""


class Pursued(LifeEvent, RecipeEvent):
    """The agent pursued a recipe in its life."""

    kind: Literal["pursued"] = "pursued"

    @property
    def goal(self) -> str:
        """What was pursued, in words."""
        return str(self.recipe)


class Attempted(LifeEvent):
    """The agent gathered a stock in its life, and attempted many unknown crafts with it."""

    kind: Literal["attempted"] = "attempted"
    stock: dict[Item, Count]
    """What was to be gathered, as far as it could be."""
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    """The items attempted, in order."""

    @property
    def item(self) -> Item:
        """The item attempted first, for which the outcome stands."""
        return self.items[0]

    @property
    def attempt(self) -> BulkAttempt:
        """What was attempted, as a value."""
        return BulkAttempt(stock=self.stock, items=self.items)

    @property
    def goal(self) -> str:
        """What was attempted, in words."""
        return str(self.attempt)


class Verified(RecipeEvent):
    """An item was obtained, and the recipe is what sufficed for it."""

    kind: Literal["verified"] = "verified"
    corrects: tuple[Recipe, ...] = ()
    """Guesses that this one replaces."""


class Refuted(RecipeEvent):
    """A recipe was observed not to work."""

    kind: Literal["refuted"] = "refuted"
    reason: str


class Proven(RecipeEvent):
    """A verified recipe was seen to fail without one of its stations or tools."""

    kind: Literal["proven"] = "proven"
    need: Item
    """The station or tool that is needed. Of a tool it says that a bare hand gave nothing, nor did
    the lesser tools that were known: another tool may do as well."""
    reason: str


Act = Practised | Pursued | Attempted
"""Events that cost env steps and have an outcome."""
Event = Dreamed | Misdreamed | Voided | Supposed | Act | Verified | Refuted | Proven
EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
