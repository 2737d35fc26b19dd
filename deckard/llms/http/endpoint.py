"""A model behind HTTP: its address, its key, what to do about its faults, and for how long."""

import json
import os
import random
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from deckard.errors import ConfigError, LLMError

LONGEST = 300
"""Characters of a server's own words that an error quotes."""
SECRET = 4
"""Characters from which a key is worth hiding: to hide `x` would garble every error."""
FIRST, LAST = 0.5, 20.0
"""Seconds before the first and, at most, before a later repetition, unless a server wants more."""
LONGEST_WAIT = 1e6
"""Seconds: more than that is a slip, and more than clocks can take."""
LARGEST = 8_000_000
"""Bytes of a reply: of a model's answer a thousandth is much."""
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
"""What is sent for a key where none is wanted: client libraries insist on one."""
SPENT = ("insufficient_quota", "billing_hard_limit")
"""What a server says with status 429 when waiting does not help."""


@dataclass(frozen=True)
class RequestFault:
    """What went wrong with one try."""

    words: str
    """For the user."""
    temporary: bool = False
    after: float | None = None
    """Seconds after which the server wants to be asked again."""
    status: int | None = None
    said: str = ""
    """What the server said."""


class NotChat(Exception):
    """The server's reply is none; `broken` when it looks like a good one that was cut."""

    def __init__(self, words: str, broken: bool = False, status: int | None = None) -> None:
        super().__init__(words)
        self.broken, self.status = broken, status


@dataclass(frozen=True)
class Endpoint:
    """An address and how to deal with it.

    Faults of the server (408, 409, 429, 5xx), lost connections, time-outs and replies that were
    cut are temporary: one question is sent again, at most `retries` times, the last time within
    `patience` seconds, when the server says or after growing pauses. All else is an LLMError at
    once. A try takes `timeout` seconds at most, so a question takes no more than both together.
    """

    base_url: str
    model: str
    key_in: str | None
    """The environment variable that holds the key."""
    needs_key: bool
    timeout: float
    retries: int
    patience: float

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

    def persist(
        self, send: Callable[[], Any], explain: Callable[[Exception], RequestFault | None]
    ) -> Any:
        """Return what `send` returns; call it again while its faults are temporary."""
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
                # Outside `except`: a server's words, and a library's, may hold the key.
                raise self.error(fault.words + (f" (asked {tries} times)" if tries > 1 else ""))
            time.sleep(pause)

    def _pause(self, fault: RequestFault, tries: int) -> float:
        """Seconds before the next try; drawn, lest all who were refused come back at once."""
        own = min(LAST, FIRST * 2 ** (tries - 1)) * random.uniform(0.5, 1.0)
        if fault.after is None:
            return own
        # Some say 0, or have a clock that is slow: then to come back at once wears out all tries.
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
                return RequestFault(str(error), error.broken or _is_temporary(error.status))
        return None

    def _refused(self, error: Any) -> RequestFault:
        status, headers = error.status_code, error.response.headers
        cure = "try again later or look at the server's log" if status >= 500 else "see there"
        cure = CURES.get(status, cure).format(key=self.key_in, model=self.model)
        words = error.message.removeprefix(f"Error code: {status}").removeprefix(" - ")
        said = f"{words} {error.body}"
        spent = any(word in said for word in SPENT)
        if spent:
            cure = "the account's quota is used up: waiting does not help"
        return RequestFault(
            f"{status} {self.quote(words)}".strip() + f": {cure}",
            temporary=_is_temporary(status) and not spent,
            after=_after(headers),
            status=status,
            said=said,
        )

    def error(self, words: str) -> LLMError:
        """Return an error of one line that names the address."""
        return LLMError(" ".join(f"{self.base_url}: {words}".split()))

    def quote(self, words: object) -> str:
        """Return what a server or library said: not all of it, and never the key."""
        said = self.hide(str(words))
        return said if len(said) <= LONGEST else f"{said[:LONGEST]}..."

    def hide(self, words: str) -> str:
        """Return what a server said without the key: some repeat what they were sent."""
        key = self._secret()
        return words.replace(key, "***") if len(key) >= SECRET else words

    def _secret(self) -> str:
        return os.environ.get(self.key_in, "").strip() if self.key_in else ""


def received(chunks: Iterable[bytes]) -> Any:
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
    """Whether an address is of this machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _check_address(base_url: str) -> None:
    """Raise a ConfigError unless an address can be one and holds no secret."""
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


def _after(headers: Any) -> float | None:
    """Seconds that a server asks to wait: in milliseconds, seconds, or until a date."""
    try:
        if said := headers.get("retry-after-ms"):
            return max(0.0, float(said) / 1000)
        if not (said := headers.get("retry-after")):
            return None
        if re.fullmatch(r"[0-9.]+", said):
            return float(said)
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None
