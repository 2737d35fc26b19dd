"""The course of a run as its watcher is told it: what screens and lines show."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.journal.events import Event
from deckard.journal.state import State
from deckard.runs.log.status import StatusWriter
from deckard.view.corrections import NOTHING, Wrong, wrong
from deckard.view.event_text import correction_text, entry_text

KEPT = 50
"""Entries and corrections remembered to be shown."""


@dataclass(frozen=True)
class GraphCounts:
    """What the graph amounted to after the last entry."""

    verified: int = 0
    hypothesised: int = 0
    wrong: Wrong = NOTHING
    steps: int = 0
    practice_steps: int = 0
    frontier: tuple[str, ...] = ()

    @classmethod
    def of(cls, state: State) -> "GraphCounts":
        """Sum up a state."""
        return cls(
            verified=len(state.awm.items(VERIFIED)),
            hypothesised=len(state.awm.items(HYPOTHESISED)),
            wrong=wrong(state),
            steps=state.steps,
            practice_steps=state.practice_steps,
            frontier=tuple(map(str, state.awm.frontier())),
        )


@dataclass(frozen=True)
class RecordedEntry:
    """One entry in words, with the seconds and env steps at which it was recorded."""

    seconds: float
    steps: int
    words: str


class RunProgress(StatusWriter):
    """Takes in what a watcher is told."""

    def __init__(self, state: State, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(state, clock)
        self.known = GraphCounts.of(state)
        self.told: tuple[RecordedEntry, ...] = ()
        self.corrections: tuple[str, ...] = ()
        self.notes: tuple[tuple[str, str], ...] = ()
        """What else is to be shown, each with its name."""

    def recorded(self, events: Sequence[Event], state: State) -> None:
        """Take in an entry."""
        self.entered(state)
        self.known = GraphCounts.of(state)
        told = RecordedEntry(self.seconds, self.known.steps, entry_text(events))
        self.told = (*self.told, told)[-KEPT:]
        corrected = tuple(words for e in events if (words := correction_text(e)))
        self.corrections = (*self.corrections, *corrected)[-KEPT:]
