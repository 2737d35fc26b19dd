"""Anthropic's own protocol; the package `anthropic` is an extra."""

from importlib.util import find_spec
from typing import Any

from deckard.errors import ConfigError, MissingExtra
from deckard.llms import Request, Schema
from deckard.llms.http.capabilities import ServerCapabilities, Structured, check_sampling
from deckard.llms.http.chat import Chat, with_bound
from deckard.llms.http.endpoint import Endpoint, NotChat
from deckard.llms.http.replies import (
    ReplyParts,
    joined_text,
    other_error,
    raise_reported,
)
from deckard.llms.http.thinking_options import (
    check_effort,
    checked_extra_body,
    set_options,
    with_extra,
)
from deckard.llms.http.token_counts import count_tokens
from deckard.llms.http.wire.received import received
from deckard.types import JsonObject


class Anthropic(Chat):
    """A Claude model behind Anthropic's Messages API; see Endpoint for its faults."""

    def __init__(
        self,
        model: str,
        base_url: str = "https://api.anthropic.com",
        api_key_env: str = "ANTHROPIC_API_KEY",
        structured: Structured = "auto",
        temperature: float | None = None,
        answer_tokens: int = 1000,
        timeout: float = 60.0,
        retries: int = 5,
        patience: float = 300.0,
        reasoning_effort: str | None = None,
        extra_body: dict[str, Any] | None = None,
    ) -> None:
        """Take the options, as `OpenAI` explains them; nothing is imported or sent."""
        if find_spec("anthropic") is None:
            raise MissingExtra(
                "llm 'anthropic' needs one more package: pip install 'deckard-awm[anthropic]'"
            )
        who = "llm 'anthropic'"
        check_sampling(who, temperature, answer_tokens)
        check_effort(who, reasoning_effort)
        self.extra_body = checked_extra_body(who, extra_body)
        if structured == "json_object":
            raise ConfigError("llm 'anthropic': structured is auto, json_schema or prompt")
        bounds = {"temperature": temperature, "answer_tokens": answer_tokens}
        self.about = {"model": model, "structured": structured, **bounds}
        added = {"reasoning_effort": reasoning_effort, "extra_body": self.extra_body or None}
        self.about |= set_options(added)
        self.model, self.bound = model, {"max_tokens": answer_tokens}
        self._client: Any = None
        sampling = {"temperature": temperature, "effort": reasoning_effort}
        super().__init__(
            Endpoint(base_url, model, api_key_env, True, timeout, retries, patience),
            ServerCapabilities(f"{base_url} {model}", structured, sampling),
        )

    def prepare(self) -> None:
        """Import the client library and make a client; LLMError without a key."""
        if self._client is not None:
            return
        key = self.endpoint.key()
        import anthropic

        from deckard.llms.http.wire.transport import Wire, forget_other_servers

        self.sdk, self.wire = anthropic, Wire(self.endpoint)
        self._client = anthropic.Anthropic(
            api_key=key,
            base_url=self.endpoint.base_url,
            timeout=self.endpoint.timeout,
            max_retries=0,
            http_client=self.wire.http,
        )
        forget_other_servers(self._client, self.endpoint.base_url, "anthropic.com")

    def shape(self, form: str, schema: Schema) -> JsonObject:
        """Return the option that asks for an answer in a form."""
        if form != "json_schema":
            return {}
        return {"output_config": {"format": {"type": form, "schema": dict(schema)}}}

    def send(self, request: Request, options: JsonObject) -> JsonObject:
        """Send one request, and return the reply as it came."""
        create = self._client.messages.with_streaming_response.create
        bound = with_bound(self.bound, request.answer_tokens)
        question: JsonObject = {"system": request.system, **bound}
        question["messages"] = [{"role": "user", "content": request.user}]
        body = with_extra(_with_effort(options), self.extra_body)
        # Options stand in the body: newer clients refuse a temperature, older models take one.
        with create(model=self.model, **question, extra_body=body) as response:
            return received(response.iter_bytes())

    def parts(self, reply: JsonObject) -> ReplyParts:
        """Take apart a reply; NotChat when it is no reply of a chat model."""
        return message_parts(reply)


def _with_effort(options: JsonObject) -> JsonObject:
    """Return options with the effort where Anthropic takes it: beside the form of the answer."""
    body = {name: value for name, value in options.items() if name != "effort"}
    if "effort" not in options:
        return body
    return with_extra({"output_config": {"effort": options["effort"]}}, body)


def message_parts(reply: JsonObject) -> ReplyParts:
    """Take apart a reply of the Messages API; NotChat when it is an error or none."""
    raise_reported(reply.get("error"))
    blocks = reply.get("content")
    if not isinstance(blocks, list):
        raise_reported(other_error(reply))
        raise NotChat("the answer is not in the form of Anthropic's API: is base_url right?")
    usage = reply.get("usage")
    return ReplyParts(
        content=joined_text(blocks),
        thoughts=joined_text(blocks, thoughts=True),
        ending=reply.get("stop_reason"),
        tokens=count_tokens(usage, "input_tokens", "output_tokens"),
        model=reply.get("model"),
    )
