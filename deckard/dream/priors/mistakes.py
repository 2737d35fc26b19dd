"""Mistakes that language models make about recipes, and how often each is made.

How often follows what was measured of Codex, the model of the published DECKARD agent, on Minecraft
1.11/1.12: see `CRAFT_ERRORS`, `SMELT_ERRORS`, `COLLECT_ERRORS` and `CODEX`.
"""

from collections.abc import Callable, Mapping
from random import Random

from pydantic import BaseModel, ConfigDict

from deckard.intervals import Probability
from deckard.types import JsonObject

Fields = JsonObject
"""The fields of an answer in the form of `prompts/recipe.md`."""
Error = Callable[[Fields, Random], Fields | None]
"""Maps fields to falsified ones; None where the answer gives no occasion for the error."""

COMMON = [
    "log", "planks", "stick", "crafting_table", "cobblestone", "stone", "coal", "furnace",
    "iron_ore", "iron_ingot", "gold_ingot", "diamond", "redstone", "string", "leather", "feather",
    "sand", "glass", "dirt", "gravel", "flint", "clay_ball", "brick", "wool", "wheat", "sugar",
    "paper", "bone", "dye",
]  # fmt: skip
"""Common items, which a mistaken answer names instead of the right one; chosen."""
INVENTED = [
    "plant_resin", "refined_flux", "woven_fibre", "binding_cord", "forged_alloy", "timber_pulp",
]  # fmt: skip
"""Names that sound like items but are none; chosen."""
SOURCES = [
    "stone", "dirt", "grass", "log", "leaves", "sand", "gravel", "tallgrass", "water", "cow",
    "sheep", "zombie", "chest",
]  # fmt: skip
"""Common blocks and mobs, which a mistaken answer names as a source; chosen."""
MATERIALS = ("wooden", "stone", "iron", "diamond")
"""Materials of tools, from weak to strong."""
TOOLS = tuple(f"wooden_{kind}" for kind in ("pickaxe", "axe", "shovel"))
"""Tools that a mistaken answer asks for needlessly; chosen."""


def _other(names: list[str], rng: Random, *but: str | None) -> str:
    return rng.choice([name for name in names if name not in but])


def wrong_quantity(fields: Fields, rng: Random) -> Fields | None:
    """Swap the quantities of two ingredients, or change one by one."""
    ingredients = dict(fields["ingredients"])
    if not ingredients:
        return None
    first = rng.choice(list(ingredients))
    unlike = [i for i, n in ingredients.items() if n != ingredients[first]]
    if unlike:
        second = rng.choice(unlike)
        swapped = {first: ingredients[second], second: ingredients[first]}
        return fields | {"ingredients": ingredients | swapped}
    few = ingredients[first] == 1
    ingredients[first] += 1 if few else rng.choice((-1, 1))
    return fields | {"ingredients": ingredients}


def missing_ingredient(fields: Fields, rng: Random) -> Fields | None:
    """Leave out one of several ingredients."""
    if len(fields["ingredients"]) < 2:
        return None
    gone = rng.choice(list(fields["ingredients"]))
    return fields | {"ingredients": {i: n for i, n in fields["ingredients"].items() if i != gone}}


def swapped_ingredient(fields: Fields, rng: Random) -> Fields | None:
    """Replace an ingredient by a common item."""
    return _rename(fields, rng, [i for i in COMMON if i != fields["item"]])


def invented_ingredient(fields: Fields, rng: Random) -> Fields | None:
    """Replace an ingredient by a name that no world has."""
    return _rename(fields, rng, INVENTED)


def circle(fields: Fields, rng: Random) -> Fields | None:
    """Replace an ingredient by the item itself."""
    return _rename(fields, rng, [fields["item"]])


def _rename(fields: Fields, rng: Random, names: list[str]) -> Fields | None:
    ingredients = fields["ingredients"]
    new = [name for name in names if name not in ingredients]
    if not ingredients or not new:
        return None
    old, name = rng.choice(list(ingredients)), rng.choice(new)
    return fields | {"ingredients": {name if i == old else i: n for i, n in ingredients.items()}}


def false_station(fields: Fields, rng: Random) -> Fields | None:
    """Add a needless crafting table, or leave out a needed station."""
    needless = "crafting_table" if fields["item"] != "crafting_table" else "furnace"
    return fields | {"station": None if fields.get("station") else needless}


def false_tool(fields: Fields, rng: Random) -> Fields | None:
    """Add a needless tool, or leave out a needed one, or name a weaker or a stronger one.

    A needless tool may be made of the item itself, which closes a circle of several items.
    """
    tool = fields.get("tool")
    if not isinstance(tool, str):
        return fields | {"tool": _other(list(TOOLS), rng, fields["item"])}
    material, _, kind = tool.partition("_")
    if material not in MATERIALS:
        return fields | {"tool": None}
    others = [f"{m}_{kind}" for m in MATERIALS if m != material]
    return fields | {"tool": rng.choice([None, *others])}


def wrong_source(fields: Fields, rng: Random) -> Fields | None:
    """Replace the source by a common block or mob."""
    return fields | {"source": _other(SOURCES, rng, fields.get("source"), fields["item"])}


def collected_instead(fields: Fields, rng: Random) -> Fields | None:
    """Say that the item is collected from a block of its own name."""
    collect: Fields = {"method": "collect", "ingredients": {}, "station": None, "tool": None}
    return fields | collect | {"yield": 1, "source": fields["item"]}


def crafted_instead(fields: Fields, rng: Random) -> Fields | None:
    """Say that the item is crafted: from its ingredients if it has any, else from a common item."""
    made_from = fields["ingredients"] or {
        _other(COMMON, rng, fields["item"]): rng.choice((1, 4, 9))
    }
    made = {"method": "craft", "ingredients": made_from, "station": "crafting_table"}
    return fields | made | {"tool": None, "source": None}


CRAFT_ERRORS: Mapping[Error, float] = {
    swapped_ingredient: 0.12,
    missing_ingredient: 0.12,
    invented_ingredient: 0.03,
    circle: 0.02,
    wrong_quantity: 0.09,
    false_station: 0.21,
}
"""Codex: 29 % wrong ingredient sets, 9 % right sets in wrong quantities, 21 % false tables."""
SMELT_ERRORS: Mapping[Error, float] = {
    collected_instead: 0.4,
    crafted_instead: 0.4,
    swapped_ingredient: 0.1,
    invented_ingredient: 0.05,
    circle: 0.05,
}
"""Codex: the furnace missed for 12 of 15 smelted items (80 %)."""
COLLECT_ERRORS: Mapping[Error, float] = {
    false_tool: 0.3,
    crafted_instead: 0.1,
    wrong_source: 0.1,
}
"""Codex: a needless tool for 21 of 69 blocks (30 %). The other two were not measured: chosen."""
ERRORS: Mapping[str, Mapping[Error, float]] = {
    "craft": CRAFT_ERRORS,
    "smelt": SMELT_ERRORS,
    "collect": COLLECT_ERRORS,
    "none": {collected_instead: 1.0},
}
"""The errors that one answer may get, by its method, with their relative weights."""


class Rates(BaseModel):
    """Probability of each kind of mistake, where an answer gives occasion for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ingredients: Probability = 0.0
    """One ingredient is missing, or replaced by another item."""
    invented: Probability = 0.0
    """An ingredient is replaced by a name that no world has."""
    circle: Probability = 0.0
    """An ingredient is replaced by the item itself."""
    quantity: Probability = 0.0
    """A quantity is wrong, where the ingredients are right."""
    station: Probability = 0.0
    """A craft: a needless table is added, or the needed station is missing."""
    smelting: Probability = 0.0
    """A smelted item is said to be crafted or collected."""
    tool: Probability = 0.0
    """A collect: the tool is needless, missing or another one."""

    @property
    def wrong_set(self) -> float:
        """Share of crafts and smelts with wrong ingredients; one mistake excludes the others."""
        return self.ingredients + self.invented + self.circle


CODEX = Rates(
    ingredients=0.24,
    invented=0.03,
    circle=0.02,
    quantity=0.13,
    station=0.17,
    smelting=0.8,
    tool=0.3,
)
"""Codex: 29 % of ingredient sets wrong, 9 % of all right sets in wrong quantities, 17 % of tables
false, 80 % of smelting missed, 30 % of tools false."""
SMALL = Rates(
    ingredients=0.45, invented=0.12, circle=0.08, quantity=0.3, station=0.3, smelting=0.9, tool=0.65
)
"""A model of 7 billion weights, with about a quarter of its requirement sets right; chosen."""
PRESETS: Mapping[str, Rates] = {"codex-like": CODEX, "7b-like": SMALL}
"""Rates by the name of a preset."""


def err(fields: Fields, rates: Rates, rng: Random) -> Fields | None:
    """Return the fields with mistakes drawn at the rates; None when no mistake was drawn."""
    wrong = _err_in_making(fields, rates, rng) if fields["method"] in ("craft", "smelt") else fields
    if fields["method"] == "collect" and rng.random() < rates.tool:
        wrong = false_tool(fields, rng) or fields
    return None if wrong == fields else wrong


def _err_in_making(fields: Fields, rates: Rates, rng: Random) -> Fields:
    if fields["method"] == "smelt" and rng.random() < rates.smelting:
        return rng.choice((collected_instead, crafted_instead))(fields, rng) or fields
    wrong = _err_in_set(fields, rates, rng)
    if wrong == fields and rng.random() < rates.quantity:
        wrong = wrong_quantity(fields, rng) or fields
    if fields["method"] == "craft" and rng.random() < rates.station:
        wrong = false_station(wrong, rng) or wrong
    return wrong


def _err_in_set(fields: Fields, rates: Rates, rng: Random) -> Fields:
    """Return the fields with one mistake in the ingredients, or none."""
    draw, mistakes = rng.random(), (swapped_ingredient, invented_ingredient, circle)
    if rng.random() < 0.5 and len(fields["ingredients"]) > 1:
        mistakes = (missing_ingredient, invented_ingredient, circle)
    for mistake, rate in zip(
        mistakes, (rates.ingredients, rates.invented, rates.circle), strict=True
    ):
        if draw < rate:
            return mistake(fields, rng) or fields
        draw -= rate
    return fields
