"""A reply as it came over the wire, as one JSON object: also after comments, or in a stream."""

import json
from collections.abc import Iterable, Iterator
from textwrap import shorten
from typing import TypeGuard

from deckard.llms.http.endpoint import NOT_CHAT, NotChat
from deckard.llms.http.faults.body_texts import body_text
from deckard.types import JsonObject

LARGEST = 8_000_000
"""Bytes of the largest reply; a model's answer has some thousands."""
BLANK = b"\xef\xbb\xbf \t\r\n"
"""Bytes around JSON that say nothing, a byte order mark included."""
MOST_SHOWN = 100
"""Characters of a reply in another form that an error shows; chosen."""
LATER = "try later, or look at the server's log"
FIELDS = (b"data:", b"event:", b"id:", b"retry:", b":")
"""How the lines of a stream of server-sent events begin (WHATWG, HTML, 9.2.5)."""
END = "[DONE]"
"""The last event of a stream of OpenAI's protocol."""
STREAM = "answers with a stream of events, though none was asked for, and it holds no whole answer"
PIECES = ("content", "reasoning_content", "reasoning", "refusal")
"""Texts that come in pieces."""


def received(chunks: Iterable[bytes]) -> JsonObject:
    """Return the JSON object that arrives in chunks.

    OpenRouter and some gateways keep a connection alive with comments or blank lines before the
    JSON (OpenRouter's docs, Streaming). Some servers send a stream of events though none was asked
    for: an answer in OpenAI's pieces is put together.

    Raises:
        NotChat: It is too large, no JSON, or no object.
    """
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > LARGEST:
            raise NotChat(f"sent more than {LARGEST:,} bytes: {NOT_CHAT}")
    try:
        reply = json.loads(data)
    except (ValueError, RecursionError):
        return _of_stream(bytes(data))
    if not isinstance(reply, dict):
        raise NotChat(NOT_CHAT)
    return reply


def _of_stream(data: bytes) -> JsonObject:
    """Return the object in a stream of events, or after a stream's comments."""
    lines = data.lstrip(BLANK).splitlines()
    if not lines or not lines[0].startswith(FIELDS):
        raise _no_json(data.strip(BLANK))
    rest = b"\n".join(line for line in lines if not line.startswith(b":"))
    if rest.lstrip().startswith(b"{"):
        return received([rest])
    events = list(_events(rest.splitlines()))
    if not events:
        raise NotChat(NOT_CHAT, broken=True)
    whole = [event for event in events if "error" in event or _first(event, "message")]
    if whole:
        return whole[0]
    # Events of the Responses API hold the reply as far as it has come.
    if responses := [event["response"] for event in events if _is_object(event.get("response"))]:
        return responses[-1]
    return _put_together([event for event in events if "choices" in event])


def _no_json(data: bytes) -> NotChat:
    """Return what is wrong with a reply that is no JSON; a page of a website never passes."""
    if not data:
        return NotChat(f"its reply is empty: {LATER}", broken=True)
    if data.startswith((b"{", b"[")):
        return NotChat(f"its reply broke off before its end: {LATER}", broken=True)
    # Only whole words, for the beginning of a key is not known for one.
    shown = shorten(body_text(data), MOST_SHOWN, break_on_hyphens=False, placeholder=" ...")
    return NotChat(f"answered {shown!r}: {NOT_CHAT}", broken=not data.startswith(b"<"))


def _events(lines: Iterable[bytes]) -> Iterator[JsonObject]:
    """Yield the objects of a stream's events, to the last one that is whole."""
    for line in lines:
        text = line.removeprefix(b"data:").strip()
        if not line.startswith(b"data:") or text == END.encode():
            continue
        try:
            event = json.loads(text)
        except (ValueError, RecursionError):
            raise NotChat(STREAM, broken=True) from None
        if isinstance(event, dict):
            yield event


def _put_together(events: list[JsonObject]) -> JsonObject:
    """Return the answer whose pieces came in events (OpenAI's `chat.completion.chunk`)."""
    choices = [choice for event in events if (choice := _first(event)) is not None]
    deltas = [delta for choice in choices if _is_object(delta := choice.get("delta"))]
    if not deltas:
        raise NotChat(f"{STREAM}: is base_url right?")
    ended = [choice["finish_reason"] for choice in choices if choice.get("finish_reason")]
    if not ended:
        raise NotChat(f"{STREAM}: it broke off", broken=True)
    pieces = {name: [d[name] for d in deltas if isinstance(d.get(name), str)] for name in PIECES}
    message = {name: "".join(texts) for name, texts in pieces.items() if texts}
    reply: JsonObject = {"choices": [{"message": message, "finish_reason": ended[-1]}]}
    for name in ("model", "usage"):
        values = [event[name] for event in events if event.get(name)]
        reply |= {name: values[-1]} if values else {}
    return reply


def _first(event: JsonObject, part: str | None = None) -> JsonObject | None:
    """Return the first choice of an event, or a part of it that is an object."""
    choices = event.get("choices")
    value: object = choices[0] if isinstance(choices, list) and choices else None
    if part is not None and _is_object(value):
        value = value.get(part)
    return value if _is_object(value) else None


def _is_object(value: object) -> TypeGuard[JsonObject]:
    return isinstance(value, dict)
