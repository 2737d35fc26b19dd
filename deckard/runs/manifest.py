"""What a run was made with, and whether it would go on with the same."""

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from deckard import __version__
from deckard.config import COMMON, RunConfig
from deckard.errors import NoRun, RunDirError
from deckard.journal.journal import VERSION

PACKAGES = ("networkx", "numba", "numpy", "openai", "pydantic", "stable-baselines3", "torch")
FREE: Mapping[str, Any] = {
    "max_steps": True,
    "board": True,
    "llm": {*COMMON, "api_key_env", "timeout", "retries", "patience"},
}
"""Keys that a run may go on with another value of: the events so far do not depend on them."""
NAME = "manifest.json"


def manifest(
    conf: RunConfig,
    world: Mapping[str, Any],
    llm: Mapping[str, Any] = {},
    benchmark: Mapping[str, Any] = {},
    trainer: Mapping[str, Any] = {},
) -> dict[str, Any]:
    """Return what a run is made with: versions, hashes, seed, git revision if any.

    `benchmark` tells who in it knows the truth, and what of it, `trainer` what it got from others;
    without any they are not there.
    """
    return {
        **_software(),
        "journal": VERSION,
        "machine": f"{platform.system()} {platform.machine()}",
        "config_sha256": _digest(conf),
        "seed": conf.seed,
        "world": dict(world),
        "llm": dict(llm),
        **({"benchmark": dict(benchmark)} if benchmark else {}),
        **({"trainer": dict(trainer)} if trainer else {}),
    }


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a run directory, None where there is none yet."""
    path = folder / NAME
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RunDirError(f"cannot read {path}: {error.strerror}") from None
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("world"), dict):
        raise RunDirError(f"{path} is damaged; restore it, or choose another run directory")
    return found


def world(folder: Path) -> dict[str, Any]:
    """Return what the world of a run says of itself."""
    found = read_manifest(folder)
    if found is None:
        raise NoRun(folder, NAME)
    about: dict[str, Any] = found["world"]
    return about


def check_manifest(
    folder: Path,
    conf: RunConfig,
    world: Mapping[str, Any],
    llm: Mapping[str, Any] = {},
    benchmark: Mapping[str, Any] = {},
    trainer: Mapping[str, Any] = {},
) -> None:
    """Raise RunDirError when a run began with another config, world, language model or weights.

    What only one of two worlds, models or trainers says of itself is not compared.
    """
    kept = read_manifest(folder)
    if kept is None:
        return
    if others := differing_keys(kept["world"], world):
        raise RunDirError(
            f"{folder} holds a run in another world ({', '.join(others)} differ), and evidence "
            "of two worlds must not mix; use the deckard that made it, or choose another folder "
            "with -o"
        )
    if others := differing_keys(kept.get("llm"), llm):
        raise RunDirError(
            f"{folder} was begun with another language model or recording ({', '.join(others)} "
            "differ); restore it, or choose another folder with -o"
        )
    if others := differing_keys(kept.get("trainer"), trainer):
        raise RunDirError(
            f"{folder} was begun with other weights ({', '.join(others)} differ); restore them, or "
            "choose another folder with -o"
        )
    if differing_keys(kept.get("benchmark"), benchmark):
        raise RunDirError(
            f"{folder} was begun with other given recipes; restore them, or choose another folder "
            "with -o"
        )
    if not version_changes(folder) and kept.get("config_sha256") != _digest(conf):
        raise RunDirError(
            f"{folder / 'config.yaml'} was changed after the run began: it does not fit the hash "
            f"in {NAME}; restore it"
        )


def differing_keys(kept: Any, new: Mapping[str, Any]) -> list[str]:
    """Return the keys under which two things, one as kept, say something and not the same."""
    now, was = json.loads(json.dumps(dict(new))), kept if isinstance(kept, dict) else {}
    return [key for key in now if key in was and was[key] != now[key]]


def version_changes(folder: Path) -> list[str]:
    """Say what a run was made with and would not go on with, each as `what: old, now new`."""
    kept = read_manifest(folder)
    if kept is None:
        return []
    old, new = _flat(kept), _flat(_software())
    differing = [what for what in new if old.get(what) != new[what]]
    return [f"{what}: {old.get(what)}, now {new[what]}" for what in differing]


def _software() -> dict[str, Any]:
    return {
        "deckard": __version__,
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "git_revision": _git_revision(),
    }


def _flat(found: Mapping[str, Any]) -> dict[str, Any]:
    """The versions among a manifest, by what they are of."""
    packages = found.get("packages")
    flat = dict(packages) if isinstance(packages, dict) else {}
    return flat | {key: found.get(key) for key in ("deckard", "python", "git_revision")}


def _digest(conf: RunConfig) -> str:
    text = json.dumps(conf.model_dump(exclude=FREE), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _git_revision() -> str | None:
    """The revision of the checkout that the package runs from, if it is one."""
    here = Path(__file__).resolve().parents[1]
    if not (here.parent / ".git").exists():
        return None
    command = ["git", "-C", str(here), "rev-parse", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()
