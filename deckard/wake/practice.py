"""Practice: learn a policy for a collect recipe, measure it, and try what it can do without."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from deckard.config import WakeConfig
from deckard.files import replacing, writing
from deckard.journal.events import Practised
from deckard.journal.state import State
from deckard.policies import Policy, Trainer, TrainingProgress
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.types import Item, Option, Recipe
from deckard.verify.inference import contacts_that_tell, weaker
from deckard.verify.observations import Observations
from deckard.wake.callbacks import RunCallback
from deckard.wake.skills import Kit
from deckard.worlds import Practice, PracticeEnvs, World
from deckard.worlds.evidence import EvidenceRecorder

VAIN = 4
"""Training stops after this many times `patience` contacts with the source and not one gain."""
BLIND = 50_000
"""Decisions without a success after which the search for an unperceivable source is given up."""


@dataclass
class OptionTrainer:
    """Learns options."""

    config: WakeConfig
    state: State
    world: World
    trainer: Trainer
    policies: Path
    begin: Callable[[Practice, EvidenceRecorder], PracticeEnvs]
    """Makes the episodes of a practice."""
    most_envs: int
    """How many episodes may run side by side."""
    max_steps: int = sys.maxsize
    """Env steps that a run may take."""

    @property
    def left(self) -> int:
        """Env steps that the run may still take."""
        return self.max_steps - self.state.steps

    def practise(self, recipe: Recipe, seed: int, callback: RunCallback) -> Practised:
        """Train a policy for a collect recipe; return what was seen, and the option if it works.

        OutOfBudget when that takes more env steps than are left.
        """
        return _Training(self, recipe, seed, callback).run()


class _Training:
    """One practice of one recipe, with everything seen in one tally."""

    def __init__(self, of: OptionTrainer, recipe: Recipe, seed: int, callback: RunCallback) -> None:
        self.of, self.recipe, self.seed, self.callback = of, recipe, seed, callback
        self.kit = Kit.of(of.state.awm, recipe)
        self.tally = EvidenceRecorder(recipe.item, of.left)

    def run(self) -> Practised:
        self.callback.on_training(self.recipe, TrainingProgress(0, 0, 0.0), 0)
        env = self._env(self.kit, self.seed, self._side_by_side(), self.of.config)
        policy = self.of.trainer.train(env, self.seed, self._watch, self._nearest())
        env.close()
        option = self._measure(policy) if self.tally.successes else None
        if option and option.successes:
            _save(policy, self.of.policies / option.file)
            self._do_without(policy)
        elif option:
            option = None
        return Practised(recipe=self.recipe, outcome=self.tally.outcome(), option=option)

    def _side_by_side(self, wanted: int | None = None) -> int:
        most = min(self.of.trainer.envs, self.of.most_envs)
        return most if wanted is None else min(wanted, most)

    def _watch(self, progress: TrainingProgress) -> bool:
        """Go on unless the source gives nothing, or is nothing that the agent can perceive."""
        self.callback.on_training(self.recipe, progress, self.tally.steps)
        touch = self.of.state.view(Observations).touches[self.recipe.source or "", self.kit.hand]
        if self.tally.successes or touch.gave[self.recipe.item]:
            return True
        if self.recipe.source not in self.of.world.sights:
            return progress.decisions < BLIND
        return self._touched(self.kit.hand) < VAIN * self.of.config.patience

    def _measure(self, policy: Policy) -> Option:
        """Follow the finished policy in fresh episodes."""
        self.callback.on_evaluation(self.recipe, self.tally.steps)
        episodes = self.of.config.measure
        won, lost, broke = self._follow(policy, self.kit, self.seed + 1, episodes)
        return Option(
            item=self.recipe.item,
            source=self.recipe.source,
            start=dict(self.kit.start),
            hand=self.kit.hand,
            file=f"{self.recipe.item}-{self.of.state.entries + 1}.zip",
            episodes=episodes,
            successes=len(won),
            decisions=float(np.mean([d for d, _ in won] or [0])),
            steps=float(np.mean([s for _, s in won] or [0])),
            in_vain=float(np.mean(lost or [0])),
            broke=broke / max(1, len(won)),
        )

    def _follow(
        self, policy: Policy, kit: Kit, seed: int, episodes: int, enough: int | None = None
    ) -> tuple[list[tuple[int, int]], list[int], int]:
        """Follow the policy in so many episodes.

        Returns the decisions and env steps of each success, the env steps of each failure, and how
        often the tool broke. How many episodes each environment contributes is settled before, else
        short ones would count more. Stops early once the source was touched `enough` times.
        """
        policy.set_random_seed(seed)
        envs = self._side_by_side(episodes)
        env = self._env(kit, seed, envs)
        obs: Any = env.reset()
        left, lost = np.full(envs, episodes // envs), list[int]()
        won = list[tuple[int, int]]()
        left[: episodes % envs] += 1
        decisions, steps, broke = np.zeros(envs, int), np.zeros(envs, int), 0
        while left.any():
            actions, _ = policy.predict(obs)
            obs, _, dones, infos = env.step(actions)
            decisions += 1
            steps += [info["steps"] for info in infos]
            for i in np.flatnonzero(dones):
                if left[i] and "aborted" not in infos[i]:
                    if infos[i]["is_success"]:
                        won.append((int(decisions[i]), int(steps[i])))
                    else:
                        lost.append(int(steps[i]))
                    broke += infos[i]["hand"] != kit.hand
                    left[i] -= 1
                decisions[i] = steps[i] = 0
            if dones.any():
                policy.forget(np.flatnonzero(dones))
            if enough is not None and self._touched(kit.hand) >= enough:
                break
        env.close()
        return won, lost, broke

    def _do_without(self, policy: Policy) -> None:
        """Follow the policy with weaker hands until it is plain whether they would do."""
        hand, source = self.kit.hand, self.recipe.source
        episodes = self.of.config.weaker
        if not episodes or hand is None or source is None or hand in self.recipe.ingredients:
            return
        touch = self.of.state.view(Observations).touches[source, hand]
        enough = contacts_that_tell(touch, self.recipe.item)
        for k, other in enumerate([None, *weaker(self.of.state, self.recipe)]):
            if self._touched(other) < enough:
                without = self.kit.with_hand(other)
                self._follow(policy, without, self.seed + 2 + k, episodes, enough)

    def _touched(self, hand: Item | None) -> int:
        """Contacts with the source with this in the hand, ever."""
        before = self.of.state.view(Observations).touches[self.recipe.source or "", hand]
        return before.telling(self.recipe.item) + self.tally.touched(self.recipe.source, hand)

    def _env(self, kit: Kit, seed: int, envs: int, rewards: WakeConfig | None = None) -> SubgoalEnv:
        """Episodes with a kit; without `rewards` only the gain is, and each begins afresh."""
        most = self.of.trainer.max_decisions
        stay = rewards.stay if rewards else 0.0
        practice = Practice(self.recipe.item, kit.start, kit.hand, most, envs, seed, stay)
        column = self.of.world.sights.get(self.recipe.source or "")
        episodes = self.of.begin(practice, self.tally)
        if rewards is None:
            return SubgoalEnv(episodes, self.tally, column)
        return SubgoalEnv(episodes, self.tally, column, rewards.shaping, rewards.curiosity)

    def _nearest(self) -> Path | None:
        """The policy to go on from: of those learnt with a tool of the same kind the longest."""
        tools = {_kind(tool) for tool in self.recipe.tools}
        alike = [o for o in self.of.state.options.values() if o.hand and {_kind(o.hand)} == tools]
        best = max(alike, key=lambda o: (o.item == self.recipe.item, o.decisions), default=None)
        return self.of.policies / best.file if best else None


def _save(policy: Policy, path: Path) -> None:
    """Write a policy so that the file is either whole or not there."""
    with writing(path):
        path.parent.mkdir(exist_ok=True)
        with replacing(path, path.with_name("part.zip")) as part:
            policy.save(part)


def _kind(tool: Item) -> str:
    return tool.rpartition("_")[2]
