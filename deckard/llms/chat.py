"""Asking a model behind HTTP: politely, patiently, and the first question alone."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from threading import Lock
from types import ModuleType
from typing import Any

from deckard.llms import Completion, Request
from deckard.llms.endpoint import Endpoint, Fault
from deckard.llms.manners import REFUSING, Manners


class Chat(ABC):
    """A chat model; subclasses know a protocol and its client library.

    The first question is asked alone: it shows what the server refuses.
    """

    endpoint: Endpoint
    manners: Manners
    sdk: ModuleType
    """The client library, once it is needed."""

    def __init__(self, endpoint: Endpoint, manners: Manners) -> None:
        self.endpoint, self.manners = endpoint, manners
        self._first, self._known = Lock(), False

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
        self.prepare()

        def explain(error: Exception) -> Fault | None:
            return self.endpoint.explain(error, self.sdk)

        def send() -> Completion:
            return self._polite(request)

        completion: Completion = self.endpoint.persist(send, explain)
        return completion

    def _polite(self, request: Request) -> Completion:
        """Ask once, but for what the server refuses to be told."""
        while True:
            sampling, form, schema = self.manners.sampling, self.manners.form, request.schema
            shape = self.shape(form, schema) if schema is not None else {}
            try:
                reply = self.send(request, sampling | shape)
            except self.sdk.APIStatusError as error:
                said = f"{error.message} {error.body}"
                sent = form if shape else None
                if error.status_code in REFUSING and self.manners.drop(sampling, sent, said):
                    continue
                raise
            completion = self.completion(reply)
            if self.was_cut(reply):
                self.manners.tell_cut(completion.text)
            elif shape and schema is not None and not self.refused(reply):
                self.manners.heed(form, schema, completion.text)
            return completion

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

    @abstractmethod
    def was_cut(self, reply: Mapping[str, Any]) -> bool:
        """Whether the bound on its tokens ended an answer."""

    @abstractmethod
    def refused(self, reply: Mapping[str, Any]) -> bool:
        """Whether a model would not answer."""


def part(value: object, *keys: str | int) -> Any:
    """Return what stands at a path inside a reply, or None."""
    for key in keys:
        try:
            value = value[key]  # type: ignore[index]
        except (LookupError, TypeError):
            return None
    return value


def count(value: object) -> int:
    """Return a number of tokens; 0 for anything else."""
    return value if isinstance(value, int) and value > 0 else 0
