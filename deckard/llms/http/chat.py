"""Ask a chat model behind HTTP, and adapt to what its server refuses."""

import time
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING

from deckard.errors import LLMError
from deckard.llms import LLM, Completion, Request, Schema
from deckard.llms.endings import is_thoughts_alone, was_cut
from deckard.llms.growing import AnswerBoundRefused
from deckard.llms.http.asking.refusals import is_refusal
from deckard.llms.http.asking.schema_keywords import without_keywords
from deckard.llms.http.capabilities import ServerCapabilities
from deckard.llms.http.endpoint import Endpoint, ReportedError, RequestFault
from deckard.llms.http.faults.fault_kinds import FaultKind
from deckard.llms.http.faults.server_messages import read_server_message
from deckard.llms.http.replies import (
    NoChoice,
    ReplyParts,
    answer_in_refusal,
    read_completion,
)
from deckard.types import JsonObject

if TYPE_CHECKING:
    from deckard.llms.http.wire.transport import Wire
BOUNDS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
"""Names of the bound on an answer."""
LASTING = 5
"""Replies without a choice to one question after which a filter is to blame; chosen: seconds."""
TOO_MANY_TOKENS = (FaultKind.ANSWER_TOKENS, FaultKind.CONTEXT)


@dataclass
class RequestCount:
    """How many requests were sent for one question."""

    requests: int = 0
    without_choice: int = 0
    """Those of which the reply held no choice."""


class Chat(LLM):
    """A chat model; a subclass implements one protocol with its client library.

    The first question is asked alone: it shows what the server refuses.
    """

    endpoint: Endpoint
    server: ServerCapabilities
    sdk: ModuleType
    """The client library; set by `prepare`."""
    wire: "Wire"
    """The HTTP client of the library; set by `prepare`."""
    extra_body: JsonObject
    """Parts of a request that are passed on as they are."""
    bound: JsonObject = {}
    """The bound on an answer by its name, where it is no option that may be dropped."""
    has_chat_template = False
    """Whether the server may take options for a chat template, as vLLM and llama.cpp do."""

    def __init__(self, endpoint: Endpoint, server: ServerCapabilities) -> None:
        self.endpoint, self.server = endpoint, server
        self._first, self._is_tried = Lock(), False
        self._before_retry: Callable[[], None] = _allow

    def capabilities(self) -> JsonObject:
        """Return what was found out about the server."""
        return self.server.as_json()

    def restore_capabilities(self, saved: JsonObject) -> None:
        """Take in what was found out in an earlier process."""
        self.server.restore(saved)

    def limit_retries(self, before_retry: Callable[[], None]) -> None:
        """Call a function before every request that repeats a question."""
        self._before_retry = before_retry

    def questions_left(self) -> int | None:
        """Return how many questions may be asked before one must be asked alone; None: any."""
        return self.server.questions_left()

    def complete(self, request: Request) -> Completion:
        """Ask, and ask again after temporary faults; LLMError says what to change."""
        if not self._is_tried or self.server.questions_left() == 0:
            with self._first:  # the others wait until the question shows how to ask
                if not self._is_tried or self.server.questions_left() == 0:
                    completion = self._ask(request)
                    self._is_tried = True
                    return completion
        return self._ask(request)

    def _ask(self, request: Request) -> Completion:
        sent = RequestCount()

        def explain(error: Exception) -> RequestFault | None:
            return self.endpoint.explain(error, self.sdk)

        def send() -> Completion:
            with self.wire.within(self.endpoint.timeout):
                try:
                    return self._ask_adapted(request, sent)
                except NoChoice as error:
                    sent.without_choice += 1
                    if sent.without_choice < LASTING or not error.was_read:
                        raise
                    return read_completion(error.parts, self.endpoint.model)

        completion = None
        self.server.begin(request)
        try:
            self.prepare()
            completion = self.endpoint.call_with_retries(send, explain)
        except LLMError as error:
            error.requests = sent.requests
            raise
        finally:
            self.server.end(is_answered=completion is not None)
        return replace(completion, requests=sent.requests)

    def _ask_adapted(self, request: Request, sent: RequestCount) -> Completion:
        """Ask once; ask again without an option as often as the server refuses one."""
        before = self.server.asking()
        while True:
            asking, schema = self.server.asking(), request.schema
            shape = self.shape(asking.form, schema) if schema is not None else {}
            shape = without_keywords(shape, asking.dropped)
            if sent.requests:
                self._before_retry()
            sent.requests += 1
            try:
                completion = self.answer(request, asking.sampling | shape)
            except self.sdk.APIStatusError as error:
                message = read_server_message(error.status_code, error.response.text)
                if is_refusal(error.status_code, message):
                    if self.server.drop(asking, shape, message):
                        continue
                    self.server.undo(before, asking)
                raise
            if was_cut(completion.ended) and not self._is_bounded:
                self.server.warn_of_cut(completion.text)
            elif shape and schema is not None and _shows_form(completion):
                self.server.check_form(asking, schema, completion.text)
            return completion

    def answer(self, request: Request, options: JsonObject) -> Completion:
        """Send one request, and return the answer in the reply; its text may be empty."""
        return self.answer_and_parts(request, options)[0]

    def answer_and_parts(
        self, request: Request, options: JsonObject
    ) -> tuple[Completion, ReplyParts]:
        """Send one request, and return the answer in the reply, and the parts of the reply."""
        began = time.monotonic()
        options = with_bound(options, request.answer_tokens)
        (completion, parts), hide = self._read(request, options), self.endpoint.hide
        seconds = round(time.monotonic() - began, 3)
        text, model = hide(completion.text), hide(completion.model)
        return replace(completion, text=text, model=model, seconds=seconds), parts

    def _read(self, request: Request, options: JsonObject) -> tuple[Completion, ReplyParts]:
        """Return the answer in a reply, or in a refusal that is the fate of this question alone."""
        try:
            parts = self.parts(self.send(request, options))
            return read_completion(parts, self.endpoint.model), parts
        except self.sdk.APIStatusError as error:
            message = read_server_message(error.status_code, error.response.text)
            if request.answer_tokens and message.kind in TOO_MANY_TOKENS:
                raise AnswerBoundRefused(self.endpoint.quote(message.text)) from None
            completion = answer_in_refusal(message, self.endpoint.model)
            if completion is None:
                raise
        except ReportedError as error:
            completion = answer_in_refusal(error.server_message, self.endpoint.model)
            if completion is None:
                raise
        return completion, ReplyParts()

    @property
    def _is_bounded(self) -> bool:
        """Whether a bound of ours can cut an answer off: then it is raised where it has to be."""
        return bool(self.about and self.about.get("answer_tokens"))

    @abstractmethod
    def prepare(self) -> None:
        """Import the client library and make a client; LLMError without a key."""

    @abstractmethod
    def shape(self, form: str, schema: Schema) -> JsonObject:
        """Return the options that ask for an answer in a form."""

    def options_for(self, effort: str | None = None, seed: int | None = None) -> JsonObject:
        """Return options by their names in the protocol, as far as it has them.

        Args:
            effort: How long a model thinks.
            seed: The seed of the server's draws.
        """
        return {} if effort is None else {"effort": effort}

    @abstractmethod
    def send(self, request: Request, options: JsonObject) -> JsonObject:
        """Send one request, and return the reply as it came.

        Client libraries do not check replies, and take long to parse them.
        """

    @abstractmethod
    def parts(self, reply: JsonObject) -> ReplyParts:
        """Take apart a reply; NotChat when it is an error, or no reply of a chat model.

        An empty answer and a refusal count as answers, like any other useless one.
        """


def _shows_form(completion: Completion) -> bool:
    """Whether an answer shows if the server held the model to a form."""
    return not completion.ended and not is_thoughts_alone(completion.text)


def with_bound(options: JsonObject, answer_tokens: int | None) -> JsonObject:
    """Return options with a grown bound in place of that of the config, if one is sent."""
    if answer_tokens is None:
        return options
    return {name: answer_tokens if name in BOUNDS else value for name, value in options.items()}


def _allow() -> None:
    """Allow a retry, as long as nobody limits them."""
