"""What a run is at: what is under way, how many env steps it took, how fast it goes."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from deckard.journal.events import Event
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.types import Item, Pursuit, Recipe
from deckard.wake.callbacks import RunCallback

RECENT = 10.0
"""Seconds over which the speed is taken."""
SAMPLES = 1000
"""Samples of the speed that are kept at most."""
COLUMNS = 40
"""Values of a success curve at most."""


@dataclass(frozen=True)
class Practising:
    """How the training that goes on stands."""

    recipe: Recipe
    progress: TrainingProgress
    steps: int
    """Env steps since the training began."""
    curve: tuple[float, ...]
    """Shares of success from its beginning to now."""
    measuring: bool = False
    """Whether the training is over and the policy is evaluated."""


@dataclass(frozen=True)
class Asking:
    """The language model is asked for an item."""

    item: Item


Doing = Asking | Practising | tuple[Pursuit, Recipe] | None
"""A question or a training; or a goal and what is done for it; None between entries."""


class RunProgress(RunCallback):
    """Keeps track of what is under way, and measures how fast it goes.

    Every public attribute holds a value that is replaced, never changed, so that another thread may
    read it at any time.
    """

    def __init__(self, state: State, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._began = clock, clock()
        self.recorded_steps = state.steps
        """Env steps of all entries."""
        self.now: Doing = None
        """What is under way."""
        self.speed = 0.0
        """Env steps a second, of late."""
        self._samples: tuple[tuple[float, int], ...] = ((0.0, state.steps),)
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
        return self.recorded_steps + (now.steps if isinstance(now, Practising) else 0)

    def on_question(self, item: Item) -> None:
        """Keep that the language model is asked."""
        self.now = Asking(item)

    def on_plan_step(self, goal: Pursuit, step: Recipe) -> None:
        """Keep what is done."""
        self.now = goal, step

    def on_training(self, recipe: Recipe, progress: TrainingProgress, steps: int) -> None:
        """Keep how a training stands."""
        self._shares.append(progress.success)
        self._training = Practising(recipe, progress, steps, thinned(self._shares, COLUMNS))
        self.now = self._training
        self._sample()

    def on_evaluation(self, recipe: Recipe, steps: int) -> None:
        """Keep that a training is over and its policy is evaluated."""
        if self._training is not None:
            self.now = replace(self._training, steps=steps, measuring=True)
        self._sample()

    def on_entry(self, events: tuple[Event, ...], state: State) -> bool:
        """Keep that an entry was recorded."""
        self._shares, self._training, self.now = [], None, None
        self.recorded_steps = state.steps
        self._sample()
        return True

    def _sample(self) -> None:
        samples = (*self._samples, (self.seconds, self.steps))
        last = [s for s in samples if s[0] > samples[-1][0] - RECENT]
        self._samples = (samples[max(0, len(samples) - len(last) - 1)], *last[-SAMPLES:])
        (then, before), (now, after) = self._samples[0], self._samples[-1]
        self.speed = max(0, after - before) / (now - then) if now > then else self.speed


def thinned(values: Sequence[float], most: int) -> tuple[float, ...]:
    """Return at most `most` of the values, evenly spaced, the last among them."""
    every = -(-len(values) // most)
    return tuple(values[::-1][::every][::-1]) if values else ()
