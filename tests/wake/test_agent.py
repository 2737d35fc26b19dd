from pathlib import Path

import pytest

from deckard.config import WakeConfig
from deckard.errors import Aborted, WorldError
from deckard.graph.beliefs import VERIFIED
from deckard.journal.events import Dreamed, Harm, Practised, Pursued, Verified
from deckard.journal.fold import fold
from deckard.journal.journal import Journal, read_journal
from deckard.types import BulkAttempt
from deckard.verify.observations import Observations
from deckard.verify.revising import Revising
from deckard.wake.agent import WakingAgent
from deckard.wake.callbacks import RunCallback
from deckard.wake.harm import HarmTally
from deckard.wake.options import OptionLibrary
from deckard.wake.practice import OptionTrainer
from tests.bandit import Bandit
from tests.strategies import collect, craft, known
from tests.toy import CRAFTS, Toy, ToyLife

LOG, PLANKS = collect("log"), craft("planks", yields=4, log=1)
TABLE = craft("crafting_table", planks=4)
STICK = craft("stick", yields=4, planks=2)


class Recorder(RunCallback):
    """Keeps what it is told."""

    def __init__(self):
        self.entries, self.pursued, self.practised = [], [], []

    def on_training(self, recipe, progress, steps):
        self.practised.append(("practising", recipe.item))

    def on_evaluation(self, recipe, steps):
        self.practised.append(("measuring", recipe.item))

    def on_plan_step(self, goal, doing):
        self.pursued.append((goal.item, doing.item))

    def on_entry(self, events, state):
        self.entries.append(events)


class Agent:
    """A waker over a journal in a folder, as a run builds it."""

    def __init__(self, folder, world=None, dreamed=(LOG, PLANKS, TABLE)):
        world, trainer = world or Toy(), Bandit()
        self.journal = Journal(Path(folder) / "journal.jsonl")
        self.state = self.journal.state
        if not self.state.entries:
            for recipe in dreamed:
                self.journal.record(Dreamed(recipe=recipe, text="", model=""))
        policies, config = Path(folder) / "policies", WakeConfig()
        skills = OptionLibrary(world, trainer, self.state, policies)
        practiser = OptionTrainer(
            config, self.state, world, trainer, policies, lambda p, _: world.practice(p), 99
        )
        self.callback = Recorder()
        verifier = Revising(config.patience)
        self.waker = WakingAgent(skills, verifier, self.journal, practiser, self.callback, 0)

    def pursue(self, *recipes):
        for recipe in recipes:
            self.waker.pursue(recipe)
        return self.callback.entries


def test_a_collect_without_an_option_is_practised_and_then_lived(tmp_path):
    agent = Agent(tmp_path)
    first, second = agent.pursue(LOG, LOG)
    assert isinstance(first[0], Practised)
    assert isinstance(second[0], Pursued)
    assert second[0].ending == "obtained"
    assert agent.state.awm.is_verified("log")
    *trained, measured = agent.callback.practised
    assert set(trained) == {("practising", "log")}
    assert measured == ("measuring", "log")


def test_what_a_plan_lacks_an_option_for_is_practised_first(tmp_path):
    agent = Agent(tmp_path)
    for _ in range(3):
        agent.pursue(LOG)
    agent.pursue(PLANKS)
    assert [type(entry[0]) for entry in agent.callback.entries] == [Practised, *[Pursued] * 3]


def test_one_pursuit_is_one_entry_with_its_conclusions(tmp_path):
    agent = Agent(tmp_path)
    entries = agent.pursue(LOG, LOG, PLANKS, TABLE)
    assert list(read_journal(tmp_path / "journal.jsonl"))[3:] == entries
    assert [e.kind for e in entries[-1]] == ["pursued", "verified"]


def test_a_life_goes_on_from_pursuit_to_pursuit(tmp_path):
    agent = Agent(tmp_path)
    entries = agent.pursue(LOG, LOG, PLANKS, PLANKS, TABLE)
    lived = [entry[0] for entry in entries if isinstance(entry[0], Pursued)]
    assert {(event.life, event.seed) for event in lived} == {(0, lived[0].seed)}
    assert agent.state.trace == [event.trace for event in lived]


def test_a_life_that_is_stuck_is_followed_by_another(tmp_path):
    agent = Agent(tmp_path)
    agent.pursue(LOG, LOG)
    hopeless = collect("cobblestone", "stone")
    for _ in range(3):
        agent.pursue(hopeless)
        if isinstance(agent.callback.entries[-1][0], Pursued):
            break
    agent.pursue(PLANKS)
    lives = [e[0].life for e in agent.callback.entries if isinstance(e[0], Pursued)]
    seeds = {e[0].seed for e in agent.callback.entries if isinstance(e[0], Pursued)}
    stuck = [e[0] for e in agent.callback.entries if getattr(e[0], "ending", "") == "stuck"]
    assert len(set(lives)) == len(seeds) == 1 + len(stuck)


class Rooted(Toy):
    """A world in which no station can be taken up."""

    def live(self, seed):
        life = super().live(seed)
        life.take = lambda station: life.info
        return life


@pytest.mark.parametrize(("world", "lives"), [(Toy(), [0, 0]), (Rooted(), [0, 1])])
def test_a_station_that_stands_by_for_good_is_left_behind_to_do_without_it(tmp_path, world, lives):
    agent = Agent(tmp_path, world)
    agent.pursue(LOG, LOG, PLANKS, TABLE)
    agent.journal.record(
        Verified(recipe=STICK.model_copy(update={"stations": frozenset({"crafting_table"})}))
    )
    agent.waker._life.act("craft:planks")
    agent.waker._life.act("place:crafting_table")
    first, second = agent.pursue(STICK, STICK)[-2:]
    assert [first[0].life, second[0].life] == lives
    assert agent.state.awm.recipes("stick", VERIFIED) == [STICK]


def test_an_agent_that_is_built_anew_goes_on_as_if_it_had_not_been(tmp_path):
    one = Agent(tmp_path / "one")
    one.pursue(LOG, LOG, PLANKS, PLANKS, TABLE)
    for recipe in (LOG, LOG, PLANKS, PLANKS, TABLE):
        other = Agent(tmp_path / "other")
        other.pursue(recipe)
        other.journal.close()
    mine = list(read_journal(tmp_path / "one" / "journal.jsonl"))
    assert list(read_journal(tmp_path / "other" / "journal.jsonl")) == mine
    assert known(fold(mine)) == known(one.state)


def test_a_world_that_breaks_off_leaves_no_half_entry(tmp_path):
    class Frail(Toy):
        def live(self, seed):
            life = ToyLife(self, seed)
            life.craft = self.fail
            return life

        def fail(self, item):
            raise WorldError("the server is gone")

    agent = Agent(tmp_path, Frail())
    agent.pursue(LOG, LOG)
    before = (tmp_path / "journal.jsonl").read_bytes()
    with pytest.raises(WorldError):
        agent.pursue(PLANKS)
    assert (tmp_path / "journal.jsonl").read_bytes() == before
    agent.journal.close()
    mended = Agent(tmp_path)
    mended.pursue(PLANKS)
    assert mended.callback.entries[-1][0].ending == "obtained"


def breaking(times):
    """A world whose first lives break off at their first craft."""

    class Brittle(Toy):
        left = times
        restarts = 0

        def live(self, seed):
            life = ToyLife(self, seed)
            craft = life.craft

            def aborted(item):
                raise Aborted("the connection is lost")

            if self.left and craft:
                self.left -= 1
                self.restarts += 1
                life.craft = aborted
            return life

    return Brittle()


def test_how_the_agent_was_hurt_in_what_the_world_broke_off_is_not_recorded(tmp_path, monkeypatch):
    harm = Harm(acts=9, hurt=1, close={}, beside={})
    monkeypatch.setattr(HarmTally, "take", lambda tally: harm)
    agent = Agent(tmp_path, breaking(times=1))
    agent.pursue(LOG, LOG)
    entries = agent.pursue(PLANKS, PLANKS)
    lived = [entry[0] for entry in entries if isinstance(entry[0], Pursued)]
    assert {(e.ending, e.harm is None) for e in lived} == {("obtained", False), ("aborted", True)}


def test_a_life_that_the_world_breaks_off_ends_and_teaches_nothing(tmp_path):
    agent = Agent(tmp_path, breaking(times=2))
    agent.pursue(LOG, LOG)
    before = agent.state.obtained.copy(), dict(agent.state.vain)
    entries = agent.pursue(PLANKS, PLANKS)
    lived = [entry[0] for entry in entries if isinstance(entry[0], Pursued)]
    assert [e.ending for e in lived] == ["obtained", "aborted", "aborted"]
    assert [e.life for e in lived] == [0, 0, 1]
    assert [len(entry) for entry in entries[-2:]] == [1, 1], "nothing is concluded"
    after = agent.state.obtained, {k: v for k, v in agent.state.vain.items() if v}
    assert after == (before[0], {k: v for k, v in before[1].items() if v})
    assert agent.state.aborted == 2
    assert not agent.state.tried(PLANKS) and agent.state.view(Observations).failures == {}
    agent.pursue(PLANKS)
    assert agent.callback.entries[-1][0].ending == "obtained"
    assert agent.callback.entries[-1][0].life == 2


def test_restarts_of_the_world_are_counted_over_all_of_a_run_however_often_it_was_begun(tmp_path):
    agent = Agent(tmp_path, breaking(times=2))
    agent.pursue(LOG, LOG)
    agent.pursue(PLANKS, PLANKS, PLANKS)
    assert agent.state.restarts == 2
    agent.journal.close()
    other = Agent(tmp_path, breaking(times=1))
    assert other.state.restarts == 2
    other.pursue(PLANKS, PLANKS)
    assert other.state.restarts == other.waker.library.world.restarts + 2 == 3


def test_an_agent_that_is_built_anew_does_not_relive_a_life_that_was_broken_off(tmp_path):
    agent = Agent(tmp_path, breaking(times=1))
    agent.pursue(LOG, LOG, PLANKS)
    agent.journal.close()
    other = Agent(tmp_path)
    assert other.state.life == 1 and other.state.life_seed is None and other.state.trace == []
    other.pursue(PLANKS)
    assert other.callback.entries[-1][0].ending == "obtained"


def test_an_outcome_counts_the_env_steps_of_the_world(tmp_path):
    agent = Agent(tmp_path)
    agent.pursue(LOG)
    before = agent.state.steps
    agent.pursue(LOG)
    assert agent.state.steps == before + agent.callback.entries[-1][0].outcome.steps
    assert agent.state.practice_steps == before


def test_whoever_looks_on_hears_what_is_done_and_for_what(tmp_path):
    agent = Agent(tmp_path)
    agent.pursue(LOG, LOG, PLANKS, TABLE)
    assert ("crafting_table", "crafting_table") in agent.callback.pursued
    assert ("crafting_table", "log") in agent.callback.pursued or agent.state.obtained["log"]


def test_on_the_way_to_a_goal_no_option_is_practised_where_another_takes_its_place(
    tmp_path, monkeypatch
):
    wooden = collect("cobblestone", "stone", "wooden_pickaxe")
    stone = collect("cobblestone", "stone", "stone_pickaxe")
    agent = Agent(tmp_path, dreamed=())
    for recipe in (*CRAFTS, LOG, wooden, stone):
        agent.journal.record(Verified(recipe=recipe))
    agent.pursue(LOG, wooden)
    world, held = agent.waker.library.world, {"stone_pickaxe": 1}
    monkeypatch.setattr(world, "live", lambda seed: ToyLife(world, seed, held))
    agent.pursue(*[BulkAttempt(stock={"cobblestone": 8}, items=("furnace",))] * 2)
    monkeypatch.setattr(agent.state, "holds", held)
    agent.pursue(BulkAttempt(stock={"cobblestone": 16}, items=("furnace",)))
    acts = [event for entry in agent.callback.entries for event in entry]
    assert [act.recipe for act in acts if isinstance(act, Practised)] == [LOG, wooden]
