import io
from pathlib import Path

from rich.console import Console

from deckard.config import RunConfig
from deckard.dream.quality import AnswerQuality, count
from deckard.journal.fold import fold
from deckard.journal.state import State
from deckard.runs.result import RunResult
from deckard.types import Gain, Outcome
from deckard.view.run import summary
from deckard.view.run.story import dreams
from tests.view.examples import ENTRIES, LOG, STATE, dreamed, practised, pursued

CONFIG = RunConfig(target="furnace", max_steps=3000)
SPENT = RunResult("out of budget", STATE, True)


def test_the_verdict_names_what_was_corrected_and_how():
    assert summary.run_verdict(dreams(ENTRIES, STATE), count(ENTRIES)) == (
        "2 of 5 dreamed recipes were wrong and corrected: crafting_table (3 -> 4 planks), planks "
        "(gives 1 -> 4). 1 refuted, with nothing better found yet: cobblestone. 1 not settled. "
        "1 answer held no usable recipe (1 unparsed)."
    )


def test_the_verdict_says_when_all_was_right():
    entries = [(dreamed(LOG),), ENTRIES[6]]
    told = summary.run_verdict(dreams(entries, fold(entries)), AnswerQuality())
    assert summary.run_verdict([*dreams(entries, fold(entries))] * 2, AnswerQuality()).startswith(
        "All 2 dreamed"
    )
    assert told == "The one dreamed recipe that was tried was right."


def test_the_verdict_on_what_was_not_tried_says_so():
    entries = [(dreamed(LOG),)]
    told = summary.run_verdict(dreams(entries, fold(entries)), AnswerQuality())
    assert told == "Of 1 dreamed recipes none is settled yet."


def test_the_verdict_on_nothing_says_so():
    assert summary.run_verdict([], AnswerQuality()) == "Nothing was dreamed."


def test_the_summary_fits_eighty_columns():
    console = Console(width=80, record=True, file=io.StringIO())
    summary.print_summary(console, CONFIG, Path("runs/x"), SPENT, ENTRIES)
    lines = console.export_text().splitlines()
    assert max(map(len, lines)) <= 80
    assert any("log" in line and "97/100" in line and "1,000" in line for line in lines)


def test_the_commands_to_try_fit_what_the_run_came_to():
    run = Path("runs/a b")
    assert summary.next_commands(CONFIG, run, SPENT) == [
        "deckard graph show 'runs/a b'",
        "deckard report 'runs/a b'",
        "deckard score 'runs/a b'",
        "deckard run -o 'runs/a b' -s max_steps=6000",
    ]
    done = RunConfig(target="log")
    found = summary.next_commands(done, Path("runs/x"), RunResult("target verified", STATE, False))
    assert "deckard play runs/x log --gif log.gif" in found
    assert not any("max_steps" in command for command in found)


def test_a_run_with_a_target_succeeds_once_a_life_obtained_it():
    gain = Gain(item="log", how="collect", before={}, after={"log": 1}, source="log")
    outcome = Outcome(item="log", steps=1, gains=(gain,))
    learnt = [(practised(LOG, None).model_copy(update={"outcome": outcome}),)]
    lived = [(pursued(LOG).model_copy(update={"outcome": outcome}),)]
    config = RunConfig(target="log")
    assert not summary.succeeded(config, RunResult("nothing left to try", fold(learnt), False))
    assert summary.succeeded(config, RunResult("target verified", fold(lived), False))


def test_a_run_without_a_target_succeeds_unless_its_budget_is_spent():
    assert summary.succeeded(RunConfig(), RunResult("nothing left to try", State(), False))
    assert not summary.succeeded(RunConfig(), RunResult("out of budget", State(), True))


def test_what_the_world_broke_off_is_told_with_what_that_took():
    told = summary.broken_off(State(aborted=1, restarts=3))
    assert told == (
        "The world broke off 1 episode, which taught nothing, and was started again 3 times."
    )
