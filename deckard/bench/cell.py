"""Run or read one cell of a bench; its result is computed from its journal alone."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from deckard.bench.score.growth import Growth, Reference, bench_reference, measure_growth
from deckard.bench.spec import Cell
from deckard.dream.paths import anchor_paths
from deckard.journal.reader import skim
from deckard.runs import manifest
from deckard.runs.directory import check_same, holds_run, read_run_config
from deckard.runs.log.status import load_status
from deckard.types import Item

SPENT = "out of budget"
"""The beginning of the reason of a run that a larger budget would continue."""


@dataclass(frozen=True)
class FinishedCell:
    """A run that has ended."""

    cell: Cell
    reason: str
    growth: Growth


@dataclass(frozen=True)
class FailedCell:
    """A run that could not start, or that failed."""

    cell: Cell
    why: str


Result = FinishedCell | FailedCell


def read_cell(cell: Cell, folder: Path, items: str | None) -> FinishedCell | None:
    """Return the cell if its run has ended; None when the run has more to do.

    A run has ended when its `live.json` says so and agrees with the journal.

    Args:
        cell: A run of a bench.
        folder: The folder of the bench.
        items: The items that are compared, as in `BenchFile.items`.

    Raises:
        RunDirError: The directory holds another run.
    """
    place = folder / cell.folder
    if not holds_run(place):
        return None
    check_same(place, anchor_paths(cell.config))
    status = load_status(place)
    if status is None or status.ended is None or not (place / "journal.jsonl").exists():
        return None
    entries = skim(place / "journal.jsonl")
    steps = entries[-1].steps if entries else 0
    if not status.ended.startswith(SPENT):
        is_over = status.steps == steps
    else:  # its steps include those of an entry that was not recorded
        is_over = status.ended.startswith(f"{SPENT}: {steps:,} of ")
        is_over = is_over and read_run_config(place).max_steps >= cell.config.max_steps
    return _done(cell, place, items, status.ended) if is_over else None


def run_cell(cell: Cell, folder: Path, items: str | None) -> FinishedCell:
    """Run a cell to its end, from the beginning or from where it stopped."""
    from deckard.runs.run import run  # not needed to read a cell

    place = folder / cell.folder
    ended = run(cell.config, place)
    return _done(cell, place, items, ended.reason)


def _done(cell: Cell, place: Path, items: str | None, reason: str) -> FinishedCell:
    target, budget = cell.config.target, cell.config.max_steps
    reference = _reference(json.dumps(manifest.world(place)), items, target)
    return FinishedCell(cell, reason, measure_growth(place, reference, budget, target))


@lru_cache(maxsize=32)
def _reference(world: str, items: str | None, target: Item | None) -> Reference:
    """Return the reference of a world, whose `about` is given as JSON."""
    return bench_reference(json.loads(world), items, target)
