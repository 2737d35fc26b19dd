"""Compiling kernels, and keeping the machine code where a folder can be written.

numba keys what it keeps by the source file of one function alone, so a change in a part that it
calls would go unnoticed. Here the folder's name carries a digest of all the sources.
"""

import hashlib
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from deckard import resources as places

Kernel = TypeVar("Kernel", bound=Callable)
log = logging.getLogger(__name__)


def kernel(function: Kernel) -> Kernel:
    """Compile a function at its first call, and keep the machine code if that is possible."""
    folder, settings = _folder(), cast(Any, numba.config)
    before = settings.CACHE_DIR
    if folder is not None:
        settings.CACHE_DIR = folder  # numba chooses the folder now, not at the first call
    try:
        keep = folder is not None
        return cast(Kernel, numba.njit(cache=keep, error_model="numpy")(function))
    finally:
        settings.CACHE_DIR = before


def kernel_function(function: Kernel) -> Kernel:
    """Make a function that kernels call; what only Python would need is not compiled."""
    options: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Kernel, numba.njit(error_model="numpy", **options)(function))


@cache
def _folder() -> str | None:
    """Return a folder that can be written, or None; say once why there is none."""
    try:
        folder = places.kernels_folder() / f"kernels-{_digest()}"
        places.try_writing(folder)
    except (OSError, RuntimeError) as error:
        log.info("craftworld compiles its kernels at every start: no cache folder (%s)", error)
        return None
    return str(folder)


def _digest() -> str:
    """Return a name for the state of the kernels' sources."""
    sources = sorted(Path(__file__).parents[1].rglob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
