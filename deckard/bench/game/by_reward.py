"""A baseline without a graph: PPO on the same observations, by the game's own reward."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from deckard import policies, worlds
from deckard.bench.game.episodes import GameEpisode
from deckard.bench.game.learnt_agent import game_of
from deckard.bench.learner import Learner, Learnt
from deckard.config import RunConfig, Section
from deckard.errors import ConfigError, RunDirError
from deckard.files import replacing, write_atomically, writing
from deckard.policies import Policy, TrainingProgress
from deckard.runs.directory import check_config
from deckard.seeding import seed_from
from deckard.worlds import StepInfo

if TYPE_CHECKING:
    from deckard.policies.ppo import PPOTrainer

NAME = "learnt.json"
"""The file that says what was learnt with; it is written last."""
POLICY = "game.zip"
"""The file of the policy."""
SIDE_BY_SIDE = 64
"""Episodes that are played side by side; chosen."""
ENDED = "budget spent"
"""Why the learning ended."""


class LearntPolicy(Section):
    """What `learnt.json` says."""

    config: RunConfig
    steps: int
    """Env steps that were taken."""


class RewardLearner(Learner):
    """Learns the whole game by its reward with a budget of env steps, and plays it."""

    def __init__(self, config: RunConfig, folder: Path) -> None:
        self.config, self.folder = config, folder
        self.world = worlds.build_world(config.world)
        self.game = game_of(self.world)

    def read(self) -> Learnt | None:
        """Return what was learnt with this config and budget; None where that is to be done."""
        try:
            learnt = LearntPolicy.model_validate_json((self.folder / NAME).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise RunDirError(f"cannot read {self.folder / NAME}: {reason}") from None
        check_config(self.folder, learnt.config, self.config)
        is_spent = learnt.config.max_steps == self.config.max_steps
        return Learnt(ENDED, learnt.steps) if is_spent else None

    def learn(self) -> Learnt:
        """Learn; as many env steps are taken as whole rollouts fit into the budget."""
        trainer = self._trainer()
        trainer.budget = self.config.max_steps  # that of one practice says nothing here
        envs, steps = trainer.envs, 0
        rollout = envs * trainer.ppo["n_steps"]

        def watch(progress: TrainingProgress) -> bool:
            nonlocal steps
            steps = progress.decisions
            return steps + rollout <= self.config.max_steps

        if rollout > self.config.max_steps:
            raise ConfigError(f"max_steps={self.config.max_steps}: one rollout takes {rollout}")
        episodes = self.world.whole_game(envs, seed_from("practice", self.config.seed))
        policy = trainer.learn(episodes, self.config.seed, watch)
        learnt = LearntPolicy(config=self.config, steps=steps)
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with replacing(self.folder / POLICY, self.folder / "part.zip") as part:
                policy.save(part)
            write_atomically(self.folder / NAME, learnt.model_dump_json(indent=2).encode())
        return Learnt(ENDED, steps)

    def play(self, numbers: range, learnt: Learnt) -> Iterator[GameEpisode]:
        """Play episodes side by side, each world its share of them, however long they are."""
        episodes = numbers.stop
        policy = self._trainer().load(self.folder / POLICY)
        envs = min(SIDE_BY_SIDE, episodes)
        shares = np.bincount(np.arange(episodes) % envs, minlength=envs)
        seed = seed_from("game", self.config.seed)
        policy.set_random_seed(seed)
        played = self._play(policy, shares, seed, learnt.steps)
        return iter([played[number] for number in numbers])

    def _play(
        self, policy: Policy, shares: np.ndarray, seed: int, learnt: int
    ) -> dict[int, GameEpisode]:
        """Play its share of episodes in each world; the numbers go round the worlds.

        They must not go by which episode ends first: the first few would be the short ones.
        """
        env = self.world.whole_game(len(shares), seed)
        obs, played = env.reset(), dict[int, GameEpisode]()
        ended = np.zeros(len(shares), int)
        while (ended < shares).any():
            env.step_async(policy.predict(obs)[0])
            obs, _, dones, infos = env.step_wait()
            for i in np.flatnonzero(dones & (ended < shares)).tolist():
                number = i + len(shares) * int(ended[i])
                played[number], ended[i] = self._episode(number, learnt, infos[i]), ended[i] + 1
        return played

    def _episode(self, number: int, learnt: int, info: StepInfo) -> GameEpisode:
        achieved = tuple(sorted(info["achieved"]))
        return GameEpisode(
            number=number,
            learnt=learnt,
            achieved=achieved,
            reward=self.game.reward(len(achieved), info["health"]),
            steps=info["episode"]["l"],
            ending="truncated" if info["TimeLimit.truncated"] else "died",
        )

    def _trainer(self) -> "PPOTrainer":
        from deckard.policies.ppo import PPOTrainer  # imports torch

        trainer = policies.build_trainer(self.config.trainer, self.world)
        if not isinstance(trainer, PPOTrainer):
            raise ConfigError("an agent that learns by the reward takes trainer=ppo")
        return trainer
