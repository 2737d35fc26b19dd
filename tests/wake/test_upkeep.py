"""Needs are met before plans go on, and death ends a pursuit without a verdict."""

from functools import partial

import pytest

from deckard.journal.events import Practised
from deckard.journal.fold import apply, fold
from deckard.policies.single_action import SingleActionTrainer
from deckard.types import BulkAttempt, Outcome, Recipe
from deckard.wake.callbacks import RunCallback
from deckard.wake.executor import PlanExecutor
from deckard.wake.life import RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.symbolic.faults import Faults
from tests.strategies import collect, craft, hurt, knowing, learnt

LOG = collect("log", "log")
DRINK, FOOD = collect("drink", "water"), collect("food", "cow")
ENERGY = Recipe(item="energy", how="collect")
BREAD_MEAL = craft("food", bread=1)


def executor(folder, *known, able=(), upkeep=0.5, start=None, faults=None):
    world = Symbolic(needs=True, start=start, faults=faults)
    trainer, state = SingleActionTrainer(world), knowing(*known)
    library = OptionLibrary(world, trainer, state, folder, upkeep)
    for recipe in able:
        column = world.sights.get(recipe.source or "")
        option = learnt(recipe, decisions=1)
        trainer._named(recipe.item, column).save(folder / option.file)
        state.options[recipe.item] = option
    evidence = EvidenceRecorder("log", needs=world.needs)
    return PlanExecutor(library, RecordedLife(world, 0), evidence, 0, RunCallback())


VITAL = (DRINK, FOOD, ENERGY)


def test_a_long_plan_is_survived_by_meeting_needs_on_the_way(tmp_path):
    alive = executor(tmp_path, LOG, *VITAL, able=(LOG, *VITAL))
    assert alive.execute(LOG, 300) == "obtained"
    assert min(alive.life.info["needs"].values()) >= 4
    assert alive.life.inventory == {"log": 300}


def test_without_upkeep_the_same_plan_ends_in_death(tmp_path):
    dead = executor(tmp_path, LOG, *VITAL, able=(LOG, *VITAL), upkeep=0.0)
    assert dead.execute(LOG, 300) == "died"


def test_a_need_that_nobody_knows_how_to_meet_is_left_alone(tmp_path):
    helpless = executor(tmp_path, LOG, able=(LOG,))
    assert helpless.execute(LOG, 20) == "obtained"
    assert helpless.execute(LOG, 300) == "died"


SWORD = craft("stone_sword", cobblestone=1)
ZOMBIE = collect("defeat_zombie", "zombie", tool="stone_sword")


def beset(folder, near):
    """Somebody whom zombies harm, as is known; how near one is perceived."""
    one = executor(folder, LOG, SWORD, ZOMBIE, able=(LOG, ZOMBIE), start={"stone_sword": 1})
    apply(one.library.state, hurt(zombie=5), 9)
    one = PlanExecutor(one.library, one.life, one.acting.evidence, 0, RunCallback())
    column = one.library.world.sights["zombie"]
    act = one.life.life.step

    def step(action):
        info = act(action)
        one.life.life.obs[column] = 0.0 if one.life.count("defeat_zombie") else near
        return info

    one.life.life.step, one.life.life.obs[column] = step, near
    return one


def test_what_harms_is_met_once_it_is_close_and_then_the_plan_goes_on(tmp_path):
    fighter = beset(tmp_path, near=1.0)
    assert fighter.execute(LOG, 3) == "obtained"
    assert fighter.life.count("defeat_zombie") > 0


def test_what_harms_is_left_alone_while_it_is_far(tmp_path):
    wary = beset(tmp_path, near=0.5)
    assert wary.execute(LOG, 3) == "obtained"
    assert wary.life.count("defeat_zombie") == 0


def test_a_need_may_be_met_by_a_craft(tmp_path):
    fed = executor(tmp_path, LOG, BREAD_MEAL, able=(LOG,), start={"bread": 20})
    assert fed.execute(LOG, 110) == "obtained"
    assert fed.life.info["needs"]["food"] > 4 and fed.life.inventory["bread"] < 20


def test_whether_a_craft_meets_a_need_is_tried_once_the_need_can_rise(tmp_path):
    curious = executor(tmp_path, LOG, able=(LOG,), start={"bread": 3})
    assert curious.life.info["needs"]["food"] == 9
    ending = curious.execute(BulkAttempt(stock={"bread": 1}, items=("food",)))
    assert ending == "obtained"


def test_what_may_meet_a_need_is_attempted_after_all_else_as_the_agent_walks_until_it_can(tmp_path):
    curious, crafts = executor(tmp_path, LOG, able=(LOG,), start={"bread": 3}), []
    craft_once = curious.life.life.craft
    curious.life.life.craft = lambda item: crafts.append(item) or craft_once(item)
    curious.execute(BulkAttempt(stock={"bread": 1}, items=("food", "stone_sword")))
    assert crafts == ["stone_sword", "food"]


def test_what_could_not_raise_a_need_is_tried_again_once_it_is_lower(tmp_path):
    """The recipe is wrong: no stone gives water."""
    dry = collect("drink", "stone")
    mistaken = executor(tmp_path, LOG, dry, able=(LOG,))
    mistaken.library.world.needs = {"drink": 9}
    tries = []
    mistaken.upkeep._can = lambda recipe: True
    mistaken.upkeep._meet = lambda recipe: tries.append(mistaken.life.info["needs"]["drink"])
    assert mistaken.execute(LOG, 300) == "died"
    assert tries == [4, 3, 2, 1]


def test_a_full_level_is_let_fall_before_it_is_pursued(tmp_path):
    thirsty = executor(tmp_path, DRINK, able=(DRINK,))
    assert thirsty.execute(DRINK) == "obtained"
    assert "drink" in {gain.item for gain in thirsty.acting.evidence.outcome().gains}


def test_a_deed_is_obtained_when_its_counter_rises(tmp_path):
    place = craft("place_stone", cobblestone=1)
    builder = executor(tmp_path, place, start={"cobblestone": 2})
    assert builder.execute(place) == "obtained"
    [gain] = builder.acting.evidence.outcome().gains
    assert (gain.item, gain.lost) == ("place_stone", {"cobblestone": 1})


def test_what_was_observed_before_a_death_is_evidence_and_the_last_act_is_not(tmp_path):
    mortal = executor(tmp_path, LOG, able=(LOG,), faults=Faults(died=1.0))
    assert mortal.execute(LOG, 10_000) == "died"
    outcome = mortal.acting.evidence.outcome()
    [contact] = outcome.contacts
    acts = len(mortal.life._acts)
    assert contact.gave == {"log": contact.count} and 0 < contact.count < acts
    assert all(gain.lost == {} for gain in outcome.gains), "what death took is no ingredient"
    assert outcome.failures == ()


@pytest.mark.parametrize("died", [0, 3])
def test_the_state_counts_deaths(died):
    event = partial(Outcome, item="log", steps=1, episodes=5)
    assert fold([[Practised(recipe=LOG, outcome=event(died=died))]]).died == died
