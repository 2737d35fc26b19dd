import io

from deckard.journal.events import Verified
from deckard.journal.fold import fold
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.view.run.lines import Lines
from tests.view.examples import ENTRIES, LOG, OPTION, PLANKS, practised
from tests.view.run.conftest import Shown


def test_a_line_tells_time_steps_and_what_happened(clock):
    out = io.StringIO()
    lines = Shown(State(), clock, lambda history: Lines(out, history))
    clock.now = 12.34
    lines.on_entry((practised(LOG, OPTION), Verified(recipe=LOG)), fold(ENTRIES[:7]))
    told = "12.3s        1,000 steps  practised collect log: 97/100 in 35 decisions; verified"
    assert out.getvalue().strip() == told


def test_practice_is_told_of_at_most_every_ten_seconds(clock):
    out = io.StringIO()
    lines = Shown(State(), clock, lambda history: Lines(out, history))
    for second in range(30):
        clock.now = float(second)
        lines.on_training(LOG, TrainingProgress(1000 * second, second, 0.5), 5000)
    begun, *told = out.getvalue().splitlines()
    assert begun.endswith("practising: collect log from log")
    assert len(told) == 2
    first = "10.0s        5,000 steps  practising collect log: 50% succeed"
    assert told[0].strip().startswith(first)


def test_lines_tell_of_a_question_unless_the_last_answer_came_at_once(clock):
    out = io.StringIO()
    lines = Shown(State(), clock, lambda history: Lines(out, history))
    for item, seconds in (("furnace", 0.1), ("log", 9.0), ("planks", 9.0), ("stick", 0.1)):
        lines.on_question(item)
        clock.now += seconds
        lines.on_entry(ENTRIES[0], fold(ENTRIES[:1]))
    asked = [line for line in out.getvalue().splitlines() if "asking" in line]
    assert [line.split()[-1] for line in asked] == ["furnace", "planks", "stick"]


def test_lines_tell_once_that_a_policy_is_measured(clock):
    out = io.StringIO()
    lines = Shown(State(), clock, lambda history: Lines(out, history))
    lines.on_training(LOG, TrainingProgress(0, 0, 0.0), 0)
    lines.on_evaluation(LOG, 700)
    assert out.getvalue().splitlines()[-1].endswith("700 steps  measuring: collect log from log")


def test_practice_that_earns_its_kit_is_measured_too(clock):
    """There the agent pursues what it needs, in between."""
    shown = Shown(State(), clock)
    shown.on_training(LOG, TrainingProgress(1024, 9, 0.5), 10)
    shown.on_plan_step(PLANKS, LOG)
    shown.on_evaluation(LOG, 20)
    assert shown.history.now.measuring
    assert shown.history.steps == 20
