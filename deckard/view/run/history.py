"""What a run has come to so far: what screens and lines show."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.journal.events import Event
from deckard.journal.state import State
from deckard.view.corrections import NO_CORRECTIONS, Corrections, find_corrections
from deckard.view.event_text import correction_texts, entry_text
from deckard.wake.callbacks import RunCallback
from deckard.wake.progress import Doing, RunProgress

KEPT = 50
"""Entries and corrections remembered to be shown."""


@dataclass(frozen=True)
class GraphCounts:
    """What the graph amounted to after the last entry."""

    verified: int = 0
    hypothesised: int = 0
    wrong: Corrections = NO_CORRECTIONS
    steps: int = 0
    practice_steps: int = 0
    frontier: tuple[str, ...] = ()

    @classmethod
    def of(cls, state: State) -> "GraphCounts":
        """Sum up a state."""
        return cls(
            verified=len(state.awm.items(VERIFIED)),
            hypothesised=len(state.awm.items(HYPOTHESISED)),
            wrong=find_corrections(state),
            steps=state.steps,
            practice_steps=state.practice_steps,
            frontier=tuple(map(str, state.awm.frontier())),
        )


@dataclass(frozen=True)
class RecordedEntry:
    """One entry in words, with the seconds and env steps at which it was recorded."""

    seconds: float
    steps: int
    text: str


class RunHistory(RunCallback):
    """What a run has come to so far, to be shown."""

    def __init__(self, state: State, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._began = clock, clock()
        self.progress = RunProgress(state, clock)
        """What is under way: that of the run, once it has started."""
        self.counts = GraphCounts.of(state)
        self.latest: tuple[RecordedEntry, ...] = ()
        self.corrections: tuple[str, ...] = ()
        self.notes: tuple[tuple[str, str], ...] = ()
        """What else is to be shown, each with its name."""

    @property
    def seconds(self) -> float:
        """Seconds since the beginning, the time to set up the world included."""
        return self._clock() - self._began

    @property
    def now(self) -> Doing:
        """What is under way."""
        return self.progress.now

    @property
    def steps(self) -> int:
        """Env steps so far, those of the training that goes on included."""
        return self.progress.steps

    @property
    def speed(self) -> float:
        """Env steps a second, of late."""
        return self.progress.speed

    def on_run_start(self, progress: RunProgress) -> None:
        """Follow the run from now on."""
        self.progress = progress

    def on_entry(self, events: tuple[Event, ...], state: State) -> bool:
        """Keep an entry."""
        self.counts = GraphCounts.of(state)
        line = RecordedEntry(self.seconds, self.counts.steps, entry_text(events))
        self.latest = (*self.latest, line)[-KEPT:]
        corrected = tuple(correction_texts(events))
        self.corrections = (*self.corrections, *corrected)[-KEPT:]
        return True
