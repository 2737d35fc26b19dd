import math

import pytest

from deckard.config import WakeConfig
from deckard.errors import RunDirError
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.policies.single_action import SingleActionTrainer
from deckard.types import Recipe
from deckard.wake.callbacks import RunCallback
from deckard.wake.options import Initiation
from deckard.wake.practice import VAIN, OptionTrainer
from deckard.worlds.symbolic import Symbolic
from tests.bandit import Bandit
from tests.strategies import collect, craft, knowing
from tests.toy import Toy

LOG, DIRT = collect("log"), collect("dirt")
WOODEN = craft("wooden_pickaxe", log=1)
STONE = craft("stone_pickaxe", wooden_pickaxe=1)
COBBLESTONE = collect("cobblestone", "stone", "wooden_pickaxe")
IRON_ORE = collect("iron_ore", "iron_ore", "stone_pickaxe")


def practiser(folder, state=None, trainer=None, most=10**6, world=None, **wake):
    world = world or Toy()
    return OptionTrainer(
        WakeConfig(**wake),
        State() if state is None else state,
        world,
        trainer or Bandit(),
        folder / "policies",
        lambda practice, tally: world.practice(practice),
        most,
    )


class Recorder(RunCallback):
    """Keeps what it is told."""

    def __init__(self):
        self.heard, self.measured = [], []

    def on_training(self, recipe, progress, steps):
        self.heard.append((progress, steps))

    def on_evaluation(self, recipe, steps):
        self.measured.append((recipe, steps))


def touched(event, source, hand):
    found = [c for c in event.outcome.contacts if (c.source, c.hand) == (source, hand)]
    return sum(c.count for c in found)


class Mindful(Bandit):
    """Its policies are told when episodes begin."""

    def train(self, env, seed, watch, start):
        policy = super().train(env, seed, watch, start)
        self.told = []
        policy.forget = self.told.append
        return policy


def test_a_policy_that_remembers_is_told_where_episodes_begin(tmp_path):
    trainer = Mindful()
    event = practiser(tmp_path, trainer=trainer).practise(LOG, 0, Recorder())
    rows = [row for rows in trainer.told for row in rows]
    assert len(rows) >= event.option.episodes
    assert set(rows) == set(range(trainer.envs))


def test_practice_learns_measures_and_saves_a_policy(tmp_path):
    event = practiser(tmp_path).practise(LOG, 0, Recorder())
    option = event.option
    assert (option.item, option.source, option.hand, option.start) == ("log", "log", None, {})
    assert option.episodes == 100
    assert option.successes >= 95
    assert 1 <= option.decisions < 5
    assert 10 <= option.steps < 50
    assert Bandit().load(tmp_path / "policies" / option.file).action == 0
    assert event.outcome.successes > 0


def test_the_same_seed_practises_the_same(tmp_path):
    events = [practiser(tmp_path).practise(LOG, seed, Recorder()) for seed in (3, 3, 4)]
    assert events[0] == events[1] != events[2]


@pytest.mark.parametrize("most", [7, 16, 64, 1000])
def test_exactly_so_many_episodes_are_measured_however_many_run_side_by_side(tmp_path, most):
    """A policy that succeeds about half the time is not taken for a better one."""

    class Half(Toy):
        def practice(self, practice):
            practice = type(practice)(**(vars(practice) | {"max_decisions": 1}))
            return super().practice(practice)

    trainer = Bandit(wander=0.6)
    mine = practiser(tmp_path, trainer=trainer, most=most, world=Half(), measure=500)
    option = mine.practise(LOG, 0, Recorder()).option
    chance = 0.4 + 0.6 / 7
    assert option.episodes == 500
    assert abs(option.reliability - chance) < 4 * math.sqrt(chance * (1 - chance) / 500)


def test_practice_in_vain_gives_no_option_and_no_file(tmp_path):
    event = practiser(tmp_path).practise(collect("diamond", "diamond_ore"), 0, Recorder())
    assert event.option is None
    assert not list(tmp_path.iterdir())
    assert touched(event, "diamond_ore", None) > 0


def test_one_success_of_a_policy_of_one_decision_is_kept_though_all_measured_episodes_fail(
    tmp_path,
):
    world, log = Symbolic(chance=0.05), collect("log")
    trainer = SingleActionTrainer(world, budget=100)
    practices = practiser(tmp_path, trainer=trainer, world=world, measure=10, weaker=0)
    events = [practices.practise(log, seed, Recorder()) for seed in range(8)]
    came = [event.option for event in events if event.outcome.successes]
    rescued = [e for e in events if e.option and e.option.episodes > 10]
    assert rescued, "in some all ten measured episodes fail"
    for event in rescued:  # then the tries of the training count as well, those in vain, too
        counted = event.option.successes, event.option.episodes
        assert counted == (1, event.outcome.episodes)
    assert all(
        option.reliable and (tmp_path / "policies" / option.file).exists() for option in came
    )


def test_practice_stops_early_at_a_source_that_gives_nothing(tmp_path):
    trainer = Bandit(budget=10**6)
    mine = practiser(tmp_path, trainer=trainer, patience=50)
    event = mine.practise(collect("diamond", "diamond_ore"), 0, Recorder())
    assert VAIN * 50 <= touched(event, "diamond_ore", None) < VAIN * 50 + 200


def test_progress_is_reported(tmp_path):
    recorder = Recorder()
    event = practiser(tmp_path).practise(LOG, 0, recorder)
    heard = recorder.heard
    assert [p.decisions for p, _ in heard] == sorted(p.decisions for p, _ in heard)
    assert heard[0] == (TrainingProgress(0, 0, 0.0), 0)
    assert all(steps > 0 for _, steps in heard[1:])
    [(recipe, steps)] = recorder.measured
    assert recipe == LOG
    assert heard[-1][1] <= steps < event.outcome.steps


def test_what_was_practised_in_vain_is_not_measured(tmp_path):
    recorder = Recorder()
    practiser(tmp_path).practise(collect("diamond", "diamond_ore"), 0, recorder)
    assert recorder.heard and not recorder.measured


def test_practice_with_a_tool_tries_without_it_until_that_is_plain(tmp_path):
    state = knowing(LOG, WOODEN)
    event = practiser(tmp_path, state).practise(COBBLESTONE, 0, Recorder())
    assert event.option.hand == "wooden_pickaxe"
    assert event.option.start == {"wooden_pickaxe": 1}
    assert touched(event, "stone", None) >= 5
    assert not any(g.item == "cobblestone" and g.hand is None for g in event.outcome.gains)


def test_a_needless_tool_is_found_out_by_doing_without_it(tmp_path):
    state = knowing(LOG, WOODEN)
    event = practiser(tmp_path, state).practise(
        collect("dirt", tool="wooden_pickaxe"), 0, Recorder()
    )
    assert any(g.item == "dirt" and g.hand is None for g in event.outcome.gains)


def test_weaker_tools_are_tried_too(tmp_path):
    state = knowing(LOG, WOODEN, STONE)
    event = practiser(tmp_path, state).practise(IRON_ORE, 0, Recorder())
    assert touched(event, "iron_ore", "wooden_pickaxe") >= 5
    assert touched(event, "iron_ore", None) >= 5


def test_practice_goes_on_from_the_policy_for_a_tool_of_the_same_kind(tmp_path):
    state, trainer = knowing(LOG, WOODEN, STONE), Bandit()
    mine = practiser(tmp_path, state, trainer)
    for number, recipe in enumerate([LOG, COBBLESTONE, IRON_ORE], 4):
        apply(state, mine.practise(recipe, 0, Recorder()), number)
    assert trainer.started_from == [None, None, tmp_path / "policies" / "cobblestone-5.zip"]


class Handless(Toy):
    """What is held counts there, whatever the hand holds."""

    hands = False


def test_without_hands_practice_goes_on_from_a_policy_that_seeks_something_else(tmp_path):
    state, trainer = knowing(LOG), Bandit()
    mine = practiser(tmp_path, state, trainer, world=Handless())
    log, dirt = collect("log", "log"), collect("cobblestone", "stone")
    apply(state, mine.practise(log, 0, Recorder()), 4)
    mine.practise(dirt, 0, Recorder())
    assert trainer.started_from == [None, tmp_path / "policies" / state.options["log"].file]


def test_what_is_practised_with_a_kit_is_tried_without_it_as_well(tmp_path):
    mine = practiser(tmp_path, knowing(LOG, WOODEN), world=Handless())
    outcome = mine.practise(collect("log", "log"), 0, Recorder()).outcome
    held = [gain.before.get("wooden_pickaxe", 0) for gain in outcome.gains if gain.item == "log"]
    assert {0, 1} <= {*held}


def test_practice_in_vain_ends_where_the_config_says_so(tmp_path):
    recorders = Recorder(), Recorder()
    for recorder, vain in zip(recorders, (None, 200), strict=True):
        trains = practiser(tmp_path, knowing(LOG), vain=vain)
        trains.practise(collect("diamond", "diamond_ore"), 0, recorder)
    usual, vain = (recorder.heard[-1][0].decisions for recorder in recorders)
    assert 200 <= vain < usual


def test_a_policy_that_cannot_be_saved_is_one_line(tmp_path):
    (tmp_path / "policies").write_text("in the way", encoding="utf-8")
    with pytest.raises(RunDirError, match="cannot write"):
        practiser(tmp_path).practise(LOG, 0, Recorder())


def test_a_kit_grants_only_what_is_verified():
    awm = knowing(LOG, WOODEN).awm
    assert Initiation.of(awm, COBBLESTONE) == Initiation({"wooden_pickaxe": 1}, "wooden_pickaxe")
    assert Initiation.of(awm, IRON_ORE) == Initiation({}, None)


def test_a_tool_is_held_before_an_ingredient_and_an_ingredient_before_nothing():
    awm = knowing(LOG, DIRT, WOODEN).awm
    both = Recipe(item="x", how="collect", ingredients={"dirt": 2}, tools={"log"}, source="y")
    assert Initiation.of(awm, both) == Initiation({"log": 1, "dirt": 2}, "log")
    assert Initiation.of(awm, both.model_copy(update={"tools": frozenset()})).hand == "dirt"


def test_a_kit_without_hands_holds_tools_and_what_is_made_and_never_used_up():
    sword, table = craft("stone_sword", cobblestone=2), craft("table", planks=4)
    awm = knowing(LOG, WOODEN, COBBLESTONE, craft("planks", log=1), sword, table).awm
    kit = Initiation.of(awm, LOG).with_tools(awm, {"table"})
    assert kit == Initiation({"stone_sword": 1, "wooden_pickaxe": 1}, None)
    held = Initiation({"wooden_pickaxe": 2}, "wooden_pickaxe").with_tools(awm, {"table"})
    assert held.items == {"stone_sword": 1, "wooden_pickaxe": 2}


def test_a_kit_with_another_hand_leaves_the_tool_at_home():
    kit = Initiation({"stone_pickaxe": 1, "dirt": 2}, "stone_pickaxe")
    assert kit.with_hand("wooden_pickaxe") == Initiation(
        {"wooden_pickaxe": 1, "dirt": 2}, "wooden_pickaxe"
    )
    assert kit.with_hand(None) == Initiation({"dirt": 2}, None)
