"""Drawn recipe worlds to live in; they have no space, as the symbolic world has none."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from random import Random

from deckard.types import Item, Recipe
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.symbolic.faults import Faults
from deckard.worlds.tables import Block, Drop, Tables
from tests.recipe_worlds.drawing import STRANGE, Drawing, Form, draw_recipes

NO_FUELS: Mapping[Item, float] = {}


@dataclass(frozen=True)
class RecipeWorld:
    """What is true in a world of recipes."""

    tables: Tables
    hands: bool = True
    rooted: frozenset[Item] = frozenset()


def draw(seed: int, form: Form = STRANGE) -> RecipeWorld:
    """Return a world in which every item can be obtained from nothing.

    Half of the worlds whose names tell the stations have rooted ones; some have no hands.
    """
    rng = Random(f"recipe world {seed}")
    drawing = draw_recipes(form, rng)
    tables = tables_of(drawing, _fuels(drawing))
    if drawing.names.tools is None:
        return RecipeWorld(tables)
    stations = drawing.names.stations or ()
    rooted = [s for s in stations if rng.random() < 0.5] if rng.random() < 0.4 else []
    return RecipeWorld(tables, rng.random() < 0.7, frozenset(rooted))


def _fuels(drawing: Drawing) -> dict[Item, float]:
    """What is found first burns; where names tell nothing, the last item does, too."""
    first, last = drawing.names.items[0], drawing.names.items[-1]
    return {first: 4.0} if drawing.names.tools is not None else {first: 1.5, last: 8.0}


def tables_of(drawing: Drawing, fuels: Mapping[Item, float]) -> Tables:
    """Return the tables of drawn recipes; of crafts of the same things for the same the first."""
    made = {
        (r.item, *sorted(r.ingredients.items())): r
        for r in reversed(drawing.recipes)
        if r.how != "collect"
    }
    collects = [recipe for recipe in drawing.recipes if recipe.how == "collect"]
    blocks = {str(r.source): _block(r, drawing.most[str(r.source)]) for r in collects}
    return small_tables(drawing.names.items, made.values(), blocks, fuels)


def _block(recipe: Recipe, most: int) -> Block:
    drop = Drop(recipe.item, recipe.yields, most, 1.0, tuple(sorted(recipe.tools)))
    return Block(1.0, None, True, False, (drop,))


def small_tables(
    items: Iterable[Item],
    recipes: Iterable[Recipe],
    blocks: Mapping[str, Block],
    fuels: Mapping[Item, float],
) -> Tables:
    """Return the tables of a small world in which nothing wears out."""
    ordered = tuple(sorted(recipes, key=str))
    stamp = f"{ordered} {sorted(blocks.items())} {sorted(fuels.items())}"
    return Tables(
        version="drawn",
        about={},
        digest=hashlib.sha256(stamp.encode()).hexdigest(),
        items=tuple(sorted(items)),
        durability={},
        recipes=ordered,
        blocks=dict(sorted(blocks.items())),
        mobs={},
        uses=(),
        fuels=dict(fuels),
    )


def small_world(
    raw: Mapping[Item, Collection[Item]],
    recipes: Collection[Recipe],
    fuels: Mapping[Item, float] = NO_FUELS,
    *,
    rooted: Collection[Item] = (),
    hands: bool = True,
) -> RecipeWorld:
    """Return a world of given recipes.

    Args:
        raw: What is collected, each from a vein of its own, with any one of some tools.
        recipes: The crafts and smelts.
        fuels: How many smelts one unit of each fuel lasts for.
        rooted: Stations that cannot be taken up.
        hands: Whether a tool counts in the hand alone.
    """
    things = [(r.item, *r.ingredients, *r.returns, *r.stations) for r in recipes]
    items = {*raw, *(item for some in things for item in some)}
    veins = {item: Drop(item, 1, 1, 1.0, tuple(sorted(tools))) for item, tools in raw.items()}
    blocks = {
        f"{item}_vein": Block(1.0, None, True, False, (drop,)) for item, drop in veins.items()
    }
    return RecipeWorld(small_tables(items, recipes, blocks, fuels), hands, frozenset(rooted))


class Drawn(Symbolic):
    """The symbolic world of given tables, or of those that a seed draws."""

    def __init__(
        self, world: int | RecipeWorld = 0, chance: float = 1.0, faults: Faults | None = None
    ) -> None:
        """Draw the world of a seed, unless a world is given."""
        self.truth = draw(world) if isinstance(world, int) else world
        self.hands, self.rooted = self.truth.hands, self.truth.rooted
        exact = not (faults and faults.phantom)
        super().__init__(chance=chance, faults=faults, exact_reports=exact)
        self.about = {"name": "drawn", "tables_sha256": self.truth.tables.digest}

    def _tables(self, version: str, perturbed: float, seed: int) -> Tables:
        return self.truth.tables
