"""Language models: anything that turns a request into text."""

from dataclasses import dataclass
from typing import Protocol

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


@dataclass(frozen=True)
class Completion:
    """An answer."""

    text: str
    model: str
    """The model as it named itself."""
    tokens_in: int = 0
    tokens_out: int = 0


class LLM(Protocol):
    """A language model; wrappers (noise, caching, budgets) have the same shape."""

    def complete(self, request: Request) -> Completion:
        """Return the answer, or raise LLMError."""
