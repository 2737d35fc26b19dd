"""How far the language model is trusted."""

import pytest

from deckard.explore.thrifty.trust import Verdicts
from deckard.journal.events import Dreamed, Refuted, Verified
from deckard.journal.fold import fold
from tests.strategies import craft

RIGHT, WRONG = craft("box", planks=4), craft("box", log=4)


def verdicts(*events):
    return fold([[event] for event in events]).view(Verdicts)


def dreamed(recipe):
    return Dreamed(recipe=recipe, text="", model="")


def test_hypotheses_that_proved_right_or_wrong_are_counted():
    events = [dreamed(RIGHT), dreamed(WRONG), Verified(recipe=RIGHT, corrects=(WRONG,))]
    assert verdicts(*events).counts == {("craft", True): 1, ("craft", False): 1}


def test_what_nobody_dreamed_proves_nothing():
    assert verdicts(Verified(recipe=RIGHT)).counts == {("craft", True): 0}


def test_trust_falls_with_every_refutation_of_the_same_manner():
    twice = verdicts(Refuted(recipe=WRONG, reason=""), Refuted(recipe=RIGHT, reason=""))
    assert twice.trust("craft", 2, 1) == pytest.approx(2 / 5)
    assert twice.trust("smelt", 2, 1) == pytest.approx(2 / 3)
