from deckard.journal.events import Pursued, Refuted
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.runs.missing import missing_items, missing_text
from deckard.types import Outcome
from tests.strategies import collect, craft, knowing

LOG, PLANKS = collect("log"), craft("planks", yields=4, log=1)
PISTON = craft("piston", "table", planks=3, redstone=1)
REDSTONE = collect("redstone", "redstone_ore", "iron_pickaxe")


def test_what_is_missing_is_what_waits_for_nothing_else():
    state = knowing(LOG, PLANKS, craft("table", planks=4), dreamed=[PISTON, REDSTONE])
    assert missing_items(state, "piston") == ["iron_pickaxe"]
    words = "iron_pickaxe was never obtained (nothing is believed of it)"
    assert missing_text(state, "piston") == words


def test_what_was_refuted_last_says_what_it_would_have_taken():
    state = knowing(collect("iron_pickaxe"), dreamed=[REDSTONE])
    assert missing_text(state, "redstone").endswith(f"(tried in vain: {REDSTONE})")
    apply(state, Refuted(recipe=REDSTONE, reason="r"), 9)
    assert missing_text(state, "redstone").endswith(f"(refuted: {REDSTONE})")


def test_of_a_circle_every_item_is_missing():
    state = knowing(dreamed=[craft("planks", "table", log=1), craft("table", planks=4), LOG])
    assert missing_items(state, "table") == ["log"]
    state = knowing(LOG, dreamed=[craft("planks", "table", log=1), craft("table", planks=4)])
    assert missing_items(state, "table") == ["table", "planks"]


def test_more_than_three_items_are_counted():
    state = knowing(dreamed=[craft("cake", milk=3, sugar=2, egg=1, wheat=3, salt=1)])
    assert missing_text(state, "cake").endswith("(nothing is believed of it); nor were 2 more")


def test_a_target_that_is_only_known_says_what_no_policy_obtains():
    state = knowing(LOG, PLANKS)
    outcome = Outcome(item="planks", steps=0)
    tried = {"ending": "no plan", "life": 0, "seed": 0, "trace": ""}
    apply(state, Pursued(recipe=PLANKS, outcome=outcome, **tried), 9)
    words = f"planks was never obtained (it is known: {PLANKS}; no policy obtains log)"
    assert missing_text(state, "planks") == words


def test_of_what_nothing_was_heard_nothing_is_believed():
    assert missing_text(State(), "cake") == "cake was never obtained (nothing is believed of it)"
