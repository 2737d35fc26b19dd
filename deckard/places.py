"""Folders of the user's own, in which deckard keeps what it can make or fetch again."""

import os
from pathlib import Path


def kernels() -> Path:
    """Where compiled kernels are kept; RuntimeError when nobody's home is known."""
    given = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    return _home(given) / "deckard"


def weights() -> Path:
    """Where fetched weights are kept; RuntimeError when nobody's home is known."""
    return _home(os.environ.get("XDG_CACHE_HOME")) / "deckard" / "weights"


def _home(given: str | None) -> Path:
    return Path(given) if given else Path.home() / ".cache"


def try_writing(folder: Path) -> None:
    """Make a folder, unless it is there, and a file in it for a moment; OSError when that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f"probe-{os.getpid()}"
    probe.touch()
    probe.unlink()
