import numpy as np
import pytest

from deckard.wake.rollout import roll_out

TICKS = 3
"""Env steps of a decision."""


class Rows:
    """Episodes side by side whose lengths and endings are settled: one row for each."""

    def __init__(self, *rows):
        self.rows, self.num_envs = rows, len(rows)
        self.ages, self.closed = [0] * len(rows), False

    def reset(self):
        return np.zeros((self.num_envs, 1))

    def step(self, actions):
        self.ages = [age + 1 for age in self.ages]
        dones = np.array(
            [age >= row["length"] for age, row in zip(self.ages, self.rows, strict=True)]
        )
        infos = [{"steps": TICKS, "hand": None, **row} for row in self.rows]
        self.ages = [0 if done else age for age, done in zip(self.ages, dones, strict=True)]
        return np.zeros((self.num_envs, 1)), np.zeros(self.num_envs), dones, infos

    def close(self):
        self.closed = True


class Idle:
    """Acts somehow, and keeps in which rows episodes ended."""

    def __init__(self):
        self.ended = []

    def predict(self, obs):
        return np.zeros(len(obs), int), None

    def forget(self, rows):
        self.ended += list(rows)


def won(length, **info):
    return {"length": length, "is_success": True, **info}


def lost(length, **info):
    return {"length": length, "is_success": False, **info}


@pytest.mark.parametrize(("episodes", "short"), [(1, 1), (4, 2), (5, 3)])
def test_short_episodes_do_not_count_more_than_long_ones(episodes, short):
    env = Rows(won(1), won(4))
    rollouts = roll_out(Idle(), env, None, episodes, lambda: False)
    assert sorted(rollouts.decisions) == [1] * short + [4] * (episodes - short)
    assert rollouts.steps == [TICKS * decisions for decisions in rollouts.decisions]
    assert env.closed


def test_successes_failures_and_broken_tools_are_told_apart():
    env = Rows(won(2, hand="axe"), lost(3, hand=None))
    rollouts = roll_out(Idle(), env, "axe", 4, lambda: False)
    assert (rollouts.decisions, rollouts.steps) == ([2, 2], [6, 6])
    assert rollouts.failed_steps == [9, 9]
    assert rollouts.broke == 2


def test_an_episode_that_the_world_broke_off_does_not_count():
    class Mended(Rows):
        """Rows whose first episode is broken off."""

        def step(self, actions):
            obs, rewards, dones, infos = super().step(actions)
            if dones.any() and not self.closed:
                self.closed = True
                infos = [{"steps": TICKS, "hand": None, "aborted": "it crashed"}]
            return obs, rewards, dones, infos

    rollouts = roll_out(Idle(), Mended(won(2)), None, 1, lambda: False)
    assert rollouts.decisions == [2]


def test_it_ends_at_once_when_it_is_stopped():
    policy, asked = Idle(), []
    rollouts = roll_out(policy, Rows(lost(5)), None, 100, lambda: bool(asked.append(1) or True))
    assert (len(asked), rollouts.failed_steps) == (1, [])


def test_a_policy_is_told_where_episodes_ended():
    policy = Idle()
    roll_out(policy, Rows(won(1), won(2)), None, 2, lambda: False)
    assert policy.ended == [0, 0, 1]
