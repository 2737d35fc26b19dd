"""A language model that knows nothing: what an agent learns with it, it learns by itself."""

from collections.abc import Mapping
from typing import Any

from deckard.llms import Completion, Request


class Empty:
    """Says of everything that it does not know."""

    about: Mapping[str, Any] = {"name": "empty"}

    def complete(self, request: Request) -> Completion:
        """Return an answer without a recipe in it."""
        return Completion("I do not know.", "empty")
