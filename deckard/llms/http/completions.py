"""How a question is sent to a server in OpenAI's protocols, and its reply taken apart."""

from abc import ABC, abstractmethod
from typing import NamedTuple

from deckard.llms import Request, Schema
from deckard.llms.http.replies import ReplyParts, chat_parts
from deckard.types import JsonObject


class Sampling(NamedTuple):
    """Options of the config that say how the model answers; None is not sent."""

    temperature: float | None = None
    answer_tokens: int | None = None
    reasoning_effort: str | None = None
    seed: int | None = None


class OpenAIProtocol(ABC):
    """One of the protocols; `ChatCompletions` is the one that nearly every server speaks."""

    path: str
    """The path of the endpoint below `base_url`."""

    @abstractmethod
    def sampling(self, chosen: Sampling) -> JsonObject:
        """Return options of the config by their names in the protocol; None is not sent."""

    @abstractmethod
    def shape(self, form: str, schema: Schema) -> JsonObject:
        """Return the option that asks for an answer in a form; empty for `prompt`."""

    @abstractmethod
    def question(self, request: Request) -> JsonObject:
        """Return the parts of a request that hold the question."""

    def with_bound(self, reply: JsonObject, sent: JsonObject) -> JsonObject:
        """Return a reply with the bound on its answer, where it takes that to read it.

        Args:
            reply: The reply as it came.
            sent: The options that the request had.
        """
        return reply

    @abstractmethod
    def parts(self, reply: JsonObject) -> ReplyParts:
        """Take apart a reply.

        Args:
            reply: The reply, with its bound.

        Raises:
            NotChat: It is an error, or no reply in this protocol.
        """


class ChatCompletions(OpenAIProtocol):
    """OpenAI's chat protocol (`POST /chat/completions`)."""

    path = "chat/completions"

    def sampling(self, chosen: Sampling) -> JsonObject:
        """Return options of the config by their names in the protocol."""
        bounds: JsonObject = {
            "temperature": chosen.temperature,
            "max_tokens": chosen.answer_tokens,
        }
        return bounds | {"reasoning_effort": chosen.reasoning_effort, "seed": chosen.seed}

    def shape(self, form: str, schema: Schema) -> JsonObject:
        """Return the option that asks for an answer in a form."""
        if form == "prompt":
            return {}
        named = {"name": "answer", "strict": True, "schema": dict(schema)}
        named = {"json_schema": named} if form == "json_schema" else {}
        return {"response_format": {"type": form, **named}}

    def question(self, request: Request) -> JsonObject:
        """Return the messages."""
        system = {"role": "system", "content": request.system}
        return {"messages": [system, {"role": "user", "content": request.user}]}

    def parts(self, reply: JsonObject) -> ReplyParts:
        """Take apart a reply."""
        return chat_parts(reply)
