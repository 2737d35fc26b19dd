"""Language models: anything that turns a request into text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

KNOWN = {
    "recorded": "deckard.llms.recorded:Recorded",
    "noisy": "deckard.llms.noisy:Noisy",
    "openai": "deckard.llms.openai:OpenAI",
}


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
    """Number of this answer among several asked of the same question."""
    schema: Mapping[str, Any] | None = None
    """JSON schema the answer should fit, or None."""


@dataclass(frozen=True)
class Completion:
    """An answer."""

    text: str
    model: str
    """The model as it named itself."""
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    cached: bool = False


class LLM(Protocol):
    """A language model; wrappers (noise, caching, budgets) have the same shape."""

    def complete(self, request: Request) -> Completion:
        """Return the answer, or raise LLMError."""
