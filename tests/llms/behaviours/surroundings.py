"""The environment in which servers are asked: keys, proxies, pauses, a certificate."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from deckard.llms.http import endpoint
from deckard.llms.providers import SERVERS

KEY = "sk-behaviours-0123456789"
"""Stands in the variables that hold the keys of providers; no error may show it."""
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@contextmanager
def prepared() -> Iterator[Path | None]:
    """Set the keys of all providers, shorten pauses, and yield a certificate where one is made."""
    keys = {preset.key: KEY for preset in SERVERS.values() if preset.key}
    pause, endpoint.FIRST_PAUSE = endpoint.FIRST_PAUSE, 0.002
    without = {name: "" for one in PROXIES for name in (one, one.upper())}
    try:
        with environment(without | keys), TemporaryDirectory() as folder:
            yield self_signed(Path(folder))
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


def self_signed(folder: Path) -> Path | None:
    """Return a file with a key and a certificate that it signs itself; None without openssl."""
    if shutil.which("openssl") is None:
        return None
    key, certificate, both = folder / "key", folder / "certificate", folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both
