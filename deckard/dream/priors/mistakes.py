"""Mistakes that language models make about recipes, and how often each is made.

How often follows what was measured of Codex, the model of the published DECKARD agent, on Minecraft
1.11/1.12: see `CRAFT_ERRORS`, `SMELT_ERRORS`, `COLLECT_ERRORS` and `CODEX`.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Fields = dict[str, Any]
"""The fields of an answer in our form; an error maps them to what is said instead."""
Error = Callable[[Fields, Random], Fields | None]
"""A way to err; None where an answer gives no occasion for it."""

COMMON = [
    "log", "planks", "stick", "crafting_table", "cobblestone", "stone", "coal", "furnace",
    "iron_ore", "iron_ingot", "gold_ingot", "diamond", "redstone", "string", "leather", "feather",
    "sand", "glass", "dirt", "gravel", "flint", "clay_ball", "brick", "wool", "wheat", "sugar",
    "paper", "bone", "dye",
]  # fmt: skip
"""Items that every player meets: what a forgetful model names instead of the right one."""
INVENTED = [
    "plant_resin", "refined_flux", "woven_fibre", "binding_cord", "forged_alloy", "timber_pulp",
]  # fmt: skip
"""Names that sound like items and are none."""
SOURCES = [
    "stone", "dirt", "grass", "log", "leaves", "sand", "gravel", "tallgrass", "water", "cow",
    "sheep", "zombie", "chest",
]  # fmt: skip
"""Blocks and mobs that every player meets."""
MATERIALS = ("wooden", "stone", "iron", "diamond")
"""Of tools, from weak to strong."""
TOOLS = tuple(f"wooden_{kind}" for kind in ("pickaxe", "axe", "shovel"))


def _other(names: list[str], rng: Random, *but: str | None) -> str:
    return rng.choice([name for name in names if name not in but])


def wrong_quantity(said: Fields, rng: Random) -> Fields | None:
    """Swap the quantities of two ingredients, or change one by one."""
    ingredients = dict(said["ingredients"])
    if not ingredients:
        return None
    first = rng.choice(list(ingredients))
    unlike = [i for i, n in ingredients.items() if n != ingredients[first]]
    if unlike:
        second = rng.choice(unlike)
        swapped = {first: ingredients[second], second: ingredients[first]}
        return said | {"ingredients": ingredients | swapped}
    few = ingredients[first] == 1
    ingredients[first] += 1 if few else rng.choice((-1, 1))
    return said | {"ingredients": ingredients}


def missing_ingredient(said: Fields, rng: Random) -> Fields | None:
    """Forget one ingredient of several."""
    if len(said["ingredients"]) < 2:
        return None
    gone = rng.choice(list(said["ingredients"]))
    return said | {"ingredients": {i: n for i, n in said["ingredients"].items() if i != gone}}


def swapped_ingredient(said: Fields, rng: Random) -> Fields | None:
    """Name a common item instead of an ingredient."""
    return _rename(said, rng, [i for i in COMMON if i != said["item"]])


def invented_ingredient(said: Fields, rng: Random) -> Fields | None:
    """Name something instead of an ingredient that no world has."""
    return _rename(said, rng, INVENTED)


def circle(said: Fields, rng: Random) -> Fields | None:
    """Name the item as an ingredient of itself."""
    return _rename(said, rng, [said["item"]])


def _rename(said: Fields, rng: Random, names: list[str]) -> Fields | None:
    ingredients = said["ingredients"]
    new = [name for name in names if name not in ingredients]
    if not ingredients or not new:
        return None
    old, name = rng.choice(list(ingredients)), rng.choice(new)
    return said | {"ingredients": {name if i == old else i: n for i, n in ingredients.items()}}


def false_station(said: Fields, rng: Random) -> Fields | None:
    """Ask for a needless crafting table, or forget a needed one."""
    needless = "crafting_table" if said["item"] != "crafting_table" else "furnace"
    return said | {"station": None if said.get("station") else needless}


def false_tool(said: Fields, rng: Random) -> Fields | None:
    """Ask for a needless tool, forget a needed one, or name a weaker or a stronger one.

    A needless tool may be made of the item itself: this is how circles of several items arise.
    """
    tool = said.get("tool")
    if not isinstance(tool, str):
        return said | {"tool": _other(list(TOOLS), rng, said["item"])}
    material, _, kind = tool.partition("_")
    if material not in MATERIALS:
        return said | {"tool": None}
    others = [f"{m}_{kind}" for m in MATERIALS if m != material]
    return said | {"tool": rng.choice([None, *others])}


def wrong_source(said: Fields, rng: Random) -> Fields | None:
    """Name a common block or mob instead of where the item comes from."""
    return said | {"source": _other(SOURCES, rng, said.get("source"), said["item"])}


def collected_instead(said: Fields, rng: Random) -> Fields | None:
    """Say that the item is found, as a block of its own name, not made."""
    found: Fields = {"method": "collect", "ingredients": {}, "station": None, "tool": None}
    return said | found | {"yield": 1, "source": said["item"]}


def crafted_instead(said: Fields, rng: Random) -> Fields | None:
    """Say that the item is crafted: from what it is smelted from, or else from a common item."""
    made_from = said["ingredients"] or {_other(COMMON, rng, said["item"]): rng.choice((1, 4, 9))}
    made = {"method": "craft", "ingredients": made_from, "station": "crafting_table"}
    return said | made | {"tool": None, "source": None}


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
"""Codex: a needless tool for 21 of 69 blocks (30 %). The other two were not measured."""
ERRORS: Mapping[str, Mapping[Error, float]] = {
    "craft": CRAFT_ERRORS,
    "smelt": SMELT_ERRORS,
    "collect": COLLECT_ERRORS,
    "none": {collected_instead: 1.0},
}


Share = Annotated[float, Field(ge=0, le=1)]


class Rates(BaseModel):
    """How often each kind of mistake is made, where an answer gives occasion for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ingredients: Share = 0.0
    """One ingredient is forgotten, or another item named instead."""
    invented: Share = 0.0
    """An ingredient is named that no world has."""
    circle: Share = 0.0
    """The item is named as an ingredient of itself."""
    quantity: Share = 0.0
    """A quantity is wrong, where the ingredients are right."""
    station: Share = 0.0
    """A craft: a table is asked for needlessly, or forgotten."""
    smelting: Share = 0.0
    """What is smelted is said to be crafted or found."""
    tool: Share = 0.0
    """A collect: a tool is asked for needlessly, forgotten, or another named."""

    @property
    def wrong_set(self) -> float:
        """Share of crafts and smelts whose ingredients are wrong: one mistake excludes another."""
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
"""A model of 7 billion weights: about a quarter of its requirement sets is right."""
PRESETS: Mapping[str, Rates] = {"codex-like": CODEX, "7b-like": SMALL}


def err(said: Fields, rates: Rates, rng: Random) -> Fields | None:
    """Return the fields with the mistakes that the rates call for; None where there is none."""
    wrong = _err_in_making(said, rates, rng) if said["method"] in ("craft", "smelt") else said
    if said["method"] == "collect" and rng.random() < rates.tool:
        wrong = false_tool(said, rng) or said
    return None if wrong == said else wrong


def _err_in_making(said: Fields, rates: Rates, rng: Random) -> Fields:
    if said["method"] == "smelt" and rng.random() < rates.smelting:
        return rng.choice((collected_instead, crafted_instead))(said, rng) or said
    wrong = _err_in_set(said, rates, rng)
    if wrong == said and rng.random() < rates.quantity:
        wrong = wrong_quantity(said, rng) or said
    if said["method"] == "craft" and rng.random() < rates.station:
        wrong = false_station(wrong, rng) or wrong
    return wrong


def _err_in_set(said: Fields, rates: Rates, rng: Random) -> Fields:
    """One mistake or none: they exclude each other."""
    draw, mistakes = rng.random(), (swapped_ingredient, invented_ingredient, circle)
    if rng.random() < 0.5 and len(said["ingredients"]) > 1:
        mistakes = (missing_ingredient, invented_ingredient, circle)
    for mistake, rate in zip(
        mistakes, (rates.ingredients, rates.invented, rates.circle), strict=True
    ):
        if draw < rate:
            return mistake(said, rng) or said
        draw -= rate
    return said
