"""Count-based novelty: which regions an agent visited in this episode.

A policy without memory would go in circles; so it is shown them, and rewarded for new ones.
"""

from collections.abc import Sequence

import numpy as np

from deckard.worlds import Info, StepInfo

REGION = 3
"""Blocks along each edge of a region; chosen."""
SPAN = 32
"""Regions along each axis that are told apart; what lies 96 blocks away shares its memory."""
LEVEL = 2.0
"""Worth of a height that is new, in regions: ores differ by depth more than by place; chosen."""
AROUND = np.array(
    [
        (ahead, right, up)
        for ahead in (-1, 0, 1)
        for right in (-1, 0, 1)
        for up in (-1, 0, 1)
        if (ahead, right, up) != (0, 0, 0)
    ]
)
"""int64 (26, 3): the regions around one, as steps ahead, right and up."""


class VisitedRegions:
    """The regions that each of some agents visited since its episode began."""

    def __init__(self, agents: int) -> None:
        self._visited = np.zeros((agents, SPAN, SPAN, SPAN), bool)
        self._levels = np.zeros((agents, SPAN), bool)
        self._everyone = np.arange(agents)
        self._place = np.zeros((agents, 3), np.int64)
        self._facing = np.zeros((agents, 2), np.int64)

    def begin(self, agents: Sequence[int] | np.ndarray, infos: Sequence[Info | StepInfo]) -> None:
        """Begin episodes of some agents, where their infos say."""
        for agent, info in zip(agents, infos, strict=True):
            self._visited[agent] = self._levels[agent] = False
            self._place[agent], self._facing[agent] = info["place"], info["facing"]
        self._mark(np.asarray(agents))

    def follow(self, infos: Sequence[Info | StepInfo]) -> np.ndarray:
        """Go where the infos of all agents say, and measure how new that is to each.

        Args:
            infos: One info an agent.

        Returns:
            float64 (agents,): 1 for a region that is new, and LEVEL more for a height that is new.
        """
        self._place[:] = [info["place"] for info in infos]
        self._facing[:] = [info["facing"] for info in infos]
        return self._mark(self._everyone)

    def around(self) -> np.ndarray:
        """Return float32 (agents, 26): 1 for each region of AROUND that was visited."""
        (along_x, along_z), (ahead, right, up) = self._facing.T[..., None], AROUND.T
        steps = (ahead * along_x + right * along_z, up, ahead * along_z - right * along_x)
        x, y, z = (
            (here[:, None] + step) % SPAN
            for here, step in zip(self._place.T // REGION, steps, strict=True)
        )
        return self._visited[self._everyone[:, None], x, y, z].astype(np.float32)

    def _mark(self, agents: np.ndarray) -> np.ndarray:
        """Mark where some agents are as visited; return how new that is to each."""
        x, y, z = (self._place[agents] // REGION % SPAN).T
        news = ~self._visited[agents, x, y, z] + LEVEL * ~self._levels[agents, y]
        self._visited[agents, x, y, z] = self._levels[agents, y] = True
        return news
