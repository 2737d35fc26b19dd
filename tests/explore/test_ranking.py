"""Subgoals in order, kept up with the state."""

from hypothesis import given

from deckard.bench.baselines.deckard2023 import _goals
from deckard.explore.directed import _ready
from deckard.explore.ranking import Ranked
from tests.graph.test_changes import as_they_come
from tests.strategies import entries


@given(entries)
def test_an_order_that_keeps_up_is_that_made_from_scratch(history):
    kept = []
    for state in as_they_come(history):
        rules = (lambda item, s=state: _ready(s, item, 2), lambda item, s=state: _goals(s, item))
        kept = kept or [Ranked(state, rule) for rule in rules]
        for ranked, rule in zip(kept, rules, strict=True):
            assert list(ranked.order()) == list(Ranked(state, rule).order())
