"""One practice episode at a time, as a plain gymnasium environment."""

from typing import Any

import gymnasium as gym
import numpy as np

from deckard.types import Inventory, Item, JsonObject
from deckard.worlds import Info, Practice, StepInfo
from deckard.worlds.craftworld import chosen_craftworld
from deckard.worlds.craftworld.render import render_picture
from deckard.worlds.craftworld.simulator import Simulator, step_info

ONLY = np.zeros(1, np.int64)


class CraftworldEnv(gym.Env[np.ndarray, np.int64]):
    """`gymnasium.make("deckard/Craftworld-v0", item="log")`: gain an item in a block world.

    An episode starts in fresh terrain. It ends with reward 1 when the count of `item` rises; all
    other rewards are 0. It is truncated after `max_decisions` actions. `info` holds
    `deckard.worlds.Info`, and `is_success` at the end.

    The observation is float32 (236,), every number in [-4, 4]. `Craftworld().sights` names the
    blocks and mobs of the first 136 columns:

    | columns | what | unit, range |
    |---|---|---|
    | 4k | nearness of the k-th of 34 blocks and mobs | 1 / (1 + d/4) at d blocks; 0: unseen |
    | 4k+1, 4k+2, 4k+3 | its offset forward, right, up | 8 blocks |
    | 136-170 | what the cross hair meets, within 4 blocks; the last: nothing | one-hot |
    | 171-206 | which of 3 x 3 x 4 cells around the body are solid: by forward, right, up | 0 or 1 |
    | 207 | distance of what the cross hair meets | 4 blocks |
    | 208-212 | pitch: straight down, down, level, up, straight up | one-hot |
    | 213 | height of the feet above the sea | 62 blocks |
    | 214 | the feet are in water | 0 or 1 |
    | 215 | the last action changed something | 0 or 1 |
    | 216-226 | the last action; all 0 at first | one-hot |
    | 227-232 | tool in the hand: pickaxe, axe, shovel, sword, hoe, shears | one-hot |
    | 233 | its tier: wooden, stone, iron, diamond, golden | 0.2, 0.4, ..., 1 |
    | 234 | something else is in the hand | 0 or 1 |
    | 235 | blocks that `up` can place: log(1 + n) / 4 | 0 and more |

    An action is one of 11. It takes at least so many env steps, ticks of 1/20 s; digging takes as
    long as the block does, at most 300 ticks:

    | action | what | ticks |
    |---|---|---|
    | 0 | nothing | 1 |
    | 1, 2 | a block forward, back; up one if need be | 5 |
    | 3, 4 | turn left, right by 90 degrees | 6 |
    | 5, 6 | look up, down by 45 degrees | 3 |
    | 7 | attack: break the block in the cross hair, or hit the mob | 5 |
    | 8 | use what is in the hand: milk, shear, scoop | 4 |
    | 9 | jump and place a block below; in water swim up | 8 |
    | 10 | tunnel: break what is ahead and step there | 5 |
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
        """Choose the task.

        Args:
            item: What an episode is to gain.
            start: What is held at the beginning, with quantities; None: nothing.
            hand: The item of `start` that is in the hand; None: none.
            max_decisions: Actions after which an episode is truncated.
            render_mode: "rgb_array", or None for no pictures.
            options: Choose the world (see `Craftworld`).

        Raises:
            ConfigError: There is no such item, or an option is wrong.
        """
        world = chosen_craftworld(options)
        held = {} if start is None else dict(start)
        self.practice = Practice(item, held, hand, max_decisions, envs=1, seed=0)
        world.check(self.practice)
        self.render_mode = render_mode
        self.observation_space = world.observation_space
        self.action_space = world.action_space
        self._setting = world.setting
        self._stage: Simulator | None = None

    def reset(
        self, *, seed: int | None = None, options: JsonObject | None = None
    ) -> tuple[np.ndarray, StepInfo]:
        """Begin an episode.

        Args:
            seed: With a seed the same one again.
            options: Ignored.

        Returns:
            Observation and info.
        """
        super().reset(seed=seed)
        if self._stage is None or seed is not None:
            number = int(self.np_random.integers(2**31)) if seed is None else seed
            self._stage = Simulator(self._setting, 1, number)
        self._stage.bodies["starts"] = 0
        self._stage.restart(ONLY, self.practice.start, self.practice.hand)
        return self._obs(self._stage), dict(self._info(self._stage))

    def step(self, action: np.int64) -> tuple[np.ndarray, float, bool, bool, StepInfo]:
        """Take one decision.

        Args:
            action: From 0 to 10.

        Returns:
            Observation, reward, whether the item was gained, whether the episode was truncated,
            and info.
        """
        simulator = self._begun()
        goal = simulator.number[self.practice.item]
        before = int(simulator.counts[0, goal])
        simulator.advance(np.array([action], np.int64))
        won = int(simulator.counts[0, goal]) > before
        late = bool(simulator.bodies["decisions"][0] >= self.practice.max_decisions)
        info: StepInfo = dict(self._info(simulator))
        if won or late:
            info["is_success"] = won
        return self._obs(simulator), float(won), won, late and not won, info

    def render(self) -> np.ndarray | None:
        """Return a picture, uint8 (height, width, 3), if `render_mode` asks for one."""
        return render_picture(self._begun()) if self.render_mode == "rgb_array" else None

    def _begun(self) -> Simulator:
        if self._stage is None:
            raise gym.error.ResetNeeded("call reset before step or render")
        return self._stage

    def _obs(self, simulator: Simulator) -> np.ndarray:
        obs = np.zeros((1, simulator.setting.layout.size), np.float32)
        simulator.look(ONLY, obs)
        return obs[0]

    def _info(self, simulator: Simulator) -> Info:
        return step_info(simulator, 0, simulator.inventory(0), frozenset())
