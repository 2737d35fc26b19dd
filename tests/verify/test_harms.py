"""What harms the agent is found out from what was close when it was hurt."""

from deckard.journal.events import Harm, Pursued
from deckard.journal.fold import apply, fold
from deckard.types import Outcome
from deckard.verify.harms import ENOUGH, Harms, defences
from tests.strategies import collect, knowing

LOG = collect("log", "tree")
DEFEAT = collect("defeat_zombie", "zombie")


def hurt(acts, hurt, close, beside):
    harm = Harm(acts=acts, hurt=hurt, close=close, beside=beside)
    outcome = Outcome(item="log", steps=acts)
    ended = {"ending": "stuck", "life": 0, "seed": 0, "trace": ""}
    return Pursued(recipe=LOG, outcome=outcome, harm=harm, **ended)


ATTACKED = hurt(100, 5, {"grass": 90, "zombie": 12}, {"grass": 5, "zombie": 5})


def test_what_is_close_when_the_agent_is_hurt_and_seldom_else_harms_it():
    assert fold([[ATTACKED]]).view(Harms).harmful == {"zombie"}


def test_a_few_hurts_say_nothing_and_they_are_added_up_over_pursuits():
    some = hurt(50, ENOUGH - 1, {"zombie": 6}, {"zombie": ENOUGH - 1})
    assert not fold([[some]]).view(Harms).harmful
    assert fold([[some], [some]]).view(Harms).harmful == {"zombie"}


def test_who_is_hurt_everywhere_alike_is_harmed_by_nothing_close():
    starving = hurt(100, 30, {"grass": 90, "zombie": 20}, {"grass": 27, "zombie": 6})
    assert not fold([[starving]]).view(Harms).harmful


def test_a_pursuit_without_levels_to_fall_says_nothing():
    silent = ATTACKED.model_copy(update={"harm": None})
    assert fold([[silent]]).view(Harms).acts == 0


def test_a_source_that_harms_is_met_by_the_deed_that_it_is_verified_to_give():
    state = knowing(DEFEAT, LOG)
    assert defences(state, {"defeat_zombie"}) == {}
    apply(state, ATTACKED, 3)
    assert defences(state, {"defeat_zombie"}) == {"zombie": DEFEAT}
    assert defences(state, ()) == {}


def test_of_several_ways_to_do_such_a_deed_the_first_is_taken():
    with_sword, with_spear = (collect("defeat_zombie", "zombie", t) for t in ("sword", "spear"))
    state = knowing(with_sword, with_spear)
    apply(state, ATTACKED, 3)
    ways = state.awm.recipes("defeat_zombie", "verified")
    assert len(ways) == 2
    assert defences(state, {"defeat_zombie"}) == {"zombie": ways[0]}
