import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.policies.novelty import LEVEL, REGION
from deckard.policies.subgoal_env import LEAD, SIGHT, SubgoalEnv, perceived
from deckard.worlds import Practice
from deckard.worlds.evidence import EvidenceRecorder
from tests.toy import NAMES, Toy

NOTHING = len(NAMES)
WIDTH = 4 * len(NAMES)


def env(item="log", column=0, envs=3, decisions=5, shaping=0.0, start=None, hand=None):
    practice = Practice(item, start or {}, hand, decisions, envs, 0)
    return SubgoalEnv(Toy().practice(practice), EvidenceRecorder(item), column, shaping)


@given(st.integers(0, len(NAMES) - 1), st.integers(1, 4))
def test_what_is_perceived_is_led_by_the_columns_of_the_source_and_those_of_the_trail(source, many):
    obs = np.arange(many * WIDTH, dtype=np.float32).reshape(many, WIDTH)
    been = np.random.default_rng(source).random((many, LEAD - SIGHT), np.float32)
    seen = perceived(obs, 4 * source, been)
    assert seen.shape == (many, LEAD + WIDTH) and seen.dtype == np.float32
    assert (seen[:, LEAD:] == obs).all()
    assert (seen[:, SIGHT:LEAD] == been).all()
    assert (seen[:, :SIGHT] == obs[:, 4 * source : 4 * source + 4]).all()


def test_a_source_that_cannot_be_perceived_is_shown_as_zeros():
    seen = perceived(np.ones((2, WIDTH), np.float32), None, np.ones((2, LEAD - SIGHT)))
    assert not seen[:, :SIGHT].any()


def test_the_observation_space_has_the_shape_of_what_is_observed():
    practice = env()
    obs = practice.reset()
    assert obs.shape == (3, *practice.observation_space.shape)
    assert practice.observation_space.contains(obs[0])


def test_everything_that_happens_is_tallied():
    practice = env(envs=2, decisions=3)
    practice.reset()
    for _ in range(3):
        practice.step(np.array([NAMES.index("dirt"), NOTHING]))
    practice.step(np.array([NAMES.index("log"), NAMES.index("stone")]))
    outcome = practice.tally.outcome()
    assert practice.tally.decisions == 8
    assert (outcome.episodes, outcome.successes) == (3, 1)
    assert outcome.steps == 3 * (10 + 1) + 10 + 10
    contacts = {(c.source, c.count) for c in outcome.contacts}
    assert contacts == {("dirt", 3), ("log", 1), ("stone", 1)}
    assert {g.item for g in outcome.gains} == {"dirt", "log"}


def test_the_start_of_an_episode_is_no_gain():
    practice = env("diamond", envs=1, decisions=1, start={"log": 5})
    practice.reset()
    for _ in range(4):
        practice.step(np.array([NOTHING]))
    assert practice.tally.outcome().gains == ()
    assert practice.tally.episodes == 4


def test_a_success_is_worth_one_and_ends_the_episode_without_an_approach_reward():
    practice = env(shaping=0.7)
    practice.reset()
    _, rewards, dones, infos = practice.step(np.full(3, NAMES.index("log")))
    assert (rewards == 1).all()
    assert dones.all()
    assert all(info["is_success"] for info in infos)
    assert all(info["terminal_observation"].shape == (LEAD + WIDTH,) for info in infos)


def test_the_highest_nearness_is_forgotten_when_an_episode_ends():
    practice = env(shaping=1.0, envs=1, decisions=1)
    practice.reset()
    practice.nearest[:] = 1.0
    obs, rewards, dones, _ = practice.step(np.array([NOTHING]))
    assert dones.all() and rewards[0] == 0
    assert practice.nearest[0] == pytest.approx(obs[0, 0])


def climbing(decisions, curiosity):
    practice = Practice("log", {}, None, decisions, 1, 0)
    episodes = Toy(rise=REGION).practice(practice)
    return SubgoalEnv(episodes, EvidenceRecorder("log"), None, curiosity=curiosity)


def test_each_region_that_an_episode_comes_to_first_is_rewarded_once():
    practice = climbing(decisions=100, curiosity=0.5)
    practice.reset()
    up, stay = np.array([NOTHING]), np.array([NAMES.index("dirt")])
    rewards = [practice.step(action)[1][0] for action in (up, stay, up, stay)]
    assert rewards == [0.5 * (1 + LEVEL), 0, 0.5 * (1 + LEVEL), 0]


def test_an_episode_is_not_rewarded_for_the_region_where_it_begins():
    practice = climbing(decisions=2, curiosity=0.5)
    practice.reset()
    up = np.array([NOTHING])
    rewards = [float(practice.step(up)[1][0]) for _ in range(4)]
    assert rewards == [0.5 * (1 + LEVEL), 0] * 2, "nor for the step that ends it"


def test_curiosity_fades_as_episodes_succeed():
    practice = climbing(decisions=100, curiosity=0.5)
    practice.reset()
    for _ in range(3):
        practice.step(np.array([NAMES.index("log")]))
    reward = practice.step(np.array([NOTHING]))[1][0]
    assert reward == pytest.approx(0.5 * (1 + LEVEL) * (1 - 3 / 4))


def test_an_episode_remembers_where_it_has_been_and_the_next_one_does_not():
    practice = climbing(decisions=2, curiosity=0.0)
    assert not practice.reset()[0, SIGHT:LEAD].any()
    up = np.array([NOTHING])
    obs, _, _, _ = practice.step(up)
    assert obs[0, SIGHT:LEAD].sum() == 1, "the region below"
    obs, _, dones, infos = practice.step(up)
    assert dones[0] and infos[0]["terminal_observation"][SIGHT:LEAD].sum() == 1
    assert not obs[0, SIGHT:LEAD].any()


class Deadly:
    """Practice in which the agent dies at a decision of each episode, whatever it gains by it."""

    def __init__(self, episodes, at):
        self.episodes, self.at, self.ages = episodes, at, np.zeros(episodes.num_envs, int)

    def __getattr__(self, name):
        return getattr(self.episodes, name)

    def step_wait(self):
        obs, rewards, dones, infos = self.episodes.step_wait()
        self.ages += 1
        ends = zip(infos, self.ages == self.at, strict=True)
        infos = [info | {"died": True} if died else info for info, died in ends]
        self.ages[dones] = 0
        return obs, rewards, dones, infos


def test_dying_takes_back_what_an_episode_was_rewarded_and_never_pays():
    """The last decision of each episode gains the item, and kills."""

    def rewards(at):
        practice = Practice("log", {}, None, 4, 2, 0)
        episodes = Deadly(Toy(rise=REGION).practice(practice), at)
        env = SubgoalEnv(episodes, EvidenceRecorder("log"), 0, shaping=0.7, curiosity=0.5)
        env.reset()
        acts = [NOTHING, NOTHING, NOTHING, NAMES.index("log")]
        steps = [env.step(np.full(2, act)) for act in acts]
        assert all(info["is_success"] == (at != 4) for info in steps[-1][3])
        return np.array([r for _, r, _, _ in steps]), env.tally

    living, _ = rewards(at=9)
    dying, tally = rewards(at=4)
    assert (dying[:3] == living[:3]).all() and (living[:3].sum(axis=0) > 0.5).all()
    assert dying.sum(axis=0) == pytest.approx([0, 0]), "nothing is left of the shaped rewards"
    assert (dying[3] < 0).all() and (living[3] == 1).all()
    assert (tally.episodes, tally.successes, tally.died) == (2, 0, 2)


def test_each_episode_takes_back_its_own_rewards_alone():
    practice = Practice("diamond", {}, None, 3, 1, 0)
    episodes = Deadly(Toy(rise=REGION).practice(practice), 3)
    env = SubgoalEnv(episodes, EvidenceRecorder("diamond"), None, curiosity=0.5)
    env.reset()
    rewards = [float(env.step(np.array([NOTHING]))[1][0]) for _ in range(6)]
    assert sum(rewards[:3]) == pytest.approx(0) and sum(rewards[3:]) == pytest.approx(0)
    assert rewards[5] < 0
