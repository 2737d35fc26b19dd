"""A language model that knows nothing: an agent without prior knowledge."""

from collections.abc import Mapping

from deckard.llms import LLM, Completion, Request


class Empty(LLM):
    """Answers every question with "I do not know."."""

    about: Mapping[str, object] = {"name": "empty"}

    def complete(self, request: Request) -> Completion:
        """Return an answer without a recipe in it."""
        return Completion("I do not know.", "empty")
