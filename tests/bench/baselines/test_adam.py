import random

import pytest

from deckard.bench.baselines.adam import Ablating, Adam, ablation
from deckard.explore import Goal
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.journal.events import Attempted, Pursued, Refuted, Supposed, Verified
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import BulkAttempt, Failure, Gain, Outcome
from tests.strategies import collect, craft, knowing
from tests.toy import Toy

LOG = collect("log")
PLANKS = craft("planks", yields=4, log=1)
STICK = craft("stick", yields=4, planks=2)
TABLE = craft("crafting_table", planks=4)
GIVEN = (LOG, PLANKS, STICK, TABLE)
ITEMS = ("log", "planks", "stick", "crafting_table", "wooden_pickaxe")


def aim_at(*vocabulary):
    return Goal(None, 2, ("crafting_table",), frozenset(), vocabulary or ITEMS, {})


@pytest.fixture
def state():
    return knowing(*GIVEN)


def decide(state, **options):
    return Adam(**options)(state, aim_at(), random.Random(0))


def live(state, goal, gain=None, failures=()):
    """Pursue a recipe or a bulk attempt, and let the verifier judge what came of it."""
    outcome = Outcome(item=goal.item, steps=1, gains=(gain,) if gain else (), failures=failures)
    ending = "obtained" if gain else "attempted"
    common = {"outcome": outcome, "ending": ending, "life": 0, "seed": 0, "trace": ""}
    if isinstance(goal, BulkAttempt):
        event = Attempted(stock=goal.stock, items=goal.items, **common)
    else:
        event = Pursued(recipe=goal, **common)
    apply(state, event, state.entries + 1)
    verdicts = Ablating(Toy())(state, outcome)
    for verdict in verdicts:
        apply(state, verdict, state.entries)
    return verdicts


def gained(**held):
    """A pickaxe made of three planks and two sticks at a table, of what was held."""
    after = {i: n - {"planks": 3, "stick": 2}.get(i, 0) for i, n in held.items()}
    after = {i: n for i, n in after.items() if n} | {"wooden_pickaxe": 1}
    near = frozenset({"crafting_table"})
    return Gain(item="wooden_pickaxe", how="craft", before=held, after=after, near=near)


def by_hand(**held):
    """What came of trying without the table: nothing."""
    failure = Failure(items=frozenset({"wooden_pickaxe"}), how="craft", before=held)
    return (failure,)


def test_every_item_is_first_attempted_with_eight_of_every_resource(state):
    found = decide(state)
    assert isinstance(found, BulkAttempt)
    assert found.items == ("wooden_pickaxe",)
    assert found.stock == {"crafting_table": 1, "log": 8, "planks": 8}


def test_a_resource_is_what_crafts_use_up_or_whatever_can_be_obtained(state):
    stock = decide(state, resources="any").stock
    assert stock == {"crafting_table": 1, "log": 8, "planks": 8, "stick": 8}


def test_what_failed_with_all_of_that_is_not_attempted_so_again(state):
    near, held = frozenset({"crafting_table"}), {"log": 8, "planks": 8}
    failures = tuple(
        Failure(items=frozenset({"wooden_pickaxe"}), how=how, before=held, near=where)
        for how, where in (("craft", frozenset()), ("craft", near), ("smelt", near))
    )
    live(state, decide(state), failures=failures)
    assert decide(state).how == "collect"


def test_what_was_at_hand_is_held_for_the_cause_until_it_was_left_out(state):
    apply(state, Verified(recipe=craft("bowl", stick=1)), state.entries + 1)
    held = {"log": 8, "planks": 8, "stick": 8}
    live(state, decide(state), gained(**held), by_hand(**held))
    [known] = state.awm.recipes("wooden_pickaxe", VERIFIED)
    assert known == craft("wooden_pickaxe", "crafting_table", log=8, planks=3, stick=2)
    without_log = craft("wooden_pickaxe", "crafting_table", planks=3, stick=2)
    assert decide(state) == Supposed(recipe=without_log)
    apply(state, decide(state), state.entries + 1)
    assert decide(state) == without_log
    live(state, without_log, gained(**held))
    assert state.awm.recipes("wooden_pickaxe", VERIFIED) == [without_log]


def test_every_cause_is_left_out_once_and_those_used_up_are_kept(state):
    apply(state, Verified(recipe=craft("bowl", stick=1)), state.entries + 1)
    held = {"log": 8, "planks": 8, "stick": 8}
    live(state, decide(state), gained(**held), by_hand(**held))
    left_out, causes = [], {"log", "planks", "stick", "crafting_table"}
    while isinstance(supposed := decide(state), Supposed):
        left_out.append(causes - supposed.recipe.needs.keys())
        apply(state, supposed, state.entries + 1)
        live(state, decide(state), gained(**held))
        assert len(left_out) < 9
    assert left_out == [{"log"}, {"log", "planks"}, {"log", "stick"}]
    assert state.awm.recipes("wooden_pickaxe", HYPOTHESISED) == []
    [known] = state.awm.recipes("wooden_pickaxe", VERIFIED)
    assert known == craft("wooden_pickaxe", "crafting_table", planks=3, stick=2)


def test_a_station_is_ablated_by_an_attempt_by_hand_that_failed(state):
    known = craft("wooden_pickaxe", "crafting_table", planks=3)
    state = State()
    state.pursuits["log"] += 1  # so that what follows is not given
    apply(state, Verified(recipe=known), 1)
    assert ablation(state, known) == known.model_copy(update={"stations": frozenset()})
    live(state, known, failures=by_hand(planks=3))
    assert ablation(state, known) is None


def test_a_cause_whose_absence_fails_is_refuted_as_missing(state):
    state = State()
    state.pursuits["log"] += 1
    known = craft("stick", planks=2, log=8)
    apply(state, Verified(recipe=known), 1)
    less = ablation(state, known)
    assert less == craft("stick", planks=2)
    apply(state, Supposed(recipe=less), 2)
    failure = Failure(items=frozenset({"stick"}), how="craft", before={"planks": 2})
    [verdict] = live(state, less, failures=(failure,))
    assert isinstance(verdict, Refuted)
    assert ablation(state, known) == craft("stick", log=8)


def test_what_is_given_is_not_ablated(state):
    assert ablation(state, TABLE) is None
    assert ablation(state, craft("stick", planks=2, log=8)) is None
