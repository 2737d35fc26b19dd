"""Any server that speaks OpenAI's chat protocol: OpenAI, vLLM, Ollama, llama.cpp, OpenRouter."""

import json
import os
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from deckard.errors import ConfigError, LLMError
from deckard.llms import Completion, Request

if TYPE_CHECKING:
    import openai
    from openai.types.chat import ChatCompletion

LONGEST = 300
"""Characters of a server's own words that an error quotes."""
SECRET = 4
"""Characters from which a key is worth hiding: to hide `x` would garble every error."""
CURES = {
    400: "change the named option; temperature and max_tokens set to null are not sent",
    401: "the key in {key} was refused: set it to a valid one",
    402: "the account has no credit left",
    403: "the key in {key} may not do this: use another key or model",
    404: "there is no model {model!r} or no chat endpoint there: correct model or base_url",
    408: "the server took too long: use a faster model or try later",
    413: "the question is too long for the server",
    422: "change the named option; temperature and max_tokens set to null are not sent",
    429: "the server limits requests: wait, raise retries, or look at the account's quota",
}
"""What to do about an HTTP status."""


class OpenAI:
    """A chat model behind an HTTP endpoint.

    The server's faults (408, 409, 429, 5xx), lost connections and time-outs are retried, with
    growing pauses or as the server's `retry-after` says; all else is an LLMError at once.
    """

    def __init__(
        self,
        model: str,
        base_url: str = "https://api.openai.com/v1",
        api_key_env: str = "OPENAI_API_KEY",
        temperature: float | None = 0.0,
        max_tokens: int | None = 1000,
        timeout: float = 60.0,
        retries: int = 4,
    ) -> None:
        """Take the options; nothing is imported or sent before the first question.

        `api_key_env` names the environment variable that holds the key; a server on this machine
        needs none. `timeout` is in seconds, for each try. Of `temperature` and `max_tokens`, None
        is not sent, for models that refuse them.
        """
        self.address = _address(base_url)
        self.base_url, self.api_key_env = base_url, api_key_env
        self.model, self.timeout, self.retries = model, timeout, retries
        given = {"temperature": temperature, "max_tokens": max_tokens}
        self.sampling: dict[str, Any] = {k: v for k, v in given.items() if v is not None}
        if timeout <= 0 or retries < 0 or (max_tokens is not None and max_tokens < 1):
            raise ConfigError(
                "llm 'openai': timeout and max_tokens are above 0, retries is not below 0; got "
                f"{timeout}, {max_tokens}, {retries}"
            )

    def complete(self, request: Request) -> Completion:
        """Ask, and again while the server says to come back; LLMError says what to change."""
        client = self._client
        try:
            reply = client.chat.completions.create(
                model=self.model,
                messages=[
                    {"role": "system", "content": request.system},
                    {"role": "user", "content": request.user},
                ],
                **self.sampling,
            )
        except Exception as error:
            # Not chained: a server's words, and those of the HTTP library, may hold the key.
            if explained := self._explain(error):
                raise explained from None
            raise
        return self._completion(reply)

    def _explain(self, error: Exception) -> LLMError | None:
        """Say what to change about a fault of the server or on the way; None for a bug."""
        import openai

        match error:
            case openai.APITimeoutError():
                cure = "raise timeout or use a faster model"
                return self._error(f"no answer within {self.timeout:g} s: {cure}")
            case openai.APIConnectionError():
                why = self._quote(error.__cause__ or error)
                cure = "is the server running, and is base_url right?"
                return self._error(f"cannot connect ({why}): {cure}")
            case openai.APIStatusError():
                return self._refused(error)
            case openai.OpenAIError():
                return self._error(f"failed: {self._quote(error)}")
            case json.JSONDecodeError() | UnicodeDecodeError():
                return self._not_chat()
        return None

    @cached_property
    def _client(self) -> "openai.OpenAI":
        key = self._key()
        import openai

        return openai.OpenAI(
            api_key=key, base_url=self.base_url, timeout=self.timeout, max_retries=self.retries
        )

    def _key(self) -> str:
        key = os.environ.get(self.api_key_env, "").strip()
        if not key and not _is_local(self.base_url):
            raise self._error(f"needs a key: set the environment variable {self.api_key_env}")
        if not (key.isascii() and key.isprintable()):
            raise self._error(
                f"the key in {self.api_key_env} holds characters that no key has: copy it again"
            )
        return key or "none"

    def _completion(self, reply: "ChatCompletion") -> Completion:
        # The client does not validate what it receives: any part of it may be missing.
        choices = getattr(reply, "choices", None)
        if fault := getattr(reply, "error", None):
            raise self._error(f"answered with an error: {self._quote(fault)}")
        if not isinstance(choices, list):
            raise self._not_chat()
        if not choices:
            raise self._error(f"answered without choices: is {self.model!r} a chat model?")
        message = getattr(choices[0], "message", None)
        text = getattr(message, "content", None)
        if not isinstance(text, str) or not text.strip():
            raise self._empty(choices[0], message)
        usage = reply.usage
        return Completion(
            text=text,
            model=reply.model or self.model,
            tokens_in=getattr(usage, "prompt_tokens", None) or 0,
            tokens_out=getattr(usage, "completion_tokens", None) or 0,
        )

    def _empty(self, choice: object, message: object) -> LLMError:
        if getattr(choice, "finish_reason", None) == "length":
            return self._error(
                f"the answer was cut off before it began: raise max_tokens "
                f"({self.sampling.get('max_tokens', 'not set')})"
            )
        refusal = getattr(message, "refusal", None)
        said = f"refused to answer ({self._quote(refusal)})" if refusal else "gave an empty answer"
        return self._error(f"{self.model!r} {said}: use another model or prompt")

    def _refused(self, error: "openai.APIStatusError") -> LLMError:
        status = error.status_code
        cure = "try again later or look at the server's log" if status >= 500 else "see there"
        cure = CURES.get(status, cure).format(key=self.api_key_env, model=self.model)
        words = error.message.removeprefix(f"Error code: {status}").removeprefix(" - ")
        return self._error(f"{status} {self._quote(words)}".strip() + f": {cure}")

    def _not_chat(self) -> LLMError:
        return self._error(
            "the answer is not in the form of OpenAI's chat protocol: is base_url right? It "
            "mostly ends in /v1"
        )

    def _error(self, words: str) -> LLMError:
        """Return an error of one line that names the address."""
        return LLMError(" ".join(f"{self.address}: {words}".split()))

    def _quote(self, words: object) -> str:
        """Return what a server or library said: not all of it, and never the key."""
        key = os.environ.get(self.api_key_env, "").strip()
        said = str(words).replace(key, "***") if len(key) >= SECRET else str(words)
        return said if len(said) <= LONGEST else f"{said[:LONGEST]}..."


def _address(base_url: str) -> str:
    """Return an address without the password it may hold."""
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(
            f"llm 'openai': base_url is not an address like https://host/v1: {base_url!r}"
        )
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _is_local(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    return host in ("localhost", "::1", "0.0.0.0") or host.startswith("127.")
