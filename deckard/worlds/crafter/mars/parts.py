"""The parts of a world file of Mars, each checked by itself."""

import difflib
from collections.abc import Collection
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    Tag,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from deckard.types import Inventory
from deckard.worlds.crafter.names import VITALS

MATERIALS = (
    "water", "grass", "stone", "path", "sand", "tree", "lava", "coal", "iron", "diamond",
    "table", "furnace",
)  # fmt: skip
TOOLS = (
    "wood_pickaxe", "stone_pickaxe", "iron_pickaxe", "wood_sword", "stone_sword", "iron_sword",
)  # fmt: skip
MINED = ("sapling", "wood", "stone", "coal", "iron", "diamond")


def mistake(message: str) -> PydanticCustomError:
    """Return the error of a value that no world file has."""
    return PydanticCustomError("world_file", "{message}", {"message": message})


def _one_of(kind: str, names: Collection[str]) -> AfterValidator:
    """Check that a name is one of some."""

    def check(name: str) -> str:
        if name not in names:
            close = difflib.get_close_matches(name, names, 1)
            known = f"did you mean {close[0]}?" if close else f"known: {', '.join(names)}"
            raise mistake(f"is no {kind} of Mars; {known}")
        return name

    return AfterValidator(check)


Material = Annotated[str, _one_of("material", MATERIALS)]
Tool = Annotated[str, _one_of("tool", TOOLS)]
Held = Annotated[str, _one_of("item", (*MINED, *TOOLS))]
Counted = Annotated[str, _one_of("item or level", (*VITALS, *MINED, *TOOLS))]
Kind = Annotated[str, _one_of("creature", ("cow", "zombie", "skeleton", "plant"))]
Positive = Annotated[int, Field(ge=1)]
MOST_HELD = 999
"""Units of an item that can be held at most; chosen."""
Chance = Annotated[float, Field(gt=0, le=1)]
Uses = Annotated[dict[Held, Positive], Field(min_length=1)]
ACHIEVEMENTS = frozenset({
    *(f"collect_{n}" for n in ("coal", "diamond", "drink", "iron", "sapling", "stone", "wood")),
    *(f"kill_{n}" for n in ("cow", "skeleton", "zombie")),
    *(f"make_{n}" for n in TOOLS),
    *(f"place_{n}" for n in ("furnace", "plant", "stone", "table")),
    "eat_plant", "wake_up",
})  # fmt: skip
"""What Mars counts, by its own names."""


class MarsPart(BaseModel):
    """A part of a world file: no unknown key, no other type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WalkRule(MarsPart):
    """What a move does that ends on a material."""

    walkable: bool
    """Read by nothing in Mars: `walkable` of the file decides."""
    walk_health: int
    dieable: bool


class ItemRule(MarsPart):
    """How much of an item, or of a level, there can be, and is at first."""

    max: Annotated[int, Field(ge=1, le=MOST_HELD)]
    initial: Annotated[int, Field(ge=0)]


class CreatureRule(MarsPart):
    """How a creature lives, and what comes of it."""

    eatable: bool
    defeatable: bool
    attackable: bool
    arrowable: bool
    closable: bool
    can_walk: bool
    closable_health_damage_func: int
    eat_health_damage_func: int
    arrow_damage_func: int
    inc_food_func: int
    inc_thirst_func: int

    @model_validator(mode="after")
    def _check_end(self) -> Self:
        if self.eatable == self.defeatable:
            raise mistake("set one of eatable and defeatable to true, the other to false")
        return self


class DrinkRule(MarsPart):
    """What a blow at a material does to the levels, beside what is received."""

    inc_drink_func: int
    inc_damage_func: int
    inc_food_func: int


class Amount(MarsPart):
    """Units that are received with a probability."""

    amount: Positive
    probability: Chance = 1.0


Received = Annotated[
    Annotated[Positive, Tag("units")] | Annotated[Amount, Tag("amount")],
    Discriminator(lambda value: "units" if isinstance(value, int) else "amount"),
]
"""Units that are received each time, or by chance."""


def _none_of_text(value: object) -> object:
    """Mars' generator writes the text None where it drew nothing."""
    return None if value in ("None", {}) else value


class Leaves(MarsPart):
    """What stands where something was collected: a material, and by chance a creature."""

    material: Material
    object: Annotated[
        Annotated[dict[Kind, Chance], Field(max_length=1)] | None,
        BeforeValidator(_none_of_text),
    ] = None


class CollectRule(MarsPart):
    """What a blow at a material needs and gives."""

    require: dict[Held, Positive]
    """What must be held, and stays: one thing at most."""
    receive: dict[Counted, Received]
    leaves: Leaves

    @field_validator("require")
    @classmethod
    def _check_require(cls, require: dict[str, int]) -> dict[str, int]:
        if sum(require.values()) > 1:
            raise mistake("a collect needs one thing at most here: keep one, with the amount 1")
        return require

    @cached_property
    def sure(self) -> Inventory:
        """What every blow gives."""
        return {item: n for item, n in self.receive.items() if isinstance(n, int)}

    @cached_property
    def drawn(self) -> tuple[tuple[str, int, float, float], ...]:
        """What one draw in [0, 1] decides: item, units, and the bounds of the draw."""
        amounts = [(i, n) for i, n in self.receive.items() if isinstance(n, Amount)]
        low, draws = 0.0, list[tuple[str, int, float, float]]()
        for item, amount in amounts:
            draws.append((item, amount.amount, low, low + amount.probability))
            low += amount.probability
        return tuple(draws)

    @cached_property
    def most(self) -> Inventory:
        """The most units of each item that a blow gives."""
        return {**self.sure, **{item: n for item, n, _, _ in self.drawn}}


class PlaceRule(MarsPart):
    """What placing takes, and onto which materials it goes."""

    uses: Uses
    where: Annotated[tuple[Material, ...], Strict(False), Field(min_length=1)]
    type: Literal["material", "object"]


class Placing(MarsPart):
    """What can be placed; what is left out cannot."""

    stone: PlaceRule | None = None
    table: PlaceRule | None = None
    furnace: PlaceRule | None = None
    plant: PlaceRule | None = None

    @model_validator(mode="after")
    def _check_types(self) -> Self:
        for name, rule in self:
            wanted = "object" if name == "plant" else "material"
            if rule is not None and rule.type != wanted:
                raise mistake(f"the type of {name} is {wanted}: set that")
        return self


class MakeRule(MarsPart):
    """What making takes and gives, and all stations that it needs near."""

    uses: Uses
    nearby: Annotated[tuple[Literal["table", "furnace"], ...], Strict(False)]
    gives: Positive


class Neighbours(MarsPart):
    """The ground of the start (`player`), of meadows (`tree`), shores and rocks."""

    player: Material
    tree: Material
    water: Material
    coal: Material | None = None
    iron: Material | None = None
    diamond: Material | None = None
    lava: Material | None = None
    cave: Material | None = None
    horizonal_tunnel: Material | None = None
    vertical_tunnel: Material | None = None


class Creatures(MarsPart):
    """The rules of every creature."""

    cow: CreatureRule
    zombie: CreatureRule
    skeleton: CreatureRule
    plant: CreatureRule
