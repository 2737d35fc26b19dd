import io

import pytest
from rich.console import Console

from deckard.journal.fold import fold
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.view.run.history import RunHistory
from deckard.view.run.screen import Screen, draw_screen
from deckard.wake.progress import Practising
from tests.view.examples import ENTRIES, LOG, PLANKS, STATE
from tests.view.run.conftest import Shown


def told_so_far(callbacks):
    """Tell callbacks all of the example journal."""
    for number in range(1, len(ENTRIES) + 1):
        callbacks.on_entry(ENTRIES[number - 1], fold(ENTRIES[:number]))


def test_the_curve_of_one_training_does_not_go_on_in_the_next(clock):
    shown = Shown(State(), clock)
    shown.on_training(LOG, TrainingProgress(1, 1, 0.9), 10)
    shown.on_entry(ENTRIES[0], fold(ENTRIES[:1]))
    shown.on_training(LOG, TrainingProgress(1, 1, 0.1), 10)
    assert isinstance(shown.history.now, Practising)
    assert shown.history.now.curve == (0.1,)


def plain(history, width, height):
    return [
        str(line) for line in draw_screen(history, "furnace   runs/x", "loading it", width, height)
    ]


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (40, 10), (20, 5)])
def test_the_screen_is_never_higher_than_the_terminal(clock, width, height):
    shown = Shown(State(), clock)
    assert len(plain(shown.history, width, height)) <= height
    told_so_far(shown)
    shown.on_training(LOG, TrainingProgress(1024, 3, 0.5), 10)
    assert len(plain(shown.history, width, height)) <= height


def test_the_screen_shows_what_is_known_and_what_was_corrected(clock):
    shown = Shown(State(), clock)
    told_so_far(shown)
    clock.now = 3725.0
    shown.on_plan_step(PLANKS, LOG)
    screen = "\n".join(plain(shown.history, 80, 25))
    assert "1:02:05" in screen
    assert "3 verified   1 hypothesised" in screen
    assert "3 recipes found wrong: 2 corrected, 1 refuted" in screen
    assert "in practice 2,000   in life 24" in screen
    assert "pursuing   craft 4 planks from 1 log" in screen
    assert "now: collect log from log" in screen
    assert "crafting_table: 3 -> 4 planks" in screen
    assert "dreamed craft furnace" in screen


def test_the_screen_shows_how_a_training_stands(clock):
    shown = Shown(State(), clock)
    for share in (0.0, 0.5, 1.0):
        shown.on_training(LOG, TrainingProgress(2048, 30, share), 5)
    screen = "\n".join(plain(shown.history, 80, 24))
    assert "practising collect log from log" in screen
    assert "▁▅█ 100% of the last episodes  30 in all, 2,048 decisions" in screen
    shown.on_evaluation(LOG, 6)
    screen = "\n".join(plain(shown.history, 80, 24))
    assert "measuring  collect log from log" in screen
    assert "▁▅█ 100%" in screen


def test_the_screen_says_what_takes_long_before_anything_happened(clock):
    shown = Shown(State(), clock)
    assert "starting   loading it" in plain(shown.history, 80, 24)
    shown.on_entry(ENTRIES[0], fold(ENTRIES[:1]))
    assert "           loading it" not in plain(shown.history, 80, 24)
    shown.on_training(LOG, TrainingProgress(0, 0, 0.0), 0)
    assert "beginning  collect log from log" in plain(shown.history, 80, 24)
    assert "           loading it" in plain(shown.history, 80, 24)


def test_the_screen_says_that_the_language_model_is_asked_and_for_what(clock):
    shown = Shown(State(), clock)
    shown.on_question("furnace")
    assert "asking     furnace" in plain(shown.history, 80, 24)
    shown.on_entry(ENTRIES[0], fold(ENTRIES[:1]))
    assert not any(line.startswith("asking") for line in plain(shown.history, 80, 24))


def test_the_screen_leaves_the_terminal_as_it_was():
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=80, height=24)
    with pytest.raises(KeyboardInterrupt), Screen(console, RunHistory(STATE), "t", "loading"):
        raise KeyboardInterrupt
    assert out.getvalue().rindex("\x1b[?1049l") > out.getvalue().rindex("\x1b[?1049h")
    assert out.getvalue().rindex("\x1b[?25h") > out.getvalue().rindex("\x1b[?25l")
