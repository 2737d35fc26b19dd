"""A run as plain lines, for logs and pipes."""

from contextlib import suppress
from typing import TextIO

from deckard.journal.events import Event
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.runs.log.status import Asking
from deckard.types import Item, Pursuit, Recipe
from deckard.view.run.progress import RecordedEntry, RunProgress
from deckard.view.sanitize import visible_text

PATIENCE = 10.0
"""Seconds of practice between two lines of progress."""
QUICK = 1.0
"""Seconds within which the last answer came where the next question is not worth a line."""


class Lines:
    """Writes one line for each entry, and now and then one on the practice that goes on."""

    def __init__(self, out: TextIO, course: RunProgress) -> None:
        self.out, self.course = out, course
        self._wrote = 0.0
        self._asked, self._quick = 0.0, False

    def say(self, words: str) -> None:
        """Write a line with the time and the env steps so far."""
        self._write(RecordedEntry(self.course.seconds, self.course.steps, words))

    def asking(self, item: Item) -> None:
        """Tell that the language model is asked, unless its last answer came at once."""
        self.course.asking(item)
        self._asked = self.course.seconds
        if not self._quick:
            self.say(f"asking: {item}")

    def practising(self, recipe: Recipe, progress: TrainingProgress, steps: int) -> None:
        """Tell how a training stands, if nothing was told for a while."""
        self.course.practising(recipe, progress, steps)
        if not progress.decisions:
            self.say(f"practising: {recipe}")
        elif self.course.seconds - self._wrote >= PATIENCE:
            self.say(
                f"practising {recipe.how} {recipe.item}: {progress.success:.0%} succeed, "
                f"{progress.episodes:,} episodes, {progress.decisions:,} decisions"
            )

    def measuring(self, recipe: Recipe, steps: int) -> None:
        """Tell that a training is over and its policy is measured."""
        self.course.measuring(recipe, steps)
        self.say(f"measuring: {recipe}")

    def pursuing(self, goal: Pursuit, doing: Recipe) -> None:
        """Take it in; the entry will tell."""
        self.course.pursuing(goal, doing)

    def recorded(self, events: tuple[Event, ...], state: State) -> None:
        """Tell an entry."""
        if isinstance(self.course.now, Asking):
            self._quick = self.course.seconds - self._asked < QUICK
        self.course.recorded(events, state)
        self._write(self.course.told[-1])

    def _write(self, told: RecordedEntry) -> None:
        self._wrote = self.course.seconds
        with suppress(OSError):  # whoever read along is gone: the run is not
            print(progress_line(told), file=self.out)
            self.out.flush()


def progress_line(told: RecordedEntry) -> str:
    """Return a line with the time and the env steps so far."""
    return visible_text(f"{told.seconds:8.1f}s {told.steps:>12,} steps  {told.words}")
