"""A language model that knows nothing: an agent without prior knowledge."""

from collections.abc import Mapping
from typing import Any

from deckard.llms import Completion, Request


class Empty:
    """Answers every question with "I do not know."."""

    about: Mapping[str, Any] = {"name": "empty"}

    def complete(self, request: Request) -> Completion:
        """Return an answer without a recipe in it."""
        return Completion("I do not know.", "empty")
