"""All candidates in columns, kept up with the state."""

import numpy as np
from hypothesis import given

from deckard.explore import Goal
from deckard.explore.thrifty.options import ThriftyOptions
from deckard.explore.thrifty.table import CandidateTable
from deckard.journal.events import Practised, Pursued
from deckard.journal.fold import apply, fold
from deckard.types import Contact, Outcome, Recipe
from tests.graph.test_changes import as_they_come
from tests.strategies import ITEMS, SOURCES, entries

GOAL = Goal(None, 2, ("table",), frozenset(SOURCES), tuple(ITEMS), {"log": 1.5})


@given(entries)
def test_a_table_that_keeps_up_is_that_made_from_scratch(history):
    kept = None
    for state in as_they_come(history):
        if kept is None or not kept.is_of(state, GOAL):
            kept = CandidateTable(state, GOAL, ThriftyOptions())
        kept.keep_up()
        scratch = CandidateTable(state, GOAL, ThriftyOptions())
        for name, column in vars(scratch.columns).items():
            assert np.array_equal(vars(kept.columns)[name], column), name
        for name in ("verified", "unlearnt", "used"):
            assert np.array_equal(getattr(kept, name), getattr(scratch, name)), name


def test_a_contact_while_something_else_is_pursued_changes_what_was_met_there():
    contact = Contact(source="rock", hand=None, count=3, gave={})
    sought = Outcome(item="ore", steps=9, contacts=(contact,))
    state = fold([[Practised(recipe=Recipe(item="ore", how="collect"), outcome=sought)]])
    kept = CandidateTable(state, GOAL, ThriftyOptions())
    kept.keep_up()
    chance = {"life": 0, "seed": 0, "trace": "", "ending": "stuck"}
    other = Outcome(item="log", steps=9, contacts=(contact,))
    apply(state, Pursued(recipe=Recipe(item="log", how="collect"), outcome=other, **chance), 2)
    before = kept.columns.chance
    kept.keep_up()
    assert np.array_equal(
        kept.columns.chance, CandidateTable(state, GOAL, ThriftyOptions()).columns.chance
    )
    assert not np.array_equal(kept.columns.chance, before)
