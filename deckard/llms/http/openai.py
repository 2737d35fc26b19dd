"""Any server that speaks OpenAI's chat protocol: OpenAI, vLLM, Ollama, llama.cpp, OpenRouter."""

import json
from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any, Literal

from deckard.errors import ConfigError
from deckard.llms import Request, Schema
from deckard.llms.http.capabilities import ServerCapabilities, Structured, check_sampling
from deckard.llms.http.chat import Chat
from deckard.llms.http.completions import ChatCompletions, OpenAIProtocol, Sampling
from deckard.llms.http.endpoint import Endpoint
from deckard.llms.http.replies import ReplyParts
from deckard.llms.http.responses import Responses
from deckard.llms.http.thinking_options import (
    check_effort,
    checked_extra_body,
    set_options,
    with_extra,
)
from deckard.llms.http.wire.received import received
from deckard.llms.providers import SERVERS
from deckard.types import JsonObject

if TYPE_CHECKING:
    import httpx2
    import openai

PROTOCOLS: Mapping[str, type[OpenAIProtocol]] = {"chat": ChatCompletions, "responses": Responses}
"""The protocols by the option `api`."""


class OpenAI(Chat):
    """A chat model behind an HTTP endpoint; `Endpoint` tells which faults are retried."""

    def __init__(
        self,
        model: str,
        server: str = "openai",
        base_url: str | None = None,
        api_key_env: str | None = None,
        structured: Structured = "auto",
        temperature: float | None = 0.0,
        answer_tokens: int | None = 1000,
        timeout: float = 60.0,
        retries: int = 5,
        patience: float = 300.0,
        reasoning_effort: str | None = None,
        seed: int | None = None,
        extra_body: dict[str, Any] | None = None,
        api: Literal["chat", "responses"] = "chat",
    ) -> None:
        """Take the options; nothing is imported or sent before the first question.

        Args:
            model: The model's name at the server.
            server: One of `SERVERS`, which gives an address and the variable of the key.
            base_url: The address, in place of that of `server`.
            api_key_env: The environment variable that holds the key, in place of that of `server`.
                A server on this machine needs no key.
            structured: How to ask for answers by a schema; "auto" finds out what the server does.
            temperature: Between 0 and 2; None is not sent.
            answer_tokens: The most tokens of an answer; None is not sent.
            timeout: Seconds that one try may take in all.
            retries: Tries of one question after the first.
            patience: Seconds after the first try within which the last one begins.
            reasoning_effort: How long a thinking model thinks: "none", "minimal", "low", "medium",
                "high", as far as the server knows the word; None is not sent.
            seed: The seed for the server's draws, where it takes one; None is not sent.
            extra_body: More parts of the request, passed on as they are, e.g.
                `{chat_template_kwargs: {enable_thinking: false}}`.
            api: Chat Completions, or the Responses API where a model has only that.

        Raises:
            ConfigError: An option is wrong.
        """
        if server not in SERVERS:
            raise ConfigError(f"llm: unknown server {server!r}; known: {', '.join(SERVERS)}")
        preset = SERVERS[server]
        address = preset.base_url if base_url is None else base_url
        if address is None:
            raise ConfigError(f"llm {server!r} needs base_url, e.g. {preset.example}")
        key_in = preset.key if api_key_env is None else api_key_env
        needs_key = preset.needs_key or api_key_env is not None
        who = f"llm {server!r}"
        check_sampling(who, temperature, answer_tokens)
        check_effort(who, reasoning_effort)
        self.extra_body = checked_extra_body(who, extra_body)
        if api == "responses" and seed is not None:
            raise ConfigError(f"{who}: the Responses API takes no seed: set llm.seed to null")
        added = {"reasoning_effort": reasoning_effort, "seed": seed}
        bounds = {"temperature": temperature, "answer_tokens": answer_tokens}
        self.about = {"model": model, "structured": structured, **bounds}
        self.about |= set_options({**added, "extra_body": self.extra_body or None})
        self.about |= {"api": api} if api != "chat" else {}
        self.model, self.protocol = model, PROTOCOLS[api]()
        self.has_chat_template = api == "chat"
        self._headers: httpx2.Headers | None = None
        form = "prompt" if structured == "auto" and not preset.schema else structured
        sampling = self.protocol.sampling(
            Sampling(temperature, answer_tokens, reasoning_effort, seed)
        )
        asked = f"{address} {model}" if api == "chat" else f"{address} {model} ({api})"
        super().__init__(
            Endpoint(address, model, key_in, needs_key, timeout, retries, patience),
            ServerCapabilities(asked, form, sampling),
        )

    def prepare(self) -> None:
        """Import the client library and make a client; LLMError without a key."""
        if self._headers is not None:
            return
        key = self.endpoint.key()
        import openai

        from deckard.llms.http.wire.transport import Wire, forget_other_servers

        self.sdk, self.wire = openai, Wire(self.endpoint)
        client = openai.OpenAI(
            api_key=key, base_url=self.endpoint.base_url, http_client=self.wire.http
        )
        forget_other_servers(client, self.endpoint.base_url, "openai.com")
        self._headers = _headers(client)

    def shape(self, form: str, schema: Schema) -> JsonObject:
        """Return the option that asks for an answer in a form."""
        return self.protocol.shape(form, schema)

    def options_for(self, effort: str | None = None, seed: int | None = None) -> JsonObject:
        """Return options by their names in the protocol, as far as it has them."""
        return set_options(self.protocol.sampling(Sampling(reasoning_effort=effort, seed=seed)))

    def send(self, request: Request, options: JsonObject) -> JsonObject:
        """Send one request, and return the reply as it came."""
        body = {"model": self.model, **self.protocol.question(request), **options}
        reply = self.post(self.protocol.path, with_extra(body, self.extra_body))
        return self.protocol.with_bound(reply, options)

    def post(self, path: str, body: JsonObject) -> JsonObject:
        """Send one request to a path below `base_url`, and return the reply as it came.

        The request goes to the client library's HTTP client as it is: the library's own way there
        takes more time than all the rest of a question.

        Raises:
            APIStatusError: The server refuses it.
        """
        assert self._headers is not None
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        with closing(self.wire.post(path, self._headers, content)) as response:
            if not response.is_success:
                raise self.sdk.APIStatusError("refused", response=response, body=None)
            return received(response.iter_bytes())

    def parts(self, reply: JsonObject) -> ReplyParts:
        """Take apart a reply; NotChat when it is no reply of a chat model."""
        return self.protocol.parts(reply)


def _headers(client: "openai.OpenAI") -> "httpx2.Headers":
    """Return the headers of the client library, but for those that describe this machine."""
    import httpx2

    headers = client.default_headers | client.auth_headers
    kept = {k: v for k, v in headers.items() if not k.lower().startswith("x-stainless-")}
    return httpx2.Headers({k: v for k, v in kept.items() if isinstance(v, str)})
