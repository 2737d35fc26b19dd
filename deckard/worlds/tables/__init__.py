"""The truth about a Minecraft version, or another game: recipes, drops, uses, fuels.

Only worlds and the score may import this; the agent never sees it. The data file is made by
`tools/make_tables.py`; its `about` says where every fact comes from and what is left out.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from deckard.errors import ConfigError
from deckard.types import Inventory, Item, JsonObject, Recipe, as_set, covers
from deckard.worlds.tables.sources import Block, Drop, Mob, Need, Use
from deckard.worlds.tables.true_recipe import Deviation, TrueRecipe, deviations_from

FOLDER = Path(__file__).parent
PREFIX = "minecraft-"
GAMES = ("craftax-classic", "crafter")
"""What there are tables of beside versions of Minecraft."""
Version = Annotated[str, BeforeValidator(str)]
"""A Minecraft version as an option: YAML reads 1.16 as a number."""


@dataclass(frozen=True)
class Tables:
    """The true recipes, drops and uses of a version; names are the registry ids of MineDojo."""

    version: str
    about: JsonObject
    digest: str
    """SHA-256 of the data file, hexadecimal."""
    items: tuple[Item, ...]
    """Every item, sorted."""
    durability: Mapping[Item, int]
    """Uses after which a tool or piece of armour breaks."""
    recipes: tuple[Recipe, ...]
    """Every distinct craft and smelt, sorted."""
    blocks: Mapping[str, Block]
    mobs: Mapping[str, Mob]
    uses: tuple[Use, ...]
    fuels: Mapping[Item, float]
    """Items that one unit of a fuel smelts."""
    containers: Mapping[Item, Item] = field(default_factory=dict)
    """What is left of an item that a craft uses up or a furnace burns: of milk, the bucket."""
    deeds: frozenset[str] = frozenset()
    """Achievements without an item; they have true recipes, too."""
    needs: Mapping[str, Need] = field(default_factory=dict)
    """Levels that fall; what raises them are true recipes, too."""

    @cached_property
    def subgoals(self) -> tuple[Item, ...]:
        """Every item, deed and need, sorted."""
        return tuple(sorted({*self.items, *self.deeds, *self.needs}))

    @property
    def title(self) -> str:
        """The name of the game, with its version."""
        return str(self.about.get("title", f"Minecraft {self.version}"))

    @cached_property
    def stations(self) -> tuple[Item, ...]:
        """Every station of a recipe, sorted."""
        return tuple(sorted({station for recipe in self.recipes for station in recipe.stations}))

    def ways(self, item: Item) -> tuple[Recipe, ...]:
        """Return every true recipe of an item: crafts, smelts, then collects.

        There is one collect per source and drop. It names every tool that suffices and yields the
        least that one success gives. An item that the tables cannot obtain has no recipe.
        """
        return tuple(way.recipe for way in self.ways_of(item))

    def ways_of(self, item: Item) -> tuple[TrueRecipe, ...]:
        """Return every true recipe of an item with the largest number of units that it gives."""
        return self._ways.get(item, ())

    def deviations(self, recipe: Recipe, observed: bool = False) -> tuple[Deviation, ...]:
        """Return in what a recipe deviates from the nearest true one; nothing if it is true.

        Args:
            recipe: The recipe of a run or of a language model.
            observed: Whether it was observed, so that giving nothing back is a statement too.
        """
        return deviations_from(self.ways_of(recipe.item), recipe, observed)

    def left_of(self, used: Inventory) -> dict[Item, int]:
        """Return the containers that are left of what is used up or burnt."""
        left = Counter[Item]()
        for item, quantity in sorted(used.items()):
            if item in self.containers:
                left[self.containers[item]] += quantity
        return dict(left)

    def with_returns(self, recipe: Recipe) -> Recipe:
        """Return a recipe with the containers of its ingredients as what it gives back."""
        return recipe.model_copy(update={"returns": self.left_of(recipe.ingredients)})

    def craftable(self, inventory: Inventory, near: Collection[Item], item: Item) -> Recipe | None:
        """Return the first craft of an item that the inventory and the near stations allow."""
        return self._possible("craft", inventory, near, item)

    def smeltable(self, inventory: Inventory, near: Collection[Item], item: Item) -> Recipe | None:
        """Return the first smelt of an item that the inventory and stations allow, fuel apart."""
        return self._possible("smelt", inventory, near, item)

    def _possible(
        self, how: str, inventory: Inventory, near: Collection[Item], item: Item
    ) -> Recipe | None:
        for way in self._ways.get(item, ()):
            recipe = way.recipe
            at_hand = recipe.stations.issubset(near)
            if recipe.how == how and at_hand and covers(inventory, recipe.ingredients):
                return recipe
        return None

    @cached_property
    def _ways(self) -> Mapping[Item, tuple[TrueRecipe, ...]]:
        """The true recipes by item."""
        ways: dict[Item, list[TrueRecipe]] = {}
        for way in self._every_way():
            ways.setdefault(way.recipe.item, []).append(way)
        return {item: tuple(true_recipes) for item, true_recipes in ways.items()}

    def _every_way(self) -> Iterator[TrueRecipe]:
        yield from (TrueRecipe(recipe, self._most(recipe)) for recipe in self.recipes)
        for name, block in self.blocks.items():
            yield from self._collects(name, block.drops if block.natural else ())
        for name, mob in self.mobs.items():
            yield from self._collects(name, mob.drops)
        for use in self.uses:
            recipe = Recipe(
                item=use.item,
                how="collect",
                ingredients=dict(use.ingredients),
                tools=frozenset(use.tools),
                source=use.source,
                yields=use.yields,
            )
            yield TrueRecipe(recipe, use.most, next(iter(use.tools), None))

    def _most(self, recipe: Recipe) -> int:
        """The most units that a craft gives: what raises a need may raise it to its full level."""
        need = self.needs.get(recipe.item)
        return need.full if need else recipe.yields

    def _collects(self, source: str, drops: Iterable[Drop]) -> Iterator[TrueRecipe]:
        """Yield the collects of a source's drops."""
        for drop in drops:
            recipe = Recipe(
                item=drop.item,
                how="collect",
                source=source,
                tools=frozenset(drop.tools),
                yields=drop.min,
            )
            yield TrueRecipe(recipe, drop.max, next(iter(drop.tools), None))


def _drops(rows: Iterable[JsonObject]) -> tuple[Drop, ...]:
    return tuple(Drop(**{**row, "tools": tuple(row["tools"])}) for row in rows)


def _recipe(row: JsonObject) -> Recipe:
    stations = row["stations"] if "stations" in row else as_set(row["station"])
    fields = {name: value for name, value in row.items() if not name.startswith("station")}
    return Recipe(**fields, stations=stations)


def versions() -> tuple[str, ...]:
    """Return the Minecraft versions that there are tables for."""
    return tuple(sorted(path.stem.removeprefix(PREFIX) for path in FOLDER.glob(f"{PREFIX}*.json")))


def load_tables(version: str = "1.11.2") -> Tables:
    """Return the tables of a Minecraft version or of another game; each is read once.

    Args:
        version: One of GAMES, a version, or a prefix: `1.16` is the last 1.16 that has tables.

    Raises:
        ConfigError: There are none.
    """
    names = *versions(), *GAMES
    matching = [candidate for candidate in names if f"{candidate}.".startswith(f"{version}.")]
    if not matching:
        raise ConfigError(f"no tables for Minecraft {version!r}; known: {', '.join(names)}")
    return _load(matching[-1])


def tables_named(world: Mapping[str, object]) -> str | None:
    """Return what the tables of a world are called, by its `about`; None where it names none."""
    name = world.get("minecraft", world.get("tables"))
    return None if name is None else str(name)


@cache
def _load(version: str) -> Tables:
    text = (FOLDER / f"{'' if version in GAMES else PREFIX}{version}.json").read_bytes()
    data = json.loads(text)
    blocks = {n: {**b, "drops": _drops(b["drops"])} for n, b in data["blocks"].items()}
    mobs = {n: {**m, "drops": _drops(m["drops"])} for n, m in data["mobs"].items()}
    tables = Tables(
        version=version,
        about=data["about"],
        digest=hashlib.sha256(text).hexdigest(),
        items=tuple(data["items"]),
        durability=data["durability"],
        recipes=tuple(map(_recipe, data["recipes"])),
        blocks={name: Block(**block) for name, block in blocks.items()},
        mobs={name: Mob(**mob) for name, mob in mobs.items()},
        uses=tuple(Use(**{**row, "tools": tuple(row["tools"])}) for row in data["uses"]),
        fuels=data["fuels"],
        containers=data["containers"],
        deeds=frozenset(data.get("deeds", ())),
        needs={name: Need(**need) for name, need in data.get("needs", {}).items()},
    )
    return replace(tables, recipes=tuple(map(tables.with_returns, tables.recipes)))
