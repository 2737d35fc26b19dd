"""What was attempted in bulk."""

from deckard.explore.attempts import LAST, SHORT, BulkHistory
from deckard.journal.events import Attempted, Practised
from deckard.journal.fold import apply, fold
from deckard.types import Failure, Gain, Outcome
from tests.strategies import collect, learnt


def history(*events):
    return fold([[event] for event in events]).view(BulkHistory)


def attempted(**held):
    """An attempt that was to have a log and two planks, and what was at hand when it was made."""
    failure = Failure(items={"box"}, how="craft", before=held)
    outcome = Outcome(item="box", steps=1, failures=(failure,))
    tried = {"ending": "attempted", "life": 0, "seed": 0, "trace": ""}
    stock = {"log": 1, "planks": 2}
    return Attempted(stock=stock, items=("box",), outcome=outcome, **tried)


def test_an_attempt_counts_for_what_was_gathered_and_in_the_end_for_what_was_to_be():
    state = fold([[attempted(log=1, planks=1)]])
    bulk = state.view(BulkHistory)
    assert bulk.most() == {"log": 1}
    assert not bulk.is_tried({"planks": 2, "log": 1})
    apply(state, attempted(log=1, planks=2), 2)
    assert bulk.most() == {"log": 1, "planks": 2}
    assert bulk.is_tried({"planks": 2, "log": 1})
    hopeless = history(*[attempted(log=1)] * SHORT)
    assert hopeless.most() == {"log": 1, "planks": 2}
    assert hopeless.is_tried({"log": 1, "planks": 2})


def test_what_was_held_and_had_to_be_made_again_is_told():
    made = Gain(item="planks", how="craft", before={"log": 1}, after={"planks": 4})
    dug = Gain(item="log", how="collect", before={}, after={"log": 1})
    event = attempted(log=1, planks=2)
    again = event.model_copy(update={"outcome": Outcome(item="box", steps=1, gains=(made, dug))})
    had = event.model_copy(update={"holds": {"log": 1, "planks": 2}})
    assert history(again).remade == set()
    assert history(had, again).remade == {"planks"}
    assert history(had, again, event).remade == set()


def test_a_stock_that_kills_again_and_again_counts_as_tried_and_is_left_alone():
    died = attempted(log=1).model_copy(update={"ending": "died"})
    assert not history(died, died).is_tried({"log": 1, "planks": 2})
    deadly = history(*[died] * 2 * SHORT)
    assert deadly.is_tried({"log": 1, "planks": 2}) and deadly.in_vain


def deadly(*items):
    """Attempts of some items that killed, so many that they are given up."""
    event = attempted().model_copy(update={"ending": "died", "items": items or ("box",)})
    return [event] * SHORT


def test_a_stock_that_kills_is_given_up_in_whatever_order_things_were_to_be_attempted():
    orders = ("box", "bowl", "bed"), ("bed", "bowl", "box"), ("bowl", "box", "bed")
    assert history(*(deadly(*order)[0] for order in orders)).is_tried({"log": 1, "planks": 2}, 3)


def test_after_a_stock_that_kills_half_as_much_of_everything_is_to_be_borne():
    assert history().bearable(9) == 9
    assert history(*deadly()).bearable(9) == 1, "it had two planks"
    assert not history(*deadly()).most(), "less of it was never attempted"
    drink = collect("drink", "water")
    outcome = Outcome(item="drink", steps=1)
    able = Practised(recipe=drink, outcome=outcome, option=learnt(drink))
    assert history(*deadly(), able).bearable(9) == 9


def test_of_what_kills_with_one_of_each_nothing_less_is_left():
    one = deadly()[0].model_copy(update={"stock": {"log": 1}})
    assert not history(*[one] * (LAST - 1)).is_tried({"log": 1}), "a life costs little"
    given_up = history(*[one] * LAST)
    assert given_up.is_tried({"log": 1})
    assert given_up.most() == {"log": 1} and given_up.bearable(9) == 1


def test_a_stock_that_killed_is_open_again_once_an_option_is_learnt():
    drink = collect("drink", "water")
    practised = Practised(recipe=drink, outcome=Outcome(item="drink", steps=1))
    able = practised.model_copy(update={"option": learnt(drink)})
    assert history(*deadly(), practised).is_tried({"log": 1, "planks": 2})
    bulk = history(*deadly(), able)
    assert not bulk.is_tried({"log": 1, "planks": 2})
    again = history(*deadly(), able, *deadly())
    assert again.is_tried({"log": 1, "planks": 2}), "it kills as before"


def test_what_was_attempted_in_full_stays_tried_when_an_option_is_learnt():
    drink = collect("drink", "water")
    practised = Practised(
        recipe=drink, outcome=Outcome(item="drink", steps=1), option=learnt(drink)
    )
    bulk = history(attempted(log=1, planks=2), *deadly(), practised)
    assert bulk.is_tried({"log": 1, "planks": 2}) and bulk.most() == {"log": 1, "planks": 2}


def test_attempts_in_vain_are_counted_until_one_obtains_something():
    lucky = attempted(log=1).model_copy(update={"ending": "obtained"})
    assert history(attempted(log=1), attempted(log=1)).in_vain == 2
    assert history(attempted(log=1), lucky).in_vain == 0


def test_an_attempt_that_was_broken_off_counts_but_tells_nothing_of_its_stock():
    aborted = attempted(log=1).model_copy(update={"ending": "aborted"})
    bulk = history(aborted, aborted)
    assert (bulk.count(aborted.attempt), bulk.in_vain, bulk.most()) == (2, 0, {})


def test_a_stock_with_which_nothing_was_attempted_any_more_is_over():
    event = attempted(log=1).model_copy(update={"outcome": Outcome(item="box", steps=1)})
    assert history(event).most() == {"log": 1, "planks": 2}


def test_an_attempt_of_few_items_tells_nothing_of_many():
    few = history(attempted(log=1, planks=2))
    assert few.most(3) == {"log": 1, "planks": 2}
    assert few.is_tried({"log": 1, "planks": 2}, 3)
    assert not few.most(100)
    assert not few.is_tried({"log": 1, "planks": 2}, 100)
