"""What learns in a cell of a bench, and then plays."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

from deckard.bench.game.episodes import GameEpisode


class Learnt(NamedTuple):
    """How the learning of a cell ended."""

    reason: str
    steps: int
    """Env steps that count: those of what is kept."""


class Learner(ABC):
    """Learns within the budget of a cell, in its run directory."""

    @abstractmethod
    def read(self) -> Learnt | None:
        """Return how the learning ended; None where there is more to do.

        Raises:
            RunDirError: The directory holds something else.
        """

    @abstractmethod
    def learn(self) -> Learnt:
        """Learn to the end, from the beginning or from where it stopped."""

    @abstractmethod
    def play(self, numbers: range, learnt: Learnt) -> Iterator[GameEpisode]:
        """Play fresh episodes of the whole game with what was learnt.

        Args:
            numbers: Those of the episodes; the last ones of all that are asked for.
            learnt: How the learning ended.

        Yields:
            Each episode, as it ends.
        """
