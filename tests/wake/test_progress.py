import pytest

from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.wake.progress import RunProgress, thinned
from tests.view.examples import LOG, OPTION, STATE, practised


def test_steps_count_the_training_that_goes_on_once(clock):
    progress = RunProgress(STATE, clock)
    progress.on_training(LOG, TrainingProgress(1, 1, 0.0), 700)
    assert progress.steps == STATE.steps + 700
    progress.on_entry((practised(LOG, OPTION),), STATE)
    assert progress.steps == STATE.steps


def test_the_speed_is_that_of_the_last_seconds(clock):
    progress = RunProgress(State(), clock)
    for second in range(1, 101):
        clock.now = float(second)
        progress.on_training(
            LOG, TrainingProgress(1, 1, 0.0), 10 * second if second < 50 else 1000 * second
        )
    assert progress.speed == pytest.approx(1000)


def test_a_curve_keeps_its_end_and_its_bound():
    assert thinned([], 4) == ()
    assert thinned([1, 2, 3], 4) == (1, 2, 3)
    assert thinned(range(100), 40)[-1] == 99
    assert len(thinned(range(100), 40)) <= 40
