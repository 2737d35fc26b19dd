"""The environment in which servers are asked: keys, proxies, pauses, a certificate."""

import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

from deckard.llms.http import endpoint
from deckard.llms.providers import SERVERS

KEY = "sk-behaviours-0123456789"
"""Stands in the variables that hold the keys of providers; no error may show it."""
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@dataclass(frozen=True)
class Certificate:
    """The certificate of the servers that speak TLS."""

    context: ssl.SSLContext
    authority: Path
    """The certificate of the authority that issued it."""


@contextmanager
def prepared() -> Iterator[Certificate]:
    """Set the keys of all providers, shorten pauses, and yield a certificate."""
    keys = {preset.key: KEY for preset in SERVERS.values() if preset.key}
    pause, endpoint.FIRST_PAUSE = endpoint.FIRST_PAUSE, 0.002
    without = {name: "" for one in PROXIES for name in (one, one.upper())}
    try:
        with environment(without | keys), TemporaryDirectory() as folder:
            yield issue(Path(folder))
    finally:
        endpoint.FIRST_PAUSE = pause


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the environment for a while; "" removes one."""
    before = {name: os.environ.get(name, "") for name in variables}
    try:
        _set(variables)
        yield
    finally:
        _set(before)


def _set(variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        if value:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)


def issue(folder: Path) -> Certificate:
    """Return a certificate of an authority that no system trusts, for servers on this machine."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return Certificate(context, file)
