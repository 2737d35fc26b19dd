"""Anthropic's own protocol; the package `anthropic` is an extra."""

from importlib.util import find_spec
from typing import Any

from deckard.errors import ConfigError, MissingExtra
from deckard.llms import Completion, Request, Schema
from deckard.llms.http.capabilities import ServerCapabilities, Structured, check_sampling
from deckard.llms.http.chat import Chat, counts, reply_part, why_ended
from deckard.llms.http.endpoint import Endpoint, NotChat, received
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
    ) -> None:
        """Take the options, as `OpenAI` explains them; nothing is imported or sent."""
        if find_spec("anthropic") is None:
            raise MissingExtra(
                "llm 'anthropic' needs one more package: pip install 'deckard-awm[anthropic]'"
            )
        check_sampling("llm 'anthropic'", temperature, answer_tokens)
        if structured == "json_object":
            raise ConfigError("llm 'anthropic': structured is auto, json_schema or prompt")
        bounds = {"temperature": temperature, "answer_tokens": answer_tokens}
        self.about = {"model": model, "structured": structured, **bounds}
        self.model, self.answer_tokens = model, answer_tokens
        self._client: Any = None
        super().__init__(
            Endpoint(base_url, model, api_key_env, True, timeout, retries, patience),
            ServerCapabilities(f"{base_url} {model}", structured, {"temperature": temperature}),
        )

    def prepare(self) -> None:
        """Import the client library and make a client; LLMError without a key."""
        if self._client is not None:
            return
        key = self.endpoint.key()
        import anthropic

        from deckard.llms.http.transport import Wire

        self.sdk, self.wire = anthropic, Wire(self.endpoint)
        self._client = anthropic.Anthropic(
            api_key=key,
            base_url=self.endpoint.base_url,
            timeout=self.endpoint.timeout,
            max_retries=0,
            http_client=self.wire.http,
        )

    def shape(self, form: str, schema: Schema) -> JsonObject:
        """Return the option that asks for an answer in a form."""
        if form != "json_schema":
            return {}
        return {"output_config": {"format": {"type": form, "schema": dict(schema)}}}

    def send(self, request: Request, options: JsonObject) -> JsonObject:
        """Send one request, and return the reply as it came."""
        create = self._client.messages.with_streaming_response.create
        question: JsonObject = {"system": request.system, "max_tokens": self.answer_tokens}
        question["messages"] = [{"role": "user", "content": request.user}]
        # Options stand in the body: newer clients refuse a temperature, older models take one.
        with create(model=self.model, **question, extra_body=dict(options)) as response:
            return received(response.iter_bytes())

    def completion(self, reply: JsonObject) -> Completion:
        """Return the answer in a reply; NotChat when it is no reply of a chat model."""
        blocks = reply.get("content")
        if not isinstance(blocks, list):
            raise NotChat("the answer is not in the form of Anthropic's API: is base_url right?")
        texts = [reply_part(b, "text") for b in blocks if reply_part(b, "type") == "text"]
        text = "".join(part for part in texts if isinstance(part, str))
        tokens_in, tokens_out = counts(reply.get("usage"), "input_tokens", "output_tokens")
        model = reply.get("model")
        return Completion(
            text=text,
            model=model if isinstance(model, str) and model else self.model,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            ended=why_ended(reply.get("stop_reason")),
        )
