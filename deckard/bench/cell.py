"""A cell of a bench: its run, started, gone on with or read; all that counts is in its journal."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from deckard.bench.score.growth import Growth, Reference, compared, grown
from deckard.bench.spec import Cell
from deckard.config import anchored
from deckard.journal.events import Event
from deckard.journal.reader import skim
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.runs import manifest
from deckard.runs.directory import check_same, holds_run, read_run_config
from deckard.runs.log import status as live
from deckard.types import Item, Recipe

SPENT = "out of budget"
"""How the reason of a run begins that a larger budget would let go on."""


@dataclass(frozen=True)
class FinishedCell:
    """A run that has ended."""

    cell: Cell
    reason: str
    growth: Growth


@dataclass(frozen=True)
class FailedCell:
    """A run that could not be, or broke off."""

    cell: Cell
    why: str


Result = FinishedCell | FailedCell


class Silent:
    """Looks on at a run and says nothing."""

    def asking(self, item: Item) -> None:
        """Hear of a question."""

    def pursuing(self, goal: Recipe, doing: Recipe) -> None:
        """Hear of a deed."""

    def practising(self, recipe: Recipe, progress: TrainingProgress, steps: int) -> None:
        """Hear of a training."""

    def measuring(self, recipe: Recipe, steps: int) -> None:
        """Hear of a measuring."""

    def recorded(self, events: tuple[Event, ...], state: State) -> None:
        """Hear of an entry."""


def read_cell(cell: Cell, folder: Path, items: str | None) -> FinishedCell | None:
    """Return a run of the bench in `folder` that has ended; None when there is more of it to do.

    That it ended is what its `live.json` says, where that fits the journal. RunDirError when the
    run there is another.
    """
    place = folder / cell.folder
    if not holds_run(place):
        return None
    check_same(place, anchored(cell.config))
    told = live.load_status(place)
    if told is None or told.ended is None or not (place / "journal.jsonl").exists():
        return None
    entries = skim(place / "journal.jsonl")
    steps = entries[-1].steps if entries else 0
    if not told.ended.startswith(SPENT):
        is_over = told.steps == steps
    else:  # what was under way then, and is not recorded, counts among the steps told
        is_over = told.ended.startswith(f"{SPENT}: {steps:,} of ")
        is_over = is_over and read_run_config(place).max_steps >= cell.config.max_steps
    return _done(cell, place, items, told.ended) if is_over else None


def work(cell: Cell, folder: Path, items: str | None) -> FinishedCell:
    """Run a cell to its end, from the beginning or from where it stopped."""
    from deckard.runs.run import run  # which the process that only reads is not in need of

    place = folder / cell.folder
    ended = run(cell.config, place, Silent())
    return _done(cell, place, items, ended.reason)


def _done(cell: Cell, place: Path, items: str | None, reason: str) -> FinishedCell:
    target, budget = cell.config.target, cell.config.max_steps
    reference = _reference(json.dumps(manifest.world(place)), items, target)
    return FinishedCell(cell, reason, grown(place, reference, budget, target))


@lru_cache(maxsize=32)
def _reference(world: str, items: str | None, target: Item | None) -> Reference:
    """What runs in the same world are compared with; `world` says as JSON what that says."""
    return compared(json.loads(world), items, target)
