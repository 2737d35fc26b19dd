"""World files of Mars: read, checked as a whole, and what the adapter goes by of them."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import Strict, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from deckard.config import read_yaml
from deckard.errors import ConfigError
from deckard.registry import complaint
from deckard.types import Inventory, Item, JsonObject
from deckard.worlds.crafter.game_rules import GameRules, sight_numbers
from deckard.worlds.crafter.mars.parts import (
    ACHIEVEMENTS,
    CollectRule,
    Counted,
    CreatureRule,
    Creatures,
    DrinkRule,
    ItemRule,
    MakeRule,
    MarsPart,
    Material,
    Neighbours,
    PlaceRule,
    Placing,
    Tool,
    WalkRule,
    mistake,
)
from deckard.worlds.crafter.names import CARRIED, MOST, STATIONS, VITALS

ITEM_RULES = {
    name: ItemRule(max=MOST, initial=MOST if name in VITALS else 0) for name in (*VITALS, *CARRIED)
}
GROUND: tuple[str, ...] = ("grass", "path", "sand")
EVERY = sorted(ACHIEVEMENTS)
TASKS = {"terrain_neighbour", "name2name", "collect", "place", "make"}
"""The keys that decide what items come from."""


class WorldFile(MarsPart):
    """A world file of Mars. A key without a default has none in Mars either."""

    walkable: Annotated[tuple[Material, ...], Strict(False)] = GROUND
    walkable_effect: dict[Material, WalkRule]
    items: dict[Counted, ItemRule] = ITEM_RULES
    achievements: list[str] = EVERY
    terrain_neighbour: Neighbours
    name2name: dict[Material, Material]
    npc_objects: Creatures
    drink: dict[Material, DrinkRule]
    ignitability: dict[str, bool] = {}
    """Read by Mars' generator alone."""
    collect: dict[Material, CollectRule]
    place: Placing
    make: dict[Tool, MakeRule]

    @field_validator("items")
    @classmethod
    def _check_items(cls, items: dict[str, ItemRule]) -> dict[str, ItemRule]:
        if lacking := sorted(ITEM_RULES.keys() - items.keys()):
            raise mistake(f"{lacking[0]} is missing: add it, as the other items are")
        for name, rule in items.items():
            low, high = (1, rule.max) if name in VITALS else (0, 0)
            if not low <= rule.initial <= high:
                bounds = f"{low} to {high}" if high else "0"
                raise mistake(f"the initial {name} is {rule.initial}; right is {bounds}")
        return items

    @field_validator("achievements")
    @classmethod
    def _check_achievements(cls, names: list[str]) -> list[str]:
        if other := sorted({*names} - ACHIEVEMENTS):
            raise mistake(f"Mars has no {other[0]}: take it out")
        if lacking := sorted(ACHIEVEMENTS - {*names}):
            raise mistake(f"{lacking[0]} is missing: add it, for Mars counts it")
        return names

    @model_validator(mode="after")
    def _check_amounts(self) -> Self:
        for key, amounts in self._amounts():
            for item, n in amounts.items():
                if n > (most := self.items[item].max):
                    raise mistake(f"{key} names {n} {item}, but {most} can be held: lower it")
        return self

    def _amounts(self) -> Iterator[tuple[str, Inventory]]:
        """Yield what is taken and given at once, by its key."""
        yield from ((f"collect.{name}.receive", rule.most) for name, rule in self.collect.items())
        yield from ((f"place.{name}.uses", rule.uses) for name, rule in self.placing.items())
        for name, made in self.make.items():
            yield f"make.{name}.uses", made.uses
            yield f"make.{name}.gives", {name: made.gives}

    def material(self, name: str) -> str:
        """Return the material that stands where a terrain has one; most often the same."""
        return self.name2name.get(name, name)

    def ground(self, of: str) -> str:
        """Return the material that surrounds something, or on which the player starts."""
        return self.material(self.neighbours[of])

    @cached_property
    def neighbours(self) -> Mapping[str, str]:
        """The neighbours that the file names."""
        return {name: material for name, material in self.terrain_neighbour if material}

    @cached_property
    def creatures(self) -> Mapping[str, CreatureRule]:
        """The rules of each kind of creature."""
        return dict(self.npc_objects)

    @cached_property
    def placing(self) -> Mapping[str, PlaceRule]:
        """What can be placed, with its rule."""
        return {name: rule for name, rule in self.place if rule is not None}

    def tasks(self) -> JsonObject:
        """Return what decides what items come from, for the score."""
        return self.model_dump(mode="json", include=TASKS, exclude_none=True)

    def game_rules(self) -> GameRules:
        """Return what the adapter goes by."""
        effects = self.walkable_effect
        deadly = {name for name in self.walkable if name in effects and effects[name].dieable}
        return GameRules(
            free=sight_numbers({*self.walkable} - deadly),
            deadly=sight_numbers(deadly),
            placed={_goal(name): rule.where for name, rule in self.placing.items()},
            gives={name: _carried(rule.most) for name, rule in self.collect.items()},
            made={name: rule.gives for name, rule in self.make.items()},
            most={name: rule.max for name, rule in self.items.items()},
        )


def _goal(name: str) -> Item:
    """The subgoal that something is placed for."""
    return name if name in STATIONS else f"place_{name}"


def _carried(gain: Inventory) -> dict[Item, int]:
    return {item: n for item, n in gain.items() if item in CARRIED}


def _complaint(error: ErrorDetails) -> str:
    """Return a complaint, without the value that is wrong where that is a part of the file."""
    where = ".".join(map(str, error["loc"]))
    is_long = isinstance(error["input"], dict | list) and error["type"] == "world_file"
    return f"{where}: {error['msg']}".removeprefix(": ") if is_long else complaint(error)


def read_world_file(path: Path) -> tuple[WorldFile, str]:
    """Return what a world file of Mars holds, and its SHA-256.

    Raises:
        ConfigError: It cannot be read, or holds what no world file holds; the message names the
            file, the keys and what is right there.
    """
    tree = read_yaml(path, "world file")
    if not isinstance(tree, dict):
        raise ConfigError(f"{path} is no world file of Mars: it is no map of keys to values")
    try:
        file = WorldFile.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(f"{path}: {'; '.join(map(_complaint, error.errors()))}") from None
    return file, hashlib.sha256(path.read_bytes()).hexdigest()
