"""What a craft needs and gives back, told from crafts that failed without it."""

from deckard.graph.beliefs import implies
from deckard.types import Failure
from tests.strategies import craft, knowing
from tests.verify.test_revising import made, seen, verified

HELD = {"hammer": 1, "ore": 1, "dirt": 5}
HAMMERED = craft("plate", hammer=1, ore=1).model_copy(update={"returns": {"hammer": 1}})


def failed(*near, **before):
    return Failure(items={"plate"}, how="craft", before=before, near=frozenset(near))


def learnt(state, *failures, before=HELD, **after):
    """What is verified of plates after crafts in vain, and one that gave a plate."""
    for failure in failures:
        seen(state, "plate", failures=(failure,))
    gain = made("plate", before, {**before, "plate": 1, "ore": 0, **after})
    return verified(seen(state, "plate", gains=(gain,)))


def test_what_a_craft_failed_without_is_needed_and_given_back():
    assert learnt(knowing(), failed(ore=1, dirt=5)) == [HAMMERED]


def test_it_is_the_one_thing_that_some_failure_lacked():
    failures = failed(ore=2), failed(ore=1, dirt=5)
    assert learnt(knowing(), *failures) == [HAMMERED]


def test_where_a_failure_lacked_several_things_it_was_seen_only_with_all_of_them():
    state, more = knowing(), {"hammer": 1, "dirt": 5}
    both = craft("plate", ore=1, **more).model_copy(update={"returns": more})
    assert learnt(state, failed(ore=1)) == [both]
    assert learnt(state, before={"hammer": 1, "ore": 1}) == [HAMMERED]


def test_a_failure_without_a_station_or_without_the_ingredients_shows_nothing_of_it():
    plain = [craft("plate", ore=1)]
    assert learnt(knowing(), failed(hammer=1, dirt=5)) == plain
    gain = made("plate", HELD, {**HELD, "plate": 1, "ore": 0}, near=["table"])
    state = knowing()
    seen(state, "plate", failures=(failed(ore=1, dirt=5),))
    assert verified(seen(state, "plate", gains=(gain,))) == [craft("plate", "table", ore=1)]


def test_what_is_used_up_in_part_is_needed_in_whole():
    taken = craft("plate", hammer=3, ore=1).model_copy(update={"returns": {"hammer": 2}})
    held = {"hammer": 3, "ore": 1}
    assert learnt(knowing(), failed(hammer=2, ore=1), before=held, hammer=2) == [taken]


def test_a_fact_that_failed_does_not_stand_in_the_way_of_what_it_lacked():
    state = knowing(craft("plate", ore=1))
    assert learnt(state, failed(ore=1, dirt=5)) == [HAMMERED]


def test_fewer_of_what_is_given_back_is_the_leaner_recipe():
    nine = craft("plate", hammer=9, ore=1).model_copy(update={"returns": {"hammer": 9}})
    assert implies(HAMMERED, nine)
    assert not implies(nine, HAMMERED)
