"""Read the answers in calls: of functions of Python, of commands in a chat, and reprs.

Models answer with the calls of agents that they know: `craft({'planks': 4}, {'log': 1})` (prompts
of plancraft), `!craft(oak_planks, 4)` (mindcraft#78).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from deckard.dream.answers.field_names import FIELDS, NAMES, method_in
from deckard.dream.answers.grounding import normal
from deckard.dream.answers.lenient_reader import LONGEST, Arguments, LenientReader, Work
from deckard.dream.answers.objects import COST, Fields, fields_of
from deckard.dream.answers.quantities import pairs

CALL = re.compile(r"\b([A-Za-z_][\w.]{1,40})\((?!\))")
VAGUE = frozenset(("break", "drop", "drops", "loot", "pick", "pickup"))
"""Words for a method that name functions of any kind."""
RESERVED = ("fuel", "repetitions", "times")
"""Arguments that are neither a field nor an ingredient."""


class Call(NamedTuple):
    """A call that is an answer, and its place in the text."""

    fields: Fields
    start: int
    end: int


def calls_in(text: str, work: Work) -> Iterator[Call]:
    """Yield the calls that name a method, or whose arguments are those of an answer."""
    reader = LenientReader(text, work)
    at = max(0, len(text) - LONGEST)
    while (call := CALL.search(reader.text, at)) and work.left > 0:
        at = call.end()
        work.left -= COST
        arguments = reader.arguments(call.end() - 1)
        fields = arguments and _fields(call[1], arguments)
        if fields:
            at = reader.at
            yield Call(fields, call.start(), reader.at)


def _fields(called: str, arguments: Arguments) -> Fields | None:
    """Return the fields of an answer that a call is, or None: it must name its item."""
    named = {normal(name): value for name, value in arguments.named.items()}
    method = None if named.keys() & FIELDS["method"] else method_in(_words(called))
    if method is None:
        says_how = named.keys() & {*FIELDS["method"], *FIELDS["ingredients"]}
        fields = fields_of(named) if says_how else None
        return fields if fields and fields.get("item") else None
    things = {name: n for name, n in named.items() if name not in (*NAMES, *RESERVED)}
    ingredients = {"ingredients": things} if things and method != "collect" else {}
    by_place = _by_place(method, arguments.positional)
    is_bare = method == "collect" and not (named or isinstance(by_place.get("item"), dict))
    if is_bare or not (by_place or named.keys() & FIELDS["item"]):
        return None
    own = {name: value for name, value in named.items() if name in NAMES}
    return fields_of(ingredients | by_place | {"method": method} | own)


def _words(called: str) -> str:
    """Return the words of a function's name: `craft_recipe` of `bot.craftRecipe`."""
    words = normal(called.rpartition(".")[2]).split("_")
    return "_".join(word for word in words if word not in VAGUE)


def _by_place(method: str, positional: list[object]) -> Fields:
    """Return what the arguments without names mean: what comes, then what it takes."""
    product, taken = (*positional, None, None)[:2]
    fields: Fields = {"item": product} if isinstance(product, str | dict) else {}
    if not isinstance(taken, dict | list):
        return fields
    if method == "collect":
        return fields | {"tool": [name for name, _ in pairs(taken)]}
    return fields | {"ingredients": taken}
