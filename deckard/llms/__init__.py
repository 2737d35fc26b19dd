"""Language models: anything that turns a request into text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from deckard import registry
from deckard.llms.providers import SERVERS

SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Request:
    """One question about one item."""

    item: str
    system: str
    """The instruction, the same for every item."""
    user: str
    """The question itself, evidence included."""
    attempt: int = 0
    """How often this item was asked before."""
    sample: int = 0
    """The number of this answer among several asked of the same question."""
    schema: Mapping[str, Any] | None = None
    """The JSON schema that the answer should fit."""
    prompt: str | None = None
    """The sha256 of the prompt that it was made by (see `Prompt.digest`), if it was by one."""
    repair: bool = False
    """Whether it asks once more for an answer that could not be used."""


@dataclass(frozen=True)
class Completion:
    """An answer."""

    text: str
    model: str
    """The model as it named itself."""
    tokens_in: int = 0
    """0, as the next, where the server does not tell both."""
    tokens_out: int = 0
    seconds: float = 0.0
    """From the request that was answered to its answer."""
    cached: bool = False
    """Whether it was given before: no model was asked."""
    ended: str | None = None
    """Why the model said no more, in the words of its server, unless it was done."""
    requests: int = 1
    """Requests that were sent for it, those that failed included."""


class Pending(Exception):
    """The answer is on its way: who asks does it again, from the start, once it has come."""


class LLM(Protocol):
    """A language model; wrappers (noise, cassette, limits) have the same shape.

    A model may have four attributes more. `about` is a map of what decides its answers, apart from
    the request; without one its name and options are. `learnt` is a map of what it found out about
    its server; the run directory keeps it and sets it again. `room()` is the number of questions
    that a limit is sure to let pass, or None. `leave` is set to a function that it calls before it
    sends a request again; LLMLimit out of there ends the question.
    """

    def complete(self, request: Request) -> Completion:
        """Return the answer, or raise LLMError. Called from several threads at once."""


KNOWN = registry.Components(
    LLM,
    {
        "recorded": "deckard.dream.priors.recorded:Recorded",
        "noisy": "deckard.dream.priors.noisy:Noisy",
        "openai": "deckard.llms.http.openai:OpenAI",
        "anthropic": "deckard.llms.http.anthropic:Anthropic",
        "empty": "deckard.dream.priors.empty:Empty",
        "graph-file": "deckard.dream.priors.graph_file:GraphFile",
        "perfect": "deckard.bench.priors:Perfect",
        "adversarial": "deckard.bench.priors:Adversarial",
        "codex-like": "deckard.bench.priors:CodexLike",
        "7b-like": "deckard.bench.priors:SmallLike",
    },
)


class LLMWrapper:
    """A model that asks another, `inner`, and changes what goes in or comes out."""

    inner: LLM

    def complete(self, request: Request) -> Completion:
        """Return what the inner model answers."""
        return self.inner.complete(request)


def build_llm(name: str, **options: Any) -> LLM:
    """Build the model called `name`: one of KNOWN, one of SERVERS, or `package.module:Class`."""
    servers = {server: KNOWN["openai"] for server in SERVERS}
    known = registry.Components(LLM, servers | KNOWN)
    preset = {"server": name} if name in SERVERS else {}
    llm: LLM = registry.build_component("llm", known, name, **preset | options)
    return llm


def about(llm: LLM, name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what decides a model's answers, apart from the request."""
    said = getattr(llm, "about", None)
    return {"name": name, **options} if said is None else dict(said)


def legible(text: str) -> str:
    """Return a text that can be written: halves of characters, as some servers send, are marked."""
    return SURROGATE.sub("\ufffd", text)


def without_path(model: str) -> str:
    """Return a model's name as it may be shared; of a path, as some servers say, the last part."""
    is_path = model.startswith(("/", "~", "./", "../", "\\\\")) or model[1:3] in (":\\", ":/")
    return re.split(r"[/\\]", model.rstrip("/\\"))[-1] if is_path else model
