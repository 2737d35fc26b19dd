"""The address of a model behind HTTP, its key, and what to do about its faults."""

import json
import os
import random
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from deckard.errors import ConfigError, LLMError
from deckard.types import JsonObject

if TYPE_CHECKING:
    import openai

LONGEST = 300
"""Characters of a server's message that an error quotes."""
SECRET = 4
"""Characters of the shortest key that is hidden: to hide `x` would garble every error."""
FIRST_PAUSE = 0.5
"""Seconds before the first retry, unless the server wants more; chosen."""
LONGEST_PAUSE = 20.0
"""Seconds before a later retry at most, unless the server wants more; chosen."""
LONGEST_WAIT = 1e6
"""Seconds. A longer wait is a typing error, and more than clocks can take."""
LARGEST = 8_000_000
"""Bytes of the largest reply; a model's answer has some thousands."""
CURES = {
    400: "change the named option; what is set to null is not sent",
    401: "the key in {key} was refused: set it to a valid one",
    402: "the account has no credit left",
    403: "the key in {key} may not do this: use another key or model",
    404: "there is no model {model!r} or no chat endpoint there: correct model or base_url",
    408: "the server took too long: use a faster model or try later",
    413: "the question is too long for the server",
    422: "change the named option; what is set to null is not sent",
    429: "the server limits requests: wait, raise retries and patience, or lower parallel",
}
"""What to do about an HTTP status."""
NOT_CHAT = (
    "the answer is not in the form of OpenAI's chat protocol: is base_url right? It mostly ends in "
    "/v1"
)
NO_KEY = "none"
"""The key that is sent where none is wanted: client libraries insist on one."""
SPENT = ("insufficient_quota", "billing_hard_limit")
"""What a server answers with status 429 when waiting does not help."""
Result = TypeVar("Result")


@dataclass(frozen=True)
class RequestFault:
    """What went wrong with one try."""

    message: str
    """For the user: what is wrong and what to do about it."""
    temporary: bool = False
    """Whether to ask again."""
    after: float | None = None
    """Seconds after which the server wants to be asked again."""
    status: int | None = None
    """The HTTP status; None where there was no reply."""
    server_message: str = ""
    """The server's own message."""


class NotChat(Exception):
    """The reply is not one of a chat model; `broken` if it looks truncated."""

    def __init__(self, message: str, broken: bool = False, status: int | None = None) -> None:
        super().__init__(message)
        self.broken, self.status = broken, status


@dataclass(frozen=True)
class Endpoint:
    """The address of a model, and how long to try.

    Some faults are temporary: statuses 408, 409, 429 and 5xx, lost connections, time-outs and
    truncated replies. After one, the question is sent again when the server says so, or after
    pauses that double. Every other fault is an LLMError at once. A question takes at most
    `patience` + `timeout` seconds.
    """

    base_url: str
    model: str
    key_in: str | None
    """The environment variable that holds the key."""
    needs_key: bool
    """Whether the server refuses requests without a key."""
    timeout: float
    """Seconds that one try may take in all."""
    retries: int
    """Tries of one question after the first."""
    patience: float
    """Seconds after the first try within which the last one begins."""

    def __post_init__(self) -> None:
        _check_address(self.base_url)
        if not self.model.strip() or not self.model.isprintable():
            raise ConfigError(f"llm: model is no name of a model: {self.model!r}")
        if self.key_in is not None and not re.fullmatch(r"[A-Z_][A-Z0-9_]*", self.key_in):
            raise ConfigError(
                "llm: api_key_env is not the name of an environment variable (capitals, digits and "
                "_); never put the key itself there"
            )
        waits = (self.timeout, self.patience)
        if not all(0 < wait <= LONGEST_WAIT for wait in waits) or self.retries < 0:
            raise ConfigError(
                f"llm: timeout and patience are above 0 and at most {LONGEST_WAIT:,.0f}, retries "
                f"is not below 0; got {self.timeout}, {self.patience}, {self.retries}"
            )

    def key(self) -> str:
        """Return the key; LLMError when there is none or it cannot be one."""
        key = self._secret()
        if not key and self.needs_key and not is_local(self.base_url):
            raise self.error(f"needs a key: set the environment variable {self.key_in}")
        if not (key.isascii() and key.isprintable()):
            raise self.error(
                f"the key in {self.key_in} holds characters that no key has: copy it again"
            )
        return key or NO_KEY

    def call_with_retries(
        self, send: Callable[[], Result], explain: Callable[[Exception], RequestFault | None]
    ) -> Result:
        """Return what `send` returns; call it again while its faults are temporary.

        Args:
            send: Sends one request.
            explain: Says what an exception of `send` means; None for a bug, which is passed on.

        Raises:
            LLMError: A fault is not temporary, or there were too many.
        """
        began, tries = time.monotonic(), 0
        while True:
            try:
                return send()
            except Exception as error:
                fault = explain(error)
                if fault is None:
                    raise
            tries += 1
            pause = self._pause(fault, tries)
            left = began + self.patience - time.monotonic()
            if not fault.temporary or tries > self.retries or pause > left:
                # Outside `except`: the message of a server or library may hold the key.
                raise self.error(fault.message + (f" (asked {tries} times)" if tries > 1 else ""))
            time.sleep(pause)

    def _pause(self, fault: RequestFault, tries: int) -> float:
        """Seconds before the next try; drawn, so that refused clients do not return together."""
        own = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1)) * random.uniform(0.5, 1.0)
        if fault.after is None:
            return own
        # Some servers say 0, or have a slow clock: to return at once would use up all tries.
        return max(own, fault.after + random.random() * min(1.0, fault.after / 4))

    def explain(self, error: Exception, sdk: ModuleType) -> RequestFault | None:
        """Say what a client library's exception means; None for a bug."""
        import httpx2

        match error:
            case sdk.APITimeoutError() | httpx2.TimeoutException() | TimeoutError():
                cure = "raise timeout or use a faster model"
                return RequestFault(f"no answer within {self.timeout:g} s: {cure}", temporary=True)
            case httpx2.DecodingError():
                return RequestFault(f"its reply cannot be decompressed: {NOT_CHAT}", temporary=True)
            case sdk.APIConnectionError() | httpx2.TransportError():
                why = self.quote(error.__cause__ or error)
                cure = "is the server running, and is base_url right?"
                return RequestFault(f"cannot connect ({why}): {cure}", temporary=True)
            case sdk.APIStatusError():
                return self._refused(error)
            case sdk.APIError():
                return RequestFault(f"failed: {self.quote(error)}")
            case NotChat():
                return RequestFault(self.quote(error), error.broken or _is_temporary(error.status))
        return None

    def _refused(self, error: "openai.APIStatusError") -> RequestFault:
        status, headers = error.status_code, error.response.headers
        cure = "try again later or look at the server's log" if status >= 500 else "see there"
        cure = CURES.get(status, cure).format(key=self.key_in, model=self.model)
        message = error.message.removeprefix(f"Error code: {status}").removeprefix(" - ")
        server_message = f"{message} {error.body}"
        spent = any(word in server_message for word in SPENT)
        if spent:
            cure = "the account's quota is used up: waiting does not help"
        return RequestFault(
            f"{status} {self.quote(message)}".strip() + f": {cure}",
            temporary=_is_temporary(status) and not spent,
            after=_after(headers),
            status=status,
            server_message=server_message,
        )

    def error(self, message: str) -> LLMError:
        """Return an error of one line that names the address."""
        return LLMError(" ".join(f"{self.base_url}: {message}".split()))

    def quote(self, message: object) -> str:
        """Return the beginning of a server's or library's message, without the key."""
        text = self.hide(str(message))
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."

    def hide(self, text: str) -> str:
        """Return a server's text without the key: some servers repeat what they were sent."""
        key = self._secret()
        return text.replace(key, "***") if len(key) >= SECRET else text

    def _secret(self) -> str:
        return os.environ.get(self.key_in, "").strip() if self.key_in else ""


def received(chunks: Iterable[bytes]) -> JsonObject:
    """Return the JSON object that arrives in chunks."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > LARGEST:
            raise NotChat(f"sent more than {LARGEST:,} bytes: {NOT_CHAT}")
    try:
        reply = json.loads(data)
    except (ValueError, RecursionError):
        raise NotChat(NOT_CHAT, broken=not data.lstrip().startswith(b"<")) from None
    if not isinstance(reply, dict):
        raise NotChat(NOT_CHAT)
    return reply


def is_local(base_url: str) -> bool:
    """Whether an address belongs to this machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _check_address(base_url: str) -> None:
    """Raise a ConfigError for an address that is malformed or holds a secret."""
    if any(mark in base_url for mark in "@?#"):
        raise ConfigError(
            "llm: base_url holds a password, a query or a fragment, which the run directory would "
            "keep; give the key in the environment variable that api_key_env names"
        )
    try:
        parts = urlsplit(base_url)
        host = (parts.hostname or "").encode("idna")
        good = parts.scheme in ("http", "https") and host and parts.port != 0
    except ValueError:  # also of a name with a part that is empty or too long
        good = False
    if not good or not base_url.isprintable() or " " in base_url:
        raise ConfigError(f"llm: base_url is not an address like https://host/v1: {base_url!r:.90}")


def _is_temporary(status: int | None) -> bool:
    return status is not None and (status in (408, 409, 429) or status >= 500)


def _after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a server asks to wait: in milliseconds, seconds, or until a date."""
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return max(0.0, float(milliseconds) / 1000)
        if not (after := headers.get("retry-after")):
            return None
        if re.fullmatch(r"[0-9.]+", after):
            return float(after)
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
    except ValueError:
        return None
