"""One practice episode at a time, as a plain gymnasium environment."""

from typing import Any

import gymnasium as gym
import numpy as np

from deckard.types import Inventory, Item
from deckard.worlds import Info, Practice
from deckard.worlds.craftworld import Craftworld
from deckard.worlds.craftworld.render import render_picture
from deckard.worlds.craftworld.simulator import Stage, step_info

ONLY = np.zeros(1, np.int64)


class CraftworldEnv(gym.Env):
    """Episodes that end with reward 1 when the count of `item` rises.

    Each starts in fresh terrain, with the items of `start` and `hand` held, and is truncated after
    `max_decisions`. `info` holds `Info`, and `is_success` at the end. The keyword arguments that
    are left choose the Craftworld.
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
        world = Craftworld(**options)
        held = {} if start is None else dict(start)
        self.practice = Practice(item, held, hand, max_decisions, envs=1, seed=0)
        world.check(self.practice)
        self.render_mode = render_mode
        self.observation_space = world.observation_space
        self.action_space = world.action_space
        self._setting = world.setting
        self._stage: Stage | None = None

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Begin an episode; with a seed the same one again."""
        super().reset(seed=seed)
        if self._stage is None or seed is not None:
            number = int(self.np_random.integers(2**31)) if seed is None else seed
            self._stage = Stage(self._setting, 1, number)
        self._stage.bodies["starts"] = 0
        self._stage.restart(ONLY, self.practice.start, self.practice.hand)
        return self._obs(self._stage), dict(self._info(self._stage))

    def step(self, action: Any) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """Take one decision."""
        stage = self._begun()
        goal = stage.number[self.practice.item]
        before = int(stage.counts[0, goal])
        stage.advance(np.array([action], np.int64))
        won = int(stage.counts[0, goal]) > before
        late = bool(stage.bodies["decisions"][0] >= self.practice.max_decisions)
        info: dict[str, Any] = dict(self._info(stage))
        if won or late:
            info["is_success"] = won
        return self._obs(stage), float(won), won, late and not won, info

    def render(self) -> np.ndarray | None:
        """Return a picture, uint8 (height, width, 3), if `render_mode` asks for one."""
        return render_picture(self._begun()) if self.render_mode == "rgb_array" else None

    def _begun(self) -> Stage:
        if self._stage is None:
            raise gym.error.ResetNeeded("call reset before step or render")
        return self._stage

    def _obs(self, stage: Stage) -> np.ndarray:
        obs = np.zeros((1, stage.setting.layout.size), np.float32)
        stage.look(ONLY, obs)
        return obs[0]

    def _info(self, stage: Stage) -> Info:
        return step_info(stage, 0, stage.inventory(0), frozenset())
