"""The run directory: config.yaml, manifest.json, journal.jsonl, policies/."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from deckard import config
from deckard.config import RunConfig
from deckard.errors import NoRun, RunDirError
from deckard.files import write_atomically, writing
from deckard.journal.fold import fold
from deckard.journal.journal import Journal, read_journal
from deckard.journal.state import State
from deckard.runs import manifest


def open_run(
    folder: Path,
    conf: RunConfig,
    world: Mapping[str, Any],
    llm: Mapping[str, Any] = {},
    benchmark: Mapping[str, Any] = {},
    trainer: Mapping[str, Any] = {},
) -> Journal:
    """Begin a run in `folder`, or go on with the one there.

    That one must have the same config and, by its manifest, have begun in the same world and with
    the same language model or recording, and what others trained, by what these say of themselves.
    `benchmark` tells who in it knows the truth.
    """
    _make(folder)
    _check_whole(folder)
    if holds_run(folder):
        check_same(folder, conf)
        manifest.check_manifest(folder, conf, world, llm, benchmark, trainer)
    journal = Journal(folder / "journal.jsonl")
    try:
        _write(folder / "config.yaml", yaml.safe_dump(conf.model_dump(), sort_keys=False))
        if manifest.read_manifest(folder) is None:
            made_with = json.dumps(
                manifest.manifest(conf, world, llm, benchmark, trainer), indent=2
            )
            _write(folder / manifest.NAME, made_with + "\n")
    except BaseException:
        journal.close()
        raise
    return journal


def holds_run(folder: Path) -> bool:
    """Whether a run lives in `folder`: there is a config, be it readable or not."""
    try:
        return (folder / "config.yaml").exists()
    except OSError as error:
        raise RunDirError(f"cannot look into {folder}: {error.strerror}") from None


def read_run_config(folder: Path) -> RunConfig:
    """Read the config of a run directory."""
    if not holds_run(folder):
        raise NoRun(folder, "config.yaml")
    return config.load_config(folder / "config.yaml")


def load_state(folder: Path) -> State:
    """Return what a run knows, also while it goes on."""
    return fold(read_journal(folder / "journal.jsonl"))


def check_same(folder: Path, conf: RunConfig) -> None:
    """Raise RunDirError when a run directory has another config, in what must not change."""
    free = manifest.FREE
    old, new = read_run_config(folder).model_dump(exclude=free), conf.model_dump(exclude=free)
    differing = [key for key in new if old[key] != new[key]]
    if differing:
        raise RunDirError(
            f"{folder} holds a run with another {', '.join(differing)}; choose another folder "
            "with -o, or give the same config"
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunDirError(
            f"cannot make the run directory {folder}: {error.strerror}; choose another with -o"
        ) from None


def _check_whole(folder: Path) -> None:
    """Raise RunDirError where there is evidence, but not what it was gathered with."""
    journal = folder / "journal.jsonl"
    try:
        has_entries = journal.read_bytes().count(b"\n") > 1
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunDirError(f"cannot read {journal}: {error.strerror}") from None
    for name in ("config.yaml", manifest.NAME):
        if has_entries and not (folder / name).exists():
            raise RunDirError(f"{folder} has a journal but no {name}; restore it")


def _write(path: Path, text: str) -> None:
    with writing(path):
        write_atomically(path, text.encode())
