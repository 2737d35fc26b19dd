import numpy as np
import pytest

from deckard.errors import Aborted, WorldError
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.wake.callbacks import RunCallback
from deckard.wake.earned_start import VAIN_EPISODES, EarnedEnv
from deckard.wake.options import OptionLibrary
from deckard.wake.practice import OptionTrainer
from deckard.worlds import Practice
from deckard.worlds.evidence import EvidenceRecorder
from tests.bandit import Bandit
from tests.strategies import collect, craft, knowing
from tests.toy import NAMES, Toy
from tests.wake.test_practice import Recorder, practiser

LOG = collect("log")
MADE = [
    LOG,
    craft("planks", log=1, yields=4),
    craft("stick", planks=2, yields=4),
    craft("crafting_table", planks=4),
    craft("wooden_pickaxe", "crafting_table", planks=3, stick=2),
]
STONE, NOTHING = NAMES.index("stone"), len(NAMES)


@pytest.fixture
def skilled(tmp_path):
    """What an agent can do that learnt to fell trees and knows how a pickaxe is made."""
    state = State()
    apply(state, practiser(tmp_path, state).practise(LOG, 0, Recorder()), 1)
    known = knowing(*MADE)
    known.options.update(state.options)
    return OptionLibrary(Toy(uses=3), Bandit(), known, tmp_path / "policies")


def earned(skills, item="cobblestone", start=None, hand="wooden_pickaxe", decisions=5, envs=2):
    start = {"wooden_pickaxe": 1} if start is None else start
    practice = Practice(item, start, hand, decisions, envs, 0)
    return EarnedEnv(skills, practice, EvidenceRecorder(item), RunCallback())


def test_every_episode_begins_with_a_kit_that_was_earned(skilled):
    episodes = earned(skilled)
    episodes.reset()
    for info in episodes.reset_infos:
        assert info["inventory"]["wooden_pickaxe"] == 1
        assert info["hand"] == "wooden_pickaxe"
    assert episodes.evidence.steps > 2 * 30, "felling three trees in each life takes its time"
    assert {gain.item for gain in episodes.evidence.outcome().gains} >= {"log", "planks", "stick"}


def test_an_episode_ends_with_reward_when_the_item_is_gained_and_the_life_goes_on(skilled):
    episodes = earned(skilled)
    episodes.reset()
    lives = list(episodes.lives)
    obs, rewards, dones, infos = episodes.step(np.array([STONE, NOTHING]))
    assert list(rewards) == [1, 0]
    assert list(dones) == [True, False]
    assert infos[0]["is_success"] and infos[0]["inventory"]["cobblestone"] == 1
    assert episodes.lives == lives
    assert obs.shape == (2, *episodes.observation_space.shape)


def test_a_tool_that_broke_is_earned_again(skilled):
    episodes = earned(skilled, envs=1)
    episodes.reset()
    for _ in range(4):  # three uses, then it is gone
        _, _, _, infos = episodes.step(np.array([STONE]))
        assert infos[0]["is_success"]
    assert episodes.reset_infos[0]["hand"] == "wooden_pickaxe"


def test_a_new_life_begins_after_too_many_episodes_in_vain(skilled):
    episodes = earned(skilled, envs=1, decisions=1)
    episodes.reset()
    [life] = episodes.lives
    for _ in range(VAIN_EPISODES):
        assert episodes.lives == [life]
        _, _, [done], [info] = episodes.step(np.array([NOTHING]))
        assert done and info["TimeLimit.truncated"]
    assert episodes.lives != [life]


def test_a_kit_that_cannot_be_earned_is_an_error_with_its_cure(skilled):
    skilled.state.options.clear()
    with pytest.raises(WorldError, match=r"wake\.start=granted"):
        earned(skilled).reset()


def test_a_life_that_the_world_breaks_off_ends_its_episode_uncounted(skilled):
    def aborted(word):
        raise Aborted("the connection is lost")

    episodes = earned(skilled, envs=1)
    episodes.reset()
    [life] = episodes.lives
    life.act = aborted
    _, [reward], [done], [info] = episodes.step(np.array([STONE]))
    assert done and reward == 0 and "aborted" in info and "is_success" not in info
    assert episodes.lives != [life]
    assert episodes.reset_infos[0]["hand"] == "wooden_pickaxe"


def test_practice_learns_from_what_it_earns(tmp_path, skilled):
    mine = OptionTrainer(
        practiser(tmp_path).config,
        skilled.state,
        skilled.world,
        skilled.trainer,
        tmp_path / "policies",
        lambda practice, tally: EarnedEnv(skilled, practice, tally, RunCallback()),
        4,
    )
    recipe = collect("cobblestone", "stone", "wooden_pickaxe")
    event = mine.practise(recipe, 1, Recorder())
    assert event.option.successes >= 50
    assert "log" in {gain.item for gain in event.outcome.gains}
