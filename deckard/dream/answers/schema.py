"""The form in which a model is asked to answer."""

from collections.abc import Mapping
from typing import Any

from deckard.types import Recipe

MOST = 64
"""A quantity above this is absurd: it is the largest stack in Minecraft, and one craft uses at
most nine units."""
NAME: Mapping[str, Any] = {"type": "string", "pattern": "^[a-z0-9_]{1,40}$"}
NAME_OR_NULL: Mapping[str, Any] = {"anyOf": [NAME, {"type": "null"}]}
FEW: Mapping[str, Any] = {"type": "integer", "minimum": 1, "maximum": MOST}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["item", "method", "ingredients", "station", "tool", "yield", "source"],
    "properties": {
        "item": NAME,
        "method": {"type": "string", "enum": ["craft", "smelt", "collect", "none"]},
        "ingredients": {
            "type": "array",
            "maxItems": 9,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["item", "quantity"],
                "properties": {"item": NAME, "quantity": FEW},
            },
        },
        "station": NAME_OR_NULL,
        "tool": NAME_OR_NULL,
        "yield": FEW,
        "source": NAME_OR_NULL,
    },
}
"""The JSON schema of an answer, for servers that hold a model to one.

It keeps to what the strict modes of servers take: no free map (so ingredients are a list), every
property required, every string with a pattern. That bounds the lengths, too: `maxLength` is refused
by some, and a model of random weights fills a string without a bound for ever.
"""


def write_answer(recipe: Recipe) -> dict[str, Any]:
    """Return a recipe in the form that `prompts/recipe.md` asks for; `parse` reads it back."""
    used = {tool for tool in recipe.ingredients if recipe.how == "collect"}
    return {
        "item": recipe.item,
        "method": recipe.how,
        "ingredients": {} if used else dict(sorted(recipe.ingredients.items())),
        "station": recipe.station,
        "tool": next(iter(sorted(recipe.tools | used)), None),
        "yield": recipe.yields,
        "source": recipe.source,
    }
