"""Answers: from what a language model wrote to a recipe over the world's vocabulary.

The form is the one that `prompts/recipe.md` asks for; `parse` forgives what models add to it.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from deckard.errors import BadCompletion
from deckard.names import ground, normal
from deckard.recipes import How, Item, Recipe

MOST = 64
"""A quantity above this is absurd: it is the largest stack in Minecraft, and one craft uses at
most nine units."""
LONGEST = 50_000
"""Characters from the end of a text in which an answer is looked for: more thoughts than any model
should need, and few enough to search in a second whatever they are."""
METHODS: Mapping[str, How] = {
    "collect": "collect",
    "mine": "collect",
    "harvest": "collect",
    "gather": "collect",
    "drop": "collect",
    "kill": "collect",
    "craft": "craft",
    "crafting": "craft",
    "smelt": "smelt",
    "smelting": "smelt",
    "cook": "smelt",
}
NOTHING = frozenset((
    "", "none", "null", "nothing", "no", "hand", "hands", "bare_hand", "bare_hands", "inventory",
))  # fmt: skip
"""What models write for null."""
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


class Answer(NamedTuple):
    """The JSON object of an answer, and where it stands in the text."""

    fields: dict[str, Any]
    text: str
    """The text, mended where it was not JSON."""
    start: int
    end: int


def parse(item: Item, text: str, vocabulary: Collection[str]) -> Recipe:
    """Read the recipe for an item; BadCompletion says what is wrong with the answer.

    Names of items are grounded on the vocabulary; a source is free text and only normalised. What
    the form does not define for a method is left out: ingredients and station of a collect, source
    of anything else.
    """
    fields = find_answer(item, text).fields
    _check_item(item, fields.get("item"), vocabulary)
    how = _how(fields["method"])
    ingredients = {} if how == "collect" else _ingredients(fields.get("ingredients"), vocabulary)
    if how != "collect" and not ingredients:
        raise BadCompletion(f"names no ingredients to {how} it from")
    station = None if how == "collect" else _station(how, fields.get("station"), vocabulary)
    tools = frozenset(_ground("tool", t, vocabulary) for t in _listed(fields.get("tool")))
    recipe = Recipe(
        item=item,
        how=how,
        ingredients=ingredients,
        tools=tools,
        station=station,
        source=_source(fields.get("source")) if how == "collect" else None,
        yields=_quantity("yield", _or(fields.get("yield"), 1)),
    )
    if item in recipe.needs:
        raise BadCompletion(f"needs {item} itself to obtain it")
    return recipe


def find_answer(item: Item, text: str) -> Answer:
    """Return the last object with a method, one that names the item before all others.

    Models think aloud before they answer, and go on with other items after it.
    """
    found = list(_answers(TRAILING_COMMA.sub("", text)))
    if not found:
        raise BadCompletion('holds no JSON object with a "method"')
    named = [a for a in found if _name(a.fields.get("item")) == normal(item)]
    return (named or found)[-1]


def _answers(text: str) -> Iterator[Answer]:
    decoder = json.JSONDecoder()
    start = text.find("{", max(0, len(text) - LONGEST))
    while start >= 0:
        end = start + 1
        try:
            value, stop = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            value = {}
        fields = {key.strip().lower(): field for key, field in value.items()}
        if "method" in fields:
            end = stop
            yield Answer(fields, text, start, end)
        start = text.find("{", end)


def _check_item(item: Item, said: object, vocabulary: Collection[str]) -> None:
    """Refuse an answer that is plainly about something else."""
    if not isinstance(said, str) or normal(said) == normal(item):
        return
    other = ground(said, {*vocabulary, item})
    if other not in (None, item):
        raise BadCompletion(f"is about {other}, not about {item}")


def _how(method: object) -> How:
    name = _name(method)
    if name == "none":
        raise BadCompletion("says it cannot be obtained")
    if name not in METHODS:
        raise BadCompletion(f"names no known method: {_short(method)}; craft, smelt, collect are")
    return METHODS[name]


def _ingredients(value: object, vocabulary: Collection[str]) -> dict[Item, int]:
    total: dict[Item, int] = {}
    for name, quantity in _pairs(value):
        ingredient = _ground("ingredient", name, vocabulary)
        total[ingredient] = total.get(ingredient, 0) + _quantity(ingredient, quantity)
    for ingredient, quantity in total.items():
        _quantity(ingredient, quantity)
    return total


def _pairs(value: object) -> Iterator[tuple[object, object]]:
    """Yield names and quantities of a map, or of a list of {item, quantity} or of names."""
    if isinstance(value, dict):
        yield from value.items()
        return
    if value is not None and not isinstance(value, list):
        raise BadCompletion(f"ingredients are neither a map nor a list: {_short(value)}")
    for entry in value or ():
        if isinstance(entry, dict):
            yield entry.get("item"), _or(entry.get("quantity"), entry.get("count", 1))
        else:
            yield entry, 1


def _station(how: How, value: object, vocabulary: Collection[str]) -> Item | None:
    named = _listed(value) or (["furnace"] if how == "smelt" else [])
    return _ground("station", named[0], vocabulary) if named else None


def _source(value: object) -> str | None:
    named = _listed(value)
    return _name(named[0]) or None if named else None


def _ground(role: str, name: object, vocabulary: Collection[str]) -> Item:
    known = ground(name, vocabulary) if isinstance(name, str) else None
    if known is None:
        raise BadCompletion(f"{role} {_short(name)} is not an item of this world")
    return known


def _listed(value: object) -> list[object]:
    """Return what a field names, as a list; empty when it names nothing."""
    values = value if isinstance(value, list) else [value]
    return [v for v in values if v is not None and _name(v) not in NOTHING]


def _quantity(what: str, value: object) -> int:
    """Read a number of units: an int, `3.0`, `"3"`, `"3x"` or `"three"`."""
    number = _number(value)
    if number is None:
        raise BadCompletion(f"quantity of {what} is not a whole number: {_short(value)}")
    if not 0 < number <= MOST:
        raise BadCompletion(f"quantity of {what} is not between 1 and {MOST}: {_short(number)}")
    return number


def _number(value: object) -> int | None:
    if isinstance(value, str):
        word = value.strip().lower()
        digits = re.fullmatch(r"x? ?([+-]?[0-9]{1,9})(?:\.0+)? ?x?", word)
        if digits:
            return int(digits[1])
        return WORDS.index(word) if word in WORDS else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _or(value: object, default: object) -> object:
    return default if value is None else value


def _name(value: object) -> str:
    """Return a value's normal name; of what is not text, nothing that any item is called."""
    return normal(value) if isinstance(value, str) else f"<{type(value).__name__}>"


def _short(value: object) -> str:
    """Return a value as an error can quote it."""
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:57]}..."
