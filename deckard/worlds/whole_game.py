"""Whole episodes of a game that has a reward of its own."""

from dataclasses import dataclass

from deckard.types import Item
from deckard.worlds.infos import Info, StepInfo, amount

HEALTH = "health"
"""The level that the reward goes by, as `Info.needs` calls it."""
WORTH = 0.1
"""Reward for a unit of health (Crafter, `env.py`; Craftax-Classic, `craftax_step`)."""


@dataclass(frozen=True)
class Game:
    """What a whole episode of a game is: it ends with death, or when it is truncated.

    It is rewarded as Crafter is (Hafner 2021): 1 for each achievement at its first time in the
    episode, and 0.1 for each unit of health that is gained or lost.

    Attributes:
        achievements: Items and deeds that count.
        steps: Env steps after which an episode is truncated.
        health: The health with which it begins.
    """

    achievements: tuple[Item, ...]
    steps: int = 10_000
    health: int = 9

    def reward(self, achieved: int, health: int) -> float:
        """Return the reward of an episode.

        Args:
            achieved: Achievements in it.
            health: That at its end.
        """
        return achieved + WORTH * (health - self.health)

    def unlocked(self, info: Info | StepInfo) -> frozenset[Item]:
        """Return the achievements that an info shows: items that are held, and deeds done."""
        return frozenset(name for name in self.achievements if amount(info, name) > 0)
