"""A language model that errs at a stated rate: what a better one says, falsified now and then.

How often each kind of error is made follows what was measured of Codex, the model of the published
DECKARD agent, on Minecraft 1.11/1.12: see `CRAFT_ERRORS`, `SMELT_ERRORS` and `COLLECT_ERRORS`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

from deckard import llms
from deckard.amounts import pairs
from deckard.errors import BadCompletion, ConfigError
from deckard.forms import Answer, find_answer
from deckard.llms import LLM, Completion, Request

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


class Noisy:
    """Wraps a model and falsifies its answers: with probability `rate`, in one way each.

    Whether and how an answer is falsified depends on the seed, the item, the attempt and the
    sample, not on what else was asked. The wrapper knows no truth: an answer that was wrong may
    become right. An answer that holds no JSON object is passed on as it is.
    """

    def __init__(
        self, inner: dict[str, Any] | None = None, rate: float = 1 / 3, seed: int = 0
    ) -> None:
        """Wrap the model `inner`, its `name` and its options; the recorded one if not given."""
        inner = {"name": "recorded"} if inner is None else inner
        if "name" not in inner:
            raise ConfigError("llm 'noisy': inner needs a name, e.g. inner: {name: recorded}")
        if not 0 <= rate <= 1:
            raise ConfigError(f"llm 'noisy': rate is not in [0, 1]: {rate}")
        self.inner: LLM = llms.build(**inner)
        self.rate, self.seed = rate, seed
        options = {key: value for key, value in inner.items() if key != "name"}
        said = llms.about(self.inner, inner["name"], options)
        self.about = said | {"noise": {"rate": rate, "seed": seed}}

    @property
    def learnt(self) -> Mapping[str, Any] | None:
        """What the inner model found out about its server."""
        return getattr(self.inner, "learnt", None)

    @learnt.setter
    def learnt(self, kept: Mapping[str, Any]) -> None:
        if hasattr(self.inner, "learnt"):
            self.inner.learnt = kept

    def complete(self, request: Request) -> Completion:
        """Return what the inner model says, perhaps falsified."""
        completion = self.inner.complete(request)
        again = f" {request.sample}" if request.sample else ""
        rng = Random(f"{self.seed} {request.item} {request.attempt}{again}")
        if rng.random() >= self.rate:
            return completion
        return replace(completion, text=falsify(request.item, completion.text, rng))


def falsify(item: str, text: str, rng: Random) -> str:
    """Return an answer with one error in it, everything around its JSON object unchanged."""
    try:
        answer = find_answer(item, text)
    except BadCompletion:
        return text
    fields = answer.fields | {"item": item, "ingredients": _counts(answer.fields)}
    ways = dict(ERRORS.get(fields["method"], {}))
    while ways:
        err = rng.choices(list(ways), list(ways.values()))[0]
        wrong = err(fields, rng)
        if wrong is not None:
            return _put_back(answer, wrong)
        del ways[err]
    return text


def _counts(fields: Fields) -> dict[str, int]:
    """Return ingredients as a map of whole numbers, whichever way they were written."""
    return {str(name): _whole(n) for name, n in pairs(fields.get("ingredients"))}


def _whole(quantity: object) -> int:
    digits = re.search(r"[1-9][0-9]{0,2}", str(quantity))
    return int(digits[0]) if digits else 1


def _put_back(answer: Answer, wrong: Fields) -> str:
    """Write the object where it stood, its ingredients in the way they were written."""
    if isinstance(answer.fields.get("ingredients"), list):
        listed = [{"item": i, "quantity": n} for i, n in wrong["ingredients"].items()]
        wrong = wrong | {"ingredients": listed}
    return answer.text[: answer.start] + json.dumps(wrong) + answer.text[answer.end :]


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
