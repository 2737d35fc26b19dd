"""Prompts and configs: from a path, the checkout, or the installed package."""

import os
from pathlib import Path

from deckard.errors import ConfigError

HERE = Path(__file__).resolve().parent
PLACES = (HERE.parent, HERE / "_data")
"""Where the folders `configs/` and `prompts/` are: beside the package, or inside the wheel."""

DEFAULT_CONFIG = "iron_pickaxe"
"""The config of a run that names none."""


def find_resource(kind: str, name: str) -> Path:
    """Return the file `name` of a kind (prompts, configs, configs/bench); ConfigError if none is.

    A path as given comes first, then what deckard ships; `.yaml` may be left out for configs.
    """
    names = [name, f"{name}.yaml"] if kind != "prompts" else [name]
    for place in [Path(), *(place / kind for place in PLACES)]:
        for candidate in (place / n for n in names):
            if _is_file(candidate):
                return candidate
    choices = ", ".join(shipped(kind))
    noun = kind.rpartition("/")[2].removesuffix("s")
    raise ConfigError(f"no {noun} {name!r}: neither a file nor one of {choices}")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long, a folder that is shut
        return False


def shipped(kind: str) -> list[str]:
    """Names of the files of a kind that deckard ships."""
    folders = [place / kind for place in PLACES if (place / kind).is_dir()]
    return sorted({p.name for folder in folders for p in folder.iterdir() if p.is_file()})


def kernels_folder() -> Path:
    """Where compiled kernels are kept; RuntimeError when nobody's home is known."""
    override = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    return _home(override) / "deckard"


def weights_folder() -> Path:
    """Where fetched weights are kept; RuntimeError when nobody's home is known."""
    return _home(os.environ.get("XDG_CACHE_HOME")) / "deckard" / "weights"


def _home(override: str | None) -> Path:
    return Path(override) if override else Path.home() / ".cache"


def try_writing(folder: Path) -> None:
    """Make a folder, unless it is there, and a file in it for a moment; OSError when that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f"probe-{os.getpid()}"
    probe.touch()
    probe.unlink()
