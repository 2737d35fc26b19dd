"""Language models: anything that turns a request into text.

Subclass `LLM` and define `complete` to plug in your own: name it in the config as
`llm.name=package.module:Class`. All other members have defaults.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from deckard import registry
from deckard.llms.providers import SERVERS
from deckard.types import JsonObject

Schema = Mapping[str, Any]
"""A JSON schema."""
AnswerPlace = Literal["content", "reasoning"]
"""Where an answer stands in a reply: where answers belong, or where thoughts do."""
SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Request:
    """One question about one item."""

    item: str
    """The item that the question is about."""
    system: str
    """The instruction, the same for every item."""
    user: str
    """The question itself, evidence included."""
    attempt: int = 0
    """How often this item was asked about before."""
    sample: int = 0
    """The number of this answer among several to the same question, from 0."""
    schema: Schema | None = None
    """The JSON schema that the answer should fit; None where any text will do."""
    prompt: str | None = None
    """The sha256 of the prompt that made the question (see `Prompt.digest`), if one did."""
    repair: bool = False
    """Whether it asks once more because the first answer could not be read."""
    answer_tokens: int | None = None
    """The most tokens of the answer, where that had to grow; None for the bound of the config."""


@dataclass(frozen=True)
class Completion:
    """An answer."""

    text: str
    """What the model wrote; it may be empty."""
    model: str
    """The model as it named itself."""
    tokens_in: int = 0
    """Tokens of the question; 0 where the server does not count both."""
    tokens_out: int = 0
    """Tokens of the answer, thoughts included; 0 where the server does not count both."""
    seconds: float = 0.0
    """Seconds from the request that was answered to its answer."""
    cached: bool = False
    """Whether a recording or a cassette gave the answer, and no model was asked."""
    ended: str | None = None
    """Why the model stopped early, in the server's words ("length", ...); None when it was done."""
    requests: int = 1
    """Requests that were sent for it, failed ones included."""
    reasoning_tokens: int = 0
    """Those of `tokens_out` that went into thoughts, as far as the server tells."""
    answer_in: AnswerPlace = "content"
    """Where the server put the text."""


class Pending(Exception):
    """The answer is on its way: ask again from the start once it has come."""


class LLM(ABC):
    """A language model. A subclass must define `complete`; the rest has defaults.

    Noise, cassettes and limits are models that wrap another one (see `LLMWrapper`).
    """

    about: Mapping[str, Any] | None = None
    """What decides the answers besides the request, as JSON: the key of every recorded answer.

    None means the model's name and options from the config. A model that knows the truth of a
    world says so under `benchmark`.
    """

    @abstractmethod
    def complete(self, request: Request) -> Completion:
        """Answer one question. Several threads may call this at once.

        Args:
            request: The question.

        Returns:
            The answer. An empty or useless text is an answer, too: it becomes evidence.

        Raises:
            LLMError: There is no answer. The message says in one line what to change.
        """

    def questions_left(self) -> int | None:
        """Return how many more questions may surely be asked ahead; None for any number.

        Limits bound it, and a model that must see an answer before it knows how to ask for others.
        """
        return None

    def capabilities(self) -> JsonObject | None:
        """Return what the model found out about its server, as JSON; None if it asks no server.

        A run keeps this with the answers and hands it to `restore_capabilities` when it goes on.
        """
        return None

    def restore_capabilities(self, saved: JsonObject) -> None:  # noqa: B027 (a default, not a gap)
        """Take in what `capabilities` returned in an earlier process.

        Args:
            saved: As it was returned; possibly by a model of another server.
        """

    def limit_retries(self, before_retry: Callable[[], None]) -> None:  # noqa: B027
        """Call a function before every request that repeats a question.

        Args:
            before_retry: It raises LLMLimit where no further request is allowed; the model passes
                that on. A model that sends one request a question need not call it.
        """

    def sync(self) -> None:  # noqa: B027
        """Return once the disk holds all that was kept of the answers so far.

        An answer is used only after this. A model that keeps no answers need not define it.
        """


class LLMWrapper(LLM):
    """A model that asks another one, `inner`, and passes everything on.

    Subclass it and change what you need: `complete`, mostly.
    """

    def __init__(self, inner: LLM) -> None:
        """Wrap a model; what decides its answers decides those of the wrapper.

        Args:
            inner: The model to ask.
        """
        self.inner = inner
        self.about = inner.about

    def complete(self, request: Request) -> Completion:
        """Return the inner model's answer.

        Args:
            request: The question.
        """
        return self.inner.complete(request)

    def questions_left(self) -> int | None:
        """Return how many more questions the inner model surely lets be asked ahead."""
        return self.inner.questions_left()

    def capabilities(self) -> JsonObject | None:
        """Return what the inner model found out about its server."""
        return self.inner.capabilities()

    def restore_capabilities(self, saved: JsonObject) -> None:
        """Hand on what was found out about the server in an earlier process.

        Args:
            saved: What `capabilities` returned.
        """
        self.inner.restore_capabilities(saved)

    def limit_retries(self, before_retry: Callable[[], None]) -> None:
        """Let the inner model call a function before it repeats a question.

        Args:
            before_retry: It raises LLMLimit where no further request is allowed.
        """
        self.inner.limit_retries(before_retry)

    def sync(self) -> None:
        """Return once the inner model's answers are on the disk."""
        self.inner.sync()


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
"""The models that deckard ships, besides the servers of `SERVERS`."""


def build_llm(name: str, **options: Any) -> LLM:
    """Build a language model. Nothing is imported from a client library, and nothing is sent.

    Args:
        name: One of `KNOWN`, one of `SERVERS`, or `package.module:Class`.
        options: Arguments of its constructor, as in the config.

    Returns:
        The model, not yet wrapped.

    Raises:
        ConfigError: There is no such model, or an option is wrong.
    """
    servers = {server: KNOWN["openai"] for server in SERVERS}
    models = registry.Components(LLM, servers | KNOWN)
    preset = {"server": name} if name in SERVERS else {}
    llm: LLM = registry.build_component("llm", models, name, **preset | options)
    return llm


def unwrapped(llm: LLM) -> LLM:
    """Return the model below all wrappers.

    Args:
        llm: A model, wrapped or not.
    """
    while isinstance(llm, LLMWrapper):
        llm = llm.inner
    return llm


def describe_llm(llm: LLM, name: str, options: Mapping[str, Any]) -> JsonObject:
    """Return what decides a model's answers, apart from the request.

    Args:
        llm: The model.
        name: Its name in the config; it counts where the model does not describe itself.
        options: Its options in the config; likewise.
    """
    return {"name": name, **options} if llm.about is None else dict(llm.about)


def legible(text: str) -> str:
    """Return a text that can be encoded: half characters, as some servers send, are marked.

    Args:
        text: What a server sent.
    """
    return SURROGATE.sub("\ufffd", text)


def without_path(model: str) -> str:
    """Return a model's name as it may be shared: of a path, as some servers say, the last part.

    Args:
        model: The model as its server named it.
    """
    is_path = model.startswith(("/", "~", "./", "../", "\\\\")) or model[1:3] in (":\\", ":/")
    return re.split(r"[/\\]", model.rstrip("/\\"))[-1] if is_path else model
