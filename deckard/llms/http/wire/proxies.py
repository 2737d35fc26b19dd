"""The proxy by way of which a server is asked."""

import os
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from deckard.llms.http.wire.addresses import is_local, without_secrets


@dataclass(frozen=True)
class EnvironmentProxy:
    """A proxy that the environment names."""

    url: str
    """Its address; it may hold a password."""
    variable: str
    """The environment variable that names it."""

    @property
    def address(self) -> str:
        """Its address without a password, whatever marks that holds."""
        scheme, _, rest = self.url.partition("://")
        return without_secrets(f"{scheme}://{rest.rpartition('@')[2]}").rstrip("/")

    @property
    def passwords(self) -> set[str]:
        """Its password, as it is written and as it is meant; empty where it has none."""
        login = self.url.partition("://")[2].rpartition("@")[0]
        password = login.partition(":")[2]
        return {password, unquote(password)} - {""}

    def __str__(self) -> str:
        return f"the proxy {self.address} (of {self.variable})"


def proxy_for(base_url: str) -> EnvironmentProxy | None:
    """Return the proxy that the environment names for an address; local ones have none."""
    parts = urlsplit(base_url)
    if is_local(base_url) or proxy_bypass(parts.hostname or ""):
        return None
    proxies = getproxies()
    scheme = parts.scheme if proxies.get(parts.scheme) else "all"
    proxy = proxies.get(scheme)
    if not proxy:
        return None
    names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
    variable = next((name for name in names if os.environ.get(name)), "the system's settings")
    return EnvironmentProxy(proxy if "://" in proxy else f"http://{proxy}", variable)
