"""One Minecraft as a plain gymnasium environment."""

from typing import Any

import gymnasium as gym
import numpy as np

from deckard.types import Inventory, Item, JsonObject
from deckard.worlds import Practice, StepInfo
from deckard.worlds.minedojo import MineDojo
from deckard.worlds.minedojo.vec_env import PracticeEnv

Observation = np.ndarray | dict[str, np.ndarray]
"""float32 (columns,); or `rgb` uint8 (3, height, width) and `body` float32 (columns,)."""


class MineDojoEnv(gym.Env[Observation, np.int64]):
    """Episodes that end with reward 1 when the count of `item` rises.

    With `observe: rgb` an observation is a dict, of `rgb` (uint8, channels first) and `body`, as
    stable-baselines3's MultiInputPolicy takes it, else one vector. An episode that Minecraft broke
    off is truncated, with `aborted` in its info. The keyword arguments that are left choose the
    MineDojo; one Minecraft is enough.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 4}

    def __init__(
        self,
        item: Item = "log",
        start: Inventory | None = None,
        hand: Item | None = None,
        max_decisions: int = 200,
        render_mode: str | None = None,
        **options: Any,
    ) -> None:
        self.world = MineDojo(**{"instances": 1, **options})
        self.practice = Practice(item, dict(start or {}), hand, max_decisions, envs=1, seed=0)
        self.render_mode = render_mode
        self.action_space = self.world.action_space
        self._frame = self.world.frame
        self.observation_space = self._space()
        self._env: PracticeEnv | None = None

    def reset(
        self, *, seed: int | None = None, options: JsonObject | None = None
    ) -> tuple[Observation, StepInfo]:
        """Begin an episode; with a seed in the world of that seed."""
        super().reset(seed=seed)
        if self._env is None or seed is not None:
            number = int(self.np_random.integers(2**31)) if seed is None else seed
            self._env = self.world.practice_env(self.practice, number)
        obs = self._env.begin("elsewhere")
        return self._parts(obs), dict(self._env.reset_info)

    def step(self, action: np.int64) -> tuple[Observation, float, bool, bool, StepInfo]:
        """Take one decision."""
        if self._env is None:
            raise gym.error.ResetNeeded("call reset before step")
        obs, won, over, info = self._env.turn(int(action))
        dead = bool(info["died"])
        return self._parts(obs), won, bool(won) or dead, over and not (won or dead), dict(info)

    def render(self) -> np.ndarray | None:
        """Return what is seen, uint8 (height, width, 3), if `render_mode` asks for it."""
        if self.render_mode != "rgb_array":
            return None
        if self._env is None:
            raise gym.error.ResetNeeded("call reset before render")
        return self._env.lease.act("render")

    def close(self) -> None:
        """End the Minecraft, unless it was attached."""
        self.world.close()

    def _space(self) -> gym.Space:
        whole = self.world.observation_space
        if self._frame is None:
            return whole
        size = int(np.prod(self._frame))
        low, high = whole.low[size:], whole.high[size:]
        rgb = gym.spaces.Box(0, 255, self._frame, np.uint8)
        return gym.spaces.Dict({"rgb": rgb, "body": gym.spaces.Box(low, high, dtype=np.float32)})

    def _parts(self, obs: np.ndarray) -> Observation:
        if self._frame is None:
            return obs
        size = int(np.prod(self._frame))
        pixels = np.rint(obs[:size] * 255).astype(np.uint8)
        return {"rgb": pixels.reshape(self._frame), "body": obs[size:]}
