"""What a run writes beside its journal, for whoever looks on: no run depends on it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deckard.journal.events import Event
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.runs.log.metrics import Metrics
from deckard.runs.log.status import LiveFile
from deckard.runs.log.writers import Board
from deckard.types import Item, Pursuit, Recipe
from deckard.wake.callbacks import RunCallback
from deckard.wake.progress import RunProgress

log = logging.getLogger(__name__)


class RunLogger(RunCallback):
    """Keeps `live.json`, `metrics.csv` and a board.

    A disk error is logged once, and stops nothing.
    """

    def __init__(self, progress: RunProgress, folder: Path, state: State, board: Board) -> None:
        self.progress, self.folder = progress, folder
        self.live, self.metrics = LiveFile(folder, progress), Metrics(folder, state, board)
        self._warned = False

    def on_run_start(self, progress: RunProgress) -> None:
        """Write that the run has begun."""
        self._write()

    def on_question(self, item: Item) -> None:
        """Write that the language model is asked."""
        self._write()

    def on_plan_step(self, goal: Pursuit, step: Recipe) -> None:
        """Write what is done, at most once a second."""
        with self._at_risk():  # practice that earns its start pursues many times a second
            self.live.refresh("pursuing")

    def on_training(self, recipe: Recipe, progress: TrainingProgress, steps: int) -> None:
        """Write how a training stands."""
        if not progress.decisions:
            self._write()
            return
        with self._at_risk():
            self.live.refresh("training")
        with self._at_risk():
            self.metrics.training(recipe, progress, self.progress.steps, self.progress.speed)

    def on_evaluation(self, recipe: Recipe, steps: int) -> None:
        """Write that a training is over and its policy is evaluated."""
        self._write()

    def on_entry(self, events: tuple[Event, ...], state: State) -> bool:
        """Write an entry."""
        with self._at_risk():
            self.metrics.recorded(events, self.progress.speed)
        self._write()
        return True

    def on_run_end(self, reason: str) -> None:
        """Write why the run ended."""
        with self._at_risk():
            self.live.write(reason)

    def _write(self) -> None:
        with self._at_risk():
            self.live.write()

    @contextmanager
    def _at_risk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if not self._warned:
                log.warning(
                    "cannot write live.json, metrics.csv or its board in %s (%s); the run goes on "
                    "without",
                    self.folder,
                    error.strerror,
                )
            self._warned = True
