"""What becomes of a question when servers behave as they do: see `tests.llms.behaviours`."""

import re

import pytest

from tests.llms.behaviours import CURES, load_behaviours
from tests.llms.behaviours.judge import judge, judge_all
from tests.llms.behaviours.surroundings import prepared

BEHAVIOURS = load_behaviours()


@pytest.fixture(scope="module")
def verdicts():
    return {verdict.behaviour.id: verdict for verdict in judge_all(BEHAVIOURS)}


@pytest.mark.parametrize("name", [behaviour.id for behaviour in BEHAVIOURS])
def test_a_server_that_behaves_like_this_is_understood(name, verdicts):
    verdict = verdicts[name]
    assert not verdict.complaints, verdict.message


def test_each_behaviour_has_a_name_of_its_own_and_a_known_cure():
    assert len({behaviour.id for behaviour in BEHAVIOURS}) == len(BEHAVIOURS)
    assert {behaviour.cure for behaviour in BEHAVIOURS if behaviour.cure} <= CURES.keys()
    assert all(re.fullmatch(r"[a-z0-9.-]+", behaviour.id) for behaviour in BEHAVIOURS)


def test_there_are_enough_behaviours_and_many_of_public_threads():
    assert len(BEHAVIOURS) >= 120
    assert sum(behaviour.is_from_thread for behaviour in BEHAVIOURS) >= 40


def test_every_fault_says_what_its_message_must_tell_or_how_to_cure_it():
    assert [b.id for b in BEHAVIOURS if b.is_fault and not (b.says or b.cure)] == []


WRONG = {
    "plain": {"right": "refused"},
    "openai-server-error": {"says": ["no such text"]},
    "openai-wrong-key": {"right": "retried"},
    "filtered": {"right": "answer"},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_behaviour_that_is_keyed_wrong_is_complained_of(name):
    behaviour = next(one for one in BEHAVIOURS if one.id == name)
    with prepared() as certificate:
        assert judge(behaviour.model_copy(update=WRONG[name]), certificate).complaints
