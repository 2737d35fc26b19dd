"""A run as plain lines, for logs and pipes."""

from contextlib import suppress
from typing import TextIO

from deckard.journal.events import Event
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.types import Item, Pursuit, Recipe
from deckard.view.run.history import RecordedEntry, RunHistory
from deckard.view.sanitize import visible_text
from deckard.wake.callbacks import RunCallback

PATIENCE = 10.0
"""Seconds of practice between two lines of progress."""
QUICK = 1.0
"""Seconds within which the last answer came where the next question is not worth a line."""


class Lines(RunCallback):
    """Writes one line for each entry, and now and then one on the practice that goes on."""

    def __init__(self, out: TextIO, history: RunHistory) -> None:
        self.out, self.history = out, history
        self._wrote = 0.0
        self._asked: float | None = None
        """When the question under way was asked."""
        self._quick = False
        """Whether the last answer came at once."""

    def write(self, text: str) -> None:
        """Write a line with the time and the env steps so far."""
        self._write(RecordedEntry(self.history.seconds, self.history.steps, text))

    def on_question(self, item: Item) -> None:
        """Tell that the language model is asked, unless its last answer came at once."""
        self._asked = self.history.seconds
        if not self._quick:
            self.write(f"asking: {item}")

    def on_training(self, recipe: Recipe, progress: TrainingProgress, steps: int) -> None:
        """Tell how a training stands, if nothing was told for a while."""
        self._asked = None
        if not progress.decisions:
            self.write(f"practising: {recipe}")
        elif self.history.seconds - self._wrote >= PATIENCE:
            self.write(
                f"practising {recipe.how} {recipe.item}: {progress.success:.0%} succeed, "
                f"{progress.episodes:,} episodes, {progress.decisions:,} decisions"
            )

    def on_evaluation(self, recipe: Recipe, steps: int) -> None:
        """Tell that a training is over and its policy is evaluated."""
        self.write(f"measuring: {recipe}")

    def on_plan_step(self, goal: Pursuit, step: Recipe) -> None:
        """Tell nothing: the entry will."""
        self._asked = None

    def on_entry(self, events: tuple[Event, ...], state: State) -> bool:
        """Tell an entry."""
        if self._asked is not None:
            self._quick = self.history.seconds - self._asked < QUICK
        self._asked = None
        self._write(self.history.latest[-1])
        return True

    def _write(self, line: RecordedEntry) -> None:
        self._wrote = self.history.seconds
        with suppress(OSError):  # whoever read along is gone: the run is not
            print(progress_line(line), file=self.out)
            self.out.flush()


def progress_line(entry: RecordedEntry) -> str:
    """Return a line with the time and the env steps so far."""
    return visible_text(f"{entry.seconds:8.1f}s {entry.steps:>12,} steps  {entry.text}")
