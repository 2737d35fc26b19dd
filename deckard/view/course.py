"""The course of a run as its watcher is told it: what screens and lines show."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from deckard.awm import HYPOTHESISED, VERIFIED
from deckard.events import Event, State
from deckard.options import Progress
from deckard.recipes import Item, Recipe
from deckard.view.words import correction, entry

KEPT = 50
"""Entries and corrections remembered to be shown."""
RECENT = 10.0
"""Seconds over which the speed is taken."""
COLUMNS = 40
"""Values of a success curve at most."""


@dataclass(frozen=True)
class Known:
    """What the graph amounted to after the last entry."""

    verified: int = 0
    hypothesised: int = 0
    refuted: int = 0
    steps: int = 0
    practice_steps: int = 0
    frontier: tuple[str, ...] = ()

    @classmethod
    def of(cls, state: State) -> "Known":
        """Sum up a state."""
        return cls(
            verified=len(state.awm.items(VERIFIED)),
            hypothesised=len(state.awm.items(HYPOTHESISED)),
            refuted=sum(map(len, state.refuted.values())),
            steps=state.steps,
            practice_steps=state.practice_steps,
            frontier=tuple(map(str, state.awm.frontier())),
        )


@dataclass(frozen=True)
class Practising:
    """How the training that goes on stands."""

    recipe: Recipe
    progress: Progress
    steps: int
    """Env steps since the training began."""
    curve: tuple[float, ...]
    """Shares of success from its beginning to now."""
    measuring: bool = False
    """Whether the training is over and the policy is measured."""


@dataclass(frozen=True)
class Asking:
    """The language model is asked for an item."""

    item: Item


@dataclass(frozen=True)
class Told:
    """One entry in words, with the seconds and env steps at which it was recorded."""

    seconds: float
    steps: int
    words: str


class Course:
    """Takes in what a watcher is told.

    Every attribute holds a value that is replaced, never changed, so that another thread may draw
    it at any time.
    """

    def __init__(self, state: State, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._began = clock, clock()
        self.known = Known.of(state)
        self.now: Asking | Practising | tuple[Recipe, Recipe] | None = None
        """A question or a training; or a goal and what is done for it; None between entries."""
        self.told: tuple[Told, ...] = ()
        self.corrections: tuple[str, ...] = ()
        self.speed = 0.0
        """Env steps a second."""
        self._samples: tuple[tuple[float, int], ...] = ((0.0, self.known.steps),)
        self._shares: list[float] = []
        self._training: Practising | None = None

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return self._clock() - self._began

    @property
    def steps(self) -> int:
        """Env steps of the run so far, those of the training that goes on included."""
        now = self.now
        return self.known.steps + (now.steps if isinstance(now, Practising) else 0)

    def asking(self, item: Item) -> None:
        """Take in that the language model is asked."""
        self.now = Asking(item)

    def practising(self, recipe: Recipe, progress: Progress, steps: int) -> None:
        """Take in how a training stands."""
        self._shares.append(progress.success)
        self._training = Practising(recipe, progress, steps, thinned(self._shares, COLUMNS))
        self.now = self._training
        self._sample()

    def measuring(self, recipe: Recipe, steps: int) -> None:
        """Take in that a training is over and its policy is measured."""
        if self._training is not None:
            self.now = replace(self._training, steps=steps, measuring=True)
        self._sample()

    def pursuing(self, goal: Recipe, doing: Recipe) -> None:
        """Take in what is set out to be done."""
        self.now = goal, doing

    def recorded(self, events: Sequence[Event], state: State) -> None:
        """Take in an entry."""
        self._shares, self._training, self.now = [], None, None
        self.known = Known.of(state)
        self._sample()
        told = Told(self.seconds, self.known.steps, entry(events))
        self.told = (*self.told, told)[-KEPT:]
        corrected = tuple(words for e in events if (words := correction(e)))
        self.corrections = (*self.corrections, *corrected)[-KEPT:]

    def _sample(self) -> None:
        samples = (*self._samples, (self.seconds, self.steps))
        last = [s for s in samples if s[0] > samples[-1][0] - RECENT]
        self._samples = (samples[max(0, len(samples) - len(last) - 1)], *last[-1000:])
        (then, before), (now, after) = self._samples[0], self._samples[-1]
        self.speed = max(0, after - before) / (now - then) if now > then else self.speed


def thinned(values: Sequence[float], most: int) -> tuple[float, ...]:
    """Return at most `most` of the values, evenly spaced, the last among them."""
    every = -(-len(values) // most)
    return tuple(values[::-1][::every][::-1]) if values else ()
