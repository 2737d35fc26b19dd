"""Where an agent has been: shown to its policy, which else would go in circles unawares."""

from collections.abc import Sequence

import numpy as np

from deckard.worlds import Info, StepInfo

REGION = 3
"""Blocks along the edges of a region: what counts as one place."""
SPAN = 32
"""Regions along each axis that are told apart; farther ones share their memory (96 blocks)."""
LEVEL = 2.0
"""Worth of a height not come to before, in regions: ores differ by depth more than by place."""
AROUND = np.array(
    [
        (ahead, right, up)
        for ahead in (-1, 0, 1)
        for right in (-1, 0, 1)
        for up in (-1, 0, 1)
        if (ahead, right, up) != (0, 0, 0)
    ]
)
"""The regions around one, as (ahead, right, up)."""


class Trails:
    """The regions in which some agents, side by side, have been since they began."""

    def __init__(self, agents: int) -> None:
        self._been = np.zeros((agents, SPAN, SPAN, SPAN), bool)
        self._levels = np.zeros((agents, SPAN), bool)
        self._everyone = np.arange(agents)
        self._place = np.zeros((agents, 3), np.int64)
        self._facing = np.zeros((agents, 2), np.int64)

    def begin(self, agents: Sequence[int] | np.ndarray, infos: Sequence[Info | StepInfo]) -> None:
        """Forget where some agents have been; they are where their infos say."""
        for agent, info in zip(agents, infos, strict=True):
            self._been[agent] = self._levels[agent] = False
            self._place[agent], self._facing[agent] = info["place"], info["facing"]
        self._mark(np.asarray(agents))

    def follow(self, infos: Sequence[Info | StepInfo]) -> np.ndarray:
        """Go where the infos of all agents say; return float (agents,): how new it is to each.

        That is 1 for a region where it has not been, and LEVEL more if it was never as high or low.
        """
        self._place[:] = [info["place"] for info in infos]
        self._facing[:] = [info["facing"] for info in infos]
        return self._mark(self._everyone)

    def around(self) -> np.ndarray:
        """Return float32 (agents, len(AROUND)): 1 where an agent has been, seen as it faces."""
        (along_x, along_z), (ahead, right, up) = self._facing.T[..., None], AROUND.T
        steps = (ahead * along_x + right * along_z, up, ahead * along_z - right * along_x)
        x, y, z = (
            (here[:, None] + step) % SPAN
            for here, step in zip(self._place.T // REGION, steps, strict=True)
        )
        return self._been[self._everyone[:, None], x, y, z].astype(np.float32)

    def _mark(self, agents: np.ndarray) -> np.ndarray:
        """Note that some agents are where they are; return how new that is to each."""
        x, y, z = (self._place[agents] // REGION % SPAN).T
        news = ~self._been[agents, x, y, z] + LEVEL * ~self._levels[agents, y]
        self._been[agents, x, y, z] = self._levels[agents, y] = True
        return news
