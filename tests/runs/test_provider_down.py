"""A provider that is down for the first half of a run leaves no trace in the journal."""

import pytest

from tests.llms.behaviours.downtime import DOWN, down_behaviours, interrupted, undisturbed
from tests.llms.behaviours.surroundings import prepared

BEHAVIOURS = {behaviour.id: behaviour for behaviour in down_behaviours()}
HALF = 5
"""Questions of eleven that are answered before the provider goes down."""


@pytest.fixture(scope="module", autouse=True)
def keys_and_short_pauses():
    with prepared():
        yield


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    return undisturbed(tmp_path_factory.mktemp("undisturbed") / "run")


@pytest.mark.parametrize("name", DOWN)
def test_a_run_whose_provider_was_down_ends_as_if_it_had_not_been(name, expected, tmp_path):
    down = interrupted(BEHAVIOURS[name], tmp_path / "run", spared=0)
    assert down.message, "the run stops, and says why"
    assert down.before == [], "nothing of the fault is in the journal"
    assert down.requests == 11
    assert down.after == expected


@pytest.mark.parametrize("name", ["openrouter-error-in-choice", "half-a-body", "claude-overloaded"])
def test_what_was_dreamed_before_the_provider_went_down_stays(name, expected, tmp_path):
    down = interrupted(BEHAVIOURS[name], tmp_path / "run", spared=HALF)
    assert down.before == expected[: len(down.before)]
    assert len(down.before) == HALF
    assert down.requests == 11 - HALF, "no item is asked for again"
    assert down.after == expected
