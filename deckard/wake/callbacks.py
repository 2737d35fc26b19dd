"""What looks on while a skill is practised or carried out."""

from typing import Protocol

from deckard.journal.events import Event
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.types import Item, Pursuit, Recipe


class Onlooker(Protocol):
    """Whoever looks on while the agent acts."""

    def pursuing(self, goal: Pursuit, doing: Recipe) -> None:
        """Told what the agent sets out to do, and for what."""


class Spectator(Protocol):
    """Whoever looks on at practice; `steps` are the env steps that it took so far."""

    def practising(self, recipe: Recipe, progress: TrainingProgress, steps: int) -> None:
        """Told how a training stands, at first before there is any progress."""

    def measuring(self, recipe: Recipe, steps: int) -> None:
        """Told when the training is over and the finished policy is measured."""


class RunCallback(Onlooker, Spectator, Protocol):
    """Whoever looks on at a run."""

    def asking(self, item: Item) -> None:
        """Told before the language model is asked for an item."""

    def recorded(self, events: tuple[Event, ...], state: State) -> None:
        """Told after every entry."""
