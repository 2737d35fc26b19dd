"""What a server says when it refuses a request, and what kind of fault that is."""

import re
from dataclasses import dataclass, field

from deckard.llms.http.faults.body_texts import body_text, error_codes, error_objects, error_param
from deckard.llms.http.faults.fault_kinds import FaultKind, fault_kind

NOT_OF_OPTIONS = frozenset(FaultKind) - {FaultKind.OPTION, FaultKind.OTHER, FaultKind.ANSWER}
"""Kinds of fault that no option of the request is to blame for."""


@dataclass(frozen=True)
class ServerMessage:
    """What a server said about a request that it did not answer."""

    text: str = ""
    """The server's own words, in one line; "" where it gave none. They may hold the key."""
    kind: FaultKind = FaultKind.OTHER
    param: str | None = None
    """The option that the server names in a place of its own, e.g. `response_format.type`."""
    codes: frozenset[str] = field(default_factory=frozenset)
    """The server's words and numbers for the fault, in small letters, e.g. `content_filter`."""
    answer: str | None = None
    """What the model wrote, where the server refuses to pass it on as an answer (Groq)."""

    def names(self, option: str) -> bool:
        """Whether the server names an option or a keyword of a schema, as a word of its own."""
        word = rf"(?<!\w){re.escape(option)}(?!\w)"
        return any(re.search(word, text) for text in (self.param, self.text) if text)

    def refuses(self, option: str) -> bool:
        """Whether the server may have refused the request for this option or keyword."""
        return self.kind not in NOT_OF_OPTIONS and self.names(option)


def read_server_message(status: int | None, body: object) -> ServerMessage:
    """Return what a server said, from the body of its reply.

    Args:
        status: The HTTP status, or the one that the body names; None where there is none.
        body: The body of the reply, or its part with the error: decoded JSON, or text.

    Returns:
        The message, its kind, and the option that it names.
    """
    text, codes = body_text(body), error_codes(body)
    kind = fault_kind(status, text, codes)
    answers = [error.get("failed_generation") for error in error_objects(body)]
    return ServerMessage(
        text=text,
        kind=kind,
        param=error_param(body),
        codes=codes,
        answer=next((text for text in answers if isinstance(text, str)), None)
        if kind is FaultKind.ANSWER
        else None,
    )


def is_filtered(message: ServerMessage) -> bool:
    """Whether a filter of the server refused the question: an answer without text."""
    return message.kind is FaultKind.FILTERED
