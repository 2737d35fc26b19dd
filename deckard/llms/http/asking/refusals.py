"""Which part of a request a server refuses: an option, keywords of its schema, or the form."""

import re
from collections.abc import Iterable

from deckard.llms.http.asking.schema_keywords import BOUNDS, keywords_in, refused_keywords
from deckard.llms.http.faults.server_messages import NOT_OF_OPTIONS, ServerMessage
from deckard.types import JsonObject

REFUSING = (400, 422, 501)
"""HTTP statuses with which servers refuse a part of a request."""
FORM = re.compile(
    r"\b(response_?format|output_(config|format)|response_schema|text\.format|guided_\w+"
    r"|json_schema|json_object|json[ -](mode|schemas?|objects?)|schemas?|x?grammar"
    r"|structured[ _-]outputs?)\b",
    re.IGNORECASE,
)
"""How servers name the form of an answer when they refuse it."""
OF_SCHEMA = re.compile(r"\bschemas?\b|\bx?grammar\b", re.IGNORECASE)
"""How they say that a schema holds something that they do not take, without naming it."""
OF_VALUE = re.compile(
    r"\btoo (large|small|high|low)\b|\b(below|above|exceeds?|between|expected)\b|[<>]"
    r"|\bat (least|most)\b|\b(greater|less|larger|smaller|more) than\b",
    re.IGNORECASE,
)
"""How they say that an option has a value that they do not take."""
IS_BOUND = re.compile(r"max_\w*tokens")
"""Options that bound an answer: without them it could be as long, and as dear, as it likes."""
NEVER_LEFT_OUT = re.compile(
    r"(model|messages|input|instructions|system|response_format|output_config|text)\b"
)
"""Parts of a request that hold no option of `sampling`."""


def is_refusal(status: int, message: ServerMessage) -> bool:
    """Whether a server refuses a request for something in it.

    llama.cpp and vLLM answer 500 to a schema of which they can make no grammar (club-3090#45).
    """
    return status in REFUSING or (status == 500 and bool(OF_SCHEMA.search(message.text)))


def refused_option(message: ServerMessage, options: Iterable[str]) -> str | None:
    """Return the option that a server refuses: by its parameter, or else by whole words.

    A bound on an answer is refused only as such, and not for its value.

    Args:
        message: What the server said.
        options: The options that were sent, apart from the form.
    """
    named = [option for option in options if message.refuses(option)]
    if OF_VALUE.search(message.text):
        named = [option for option in named if not IS_BOUND.fullmatch(option)]
    if message.param:
        parts = re.split(r"\W+", message.param)
        by_param = [option for option in named if option in parts]
        if by_param or NEVER_LEFT_OUT.match(message.param):
            named = by_param
    return named[0] if named else None


def keywords_to_drop(message: ServerMessage, shape: JsonObject) -> list[str]:
    """Return the keywords to leave out of a schema.

    Args:
        message: What the server said.
        shape: The option that holds the schema.

    Returns:
        Those that the server names; all bounds where it refuses the schema and names none.
    """
    if message.kind in NOT_OF_OPTIONS:
        return []
    sent = keywords_in(shape)
    if named := refused_keywords(message, sent):
        return named
    is_unnamed = OF_SCHEMA.search(message.text)
    return [keyword for keyword in sent if keyword in BOUNDS] if is_unnamed else []


def refuses_form(message: ServerMessage) -> bool:
    """Whether a server refuses the form in which an answer was asked for.

    So it may where it says nothing at all.
    """
    texts = (message.param or "", message.text or "schema")
    return message.kind not in NOT_OF_OPTIONS and any(FORM.search(text) for text in texts)
