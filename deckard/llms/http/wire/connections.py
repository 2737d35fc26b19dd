"""Why a server could not be reached, and what to do about it."""

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from deckard.llms.http.wire.proxies import EnvironmentProxy

EXPIRED, NOT_YET = 10, 9
"""OpenSSL's codes of a certificate whose time is over or has not come (x509_vfy.h)."""
OTHER_HOST = (62, 64)
"""OpenSSL's codes of a certificate for another name or another IP address."""
PLAIN = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")
"""OpenSSL's reasons where the other side does not speak TLS."""
TLS_ALERT = "illegal request line"
"""What h11 says of a reply that begins with a control character, as an alert of TLS does."""
UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN)


@dataclass(frozen=True)
class ConnectionFault:
    """Why a server could not be reached."""

    message: str
    """The cause and the cure."""
    temporary: bool = True


def connection_fault(
    error: BaseException, base_url: str, proxy: EnvironmentProxy | None
) -> ConnectionFault:
    """Return what an HTTP library's error means.

    Args:
        error: The error, of which the causes are looked at, too.
        base_url: The address that was asked.
        proxy: The proxy by way of which; None without one.
    """
    import httpx2

    causes = list(_causes(error))
    why = _innermost(causes)
    for cause in causes:
        match cause:
            case ssl.SSLCertVerificationError():
                return _of_certificate(cause)
            case ssl.SSLError():
                return _of_tls(cause)
            case httpx2.ProxyError() if proxy:
                return proxy_fault(str(cause), proxy, base_url)
            case httpx2.RemoteProtocolError() if "illegal" in str(cause):
                return _of_protocol(str(cause))
    if any(isinstance(cause, httpx2.ConnectError) for cause in causes):
        return _of_connecting(causes[-1], why, base_url, proxy)
    by_proxy = f", by way of {proxy}" if proxy else ""
    return ConnectionFault(f"the connection was lost ({why}){by_proxy}: look at the server's log")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__  # httpx2's own causes are contexts


def _innermost(causes: list[BaseException]) -> str:
    """Return the words of the innermost error that has some."""
    last = causes[-1]
    if isinstance(last, OSError) and last.strerror:
        return last.strerror
    return next((str(cause) for cause in reversed(causes) if str(cause)), "no reason given")


def _of_certificate(error: ssl.SSLCertVerificationError) -> ConnectionFault:
    why = error.verify_message
    if error.verify_code in (EXPIRED, NOT_YET):
        cure = "renew it, or set this machine's clock"
    elif error.verify_code in OTHER_HOST:
        cure = "it is for another host: correct llm.base_url"
    else:
        cure = "name a file with it, or with its authority's, in the variable SSL_CERT_FILE"
    return ConnectionFault(f"its certificate is refused ({why}): {cure}", temporary=False)


def _of_tls(error: ssl.SSLError) -> ConnectionFault:
    if error.reason in PLAIN:
        cure = "llm.base_url begins with http:// there"
        return ConnectionFault(f"does not speak TLS ({error.reason}): {cure}", temporary=False)
    why = error.reason or error.strerror
    return ConnectionFault(f"TLS failed ({why}): does llm.base_url name an HTTPS server?")


def proxy_fault(why: str, proxy: EnvironmentProxy, base_url: str) -> ConnectionFault:
    """Return what a proxy's refusal means.

    Args:
        why: What it answered, e.g. "407 Proxy Authentication Required".
        proxy: The proxy.
        base_url: The address that was asked for.
    """
    host = urlsplit(base_url).hostname
    if re.search(r"\b407\b|username/password", why):
        cure = f"set user and password in {proxy.variable}: http://USER:PASSWORD@HOST:PORT"
        return ConnectionFault(f"{proxy} wants a password ({why}): {cure}", temporary=False)
    cure = f"correct or unset {proxy.variable}, or add {host} to NO_PROXY"
    temporary = re.match(r"5\d\d\b", why) is not None
    return ConnectionFault(f"{proxy} does not connect to {host} ({why}): {cure}", temporary)


def _of_protocol(why: str) -> ConnectionFault:
    if TLS_ALERT in why:
        message = "speaks TLS: llm.base_url begins with https:// there"
    else:
        message = "does not speak HTTP: correct llm.base_url"
    return ConnectionFault(message, temporary=False)


def _of_connecting(
    cause: BaseException, why: str, base_url: str, proxy: EnvironmentProxy | None
) -> ConnectionFault:
    if proxy:
        host = urlsplit(base_url).hostname
        cure = f"start it, correct or unset {proxy.variable}, or add {host} to NO_PROXY"
        return ConnectionFault(f"cannot connect to {proxy} ({why}): {cure}")
    if isinstance(cause, socket.gaierror):
        host = urlsplit(base_url).hostname
        cure = "correct llm.base_url; or is the network down?"
        return ConnectionFault(f"there is no address of {host} ({why}): {cure}")
    if isinstance(cause, OSError) and cause.errno in UNREACHABLE:
        cure = "is the network up, and is llm.base_url right?"
        return ConnectionFault(f"cannot be reached ({why}): {cure}")
    cure = "is the server running, and is llm.base_url right?"
    return ConnectionFault(f"cannot connect ({why}): {cure}")
