"""MineDojo worlds for tests, over stand-ins for Minecraft that this process serves."""

import atexit
import importlib.util
from contextlib import ExitStack

import pytest

from deckard.worlds.minedojo import MineDojo

SERVERS = ExitStack()
atexit.register(SERVERS.close)
QUICK = {"frame": (16, 16), "box": (2, 2, 2), "skip": 1, "dig": 3, "lag": 2, "break_speed": 60.0}
"""Options for short decisions and small observations."""


def is_installed():
    """Whether MineDojo's package is there: it is no dependency that pip would bring."""
    return importlib.util.find_spec("minedojo") is not None


installed = pytest.mark.skipif(
    not is_installed(), reason="minedojo is not installed: pip install --no-deps minedojo==0.1"
)


def served(instances, faults=(), size=16):
    """Return so many stand-ins, which are served until the tests end."""
    from deckard.worlds import malmo

    return [SERVERS.enter_context(malmo.serve(size=size, faults=faults)) for _ in range(instances)]


def minedojo(instances=2, faults=(), **options):
    """Return a world of so many stand-ins, and these."""
    servers = served(instances, faults)
    options = {"restarts": 3, "mobs": False, "ports": tuple(s.port for s in servers)} | options
    return MineDojo(**options), servers
