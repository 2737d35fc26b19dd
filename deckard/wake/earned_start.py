"""Practice that earns: episodes in lives of their own, in which the start is obtained, never given.

A life goes on from episode to episode, so that practice also starts where earlier episodes ended. A
new one begins when earning the start gets stuck, or after `VAIN_EPISODES` failures in a row.
"""

import numpy as np

from deckard.errors import Aborted, WorldError
from deckard.graph.beliefs import VERIFIED
from deckard.seeding import seed_from
from deckard.types import Item, covers
from deckard.wake.callbacks import RunCallback
from deckard.wake.executor import PlanExecutor
from deckard.wake.life import Died, RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.worlds import Practice, StepInfo, StepResult
from deckard.worlds.episodes import broken_off, ended, gains
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.vec_env import UniformVecEnv

VAIN_EPISODES = 2
"""Failed episodes in a row, after which a new life begins."""
MOST_LIVES = 20
"""New lives in a row in which the start could not be earned, after which that is an error."""


class EarnedEnv(UniformVecEnv):
    """An SB3 VecEnv over lives; what earning the start costs and shows goes into the evidence."""

    def __init__(
        self,
        library: OptionLibrary,
        practice: Practice,
        evidence: EvidenceRecorder,
        callback: RunCallback,
    ) -> None:
        world = library.world
        super().__init__(practice.envs, world.observation_space, world.action_space)
        self.library, self.practice, self.evidence, self.callback = (
            library,
            practice,
            evidence,
            callback,
        )
        self.lives: list[RecordedLife | None] = [None] * practice.envs
        self.begun = [0] * practice.envs
        self.vain, self.ages = [0] * practice.envs, [0] * practice.envs
        self.actions = np.zeros(practice.envs, int)

    def reset(self) -> np.ndarray:
        """Begin an episode in each life."""
        return np.stack([self._begin(i) for i in range(self.num_envs)])

    def step_async(self, actions: np.ndarray) -> None:
        """Take note of the actions."""
        self.actions = actions

    def step_wait(self) -> StepResult:
        """Take one decision in every life."""
        steps = [self._step(i) for i in range(self.num_envs)]
        obs, rewards, dones, infos = zip(*steps, strict=True)
        return np.stack(obs), np.array(rewards, np.float32), np.array(dones), list(infos)

    def _step(self, i: int) -> tuple[np.ndarray, float, bool, StepInfo]:
        life = self._life(i)
        self.ages[i] += 1
        try:
            before, after = life.act(str(int(self.actions[i])))
        except Aborted as error:
            return self._lost(i, str(error))
        won, died = gains(before, after, self.practice.item), bool(after.get("died"))
        if not (won or died) and self.ages[i] < self.practice.max_decisions:
            return life.obs, 0.0, False, dict(after)
        self.vain[i] = 0 if won else self.vain[i] + 1
        info = ended(after, life.obs, self.ages[i], success=won)
        if died:
            self.lives[i] = None
        return self._begin(i), float(won), True, info

    def _lost(self, i: int, why: str) -> tuple[np.ndarray, float, bool, StepInfo]:
        """End an episode whose life the world broke off; another life begins."""
        life = self._life(i)
        info = broken_off(life.info, life.obs, self.ages[i], why)
        self.lives[i] = None
        return self._begin(i), 0.0, True, info

    def _begin(self, i: int) -> np.ndarray:
        """Begin an episode: earn what is lacking, in a new life where the old one is lost."""
        if self.vain[i] >= VAIN_EPISODES:
            self.lives[i] = None
        for _ in range(MOST_LIVES):
            if self._earn(i):
                break
            self.lives[i] = None
        else:
            raise WorldError(
                f"start=earned: {', '.join(self.practice.start)} could not be earned in "
                f"{MOST_LIVES} lives; practise with wake.start=granted"
            )
        life = self._life(i)
        life.trace()  # nobody relives practice
        self.ages[i] = 0
        self.reset_infos[i] = dict(life.info)
        return life.obs

    def _earn(self, i: int) -> bool:
        """Obtain the start and take its hand; whether that worked in the life as it is.

        A need that is to be met must be able to rise.
        """
        for item, quantity in self.practice.start.items():
            if not self._obtain(i, item, quantity):
                return False
        try:
            if not self._executor(i, "fall").acting.lets_fall(self.practice.item):
                return False
            _, after = self._life(i).act(f"equip:{self.practice.hand or ''}")
        except (Aborted, Died):
            return False
        self.evidence.spend(after["steps"])
        return covers(after["inventory"], self.practice.start) and not after.get("died")

    def _obtain(self, i: int, item: Item, quantity: int) -> bool:
        lacking = quantity - self._life(i).inventory.get(item, 0)
        if lacking <= 0:
            return True
        [recipe, *_] = self.library.state.awm.recipes(item, VERIFIED)
        return self._executor(i, item).execute(recipe, lacking) == "obtained"

    def _executor(self, i: int, use: str) -> PlanExecutor:
        life = self._life(i)
        seed = seed_from(self.practice.seed, "earn", i, self.begun[i], use)
        return PlanExecutor(self.library, life, self.evidence, seed, self.callback)

    def _life(self, i: int) -> RecordedLife:
        life = self.lives[i]
        if life is None:
            self.begun[i] += 1
            self.vain[i] = 0
            seed = seed_from(self.practice.seed, "life", i, self.begun[i])
            life = self.lives[i] = RecordedLife(self.library.world, seed)
        return life
