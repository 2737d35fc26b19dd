"""Follow a finished policy through episodes, and count what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from deckard.policies import Policy
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.types import Item
from deckard.worlds import StepInfo


@dataclass
class Rollouts:
    """What a policy came to in some episodes."""

    decisions: list[int] = field(default_factory=list)
    """Of each success."""
    steps: list[int] = field(default_factory=list)
    """Env steps of each success."""
    failed_steps: list[int] = field(default_factory=list)
    """Env steps of each failure."""
    broke: int = 0
    """Episodes in which the tool broke."""

    def add(self, info: StepInfo, hand: Item | None, decisions: int, steps: int) -> None:
        """Count an episode by the info of its last step."""
        if info["is_success"]:
            self.decisions.append(decisions)
            self.steps.append(steps)
        else:
            self.failed_steps.append(steps)
        self.broke += info["hand"] != hand and not info.get("died")


def roll_out(
    policy: Policy,
    env: SubgoalEnv,
    hand: Item | None,
    episodes: int,
    stop: Callable[[], bool],
) -> Rollouts:
    """Follow a policy in so many episodes, then close the environment.

    How many episodes each of those side by side contributes is settled before: else short episodes
    would count more. Episodes that the world broke off do not count.

    Args:
        policy: It draws its actions.
        env: The episodes; all of them begin now.
        hand: The item in the hand at the start of each.
        episodes: How many count.
        stop: Asked after each decision whether to end before that.
    """
    obs, rollouts = env.reset(), Rollouts()
    left = np.full(env.num_envs, episodes // env.num_envs)
    left[: episodes % env.num_envs] += 1
    decisions, steps = np.zeros(env.num_envs, int), np.zeros(env.num_envs, int)
    while left.any():
        actions, _ = policy.predict(obs)
        obs, _, dones, infos = env.step(actions)
        decisions += 1
        steps += [info["steps"] for info in infos]
        for i in np.flatnonzero(dones):
            if left[i] and "aborted" not in infos[i]:
                rollouts.add(infos[i], hand, int(decisions[i]), int(steps[i]))
                left[i] -= 1
            decisions[i] = steps[i] = 0
        if dones.any():
            policy.forget(np.flatnonzero(dones))
        if stop():
            break
    env.close()
    return rollouts
