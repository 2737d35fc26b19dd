import random

import pytest

from deckard.bench.baselines.oracle import Counting
from deckard.bench.baselines.xenon import (
    Xenon,
    act,
    balance,
    is_hopeless,
    required_items,
    resources,
    revisions,
)
from deckard.explore import Goal
from deckard.journal.events import Practised, Pursued, Refuted, Supposed
from deckard.journal.fold import apply
from deckard.types import Outcome, Recipe
from deckard.worlds.symbolic import Symbolic
from tests.strategies import collect, craft, knowing, learnt

LOG = collect("log")


PLANKS = craft("planks", yields=4, log=1)


STICK = craft("stick", yields=4, planks=2)


TABLE = craft("crafting_table", planks=4)


SWORD = craft("wooden_sword", "crafting_table", planks=2, stick=1)


AXE = craft("wooden_axe", "crafting_table", planks=3, stick=2)


COMMON = (LOG, PLANKS, STICK, TABLE)


@pytest.fixture(scope="module")
def world():
    return Symbolic()


def aim_at(target=None, vocabulary=("wooden_sword",)):
    return Goal(target, 2, ("crafting_table", "furnace"), frozenset(), vocabulary, {"coal": 8.0})


def fail(state, recipe, times=1):
    for _ in range(times):
        outcome = Outcome(item=recipe.item, steps=1)
        told = {"ending": "attempted", "life": 0, "seed": 0, "trace": ""}
        apply(state, Pursued(recipe=recipe, outcome=outcome, **told), state.entries + 1)
    return outcome


def refute(state, *recipes):
    """Refute recipes in one entry."""
    number = state.entries + 1
    for recipe in recipes:
        apply(state, Refuted(recipe=recipe, reason=""), number)


def test_an_item_counts_one_and_one_more_for_every_entry_that_refutes_it():
    state = knowing(dreamed=[SWORD])
    assert revisions(state, "wooden_sword") == 1
    refute(state, SWORD, collect("wooden_sword"))
    assert revisions(state, "wooden_sword") == 2
    refute(state, SWORD)
    assert revisions(state, "wooden_sword") == 3


def test_attempts_are_counted_by_act_until_the_item_is_refuted():
    state = knowing(LOG, dreamed=[SWORD])
    fail(state, SWORD, 2)
    fail(state, collect("wooden_sword"))
    assert [balance(state, "wooden_sword", how) for how in ("craft", "collect", "smelt")] == [
        -2, -1, 0,
    ]  # fmt: skip
    option = learnt(LOG)
    apply(state, Practised(recipe=LOG, outcome=Outcome(item="log", steps=1), option=option), 9)
    assert balance(state, "log", "collect") == 1
    refute(state, SWORD)
    assert balance(state, "wooden_sword", "craft") == 0


def test_an_act_is_given_up_after_two_failures_and_the_dreamed_one_comes_first():
    state = knowing(dreamed=[collect("wooden_sword")])
    assert act(state, "wooden_sword") == "collect"
    fail(state, collect("wooden_sword"), 2)
    assert act(state, "wooden_sword") == "craft"
    fail(state, SWORD, 2)
    assert act(state, "wooden_sword") == "smelt"
    assert not is_hopeless(state, "wooden_sword")
    fail(state, SWORD.model_copy(update={"how": "smelt"}), 2)
    assert is_hopeless(state, "wooden_sword")
    assert act(state, "wooden_sword") is None


def test_resources_are_what_verified_crafts_use_up():
    state = knowing(*COMMON, collect("dirt"))
    assert resources(state) == {"log", "planks"}


def test_a_first_guess_requires_what_was_dreamed():
    state = knowing(*COMMON, dreamed=[SWORD])
    needs = required_items(state, aim_at(), "wooden_sword")
    assert needs == {"crafting_table": 1, "planks": 2, "stick": 1}


def test_a_revision_joins_what_the_most_similar_names_require():
    state = knowing(*COMMON, AXE, craft("wooden_hoe", "crafting_table", planks=2, stick=2))
    refute(state, craft("wooden_sword", log=1))
    needs = required_items(state, aim_at(), "wooden_sword")
    assert needs == {"crafting_table": 1, "planks": 4, "stick": 4, "log": 4} or needs == {
        "crafting_table": 1, "planks": 4, "stick": 4,
    }  # fmt: skip
    refute(state, craft("wooden_sword", log=1))
    assert required_items(state, aim_at(), "wooden_sword")["planks"] == 6


def test_after_the_third_revision_everything_is_taken_that_crafts_use_up():
    state = knowing(*COMMON, AXE)
    for _ in range(3):
        refute(state, craft("wooden_sword", log=1))
    needs = required_items(state, aim_at(), "wooden_sword")
    assert needs == {"log": 8, "planks": 8, "stick": 8}


def test_the_item_that_was_revised_least_comes_first_then_the_one_with_the_shortest_plan():
    bowl = craft("bowl", "crafting_table", planks=3)
    aim = aim_at(vocabulary=("wooden_sword", "bowl"))
    state = knowing(*COMMON, dreamed=[SWORD, bowl])
    assert Xenon()(state, aim, random.Random(0)) == bowl
    refute(state, bowl)
    assert Xenon()(state, aim, random.Random(0)) == SWORD


def test_what_lacks_a_verified_requirement_waits():
    state = knowing(LOG, PLANKS, dreamed=[SWORD])
    assert Xenon()(state, aim_at(), random.Random(0)) is None


def test_a_revision_is_supposed_before_it_is_pursued():
    state = knowing(*COMMON, AXE, dreamed=[craft("wooden_sword", log=1)])
    refute(state, craft("wooden_sword", log=1))
    supposed = Xenon()(state, aim_at(), random.Random(0))
    assert isinstance(supposed, Supposed)
    apply(state, supposed, state.entries + 1)
    assert Xenon()(state, aim_at(), random.Random(0)) == supposed.recipe


def hopeless(*verified, dreamed):
    """A state in which every act for the first dream failed twice, and the last outcome."""
    state = knowing(*verified, dreamed=dreamed)
    for how in ("craft", "collect", "smelt"):
        outcome = fail(state, Recipe(item=dreamed[0].item, how=how), 2)
    return state, outcome


def test_an_item_that_failed_by_every_act_is_refuted(world):
    state, outcome = hopeless(*COMMON, dreamed=[SWORD, AXE])
    verdicts = Counting(world)(state, outcome)
    assert [v.recipe for v in verdicts] == [SWORD]


def test_five_failures_are_not_enough(world):
    state = knowing(*COMMON, dreamed=[SWORD])
    assert Counting(world)(state, fail(state, SWORD, 5)) == []


def test_a_verified_item_that_fails_by_every_act_is_unverified(world):
    state, outcome = hopeless(SWORD, dreamed=[craft("wooden_sword", log=1)])
    assert state.awm.is_verified("wooden_sword")
    for verdict in Counting(world)(state, outcome):
        apply(state, verdict, state.entries)
    assert not state.awm.beliefs("wooden_sword")
    assert revisions(state, "wooden_sword") == 2


def test_what_is_thought_to_take_an_item_falls_with_it_after_its_last_revision(world):
    child = craft("stonecutter", wooden_sword=1)
    state = knowing(dreamed=[child])
    refute(state, SWORD)
    _, outcome = hopeless(dreamed=[SWORD])
    for how in ("craft", "collect", "smelt"):
        fail(state, Recipe(item="wooden_sword", how=how), 2)
    apply(state, Supposed(recipe=SWORD), state.entries + 1)
    assert [v.recipe for v in Counting(world)(state, outcome)] == [SWORD]
    refute(state, SWORD)
    for how in ("craft", "collect", "smelt"):
        fail(state, Recipe(item="wooden_sword", how=how), 2)
    apply(state, Supposed(recipe=SWORD), state.entries + 1)
    assert [v.recipe for v in Counting(world)(state, outcome)] == [SWORD, child]
