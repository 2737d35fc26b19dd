"""The run directory: config.yaml, manifest.json, journal.jsonl, policies/."""

import json
from pathlib import Path

import yaml

from deckard import config
from deckard.config import RunConfig
from deckard.errors import NoRun, RunDirError
from deckard.files import write_atomically, writing
from deckard.journal.fold import fold
from deckard.journal.journal import Journal, read_journal
from deckard.journal.state import State
from deckard.runs import manifest
from deckard.runs.manifest import Provenance


def open_run(folder: Path, conf: RunConfig, made_of: Provenance) -> Journal:
    """Begin a run in `folder`, or go on with the one there.

    Args:
        folder: The run directory; it is made where there is none.
        conf: The config of the run.
        made_of: What the components of the run say of themselves.

    Returns:
        The run's journal, open for writing.

    Raises:
        RunDirError: The run there has another config or other components, another process works on
            it, or the folder is damaged or cannot be written.
    """
    _make(folder)
    _check_whole(folder)
    if holds_run(folder):
        check_same(folder, conf)
        manifest.check_manifest(folder, conf, made_of)
    journal = Journal(folder / "journal.jsonl")
    try:
        _write(folder / "config.yaml", yaml.safe_dump(conf.model_dump(), sort_keys=False))
        if manifest.read_manifest(folder) is None:
            document = json.dumps(manifest.make_manifest(conf, made_of), indent=2)
            _write(folder / manifest.NAME, document + "\n")
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
    check_config(folder, read_run_config(folder), conf)


def check_config(folder: Path, kept: RunConfig, conf: RunConfig) -> None:
    """Raise RunDirError when a config differs from the one of a folder in what must not change."""
    old, new = (one.model_dump(exclude=manifest.FREE) for one in (kept, conf))
    differing = [key for key in new if old[key] != new[key]]
    if differing:
        raise RunDirError(
            f"{folder} holds a run with another {', '.join(differing)}; choose another folder "
            "(-o, or `out` in Python), or give the same config"
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunDirError(
            f"cannot make the run directory {folder}: {error.strerror}; choose another folder "
            "(-o, or `out` in Python)"
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
