"""A server's own message, taken out of whatever body its error has."""

import ast
import html
import json
import re
from collections.abc import Iterator, Mapping

LONGEST_TEXT = 4_000
"""Characters of a message that are looked at; an error quotes fewer."""
LONGEST_PAGE = 10_000
"""Characters of a web page that are looked at."""
DEEPEST = 8
"""Levels of a body that are looked into; real ones have four."""
MESSAGES = (
    "message", "error", "detail", "errors", "msg", "error_message", "error_msg", "errorMessage",
    "error_description", "Message", "description", "reason", "title", "base_resp", "status_msg",
)  # fmt: skip
"""Where servers put their message, most telling first.

`message`: OpenAI, Anthropic, Google; `error` as text: LM Studio, Ollama, Hugging Face's TGI;
`detail`: FastAPI; `errors`: Cloudflare; `msg`: pydantic.
"""
CODES = ("code", "type", "status", "reason", "error_type", "error_code")
"""Where servers put a word or number for the error."""
NEAREST_OUTSIDE = ("body", "query", "path", "header")
"""Where a parameter stands in a request: the first part of a path of pydantic's."""
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
EMPTY_TITLES = ("", "error", "error response", "400 bad request")
"""Titles of error pages that tell nothing: Express's, Python's, Apache's."""
HIDDEN = re.compile(r"<(script|style|title)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
BLANK = "\ufeff \t\r\n"


def body_text(body: object) -> str:
    """Return the message in an error's body, in one line.

    Args:
        body: The body, as decoded JSON or as text. The text may be JSON, a web page or plain.

    Returns:
        The message, at most `LONGEST_TEXT` characters; "" where there is none. Of several errors,
        each one's, with "; " between.
    """
    texts = dict.fromkeys(" ".join(text.split()) for text in _texts(_decoded(body), DEEPEST))
    return "; ".join(text for text in texts if text)[:LONGEST_TEXT]


def error_objects(body: object) -> Iterator[Mapping[str, object]]:
    """Yield the objects of a body that may name an error's code or parameter, innermost first."""
    yield from _objects(_decoded(body), DEEPEST)


def _decoded(body: object) -> object:
    """Return the value of a text that is JSON; other values as they are."""
    if isinstance(body, bytes):
        body = body.decode("utf-8", "replace")
    if not isinstance(body, str) or not body.lstrip(BLANK).startswith(("{", "[", '"')):
        return body
    try:
        value: object = json.loads(body.lstrip(BLANK))
    except (ValueError, RecursionError):
        return _python_value(body) if body.startswith(("[{'", "{'")) else body
    return value


def _python_value(text: str) -> object:
    """Return the value that Python shows as a text: vLLM's validation errors are shown so."""
    try:
        value: object = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return value


def _texts(value: object, levels: int) -> Iterator[str]:
    if not levels:
        return
    match value:
        case str():
            decoded = _decoded(value)
            yield from _texts(decoded, levels - 1) if decoded is not value else [_plain(value)]
        case list() | tuple():
            for one in value:
                yield from _texts(one, levels - 1)
        case dict():
            yield from _texts_of_object(value, levels - 1)


def _texts_of_object(value: Mapping[str, object], levels: int) -> Iterator[str]:
    nested = value.get("metadata")
    raw = nested.get("raw") if isinstance(nested, dict) else None  # OpenRouter's docs, Errors
    for name in MESSAGES:
        if text := "; ".join(_texts(value.get(name), levels)):
            where = _location(value) if name == "msg" else None
            yield f"{where}: {text}" if where else text
            yield from _texts(raw, levels)
            return
    for name, one in value.items():  # an object with a message for each option
        if text := "; ".join(_texts(one, levels)):
            yield f"{name}: {text}"


def _location(error: Mapping[str, object]) -> str | None:
    """Return the parameter that an error of pydantic's is about, e.g. `messages.0.content`."""
    path = error.get("loc")
    if not isinstance(path, list | tuple) or not path:
        return None
    parts = path[1:] if path[0] in NEAREST_OUTSIDE and len(path) > 1 else path
    return ".".join(str(part) for part in parts)


def _plain(text: str) -> str:
    """Return a text; of a web page its title, or else what it shows."""
    if not text.lstrip(BLANK).startswith("<"):
        return text
    text = text[:LONGEST_PAGE]
    title = TITLE.search(text)
    telling = title is not None and title[1].strip().lower() not in EMPTY_TITLES
    shown = title[1] if title and telling else re.sub(r"<[^>]*>", " ", HIDDEN.sub(" ", text))
    return html.unescape(shown)


def _objects(value: object, levels: int) -> Iterator[Mapping[str, object]]:
    if not levels:
        return
    match value:
        case str() if _decoded(value) is not value:
            yield from _objects(_decoded(value), levels - 1)
        case list() | tuple():
            for one in value:
                yield from _objects(one, levels - 1)
        case dict():
            inner = ("error", "errors", "detail", "message", "innererror", "details", "metadata")
            for name in (*inner, "raw"):
                yield from _objects(value.get(name), levels - 1)
            yield value


def error_param(body: object) -> str | None:
    """Return the option that an error's body names in a place of its own."""
    for error in error_objects(body):
        param = error.get("param")
        if isinstance(param, str) and param:
            return param
        if where := _location(error):
            return where
    return None


def error_codes(body: object) -> frozenset[str]:
    """Return the words and numbers by which an error's body names its kind, in small letters."""
    values = [error.get(name) for error in error_objects(body) for name in CODES]
    plain = [value for value in values if isinstance(value, str | int)]
    return frozenset(str(value).lower() for value in plain if value is not True)
