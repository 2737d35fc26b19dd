"""What a run writes aside from its journal, for whoever looks on: no run depends on it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deckard.journal.events import Event
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.runs.log.metrics import Metrics
from deckard.runs.log.status import LiveFile, StatusWriter
from deckard.runs.log.writers import Board
from deckard.types import Item, Pursuit, Recipe
from deckard.wake.callbacks import RunCallback

log = logging.getLogger(__name__)


class RunLogger:
    """A watcher that passes on what it is told, and keeps `live.json`, metrics and a board.

    A disk error is told once, and stops nothing.
    """

    def __init__(self, watcher: RunCallback, folder: Path, state: State, board: Board) -> None:
        self.watcher, self.folder = watcher, folder
        self.pulse = StatusWriter(state)
        self.live, self.metrics = LiveFile(folder, self.pulse), Metrics(folder, state, board)
        self._told = False
        self._write()

    def asking(self, item: Item) -> None:
        """Keep that the language model is asked."""
        self.watcher.asking(item)
        self.pulse.asking(item)
        self._write()

    def practising(self, recipe: Recipe, progress: TrainingProgress, steps: int) -> None:
        """Keep how a training stands."""
        self.watcher.practising(recipe, progress, steps)
        self.pulse.practising(recipe, progress, steps)
        if not progress.decisions:
            self._write()
            return
        with self._at_risk():
            self.live.refresh("training")
        with self._at_risk():
            self.metrics.training(recipe, progress, self.pulse.steps, self.pulse.speed)

    def measuring(self, recipe: Recipe, steps: int) -> None:
        """Keep that a training is over and its policy is measured."""
        self.watcher.measuring(recipe, steps)
        self.pulse.measuring(recipe, steps)
        self._write()

    def pursuing(self, goal: Pursuit, doing: Recipe) -> None:
        """Keep what is set out to be done."""
        self.watcher.pursuing(goal, doing)
        self.pulse.pursuing(goal, doing)
        with self._at_risk():  # practice that earns its start pursues many times a second
            self.live.refresh("pursuing")

    def recorded(self, events: tuple[Event, ...], state: State) -> None:
        """Keep an entry."""
        self.pulse.entered(state)
        with self._at_risk():
            self.metrics.recorded(events, self.pulse.speed)
        self._write()
        self.watcher.recorded(events, state)

    def ended(self, reason: str) -> None:
        """Keep why the run ended."""
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
            if not self._told:
                log.warning(
                    "cannot write live.json, metrics.csv or its board in %s (%s); the run goes on "
                    "without",
                    self.folder,
                    error.strerror,
                )
            self._told = True
