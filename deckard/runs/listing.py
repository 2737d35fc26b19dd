"""Which runs lie below a folder, and how each stands."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deckard.errors import DeckardError, RunDirError
from deckard.graph.beliefs import VERIFIED
from deckard.journal.journal import is_written
from deckard.journal.reader import read_growth, skim
from deckard.runs.directory import read_run_config
from deckard.runs.log.status import load_status
from deckard.types import Item

FILES = frozenset(("config.yaml", "manifest.json", "journal.jsonl"))
"""Files of a run directory; a folder that has two of them is taken for one."""
JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class RunSummary:
    """One run directory in a list.

    Attributes:
        path: The run directory.
        target: The item that the run is after; None where it is after all, or is broken.
        world: The name of its world; "" where it is broken.
        seed: The seed of its config.
        status: `running`, `broken`, `stopped` (killed, or interrupted), or why the run ended, as in
            `target verified: log`.
        env_steps: Env steps that are recorded, practice included.
        verified: Items of which a recipe is verified.
        error: What is wrong with a broken directory; None for a sound one.
    """

    path: Path
    target: Item | None = None
    world: str = ""
    seed: int = 0
    status: str = "broken"
    env_steps: int = 0
    verified: int = 0
    error: str | None = None


def list_runs(folder: str | Path = "runs") -> list[RunSummary]:
    """Return the runs in a folder and in the folders below it, in the order of their paths.

    A directory that holds a damaged run is listed as broken, with what is wrong.

    Args:
        folder: Where to look; a run directory itself is a list of one.

    Returns:
        A summary of each run; an empty list when there is none.

    Raises:
        RunDirError: The folder does not exist, or is a file.

    Examples:
        >>> import deckard
        >>> for summary in deckard.runs("runs"):  # doctest: +SKIP
        ...     print(summary.path, summary.status, summary.verified)
    """
    root = Path(folder)
    if not root.is_dir():
        what = "is a file" if root.is_file() else "does not exist"
        raise RunDirError(f"{root} {what}; name a folder in which runs are, as in: runs")
    return [_summary(path) for path in sorted(_run_directories(root))]


def _run_directories(root: Path) -> Iterator[Path]:
    for name, folders, files in os.walk(root):
        if len(FILES & set(files)) >= 2:
            folders.clear()  # no run lies inside a run
            yield Path(name)


def _summary(path: Path) -> RunSummary:
    try:
        config = read_run_config(path)
        state = read_growth(skim(path / JOURNAL))
    except (DeckardError, OSError) as error:
        return RunSummary(path, error=" ".join(str(error).split()))
    return RunSummary(
        path,
        config.target,
        config.world.name,
        config.seed,
        run_status(path),
        state.steps,
        len(state.awm.items(VERIFIED)),
    )


def run_status(path: Path) -> str:
    """Return how a run stands.

    Args:
        path: A run directory.

    Returns:
        `running`, `stopped`, or why the run ended.
    """
    if is_written(path / JOURNAL):
        return "running"
    live = load_status(path)
    return live.ended if live and live.ended else "stopped"
