"""Keywords of a JSON schema: one that a server refuses is left out, and the others stay.

The bounds of a schema matter to servers that hold a model to it: a weak model fills a list or a
string without a bound until its tokens are used up. So they are sent until a server refuses them.
"""

import re
from collections.abc import Iterable, Iterator

from deckard.llms.http.faults.server_messages import ServerMessage
from deckard.types import JsonObject

BOUNDS = (
    "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems",
)  # fmt: skip
"""Keywords that bound a value; each server refuses other ones, and some all of them."""
DROPPABLE = (*BOUNDS, "strict", "additionalProperties", "enum", "anyOf")
"""Keywords without which an answer can still be read; `strict` stands beside the schema."""
PLAIN_WORDS = frozenset({"pattern", "minimum", "maximum", "strict", "enum"})
"""Keywords that are words of English, too: they count in a message about a schema alone."""
OF_SCHEMA = re.compile(
    r"schemas?\b|\bx?grammar\b|\bkeywords?\b|\bresponse_format\b|\boutput_(config|format)\b"
    r"|\bnot (supported|permitted|allowed)\b|\b(unsupported|unknown|unrecognized|unimplemented)\b",
    re.IGNORECASE,
)
"""How servers speak of a schema, or of a part of it that they do not take."""
PLACE = re.compile(r"context=\([^)]*\)|\bat '[^']*'|\bat line \d+.*")
"""Where in a request a fault is, as OpenAI, Gemini and DeepSeek say it: it names no keyword."""


def keywords_in(part: object) -> tuple[str, ...]:
    """Return the droppable keywords that a schema, or an option that holds one, uses."""
    used = set(_keywords(part))
    return tuple(keyword for keyword in DROPPABLE if keyword in used)


def _keywords(part: object) -> Iterator[str]:
    if isinstance(part, list | tuple):
        for each in part:
            yield from _keywords(each)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield key
            # Below `properties` stand names of our choice.
            yield from _keywords(list(value.values()) if key == "properties" else value)


def without_keywords(option: JsonObject, keywords: Iterable[str]) -> JsonObject:
    """Return an option that holds a schema without some keywords, at any depth.

    Args:
        option: The option and its value.
        keywords: Names of `DROPPABLE`. Of `anyOf`, the first schema takes its place.
    """
    left_out = frozenset(keywords)
    if not left_out:
        return option
    return {name: _without(value, left_out) for name, value in option.items()}


def _without(part: object, keywords: frozenset[str]) -> object:
    if isinstance(part, list | tuple):
        return [_without(each, keywords) for each in part]
    if not isinstance(part, dict):
        return part
    if "anyOf" in keywords and "anyOf" in part:
        others = {key: value for key, value in part.items() if key != "anyOf"}
        return _without(part["anyOf"][0] | others, keywords)
    return {
        key: _of_properties(value, keywords) if key == "properties" else _without(value, keywords)
        for key, value in part.items()
        if key not in keywords
    }


def _of_properties(properties: JsonObject, keywords: frozenset[str]) -> JsonObject:
    return {name: _without(schema, keywords) for name, schema in properties.items()}


def refused_keywords(message: ServerMessage, sent: Iterable[str]) -> list[str]:
    """Return the keywords of a schema that a server refuses by name.

    Args:
        message: What the server said.
        sent: The keywords that were sent.
    """
    if by_param := [k for k in sent if message.param and k == re.split(r"\W+", message.param)[-1]]:
        return by_param
    text = PLACE.sub("", message.text)
    return [keyword for keyword in sent if _is_refused(keyword, text)]


def _is_refused(keyword: str, text: str) -> bool:
    """Whether a text names a keyword as what is wrong, and not as what is missing."""
    if keyword in PLAIN_WORDS and not OF_SCHEMA.search(text):
        return False
    # Servers give places as paths, too: `response_format/json_schema/anyOf/0`.
    name = rf"(?<![\w/.$])(?i:{keyword})(?![\w/\[]|\.\w)"
    wanted = rf"{name}\W{{0,3}}(false)?\W{{0,3}}(is required|must be)"
    return bool(re.search(name, text)) and not re.search(wanted, text)
