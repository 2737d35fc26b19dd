"""The HTTP client: every try ends in time, and of an error only the beginning is read.

Importing this imports the HTTP library, so it is imported with the first question.
"""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from math import inf
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Any

import httpcore2
import httpx2

from deckard.llms.http.endpoint import Endpoint
from deckard.llms.http.wire.addresses import is_host_of
from deckard.llms.http.wire.proxies import proxy_for

MOST_OF_ERROR = 64_000
"""Bytes of an error reply that are read: it says in the first few what is wrong."""
LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=1000)
"""As many as `parallel` may need: no question waits for the connection of another."""


class Deadline(threading.local):
    """When the current try of a thread must have ended."""

    at = inf

    def bound(self, timeout: float | None) -> float | None:
        """Return a timeout that ends at the deadline at the latest; ReadTimeout after it."""
        if self.at == inf:
            return timeout
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left if timeout is None else min(timeout, left)


class Stream(httpcore2.NetworkStream):
    """A connection that keeps the deadline even if a byte comes now and then."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self.inner, self.deadline = inner, deadline
        self._held = b""
        """What is not sent yet: the head and the body of a request leave in one piece."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, at least a byte."""
        self._send(timeout)
        return self.inner.read(max_bytes, self.deadline.bound(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Take in what is to be sent; the library ends a request by writing nothing."""
        self._held += buffer
        if not buffer:
            self._send(timeout)

    def _send(self, timeout: float | None) -> None:
        held, self._held = self._held, b""
        if held:
            self.inner.write(held, self.deadline.bound(timeout))

    def close(self) -> None:
        """Close the connection."""
        self.inner.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Go on encrypted."""
        bound = self.deadline.bound(timeout)
        return Stream(self.inner.start_tls(ssl_context, server_hostname, bound), self.deadline)

    def get_extra_info(self, info: str) -> object:
        """Return what the library asks about the connection."""
        return self.inner.get_extra_info(info)


class Network(httpcore2.SyncBackend):
    """Makes connections that keep a deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to a host."""
        bound = self.deadline.bound(timeout)
        stream = super().connect_tcp(host, port, bound, local_address, socket_options)
        return Stream(stream, self.deadline)


class ThreadTransport(httpx2.HTTPTransport):
    """Sends the requests of one thread in time, and cuts off long error replies."""

    def __init__(self, deadline: Deadline, proxy: str | None, certificates: SSLContext) -> None:
        super().__init__(verify=certificates, limits=LIMITS, proxy=proxy)
        # The library documents network backends, but gives no way to hand one through.
        self._pool._network_backend = Network(deadline)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response; an error is already read."""
        response = super().handle_request(request)
        return response if response.is_success else _read(response)


class Transport(httpx2.BaseTransport):
    """Gives each thread connections of its own.

    The library's pool looks at all its connections before and after every request.
    """

    def __init__(self, deadline: Deadline, base_url: str, proxy: str | None) -> None:
        self._by_thread = dict[int, ThreadTransport]()
        certificates = _certificates(base_url, proxy or "")
        self._of_thread = partial(ThreadTransport, deadline, proxy, certificates)
        self._by_thread[threading.get_ident()] = self._of_thread()  # shows what is wrong with them

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response; an error is already read."""
        thread = threading.get_ident()
        if thread not in self._by_thread:
            self._by_thread[thread] = self._of_thread()
        return self._by_thread[thread].handle_request(request)


def _certificates(*addresses: str) -> SSLContext:
    """Return what to trust; where no address is encrypted, nothing, for to read it takes time."""
    if any(address.startswith("https:") for address in addresses):
        return httpx2.create_ssl_context()
    return SSLContext(PROTOCOL_TLS_CLIENT)


def _read(response: httpx2.Response) -> httpx2.Response:
    """Return an error as far as it could be read: its status says most."""
    data = bytearray()
    with suppress(httpx2.TransportError, httpx2.DecodingError), closing(response):
        for chunk in response.iter_bytes():
            data += chunk
            if len(data) > MOST_OF_ERROR:
                break
    of_body = ("content-encoding", "content-length", "transfer-encoding")
    headers = [(k, v) for k, v in response.headers.multi_items() if k.lower() not in of_body]
    content = bytes(data[:MOST_OF_ERROR])
    return httpx2.Response(response.status_code, headers=headers, content=content)


class Wire:
    """An HTTP client for one endpoint; local addresses are reached without a proxy."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Make the client; LLMError says which environment variable or address is wrong."""
        self._deadline, self._base = Deadline(), endpoint.base_url.rstrip("/")
        self._urls: dict[str, httpx2.URL] = {}
        proxy = proxy_for(endpoint.base_url)
        try:
            httpx2.URL(endpoint.base_url)
        except httpx2.InvalidURL as error:
            raise endpoint.error(f"{error}: correct base_url") from None
        try:
            proxy_url = proxy.url if proxy else None
            self._transport = Transport(self._deadline, endpoint.base_url, proxy_url)
        except ImportError:
            cure = f"pip install 'httpx2[socks]', or unset {proxy.variable if proxy else ''}"
            raise endpoint.error(f"{proxy} needs one more package: {cure}") from None
        except (ValueError, httpx2.InvalidURL):  # of which the message may hold the password
            variable = proxy.variable if proxy else ""
            raise endpoint.error(f"{proxy} is none: correct or unset {variable}") from None
        except OSError as error:
            raise endpoint.error(
                f"cannot read certificates ({error.strerror or error}): correct or unset "
                "SSL_CERT_FILE and SSL_CERT_DIR"
            ) from None
        self.http = httpx2.Client(
            transport=self._transport,
            trust_env=False,
            timeout=endpoint.timeout,
        )

    def post(self, path: str, headers: httpx2.Headers, content: bytes) -> httpx2.Response:
        """Send a request to a path below the endpoint's address; the caller closes the response.

        It skips the client, and adds the last headers itself: both take the library longer.
        """
        if path not in self._urls:
            self._urls[path] = httpx2.URL(f"{self._base}/{path}")
        url, size = self._urls[path], str(len(content)).encode()
        whole = [*headers.raw, (b"Host", url.netloc), (b"Content-Length", size)]
        request = httpx2.Request("POST", url, headers=whole, stream=httpx2.ByteStream(content))
        response = self._transport.handle_request(request)
        response.request = request
        return response

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Let everything that this thread sends and receives meanwhile end within `seconds`."""
        self._deadline.at = time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadline.at = inf


def forget_other_servers(client: Any, base_url: str, domain: str) -> None:
    """Take out of a client what the environment sets for the servers of its maker.

    Client libraries send accounts and headers of variables such as OPENAI_CUSTOM_HEADERS wherever
    they are pointed at.

    Args:
        client: A client of `openai` or `anthropic`.
        base_url: The address that it asks.
        domain: The domain of its maker, for which the variables are meant.
    """
    if not is_host_of(base_url, domain):
        client.organization = client.project = None
        client._custom_headers = {}
