"""Asking a model behind HTTP: politely, patiently, and the first question alone."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

from deckard.errors import LLMError
from deckard.llms import Completion, Request
from deckard.llms.http.capabilities import REFUSING, ServerCapabilities
from deckard.llms.http.endpoint import Endpoint, RequestFault

if TYPE_CHECKING:
    from deckard.llms.http.transport import Wire

CUT = ("length", "max_tokens")
"""What servers call it when the bound on its tokens ended an answer."""
ENDED = (*CUT, "content_filter", "refusal", "tool_calls", "tool_use", "function_call")
"""What they call it when a model has not said all it was asked for."""
MOST_TOKENS = 10**9
"""A number above it counts no tokens."""


@dataclass
class Sent:
    """How many requests were sent for a question."""

    requests: int = 0


class Chat(ABC):
    """A chat model; subclasses know a protocol and its client library.

    The first question is asked alone: it shows what the server refuses.
    """

    endpoint: Endpoint
    manners: ServerCapabilities
    sdk: ModuleType
    """The client library, once it is needed."""
    wire: "Wire"
    """What it sends over, once it is needed."""
    leave: Callable[[], None] | None
    """Called before a request is sent again for a question."""

    def __init__(self, endpoint: Endpoint, manners: ServerCapabilities) -> None:
        self.endpoint, self.manners = endpoint, manners
        self._first, self._known = Lock(), False
        self.leave = None

    @property
    def learnt(self) -> dict[str, Any]:
        """What was found out about the server (see Manners)."""
        return self.manners.learnt

    @learnt.setter
    def learnt(self, kept: Mapping[str, Any]) -> None:
        self.manners.learnt = dict(kept)

    def complete(self, request: Request) -> Completion:
        """Ask, and again while the server says to come back; LLMError says what to change."""
        if not self._known:
            with self._first:  # the others wait until the first question shows how to ask
                if not self._known:
                    completion = self._ask(request)
                    self._known = True
                    return completion
        return self._ask(request)

    def _ask(self, request: Request) -> Completion:
        sent = Sent()

        def explain(error: Exception) -> RequestFault | None:
            return self.endpoint.explain(error, self.sdk)

        def send() -> Completion:
            with self.wire.within(self.endpoint.timeout):
                return self._polite(request, sent)

        try:
            self.prepare()
            completion: Completion = self.endpoint.persist(send, explain)
        except LLMError as error:
            error.requests = sent.requests
            raise
        return replace(completion, requests=sent.requests)

    def _polite(self, request: Request, sent: Sent) -> Completion:
        """Ask once, but for what the server refuses to be told."""
        while True:
            sampling, form, schema = self.manners.sampling, self.manners.form, request.schema
            shape = self.shape(form, schema) if schema is not None else {}
            if sent.requests and self.leave is not None:
                self.leave()
            sent.requests += 1
            try:
                completion = self.answer(request, sampling | shape)
            except self.sdk.APIStatusError as error:
                said = f"{error.message} {error.body}"
                sent_form = form if shape else None
                if error.status_code in REFUSING and self.manners.drop(sampling, sent_form, said):
                    continue
                raise
            if completion.ended in CUT:
                self.manners.tell_cut(completion.text)
            elif shape and schema is not None and not completion.ended:
                self.manners.heed(form, schema, completion.text)
            return completion

    def answer(self, request: Request, options: Mapping[str, Any]) -> Completion:
        """Send one request, and return what the reply says, be it nothing."""
        began = time.monotonic()
        reply = self.send(request, options)
        seconds = round(time.monotonic() - began, 3)
        said, hide = self.completion(reply), self.endpoint.hide
        return replace(said, text=hide(said.text), model=hide(said.model), seconds=seconds)

    @abstractmethod
    def prepare(self) -> None:
        """Import the client library and make a client; LLMError without a key."""

    @abstractmethod
    def shape(self, form: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options that ask for an answer in a form."""

    @abstractmethod
    def send(self, request: Request, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the reply as it came: client libraries do not check it, and take long over it."""

    @abstractmethod
    def completion(self, reply: Mapping[str, Any]) -> Completion:
        """Return what a reply says, be it nothing; NotChat when it is no reply of a model.

        An empty answer and a refusal are what the model said, as any other answer that is of no
        use.
        """


def reply_part(value: object, *keys: str | int) -> Any:
    """Return what stands at a path inside a reply, or None."""
    for key in keys:
        try:
            value = value[key]  # type: ignore[index]
        except (LookupError, TypeError):
            return None
    return value


def counts(usage: object, *names: str) -> tuple[int, int]:
    """Return the tokens that went in and came out; 0 of each unless both are told: none is free."""
    tokens_in, tokens_out = (_count(reply_part(usage, name)) for name in names)
    return (0, 0) if tokens_in is None or tokens_out is None else (tokens_in, tokens_out)


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= MOST_TOKENS and value == int(value) else None


def why_ended(word: object) -> str | None:
    """Return a server's word for why an answer ended, unless the model was done."""
    return word if isinstance(word, str) and word in ENDED else None
