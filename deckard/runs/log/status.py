"""What a run is at: `live.json` in its directory, written for whoever looks on from outside.

The run itself never reads it: what the agent knows is in the journal alone.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from deckard.files import write_atomically
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.types import Item, Pursuit, Recipe

NAME = "live.json"
RECENT = 10.0
"""Seconds over which the speed is taken."""
COLUMNS = 40
"""Values of a success curve at most."""
PAUSE = 1.0
"""Seconds between two writings of one kind that may come often."""


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
    """Whether the training is over and the policy is measured."""


@dataclass(frozen=True)
class Asking:
    """The language model is asked for an item."""

    item: Item


Doing = Asking | Practising | tuple[Pursuit, Recipe] | None
"""A question or a training; or a goal and what is done for it; None between entries."""


class StatusWriter:
    """Takes in what a watcher is told of what is under way, and measures how fast it goes.

    Every public attribute holds a value that is replaced, never changed, so that another thread may
    read it at any time.
    """

    def __init__(self, state: State, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._began = clock, clock()
        self.recorded_steps = state.steps
        self.now: Doing = None
        self.speed = 0.0
        """Env steps a second."""
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

    def asking(self, item: Item) -> None:
        """Take in that the language model is asked."""
        self.now = Asking(item)

    def practising(self, recipe: Recipe, progress: TrainingProgress, steps: int) -> None:
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

    def pursuing(self, goal: Pursuit, doing: Recipe) -> None:
        """Take in what is set out to be done."""
        self.now = goal, doing

    def entered(self, state: State) -> None:
        """Take in that an entry was recorded."""
        self._shares, self._training, self.now = [], None, None
        self.recorded_steps = state.steps
        self._sample()

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


@dataclass(frozen=True)
class Live:
    """What `live.json` says."""

    began: datetime
    """When the process began to work on the run."""
    at: datetime
    """When this was written."""
    now: Doing
    steps: int
    """Env steps of the run, those of the training that goes on included."""
    speed: float
    """Env steps a second."""
    ended: str | None = None
    """Why the run ended; None while it goes on, and when it was killed."""


LIVE: TypeAdapter[Live] = TypeAdapter(Live)


class LiveFile:
    """Writes `live.json` so that it is either whole or as it was."""

    def __init__(self, folder: Path, pulse: StatusWriter) -> None:
        self.path, self.pulse = folder / NAME, pulse
        self._began = datetime.now(UTC)
        self._refreshed: dict[str, float] = {}

    def write(self, ended: str | None = None) -> None:
        """Write what goes on; OSError when that fails."""
        pulse = self.pulse
        live = Live(
            self._began, datetime.now(UTC), pulse.now, pulse.steps, round(pulse.speed, 1), ended
        )
        write_atomically(self.path, LIVE.dump_json(live))

    def refresh(self, kind: str) -> None:
        """Write, unless that was done for the same kind of reason within the last second."""
        now = time.monotonic()
        if now - self._refreshed.get(kind, -PAUSE) >= PAUSE:
            self._refreshed[kind] = now
            self.write()


def load_status(folder: Path) -> Live | None:
    """Return what a run directory says of the moment; None where it says nothing that is whole."""
    try:
        return LIVE.validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError):
        return None
