import pytest

from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.view.run.progress import RunProgress
from tests.view.examples import LOG, OPTION, STATE, practised


def test_steps_count_the_training_that_goes_on_once(clock):
    course = RunProgress(STATE, clock)
    course.practising(LOG, TrainingProgress(1, 1, 0.0), 700)
    assert course.steps == STATE.steps + 700
    course.recorded((practised(LOG, OPTION),), STATE)
    assert course.steps == STATE.steps


def test_the_speed_is_that_of_the_last_seconds(clock):
    course = RunProgress(State(), clock)
    for second in range(1, 101):
        clock.now = float(second)
        course.practising(
            LOG, TrainingProgress(1, 1, 0.0), 10 * second if second < 50 else 1000 * second
        )
    assert course.speed == pytest.approx(1000)
