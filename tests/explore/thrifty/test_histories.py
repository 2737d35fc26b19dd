"""Which stocks are still to be tried, by what was tried in vain."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from deckard.explore.thrifty.histories import Histories
from deckard.types import CRAFT_HOWS, Failure, covers
from tests.strategies import inventories

NEAR = st.frozensets(st.sampled_from(["table", "furnace"]))
failures = st.builds(
    Failure,
    items=st.just({"box"}),
    how=st.sampled_from(CRAFT_HOWS),
    before=inventories,
    near=NEAR,
)


@given(histories=st.lists(st.lists(failures, max_size=4), max_size=4), stock=inventories, near=NEAR)
def test_a_stock_is_untried_in_a_manner_in_which_no_failure_had_all_of_it_near_all(
    histories, stock, near
):
    table = Histories()
    numbers = [table.number(history) for history in histories]
    assert numbers == [table.number(history) for history in histories]
    there = np.array(sorted({k for k in numbers if k}), np.intp)
    untried = table.among(there).untried(stock, CRAFT_HOWS, near)
    for history, number in zip(histories, numbers, strict=True):
        tried = {f.how for f in history if f.near >= near and covers(f.before, stock)}
        if number:
            assert untried[list(there).index(number)] == (tried != {*CRAFT_HOWS})
