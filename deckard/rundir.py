"""The run directory: config.yaml, manifest.json, journal.jsonl, policies/."""

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from deckard import __version__, config
from deckard.config import RunConfig
from deckard.errors import RunDirError
from deckard.events import State, fold
from deckard.journal import VERSION, Journal, read

PACKAGES = ("networkx", "numba", "numpy", "openai", "pydantic", "stable-baselines3", "torch")
FREE = {"max_steps"}
"""Keys that a run may go on with another value of: the events so far do not depend on them."""


def open_run(folder: Path, conf: RunConfig, world: Mapping[str, Any]) -> Journal:
    """Begin a run in `folder`, or go on with the one there, which must have the same config."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = load_config(folder) if (folder / "config.yaml").exists() else None
        if kept is None and _has_entries(folder / "journal.jsonl"):
            raise RunDirError(f"{folder} has a journal but no config.yaml; restore it")
        if kept is not None:
            _check_same(folder, kept, conf)
        journal = Journal(folder / "journal.jsonl")
        _write(folder / "config.yaml", yaml.safe_dump(conf.model_dump(), sort_keys=False))
        if not (folder / "manifest.json").exists():
            _write(folder / "manifest.json", json.dumps(manifest(conf, world), indent=2) + "\n")
    except OSError as error:
        raise RunDirError(
            f"cannot write the run directory {folder}: {error.strerror}; choose another with -o"
        ) from None
    return journal


def load_config(folder: Path) -> RunConfig:
    """Read the config of a run directory."""
    if not (folder / "config.yaml").is_file():
        raise RunDirError(f"no run in {folder}: there is no config.yaml")
    return config.load(folder / "config.yaml")


def load_state(folder: Path) -> State:
    """Return what a run knows, also while it goes on."""
    return fold(read(folder / "journal.jsonl"))


def manifest(conf: RunConfig, world: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a run was made with: versions, hashes, seed, git revision if any."""
    text = json.dumps(conf.model_dump(exclude=FREE), sort_keys=True)
    return {
        "deckard": __version__,
        "journal": VERSION,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "packages": {name: _version(name) for name in PACKAGES},
        "config_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "seed": conf.seed,
        "world": dict(world),
        "git_revision": _git_revision(),
    }


def _has_entries(journal: Path) -> bool:
    return journal.exists() and journal.read_bytes().count(b"\n") > 1


def _check_same(folder: Path, kept: RunConfig, conf: RunConfig) -> None:
    old, new = kept.model_dump(exclude=FREE), conf.model_dump(exclude=FREE)
    differing = [key for key in new if old[key] != new[key]]
    if differing:
        raise RunDirError(
            f"{folder} holds a run with another {', '.join(differing)}; choose another folder "
            "with -o, or give the same config"
        )


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _git_revision() -> str | None:
    """The revision of the checkout that the package runs from, if it is one."""
    here = Path(__file__).resolve().parent
    if not (here.parent / ".git").exists():
        return None
    command = ["git", "-C", str(here), "rev-parse", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()
