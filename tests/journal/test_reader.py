import json
from dataclasses import replace

import pytest
from hypothesis import given

from deckard.errors import ConfigError, RunDirError
from deckard.graph.beliefs import VERIFIED
from deckard.journal.fold import fold
from deckard.journal.journal import HEAD
from deckard.journal.reader import Moment, known, read_graph, read_growth, skim
from tests.strategies import entries as any_entries
from tests.strategies import known as all_of
from tests.view.examples import ENTRIES, LOG, pursued


def write(folder, entries):
    """Write a journal and return its path."""
    lines = [json.dumps(HEAD)]
    for number, events in enumerate(entries, 1):
        told = [event.model_dump(mode="json") for event in events]
        lines.append(json.dumps({"entry": number, "at": "2026-01-01", "events": told}))
    path = folder / "journal.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@given(any_entries)
def test_a_skim_knows_the_graph_and_the_steps_as_a_full_fold_does(tmp_path_factory, entries):
    skimmed, whole = skim(write(tmp_path_factory.mktemp("run"), entries)), fold(entries)
    grown = read_growth(skimmed)
    assert {i: grown.awm.beliefs(i) for i in grown.awm.known} == {
        i: whole.awm.beliefs(i) for i in whole.awm.known
    }
    for name in ("steps", "practice_steps", "entries", "asked"):
        assert getattr(grown, name) == getattr(whole, name)
    for name in ("refuted", "reasons"):
        assert dict(getattr(grown, name)) == {k: v for k, v in getattr(whole, name).items() if v}
    assert all_of(known(skimmed)) == all_of(whole)


@given(any_entries)
def test_a_graph_read_fast_is_that_of_a_full_fold(tmp_path_factory, entries):
    read = read_graph(write(tmp_path_factory.mktemp("run"), entries))
    whole = fold(entries).awm
    assert [*read.known] == [*whole.known]
    assert [read.beliefs(i) for i in read.known] == [whole.beliefs(i) for i in whole.known]


def test_a_graph_is_read_whoever_wrote_the_journal(tmp_path):
    path = write(tmp_path, ENTRIES)
    told = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    compact = (json.dumps(line, separators=(",", ":")) + "\n" for line in told)
    path.write_text("".join(compact), encoding="utf-8")
    assert read_graph(path).items(VERIFIED) == fold(ENTRIES).awm.items(VERIFIED) != []


def test_a_graph_is_not_read_from_a_journal_that_lost_an_act(tmp_path):
    path = write(tmp_path, [*ENTRIES, (pursued(LOG),), (pursued(LOG),), ENTRIES[0]])
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:-3], *lines[-2:]]), encoding="utf-8")
    with pytest.raises(RunDirError, match="lost or added"):
        read_graph(path)


def test_a_torn_last_line_is_left_out_wherever_it_is_torn(tmp_path):
    path = write(tmp_path, ENTRIES)
    text = path.read_bytes()
    last = text.rstrip(b"\n").rfind(b"\n") + 1
    for cut in range(last, len(text) - 1, 7):
        path.write_bytes(text[:cut])
        assert len(skim(path)) == len(ENTRIES) - 1


@pytest.mark.parametrize("line", ["{]", "{}", '{"events": [{"kind": "guessed"}]}'])
def test_a_damaged_entry_is_named_by_its_line(tmp_path, line):
    path = write(tmp_path, ENTRIES)
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[3] = line
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(RunDirError, match="line 4"):
        skim(path)


def test_an_act_is_read_in_full_when_it_is_asked_for(tmp_path):
    for entry, events in zip(skim(write(tmp_path, ENTRIES)), ENTRIES, strict=True):
        assert entry.full == events


def test_a_moment_ends_a_skim(tmp_path):
    path = write(tmp_path, ENTRIES)
    assert len(skim(path, Moment.parse("0"))) == 6
    assert len(skim(path, Moment.parse("1000"))) == 7
    assert len(skim(path, Moment.parse("entry:2"))) == 2
    assert len(skim(path, Moment.parse("99999999"))) == len(ENTRIES)
    assert len(skim(path, Moment.parse(f"entry:{len(ENTRIES)}"))) == len(ENTRIES)


def test_an_entry_beyond_the_journal_is_refused_with_the_number_of_entries(tmp_path):
    path = write(tmp_path, ENTRIES)
    message = f"entry:999999 is not written: the journal has {len(ENTRIES)} entries"
    with pytest.raises(ConfigError, match=message):
        skim(path, Moment.parse("entry:999999"))


@pytest.mark.parametrize("text", ["", "-1", "entry", "entry:", "1.5", "#3"])
def test_what_is_no_moment_is_told_what_would_be(text):
    with pytest.raises(ConfigError, match="entry:12"):
        Moment.parse(text)


def test_a_moment_is_env_steps_or_an_entry(tmp_path):
    entries = skim(write(tmp_path, ENTRIES))
    assert [e.number for e in entries if Moment.parse("1000").holds(e)] == list(range(1, 8))
    assert [e.number for e in entries if Moment.parse("entry:3").holds(e)] == [1, 2, 3]
    assert all(replace(Moment(), steps=10**9).holds(e) for e in entries)
