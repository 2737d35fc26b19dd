"""The address of a model behind HTTP, its key, and what to do about its faults."""

import os
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from deckard.errors import ConfigError, LLMError
from deckard.llms.http.faults.cures import cure_for, cure_of_key, is_passing
from deckard.llms.http.faults.fault_kinds import FaultKind
from deckard.llms.http.faults.retry_after import wanted_wait
from deckard.llms.http.faults.server_messages import ServerMessage, read_server_message
from deckard.llms.http.wire.addresses import check_address, is_local, redirect_message
from deckard.llms.http.wire.connections import connection_fault, proxy_fault
from deckard.llms.http.wire.proxies import proxy_for

if TYPE_CHECKING:
    import openai

LONGEST = 240
"""Characters of a server's message that an error quotes."""
SECRET = 4
"""Characters of the shortest key that is hidden: to hide `x` would garble every error."""
FIRST_PAUSE = 0.5
"""Seconds before the first retry, unless the server wants more; chosen."""
LONGEST_PAUSE = 20.0
"""Seconds before a later retry at most, unless the server wants more; chosen."""
LONGEST_WAIT = 1e6
"""Seconds. A longer wait is a typing error, and more than clocks can take."""
NOT_CHAT = (
    "the answer is not in the form of OpenAI's chat protocol: is base_url right? It mostly ends in "
    "/v1"
)
NO_KEY = "none"
"""The key that is sent where none is wanted: client libraries insist on one."""
REDIRECTS = (301, 302, 303, 307, 308)
"""Statuses of a server that answers elsewhere (RFC 9110, 15.4)."""
PROXY_WANTS_PASSWORD = 407
"""The status of a proxy that wants to know who asks (RFC 9110, 15.5.8)."""
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
    server_message: ServerMessage = field(default_factory=ServerMessage)
    """What the server said, and the kind of fault that it is."""


class NotChat(Exception):
    """The reply is not one of a chat model; `broken` if it looks truncated."""

    def __init__(self, message: str, broken: bool = False, status: int | None = None) -> None:
        super().__init__(message)
        self.broken, self.status = broken, status


class ReportedError(NotChat):
    """A reply of status 200 tells of an error.

    Args:
        error: The error in the reply.
        status: The HTTP status for which its code stands.
    """

    def __init__(self, error: object, status: int) -> None:
        super().__init__(f"answered with an error: {error}", status=status)
        self.server_message = read_server_message(status, error)


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
        check_address(self.base_url)
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
                asked = f" (asked {tries} times)" if tries > 1 else ""
                raise self.error(fault.message + self._too_long(fault, left) + asked)
            time.sleep(pause)

    def _pause(self, fault: RequestFault, tries: int) -> float:
        """Seconds before the next try; drawn, so that refused clients do not return together."""
        own = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1)) * random.uniform(0.5, 1.0)
        if fault.after is None:
            return own
        # Some servers say 0, or have a slow clock: to return at once would use up all tries.
        return max(own, fault.after + random.random() * min(1.0, fault.after / 4))

    def _too_long(self, fault: RequestFault, left: float) -> str:
        """Say that a server wants to be left alone for longer than the user's patience."""
        if not fault.temporary or fault.after is None or fault.after <= left:
            return ""
        wanted = f"{fault.after:,.0f} s" if fault.after <= LONGEST_WAIT else "very long"
        return f" (it asks to wait {wanted}; llm.patience allows {self.patience:g} s in all)"

    def explain(self, error: Exception, sdk: ModuleType) -> RequestFault | None:
        """Say what a client library's exception means; None for a bug."""
        import httpx2

        match error:
            case sdk.APITimeoutError() | httpx2.TimeoutException() | TimeoutError():
                cure = "raise llm.timeout or use a faster model"
                return RequestFault(f"no answer within {self.timeout:g} s: {cure}", temporary=True)
            case httpx2.DecodingError():
                return RequestFault(f"its reply cannot be decompressed: {NOT_CHAT}", temporary=True)
            case sdk.APIConnectionError() | httpx2.TransportError():
                lost = connection_fault(error, self.base_url, proxy_for(self.base_url))
                return RequestFault(self._without_secrets(lost.message), lost.temporary)
            case sdk.APIStatusError():
                return self._refused(error)
            case sdk.APIError():
                return RequestFault(f"failed: {self.quote(error)}")
            case ReportedError():
                return self._reported(error)
            case NotChat():
                passing = error.broken or is_passing(ServerMessage(), error.status)
                return RequestFault(self.quote(error), passing)
        return None

    def _refused(self, error: "openai.APIStatusError") -> RequestFault:
        reply, status = error.response, error.status_code
        if status in REDIRECTS:
            location = reply.headers.get("location")
            message = redirect_message(self.base_url, str(error.request.url), location)
            return RequestFault(self.quote(message), status=status)
        fault = self.refusal(status, reply.headers, reply.text)
        proxy = None if self.base_url.startswith("https:") else proxy_for(self.base_url)
        if proxy is None:
            return fault
        if status == PROXY_WANTS_PASSWORD:
            lost = proxy_fault(f"{status}", proxy, self.base_url)
            return replace(fault, message=lost.message, temporary=lost.temporary)
        return replace(fault, message=f"{fault.message} (asked by way of {proxy})")

    def refusal(self, status: int, headers: Mapping[str, str], body: object) -> RequestFault:
        """Return what a server's refusal means.

        Args:
            status: The HTTP status, or the one that the body names.
            headers: The headers of the reply.
            body: Its body, as decoded JSON or text.
        """
        message = read_server_message(status, body)
        text = self.quote(message.text.removeprefix(str(status)).strip(" .:-"))
        return RequestFault(
            f"{status} {text}".strip() + f": {self._cure(message, status)}",
            temporary=is_passing(message, status, headers.get("x-should-retry")),
            after=wanted_wait(headers, body, message.text),
            status=status,
            server_message=message,
        )

    def _reported(self, error: ReportedError) -> RequestFault:
        message, status = error.server_message, error.status or 200
        text = self.quote(message.text.strip(" .")) if message.text else "without a word"
        cure, passing = self._cure(message, status), is_passing(message, status)
        return RequestFault(
            f"answered with an error: {text}: {cure}",
            passing,
            after=wanted_wait({}, None, message.text),
            status=status,
            server_message=message,
        )

    def _cure(self, message: ServerMessage, status: int) -> str:
        if message.kind in (FaultKind.KEY, FaultKind.RIGHT):
            return cure_of_key(message.kind, self.key_in, bool(self._secret()))
        return cure_for(message, status, self.model)

    def error(self, message: str) -> LLMError:
        """Return an error of one line that names the address."""
        return LLMError(_one_line(f"{self.base_url}: {message}"))

    def quote(self, message: object) -> str:
        """Return the beginning of a server's or library's message, without the key."""
        text = _one_line(self._without_secrets(str(message)))
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."

    def hide(self, text: str) -> str:
        """Return a server's text without the key: some servers repeat what they were sent."""
        key = self._secret()
        return text.replace(key, "***") if len(key) >= SECRET else text

    def _without_secrets(self, text: str) -> str:
        """Return a text without the key and the password of a proxy, which it may repeat, too."""
        proxy = proxy_for(self.base_url)
        for password in proxy.passwords if proxy else ():
            text = text.replace(password, "***") if len(password) >= SECRET else text
        return self.hide(text)

    def _secret(self) -> str:
        key = os.environ.get(self.key_in, "").strip() if self.key_in else ""
        quoted = len(key) > 1 and key[0] == key[-1] and key[0] in "\"'"
        return key[1:-1] if quoted else key  # docker keeps the quotes of an env file


def _one_line(text: str) -> str:
    """Return a text in one line; what a terminal would obey, and not show, is marked."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))
