"""Prompts and configs: from a path, the checkout, or the installed package."""

import os
from pathlib import Path

from deckard.errors import ConfigError

HERE = Path(__file__).resolve().parent
PLACES = (HERE.parent, HERE / "_data")
"""Folders that may hold `configs/` and `prompts/`: the checkout, or the installed package."""

DEFAULT_CONFIG = "iron_pickaxe"
"""The config of a run that names none."""


def find_resource(kind: str, name: str) -> Path:
    """Return the path of a prompt, a config or the spec of a benchmark.

    Args:
        kind: prompts, configs or configs/bench.
        name: A path, or the name of a file that deckard ships. `.yaml` may be left out.

    Raises:
        ConfigError: There is no such file.
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
    """Return the names of the files of a kind that deckard ships."""
    folders = [place / kind for place in PLACES if (place / kind).is_dir()]
    return sorted({p.name for folder in folders for p in folder.iterdir() if p.is_file()})


def kernels_folder() -> Path:
    """Return the folder of compiled kernels.

    Raises:
        RuntimeError: The home folder is unknown.
    """
    override = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    return _home(override) / "deckard"


def weights_folder() -> Path:
    """Return the folder of downloaded weights.

    Raises:
        RuntimeError: The home folder is unknown.
    """
    return _home(os.environ.get("XDG_CACHE_HOME")) / "deckard" / "weights"


def _home(override: str | None) -> Path:
    return Path(override) if override else Path.home() / ".cache"


def try_writing(folder: Path) -> None:
    """Make a folder unless it exists, and a file in it for a moment.

    Raises:
        OSError: One of these fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f"probe-{os.getpid()}"
    probe.touch()
    probe.unlink()
