"""The values that dream, wake, worlds and the graph exchange."""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cached_property
from operator import not_
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Item = str
Inventory = Mapping[Item, int]
NONE: Inventory = {}
How = Literal["collect", "craft", "smelt"]
HOWS: tuple[How, ...] = get_args(How)
CRAFT_HOWS: tuple[How, ...] = ("craft", "smelt")
"""How an item is made of others, without acting on the world; both are deterministic."""
GRID_SLOTS = 9
"""Slots of a crafting grid: no craft uses up more of one thing."""
TOOL_WORDS = ("pickaxe", "axe", "shovel", "hoe", "sword", "shears", "bucket", "rod")
"""Last words of the names of tools."""
RecipeKey = tuple
"""A recipe's `key`, with more beside it where that is needed."""
Items = Annotated[frozenset[Item], PlainSerializer(sorted)]
Count = Annotated[int, Field(gt=0)]
JsonObject = dict[str, Any]
"""A JSON object. Check the type of a value that is read from it, or validate it with a model."""
NAMED_KINDS = 4
"""Kinds of a stock that its text names."""


class Frozen(BaseModel):
    """A value: never changed once made, and unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed and no cached property of the old ones."""
        copy = super().model_copy(update=update, deep=deep)
        for derived in vars(copy).keys() - type(copy).model_fields.keys():
            del vars(copy)[derived]
        return copy


class Recipe(Frozen):
    """One way to obtain an item.

    `ingredients` are used up. Any one of the `tools` suffices, held in the hand; where there are
    none, none is needed. All of the `stations` are near. `returns` are given back. A collect takes
    from `source`, a block or mob. One success gives `yields` units at least. Fuel is no ingredient.
    `unsettled` came back, too: either it is given back, or it is left of the fuel that was burnt.
    """

    item: Item
    how: How
    ingredients: dict[Item, Count] = {}
    tools: Items = frozenset()
    stations: Items = frozenset()
    source: str | None = None
    yields: Count = 1
    returns: dict[Item, Count] = {}
    unsettled: Annotated[dict[Item, Count], Field(exclude_if=not_)] = {}

    @cached_property
    def needs(self) -> Inventory:
        """Every item that must be at hand to start, with its quantity.

        What is used up and also kept is needed once more than is used up.
        """
        kept = {item: 1 + self.ingredients.get(item, 0) for item in sorted(self.kept)}
        return kept | {i: n for i, n in sorted(self.ingredients.items()) if i not in kept}

    @cached_property
    def kept(self) -> frozenset[Item]:
        """The tools and the stations: what must be at hand and is not used up."""
        return self.tools | self.stations

    @cached_property
    def products(self) -> Inventory:
        """What a success puts into the inventory: the item, and what is given back."""
        return Counter(self.returns) + Counter({self.item: self.yields})

    @cached_property
    def demands(self) -> tuple:
        """How and all needs. Verified recipes of an item with the same demands are one recipe."""
        return self.how, tuple(sorted(self.ingredients.items())), self.tools, self.stations

    @cached_property
    def key(self) -> RecipeKey:
        """What makes two hypotheses the same: the item, the demands, and a collect's source."""
        return self.item, *self.demands, self.source if self.how == "collect" else None

    def by_tool(self) -> "list[Recipe]":
        """The recipe with each of its tools alone: any one of them suffices."""
        if len(self.tools) < 2:
            return [self]
        tools = sorted(self.tools)
        return [self.model_copy(update={"tools": frozenset({tool})}) for tool in tools]

    def __str__(self) -> str:
        """Return the recipe in words: `craft 4 planks from 1 log`."""
        text = f"{self.how} {f'{self.yields} ' if self.yields > 1 else ''}{self.item}"
        parts = (
            (" from", _counted(self.ingredients)),
            (" from", self.source),
            (" with", " or ".join(sorted(self.tools))),
            (" at", " and ".join(sorted(self.stations))),
            (", giving back", _counted(self.returns)),
            (", perhaps giving back", _counted(self.unsettled)),
        )
        return text + "".join(f"{role} {what}" for role, what in parts if what)


def _counted(inventory: Inventory) -> str:
    return ", ".join(f"{n} {item}" for item, n in sorted(inventory.items()))


class BulkAttempt(Frozen):
    """Many crafts to attempt one after the other with one stock.

    `stock` is what to gather first, as far as that is possible: stations count, too.
    """

    stock: dict[Item, Count]
    items: Annotated[tuple[Item, ...], Field(min_length=1)]

    @property
    def item(self) -> Item:
        """The item that is attempted first."""
        return self.items[0]

    @property
    def key(self) -> tuple:
        """What makes two bulk attempts the same: the order of the items does not."""
        return tuple(sorted(self.items)), tuple(sorted(self.stock.items()))

    def __str__(self) -> str:
        """Return the attempt in words: `3 unknown crafts with: 9 log, 1 stick`."""
        stock = sorted(self.stock.items(), key=lambda kind: -kind[1])
        named = stock if len(stock) == NAMED_KINDS + 1 else stock[:NAMED_KINDS]
        kinds = [f"{n} {item}" for item, n in named]
        kinds += [f"{len(stock) - NAMED_KINDS} things more"] * (len(stock) > len(named))
        return f"{len(self.items)} unknown crafts with: {', '.join(kinds) or 'nothing'}"


Pursuit = Recipe | BulkAttempt
"""What the agent can pursue in its life."""


class Gain(Frozen):
    """The step that gained an item, with the inventory before and after it.

    Where a deed was done or a need rose, its count or level stands among those of the inventory.
    """

    item: Item
    how: How
    before: dict[Item, int]
    after: dict[Item, int]
    hand: Item | None = None
    near: Items = frozenset()
    """Stations within reach."""
    fuel: dict[Item, int] = {}
    """What the step burnt; not an ingredient. What comes back may be what is left of it."""
    source: str | None = None
    """The block or mob that was broken or used."""
    sure: bool = True
    """Whether the counts are beyond doubt: reports are exact, or showed them twice in a row."""
    handless: Annotated[bool, Field(exclude_if=not_)] = False
    """Whether several kinds were held and each may have counted; `hand` is None then."""

    @cached_property
    def lost(self) -> dict[Item, int]:
        """What the step used up, fuel apart."""
        left = {i: n - self.after.get(i, 0) - self.fuel.get(i, 0) for i, n in self.before.items()}
        return {i: n for i, n in left.items() if n > 0}

    @cached_property
    def returned(self) -> dict[Item, int]:
        """What else a craft gave, beside the item that it was to make; also what fuel left."""
        more = Counter(self.after) - (Counter(self.before) - Counter(self.fuel))
        return {i: n for i, n in sorted(more.items()) if self.how != "collect" and i != self.item}

    @property
    def gained(self) -> int:
        """How many units the step gave."""
        return self.after.get(self.item, 0) - self.before.get(self.item, 0)


class Failure(Frozen):
    """Crafts or smelts that were attempted and gave nothing: they are deterministic."""

    items: Items
    """What was to be made: each was attempted once with the same inventory."""
    how: How
    before: dict[Item, int]
    near: Items = frozenset()
    fuel: dict[Item, int] = {}
    """What each smelt would have burnt, and so could not use up."""

    @cached_property
    def usable(self) -> Inventory:
        """What the attempts could have used up."""
        return Counter(self.before) - Counter(self.fuel) if self.fuel else self.before


class Contact(Frozen):
    """How often a block or mob was broken or used with one thing in the hand, and what it gave."""

    source: str
    hand: Item | None
    count: int
    gave: dict[Item, int]
    """For each item, in how many of the contacts it was gained."""
    alone: Item | None = None
    """The only item that the contacts could give, in a world where a collect aims at one item."""
    unsure: dict[Item, int] = {}
    """For each item, in how many of the contacts that gave it a count may have been wrong."""
    episodes: int = 0
    """In how many episodes they were made; 0: nobody knows, and in old journals 3: 3 or more."""
    giving: Annotated[dict[Item, int], Field(exclude_if=not_)] = {}
    """For each item that was gained, in how many of the episodes; old journals do not tell."""
    full: Annotated[dict[Item, int], Field(exclude_if=not_)] = {}
    """For each need, in how many of the contacts its level was full, and so could not rise."""
    held: Annotated[Items, Field(exclude_if=not_)] = frozenset()
    """The kinds of things held, where they were several and each may have counted."""


class Outcome(Frozen):
    """Everything that was observed while one item was pursued."""

    item: Item
    steps: int
    """Env steps: ticks of the world."""
    episodes: int = 1
    successes: int = 0
    gains: tuple[Gain, ...] = ()
    """For each item gained and each hand, the gain that shows most (see `EvidenceRecorder`)."""
    failures: tuple[Failure, ...] = ()
    contacts: tuple[Contact, ...] = ()
    aborted: int = 0
    """Episodes that the world broke off; they count neither as successes nor in `episodes`."""
    restarts: int = 0
    """How often the world had to be started again since the outcome before this one."""
    died: Annotated[int, Field(exclude_if=not_)] = 0
    """Episodes in which the agent died; they count in `episodes`, and never as successes."""


RELIABLE = 0.2
"""Share of measured episodes in which an option must succeed to be relied on; chosen."""


class Option(Frozen):
    """A learnt policy with the start it was learnt for (Sutton, Precup, Singh 1999)."""

    item: Item
    source: str | None
    start: dict[Item, int]
    hand: Item | None
    file: str
    episodes: int
    """Episodes in which the policy was measured: fresh ones, or all of a one-decision policy."""
    successes: int
    decisions: float
    """Mean number of policy decisions of a measured success."""
    steps: float
    """Mean number of env steps of a measured success."""
    in_vain: float = 0.0
    """Mean number of env steps of a measured failure."""
    broke: float = 0.0
    """Tools that broke in the measured episodes, per success."""

    @property
    def reliability(self) -> float:
        """The share of measured episodes that gained the item."""
        return self.successes / max(1, self.episodes)

    @property
    def reliable(self) -> bool:
        """Whether plans may use it. A policy of one decision is repeated until it succeeds."""
        return self.successes > 0 and (self.decisions <= 1 or self.reliability >= RELIABLE)


def as_set(item: Item | None) -> frozenset[Item]:
    """The item as a set; none for None."""
    return frozenset() if item is None else frozenset({item})


def covers(have: Inventory, need: Inventory) -> bool:
    """Whether `have` holds at least what `need` asks for."""
    for item, quantity in need.items():  # noqa: SIM110 - nothing is asked as often as this
        if have.get(item, 0) < quantity:
            return False
    return True


def without(inventory: Inventory, items: Collection[Item]) -> dict[Item, int]:
    """The inventory less some items."""
    return {i: n for i, n in inventory.items() if i not in items}
