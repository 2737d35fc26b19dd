"""The JSON schema of an answer, and a recipe written in it."""

from collections.abc import Mapping

from deckard.types import Recipe

MOST = 64
"""The largest quantity that is accepted: the largest stack in Minecraft, in units."""
NAME: Mapping[str, object] = {"type": "string", "pattern": "^[a-z0-9_]{1,40}$"}
NAME_OR_NULL: Mapping[str, object] = {"anyOf": [NAME, {"type": "null"}]}
FEW: Mapping[str, object] = {"type": "integer", "minimum": 1, "maximum": MOST}
SCHEMA: Mapping[str, object] = {
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

It keeps to the strict modes of servers: no free map (so ingredients are a list), every property
required, every string with a pattern. The patterns also bound the lengths: some servers refuse
`maxLength`, and a model of random weights would fill an unbounded string for ever.
"""


def write_answer(recipe: Recipe) -> dict[str, object]:
    """Return a recipe in the form that `prompts/recipe.md` asks for; `parse` reads it back.

    The form has one station and one tool: of several the first by name is written.
    """
    used = {tool for tool in recipe.ingredients if recipe.how == "collect"}
    return {
        "item": recipe.item,
        "method": recipe.how,
        "ingredients": {} if used else dict(sorted(recipe.ingredients.items())),
        "station": next(iter(sorted(recipe.stations)), None),
        "tool": next(iter(sorted(recipe.tools | used)), None),
        "yield": recipe.yields,
        "source": recipe.source,
    }
