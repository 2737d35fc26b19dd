"""The JSON schema of an answer, and a recipe written in it."""

from collections.abc import Mapping

from deckard.types import Recipe

MOST = 64
"""The largest quantity that is accepted: the largest stack in Minecraft, in units."""
NAME: Mapping[str, object] = {"type": "string", "pattern": "^[a-z0-9_]{1,40}$"}
NAME_OR_NULL: Mapping[str, object] = {"anyOf": [NAME, {"type": "null"}]}
FEW: Mapping[str, object] = {"type": "integer", "minimum": 1, "maximum": MOST}
PROPERTIES: Mapping[str, object] = {
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
}
STATIONS: Mapping[str, object] = {"type": "array", "maxItems": 4, "items": NAME}


def _schema(properties: Mapping[str, object]) -> Mapping[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*properties],
        "properties": properties,
    }


SCHEMA = _schema(PROPERTIES)
"""The JSON schema of an answer, for servers that hold a model to one.

It keeps to the strict modes of servers: no free map (so ingredients are a list), every property
required, every string with a pattern. The patterns also bound the lengths: some servers refuse
`maxLength`, and a model of random weights would fill an unbounded string for ever.
"""

STATIONS_SCHEMA = _schema(
    {
        "stations" if name == "station" else name: STATIONS if name == "station" else form
        for name, form in PROPERTIES.items()
    }
)
"""The same for worlds where a craft may take several stations: `stations` lists them."""
SCHEMAS: Mapping[str, Mapping[str, object]] = {"json": SCHEMA, "json-stations": STATIONS_SCHEMA}
"""The schemas by the form of answer that a prompt asks for."""


def write_answer(recipe: Recipe, form: str = "json") -> dict[str, object]:
    """Return a recipe in the form that a prompt asks for; `parse` reads it back.

    The form has one tool, and but for `json-stations` one station: of several the first by name is
    written.
    """
    used = {tool for tool in recipe.ingredients if recipe.how == "collect"}
    stations = sorted(recipe.stations)
    lists = form == "json-stations"
    return {
        "item": recipe.item,
        "method": recipe.how,
        "ingredients": {} if used else dict(sorted(recipe.ingredients.items())),
        **({"stations": stations} if lists else {"station": next(iter(stations), None)}),
        "tool": next(iter(sorted(recipe.tools | used)), None),
        "yield": recipe.yields,
        "source": recipe.source,
    }
