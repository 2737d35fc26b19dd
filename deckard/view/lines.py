"""A run as plain lines, for logs and pipes."""

from contextlib import suppress
from typing import TextIO

from deckard.events import Event, State
from deckard.options import Progress
from deckard.recipes import Recipe
from deckard.view.course import Course, Told

PATIENCE = 10.0
"""Seconds of practice between two lines of progress."""


class Lines:
    """Writes one line for each entry, and now and then one on the practice that goes on."""

    def __init__(self, out: TextIO, course: Course) -> None:
        self.out, self.course = out, course
        self._wrote = 0.0

    def say(self, words: str) -> None:
        """Write a line with the time and the env steps so far."""
        self._write(Told(self.course.seconds, self.course.steps, words))

    def practising(self, recipe: Recipe, progress: Progress, steps: int) -> None:
        """Tell how a training stands, if nothing was told for a while."""
        self.course.practising(recipe, progress, steps)
        if not progress.decisions:
            self.say(f"practising: {recipe}")
        elif self.course.seconds - self._wrote >= PATIENCE:
            self.say(
                f"practising {recipe.how} {recipe.item}: {progress.success:.0%} succeed, "
                f"{progress.episodes:,} episodes, {progress.decisions:,} decisions"
            )

    def pursuing(self, goal: Recipe, doing: Recipe) -> None:
        """Take it in; the entry will tell."""
        self.course.pursuing(goal, doing)

    def recorded(self, events: tuple[Event, ...], state: State) -> None:
        """Tell an entry."""
        self.course.recorded(events, state)
        self._write(self.course.told[-1])

    def _write(self, told: Told) -> None:
        self._wrote = self.course.seconds
        with suppress(OSError):  # whoever read along is gone: the run is not
            print(f"{told.seconds:8.1f}s {told.steps:>12,} steps  {told.words}", file=self.out)
            self.out.flush()
