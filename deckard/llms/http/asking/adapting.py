"""How questions are asked of a server, and how otherwise once it has refused a part of that."""

from dataclasses import dataclass, replace

from deckard.llms.http.asking.refusals import keywords_to_drop, refused_option, refuses_form
from deckard.llms.http.faults.server_messages import ServerMessage
from deckard.types import JsonObject

FORMS = ("json_schema", "json_object", "prompt")
"""Ways to ask for an answer by a schema, strictest first; `prompt` leaves it to the prompt."""


@dataclass(frozen=True)
class Asking:
    """How questions are asked: what a server is sent besides the question."""

    sampling: JsonObject
    """Options such as `temperature`, as far as the server takes them."""
    form: str
    """The form in which answers are asked for, one of `FORMS`, if the request has a schema."""
    dropped: tuple[str, ...] = ()
    """Keywords that are left out of schemas."""
    refused: tuple[str, ...] = ()
    """Options that the server refuses."""

    def without(self, name: str) -> "Asking":
        """Return it without an option."""
        if name not in self.sampling:
            return self
        left = {k: v for k, v in self.sampling.items() if k != name}
        # Newer models of OpenAI take the bound on an answer under another name alone.
        if name == "max_tokens":
            left |= {"max_completion_tokens": self.sampling[name]}
        return replace(self, sampling=left, refused=(*self.refused, name))

    def adapted(
        self, shape: JsonObject, message: ServerMessage, is_fixed: bool = False
    ) -> "Asking | None":
        """Return how to ask after a refusal: without an option, keywords of the schema or the form.

        Args:
            shape: The option that asked for a form; empty where none did.
            message: What the server said.
            is_fixed: Whether the form may not change.

        Returns:
            What differs in one of them; None where nothing that was sent is to blame.
        """
        if name := refused_option(message, self.sampling):
            return self.without(name)
        if keywords := keywords_to_drop(message, shape):
            return replace(self, dropped=(*self.dropped, *keywords))
        if is_fixed or not shape or not refuses_form(message):
            return None
        return replace(self, form=FORMS[FORMS.index(self.form) + 1])


def difference(before: Asking, after: Asking) -> str:
    """Return in words what a server refuses, and what it is sent instead."""
    if after.form != before.form:
        return f"{before.form}: answers are asked for as {after.form}"
    if keywords := after.dropped[len(before.dropped) :]:
        return f"{', '.join(keywords)}: schemas are sent without"
    name = after.refused[-1]
    left = "; max_completion_tokens is sent instead" * (name == "max_tokens")
    return f"{name}: it is sent no more{left}"
