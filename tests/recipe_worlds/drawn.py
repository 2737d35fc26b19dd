"""Recipe worlds that a seed draws: small, and stranger than any game, so that nothing is tuned."""

import hashlib
from dataclasses import dataclass, field
from random import Random

from deckard.types import Count, Item, Recipe
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.tables import Block, Drop, Tables

FEWEST, MOST = 5, 30
"""Items of a world."""
STATIONS = ("bench", "kiln", "loom")
KINDS = ("pickaxe", "axe", "shears")
"""Last words of the names of tools; explorers know these."""
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"


@dataclass(frozen=True)
class RecipeWorld:
    """What is true in a drawn world."""

    tables: Tables
    hands: bool
    rooted: frozenset[Item]


@dataclass
class _Draw:
    """A world that is being drawn, item by item; each is made of those before it."""

    rng: Random
    names: list[Item]
    fuel: Item
    made: list[Item] = field(default_factory=list)
    """Materials that can be obtained so far."""
    stations: list[Item] = field(default_factory=list)
    tools: list[Item] = field(default_factory=list)
    recipes: list[Recipe] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)

    def add(self, item: Item) -> None:
        """Draw how an item is obtained."""
        kind = item.rpartition("_")[2]
        is_raw = len(self.made) < 2 or item == self.fuel
        if is_raw or (kind not in (*KINDS, *STATIONS) and self.rng.random() < 0.4):
            self._add_drop(item, [] if is_raw else self._some_tools())
        else:
            self._add_recipe(item)
        if kind in STATIONS:
            self.stations.append(item)
        elif kind in KINDS:
            self.tools.append(item)
        else:
            self.made.append(item)

    def _some_tools(self) -> list[Item]:
        most = min(3, len(self.tools))
        return sorted(self.rng.sample(self.tools, self.rng.randint(0, most)))

    def _add_drop(self, item: Item, tools: list[Item]) -> None:
        least = self.rng.choice((1, 1, 1, 2))
        drop = Drop(item, least, least + self.rng.choice((0, 0, 1)), 1.0, tuple(tools))
        source = f"{item}_{'bush' if f'{item}_vein' in self.blocks else 'vein'}"
        self.blocks[source] = Block(1.0, None, True, False, (drop,))

    def _add_recipe(self, item: Item) -> None:
        smelts = self.fuel in self.made and self.rng.random() < 0.25
        made = [other for other in self.made if other != item]
        parts = self.rng.sample(made, min(len(made), self.rng.choice((1, 1, 2, 2, 3))))
        used = {part: self.rng.choice((1, 1, 2, 3, 4, 9)) for part in parts}
        self._put(
            Recipe(
                item=item,
                how="smelt" if smelts else "craft",
                ingredients={parts[0]: 1} if smelts else used,
                stations=self._some_stations(),
                returns={} if smelts else self._returned({item, *parts}),
                yields=self.rng.choice((1, 1, 1, 2, 4)),
            )
        )

    def _some_stations(self) -> frozenset[Item]:
        count = min(len(self.stations), self.rng.choice((0, 0, 1, 1, 1, 2, 2, 3)))
        return frozenset(self.rng.sample(self.stations, count))

    def _returned(self, apart: set[Item]) -> dict[Item, Count]:
        """A container that is given back, now and then."""
        others = [item for item in self.made if item not in apart]
        return {self.rng.choice(others): 1} if others and self.rng.random() < 0.1 else {}

    def _put(self, recipe: Recipe) -> None:
        """Add a recipe unless the item is made of the same already."""
        same = (r.item == recipe.item and r.ingredients == recipe.ingredients for r in self.recipes)
        if not any(same):
            self.recipes.append(recipe)

    def add_alternatives(self) -> None:
        """Add second recipes, and circles as that of a block and its ingots."""
        for recipe in list(self.recipes):
            if self.rng.random() < 0.2:
                self._add_recipe(recipe.item)
            (part, count), *more = recipe.ingredients.items()
            if not more and recipe.yields == 1 and not recipe.returns and self.rng.random() < 0.4:
                back = {"item": part, "ingredients": {recipe.item: 1}, "yields": count}
                self._put(recipe.model_copy(update={**back, "how": "craft"}))
        for item in self.made:
            if self.rng.random() < 0.1:
                self._add_drop(item, self._some_tools())


def draw(seed: int) -> RecipeWorld:
    """Return a world in which every item can be obtained from nothing."""
    rng = Random(f"recipe world {seed}")
    names = _names(rng)
    draw = _Draw(rng, names, fuel=names[0])
    for item in names:
        draw.add(item)
    draw.add_alternatives()
    rooted = [s for s in draw.stations if rng.random() < 0.5] if rng.random() < 0.4 else []
    return RecipeWorld(_tables(draw, seed), rng.random() < 0.7, frozenset(rooted))


def _names(rng: Random) -> list[Item]:
    """Names in the order in which the items come, raw materials first."""
    size = rng.randint(FEWEST, MOST)
    count = min(rng.randint(0, 3), size - 4)
    stations = list(STATIONS[:count])
    words = list[str]()
    while len(words) < size - count:
        word = "".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(2))
        words += [word] * (word not in words)
    tools = rng.randint(0, min(5, len(words) - 4))
    named = [f"{word}_{rng.choice(KINDS)}" for word in words[:tools]]
    rest = words[tools + 3 :] + named + stations
    rng.shuffle(rest)
    return words[tools : tools + 3] + rest


def _tables(draw: _Draw, seed: int) -> Tables:
    stamp = f"recipe world {seed}"
    return Tables(
        version="drawn",
        about={"drawn": seed},
        digest=hashlib.sha256(stamp.encode()).hexdigest(),
        items=tuple(sorted(draw.names)),
        durability={},
        recipes=tuple(sorted(draw.recipes, key=str)),
        blocks=dict(sorted(draw.blocks.items())),
        mobs={},
        uses=(),
        fuels={draw.fuel: 4.0},
    )


class Drawn(Symbolic):
    """A drawn world to live in; it has no space, as the symbolic world has none."""

    def __init__(self, draw_seed: int = 0, chance: float = 1.0) -> None:
        """Draw the world of a seed."""
        self.truth = draw(draw_seed)
        self.hands, self.rooted = self.truth.hands, self.truth.rooted
        super().__init__(chance=chance)
        self.about = {"name": "drawn", "seed": draw_seed}

    def _tables(self, version: str, perturbed: float, seed: int) -> Tables:
        return self.truth.tables
