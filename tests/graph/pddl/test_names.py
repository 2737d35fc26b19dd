import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.graph.pddl.names import RESERVED, item_name, pddl_name
from deckard.worlds.tables import load_tables

ODD = ["log:2", "log", "Log", "x-log", "x-log-3a-2", "9mm", "", "épée", "a b", "heat", "n3", "not",
       "object", "-", "--", "a-3a-", "a:", "planks--2-0", "\ud800", "total-cost"]  # fmt: skip


def test_names_that_pddl_allows_stay_as_they_are():
    for item in load_tables("1.16.5").items:
        assert pddl_name(item) == item


def test_a_name_says_what_was_in_the_way():
    assert pddl_name("log:2") == "x-log-3a-2"
    assert pddl_name("Log") == "x--4c-og"


@pytest.mark.parametrize("item", ODD)
def test_odd_names_become_names_of_pddl(item):
    name = pddl_name(item)
    assert re.fullmatch(r"[a-z][a-z0-9_-]*", name)
    assert name not in RESERVED


def test_no_two_items_have_one_name_in_any_case():
    assert len({pddl_name(item).upper() for item in ODD}) == len(ODD)


@given(st.text() | st.from_regex(r"(x-)?[a-z]*(-[0-9a-f]+-)*", fullmatch=True))
def test_every_name_leads_back_to_its_item_in_any_case(item):
    assert item_name(pddl_name(item)) == item
    assert item_name(pddl_name(item).upper()) == item
