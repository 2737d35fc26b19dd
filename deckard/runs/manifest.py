"""What a run was made with, and whether it would go on with the same."""

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    "callbacks": True,
    "llm": {*COMMON, "api_key_env", "timeout", "retries", "patience"},
}
"""Keys that a run may go on with another value of: the events so far do not depend on them."""
NAME = "manifest.json"


@dataclass(frozen=True)
class Provenance:
    """What the components of a run say of themselves; what says nothing of itself is left out."""

    world: Mapping[str, object] = field(default_factory=dict)
    """Its name, its settings and the hashes of its tables and rules."""
    llm: Mapping[str, object] = field(default_factory=dict)
    """What decides its answers, apart from the request."""
    trainer: Mapping[str, object] = field(default_factory=dict)
    """The hashes of the weights that others trained."""
    benchmark: Mapping[str, object] = field(default_factory=dict)
    """Which components know the truth, and what of it."""
    objects: Mapping[str, str] = field(default_factory=dict)
    """The class of each component that was given as an object, by the component's key."""

    def document(self) -> dict[str, object]:
        """Return it as it stands in a manifest."""
        always = {"world": dict(self.world), "llm": dict(self.llm)}
        others = {"benchmark": self.benchmark, "trainer": self.trainer, "objects": self.objects}
        return {**always, **{key: dict(about) for key, about in others.items() if about}}


def make_manifest(conf: RunConfig, made_of: Provenance) -> dict[str, Any]:
    """Return what a run is made with: versions, hashes, seed, git revision if any."""
    return {
        **_software(),
        "journal": VERSION,
        "machine": f"{platform.system()} {platform.machine()}",
        "config_sha256": _digest(conf),
        "seed": conf.seed,
        **made_of.document(),
    }


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a run directory, None where there is none yet."""
    path = folder / NAME
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RunDirError(f"cannot read {path}: {error.strerror}") from None
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or not isinstance(kept.get("world"), dict):
        raise RunDirError(f"{path} is damaged; restore it, or choose another run directory")
    return kept


def world(folder: Path) -> dict[str, Any]:
    """Return what the world of a run says of itself."""
    kept = read_manifest(folder)
    if kept is None:
        raise NoRun(folder, NAME)
    about: dict[str, Any] = kept["world"]
    return about


def check_manifest(folder: Path, conf: RunConfig, made_of: Provenance) -> None:
    """Raise RunDirError when a run began with another config or with other components.

    What only one of two worlds, models or trainers says of itself is not compared.
    """
    kept = read_manifest(folder)
    if kept is None:
        return
    _check_objects(folder, kept.get("objects", {}), made_of.objects)
    if others := differing_keys(kept["world"], made_of.world):
        raise RunDirError(
            f"{folder} holds a run in another world ({', '.join(others)} differ), and evidence "
            "of two worlds must not mix; use the deckard that made it, or choose another folder "
            "with -o"
        )
    if others := differing_keys(kept.get("llm"), made_of.llm):
        raise RunDirError(
            f"{folder} was begun with another language model or recording ({', '.join(others)} "
            "differ); restore it, or choose another folder with -o"
        )
    if others := differing_keys(kept.get("trainer"), made_of.trainer):
        raise RunDirError(
            f"{folder} was begun with other weights ({', '.join(others)} differ); restore them, or "
            "choose another folder with -o"
        )
    if differing_keys(kept.get("benchmark"), made_of.benchmark):
        raise RunDirError(
            f"{folder} was begun with other given recipes; restore them, or choose another folder "
            "with -o"
        )
    if not version_changes(folder) and kept.get("config_sha256") != _digest(conf):
        raise RunDirError(
            f"{folder / 'config.yaml'} was changed after the run began: it does not fit the hash "
            f"in {NAME}; restore it"
        )


def _check_objects(folder: Path, kept: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Raise RunDirError when a component was an object and is none now, or the reverse."""
    for key in sorted({*kept, *new}):
        if kept.get(key) != new.get(key):
            before = f"an object of {kept[key]}" if key in kept else "a component by its name"
            raise RunDirError(
                f"{folder} was begun with {before} as its {key}: give the same again, as "
                "deckard.run(..., components={...}) does, or choose another folder"
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


def _flat(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The versions among a manifest, by what they are of."""
    packages = manifest.get("packages")
    flat = dict(packages) if isinstance(packages, dict) else {}
    return flat | {key: manifest.get(key) for key in ("deckard", "python", "git_revision")}


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
        git = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return git.stdout.strip()
