"""The package MineDojo: its simulator alone, made fit for NumPy 2, and not changed beyond that."""

import contextlib
import importlib.util
import io
import logging
import sys
import types
from functools import cache

import numpy as np

from deckard.errors import MissingExtra
from deckard.types import JsonObject

NEEDED = ("gym", "cv2", "lxml", "Pyro4", "psutil", "jinja2", "xmltodict")
"""Modules that `minedojo.sim` cannot do without."""
CURE = "pip install 'deckard-awm[minedojo]', then deckard minedojo install"


def check_installed() -> None:
    """Raise MissingExtra unless the simulator could be loaded; loads nothing."""
    for name in ("minedojo", *NEEDED):
        if name not in sys.modules and importlib.util.find_spec(name) is None:
            raise MissingExtra(f"the world minedojo needs the package {name}: {CURE}")


def prepare_minedojo() -> None:
    """Let MineDojo be imported and used, unmodified, beside NumPy 2.

    MineDojo 0.1 uses `numpy.unicode_`, which NumPy 2 dropped: this gives NumPy the name back.

    Raises:
        MissingExtra: MineDojo, or a package that it needs, is not installed.
    """
    check_installed()
    if not hasattr(np, "unicode_"):
        vars(np)["unicode_"] = np.str_


class Raw(JsonObject):
    """Malmo's observation of one tick. It is never changed, so a copy of it is itself.

    MineDojo copies every observation three times, in Python; that would take most of a step.
    """

    def __deepcopy__(self, memo: object) -> "Raw":
        return self


@cache
def simulator() -> type:
    """Return MineDojo's MineDojoSim, of which `step` and `reset` return Malmo's answer undecoded.

    Both are MineDojo's own, and so is everything they send; decoding alone is left to `senses`.
    """
    prepare_minedojo()
    _without_tasks()
    with contextlib.redirect_stderr(io.StringIO()):  # gym says there that it is old
        from minedojo.sim import MineDojoSim
    logging.getLogger("minedojo").setLevel(logging.CRITICAL)  # faults are told by the supervisor

    class Undecoded(MineDojoSim):
        def _process_raw_obs(self, raw_obs: dict) -> tuple[Raw, Raw]:
            raw = Raw(raw_obs)
            return raw, raw

    return Undecoded


def _without_tasks() -> None:
    """Let `minedojo.sim` be imported without the package's 3,131 tasks, which take 7 seconds."""
    spec = importlib.util.find_spec("minedojo")
    if "minedojo" in sys.modules or spec is None:
        return
    package = types.ModuleType("minedojo")
    package.__path__ = list(spec.submodule_search_locations or [])
    package.__spec__ = spec
    sys.modules["minedojo"] = package
