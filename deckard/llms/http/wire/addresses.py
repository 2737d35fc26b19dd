"""The address of a server: whether it is one, whose it is, and where it redirects to."""

from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit, urlunsplit

from deckard.errors import ConfigError


def check_address(base_url: str) -> None:
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


def is_local(base_url: str) -> bool:
    """Whether an address belongs to this machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_host_of(base_url: str, domain: str) -> bool:
    """Whether an address is of a domain, e.g. of `openai.com`, and its transport is encrypted."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    return parts.scheme == "https" and (host == domain or host.endswith(f".{domain}"))


def without_secrets(url: str) -> str:
    """Return an address without user, password, query and fragment."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def redirect_message(base_url: str, requested: str, location: str | None) -> str:
    """Return where a server redirects to, and what to do about it.

    Args:
        base_url: The address of the config.
        requested: The whole address that was asked, which begins with `base_url`.
        location: The header `location` of the reply, which may be relative.
    """
    if not location:
        return "redirects, but does not say where to: correct llm.base_url"
    try:
        target = without_secrets(urljoin(requested, location))
    except ValueError:
        return "redirects to what is no address: correct llm.base_url"
    suffix = requested.removeprefix(base_url.rstrip("/"))
    right = target.removesuffix(suffix) if target.endswith(suffix) else None
    if target == requested:
        return f"redirects to {target}, which is itself: correct llm.base_url"
    if right is None:
        return f"redirects to {target}: correct llm.base_url"
    return f"redirects to {target}: set llm.base_url to {right}"
