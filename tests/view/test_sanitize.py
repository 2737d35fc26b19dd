"""Whatever an item or an answer holds, no terminal is steered by it."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from deckard.config import RunConfig
from deckard.journal.events import Dreamed, Misdreamed, Refuted, Verified
from deckard.journal.fold import fold
from deckard.journal.state import State
from deckard.runs.result import RunResult
from deckard.types import Recipe, as_set
from deckard.view.corrections import find_corrections
from deckard.view.graph import text
from deckard.view.run import summary
from deckard.view.run.history import RecordedEntry
from deckard.view.run.lines import progress_line
from deckard.view.sanitize import plain_replacement, row, visible_text
from tests.cli.test_app import deckard
from tests.view.examples import ENTRIES, LOG, STATE, TABLE, WRONG_TABLE, dreamed, pursued
from tests.view.grown import written

EVIL = "pl\x1b[31man\x1b[2Jks\n\x07\x9b1m\u202e"
RECIPE = Recipe(item=EVIL, how="craft", ingredients={"log": 1}, stations=as_set(EVIL))
JOURNAL = [
    (Dreamed(recipe=LOG, text="log", model=EVIL),),
    (Dreamed(recipe=RECIPE, text=EVIL, model=EVIL),),
    (Misdreamed(item=EVIL, text=EVIL, model=EVIL, reason=EVIL),),
    (pursued(RECIPE), Refuted(recipe=RECIPE, reason=EVIL)),
    (pursued(RECIPE), Verified(recipe=RECIPE)),
]


@given(st.text())
def test_what_is_visible_is_one_printable_line_of_the_same_length(words):
    assert visible_text(words).isprintable()
    assert len(visible_text(words)) == len(words)
    assert visible_text(words) == words or not words.isprintable()


def test_a_row_keeps_its_styles():
    drawn = row(("a\x1b", "red"), "\r\x08", ("b", "bold"))
    assert (drawn.plain, [span.style for span in drawn.spans]) == ("a␛␍␈b", ["red", "bold"])


@pytest.mark.parametrize(
    "words",
    [
        ["graph", "show", "RUN"],
        ["graph", "show", "RUN", EVIL],
        ["graph", "why", "RUN", EVIL],
        ["graph", "why", "RUN", EVIL + "x"],
        ["graph", "plan", "RUN", EVIL],
        ["graph", "frontier", "RUN"],
        ["graph", "diff", "RUN", "RUN", "--at", "entry:3"],
        ["graph", "export", "RUN", "--to", "text"],
        ["watch", "RUN", "--once"],
        ["watch", "RUN"],
    ],
    ids=" ".join,
)
def test_no_command_lets_a_name_steer_the_terminal(words, tmp_path):
    run = written(tmp_path / "run", JOURNAL, RunConfig(target="log"))
    done = deckard(*(run if word == "RUN" else word for word in words))
    told = (done.stdout + done.stderr).replace("\n", "")
    assert told
    assert told.isprintable()


def test_the_lines_and_the_summary_of_a_run_show_what_steers(tmp_path):
    assert progress_line(RecordedEntry(1.0, 2, EVIL)).isprintable()
    written(tmp_path, JOURNAL, RunConfig(target=EVIL))
    console = Console(width=200, file=io.StringIO(), force_terminal=False)
    ended = RunResult("over", fold(JOURNAL), False)
    summary.print_summary(console, RunConfig(target=EVIL), tmp_path, ended, JOURNAL)
    assert console.file.getvalue().replace("\n", "").isprintable()


def test_a_long_name_moves_no_column_and_is_told_whole():
    long = LOG.model_copy(update={"item": "x" * 300})
    needy = LOG.model_copy(update={"item": "plank", "ingredients": {"y" * 300: 1}})
    state = fold((dreamed(recipe),) for recipe in (LOG, long, needy))
    *lines, _, _ = str(text.graph_text(state, None)).splitlines()
    assert len(lines) == 4
    assert {row[:44].rstrip()[-1] for row in lines} == {"g", "k", "…"}
    assert all(row[42:44] == "  " != row[44:45] for row in lines)
    assert all(any(name * 300 in row for row in lines) for name in "xy")


def test_marks_stay_apart_where_the_terminal_has_ascii_alone():
    told = UnicodeEncodeError("ascii", "✓?·✗␛é", 0, 6, "")
    assert plain_replacement(told) == ("+?.x^[?", 6)
    with pytest.raises(UnicodeDecodeError):
        plain_replacement(UnicodeDecodeError("ascii", b"\xff", 0, 1, ""))


def test_every_view_counts_what_was_wrong_alike(tmp_path):
    run = written(tmp_path / "run", ENTRIES, RunConfig(target="furnace"))
    found = find_corrections(STATE)
    assert str(found) == "3 recipes found wrong: 2 corrected, 1 refuted"
    assert str(found) in deckard("graph", "show", run).stdout
    assert str(found) in deckard("watch", run, "--once").stdout
    assert str(found) in deckard("report", run).stdout or str(found) in (
        run / "report.html"
    ).read_text(encoding="utf-8")
    for command in (["graph", "stats", run], ["watch", run]):
        told = json.loads(deckard(*command, "--json").stdout)
        assert (told["corrected"], told["refuted"]) == (2, 1)


def test_what_is_dreamed_again_and_refuted_again_is_one_recipe():
    twice = [(dreamed(TABLE), Refuted(recipe=TABLE, reason="no"))] * 2
    assert find_corrections(fold(twice)).refuted == (TABLE,)
    assert find_corrections(
        fold([*twice, (Verified(recipe=WRONG_TABLE, corrects=(TABLE,)),)])
    ).corrected == (TABLE,)
    assert str(find_corrections(State())) == "0 recipes found wrong"
