import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.errors import RunDirError
from deckard.journal.events import Misdreamed, Refuted, Verified
from deckard.journal.fold import fold
from deckard.journal.journal import HEAD, Journal, journal_lines, read_journal
from deckard.journal.reader import read_graph, skim
from tests.strategies import collect, entries, known, recipes

EVENT = Misdreamed(item="log", text="?", model="m", reason="r")
HOLDER = """
import sys
from pathlib import Path
from deckard.journal.journal import Journal
journal = Journal(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""
SMALL_DISK = """
import resource, sys
from pathlib import Path
from deckard.errors import RunDirError
from deckard.journal.events import Misdreamed
from deckard.journal.journal import Journal
path = Path(sys.argv[1])
journal = Journal(path)
event = Misdreamed(item="log", text="t" * int(sys.argv[2]), model="m", reason="r")
journal.record(event)
size = path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 60, resource.RLIM_INFINITY))
try:
    journal.record(event)
except RunDirError as error:
    print(error)
assert path.stat().st_size == size
journal.close()
assert path.stat().st_size == size
"""


def written(path, entries):
    """Write entries as a run does: the first event, then what a judge concludes."""
    journal = Journal(path)
    for first, *rest in entries:
        journal.record(first, lambda _, rest=rest: rest)
    journal.close()
    return journal.state


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.jsonl"


@given(entries)
def test_what_is_written_is_read_back_and_folds_to_the_live_state(entries):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        state = written(path, entries)
        assert list(read_journal(path)) == [tuple(entry) for entry in entries]
        assert known(fold(read_journal(path))) == known(state)
        again = Journal(path)
        assert known(again.state) == known(state)
        again.close()


@given(entries, st.data())
def test_a_journal_cut_at_any_byte_holds_a_prefix_of_whole_entries_and_goes_on(entries, data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        written(path, entries)
        text = path.read_bytes()
        path.write_bytes(text[: data.draw(st.integers(0, len(text)))])
        left = list(read_journal(path)) if b"\n" in path.read_bytes() else []
        assert left == [tuple(entry) for entry in entries[: len(left)]]
        assert len(left) == max(0, path.read_bytes().count(b"\n") - 1)
        journal = Journal(path)
        assert journal.record(EVENT) == (EVENT,)
        journal.close()
        assert list(read_journal(path)) == [*left, (EVENT,)]


def test_a_journal_cut_at_every_single_byte_opens(path):
    written(path, [[EVENT], [Verified(recipe=collect("log")), EVENT]])
    text = path.read_bytes()
    for end in range(len(text) + 1):
        path.write_bytes(text[:end])
        journal = Journal(path)
        journal.close()
        assert journal.state.entries == max(0, text[:end].count(b"\n") - 1)
        assert path.read_bytes() == text[: max(len(text.split(b"\n")[0]) + 1, _whole(text[:end]))]


def _whole(text):
    return text.rfind(b"\n") + 1


def test_text_that_is_no_valid_unicode_is_kept(path):
    half = EVENT.model_copy(update={"text": "half an emoji \ud83d, é, \u2028"})
    written(path, [[half]])
    assert list(read_journal(path)) == [(half,)]


def test_an_entry_is_on_disk_once_it_is_recorded(path):
    journal = Journal(path)
    journal.record(EVENT)
    assert list(read_journal(path)) == [(EVENT,)]
    journal.close()


def test_the_judge_sees_the_outcome_and_its_conclusions_are_of_the_same_entry(path):
    journal, recipe = Journal(path), collect("log")
    seen = []

    def judge(state):
        seen.append((state.asked["log"], state.entries))
        return [Verified(recipe=recipe)]

    journal.record(EVENT, judge)
    journal.close()
    assert seen == [(1, 1)]
    assert list(read_journal(path)) == [(EVENT, Verified(recipe=recipe))]
    assert journal.state.awm.is_verified("log")


def test_every_entry_says_when_it_was_made(path):
    written(path, [[EVENT], [EVENT]])
    assert all(entry["at"].endswith("+00:00") for entry in journal_lines(path))


@pytest.mark.parametrize("damage", [b"not JSON", b"", b'{"at": "now", "events": [', b"\xff\x00"])
def test_a_damaged_line_in_the_middle_is_named(path, damage):
    written(path, [[EVENT], [EVENT], [EVENT]])
    whole = path.read_bytes().splitlines()
    whole[2] = damage
    path.write_bytes(b"\n".join(whole) + b"\n")
    with pytest.raises(RunDirError, match="line 3: damaged"):
        Journal(path)
    with pytest.raises(RunDirError, match="line 3: damaged"):
        list(read_journal(path))


@pytest.mark.parametrize("events", [None, 5, [{"kind": "dreamt"}], [{}]])
def test_a_line_that_is_no_entry_is_named(path, events):
    written(path, [[EVENT]])
    entry = {"entry": 2, **({} if events is None else {"events": events})}
    path.write_text(path.read_text(encoding="utf-8") + json.dumps(entry) + "\n", encoding="utf-8")
    with pytest.raises(RunDirError, match="line 3: not a journal entry"):
        list(read_journal(path))


@pytest.mark.parametrize("entry", [{}, [], 5, {"entry": 1}, {"entry": 3}, {"entry": None}])
def test_a_line_without_the_number_of_its_place_is_named(path, entry):
    written(path, [[EVENT]])
    path.write_text(path.read_text(encoding="utf-8") + json.dumps(entry) + "\n", encoding="utf-8")
    with pytest.raises(RunDirError, match="line 3: entry 2 should stand here"):
        list(read_journal(path))


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_line_that_was_deleted_is_missed(path, lost):
    written(path, [[EVENT]] * 4)
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:lost] + whole[lost + 1 :]))
    with pytest.raises(RunDirError, match=f"line {lost + 1}: entry {lost} should stand here"):
        Journal(path)


def test_lines_that_changed_places_are_missed(path):
    written(path, [[EVENT], [EVENT]])
    head, one, other = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(head + other + one)
    with pytest.raises(RunDirError, match="line 2: entry 1 should stand here, not 2"):
        list(read_journal(path))


@pytest.mark.parametrize(
    "content", [b"no newline in it", b"\xff\xfe\x00\x01", b'{"deckard_jourmal']
)
def test_a_file_that_is_no_journal_is_named_and_left_as_it_is(path, content):
    path.write_bytes(content)
    with pytest.raises(RunDirError, match="is no journal"):
        Journal(path)
    assert path.read_bytes() == content


def test_a_journal_that_could_not_be_opened_is_let_go_of(path):
    written(path, [[EVENT]])
    whole = path.read_bytes()
    path.write_bytes(whole + b"damage\n")
    with pytest.raises(RunDirError) as caught:
        Journal(path)
    path.write_bytes(whole)
    written(path, [[EVENT]])  # while the error and its traceback live on
    assert "line 3" in str(caught.value)


@pytest.mark.parametrize("head", ['{"deckard_journal": 1}', "{}", "[]", '{"events": []}'])
def test_a_journal_of_another_version_is_refused_and_left_as_it_is(path, head):
    path.write_text(head + "\n", encoding="utf-8")
    with pytest.raises(RunDirError, match=r"journal version .*this deckard reads versions 3 to 6"):
        Journal(path)
    assert path.read_text(encoding="utf-8") == head + "\n"


def as_version(version, path):
    """Write a journal again as a deckard of that version would have."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    old = [json.dumps({"deckard_journal": version})]
    for entry in map(json.loads, lines):
        events = [with_one_station(event) for event in entry["events"]]
        events = events if version == 4 else [_event_3(event) for event in events]
        old.append(json.dumps(entry | {"events": events}))
    path.write_text("\n".join([*old, ""]), encoding="utf-8")


def with_one_station(value):
    """Recipes as they were before version 5, which knew one station and no returns."""
    if isinstance(value, list):
        return [with_one_station(part) for part in value]
    if not isinstance(value, dict):
        return value
    fields = {name: with_one_station(part) for name, part in value.items()}
    if "stations" in fields:
        fields.pop("returns")
        fields["station"] = next(iter(fields.pop("stations")), None)
    return fields


def has_old_form(entries):
    """Whether version 4 could hold all recipes of some entries."""
    recipes = [r for events in entries for e in events for r in recipes_of(e)]
    return all(len(r.stations) < 2 and not r.returns for r in recipes)


def recipes_of(event):
    recipe = [event.recipe] if hasattr(event, "recipe") else []
    return [*recipe, *getattr(event, "corrects", ())]


def _event_3(event):
    if event["kind"] == "pursued":
        return event | {"also": []}
    if event["kind"] != "attempted":
        return event
    stock, items = event.pop("stock"), event.pop("items")
    recipe = {"item": items[0], "how": "craft", "ingredients": stock}
    return event | {"kind": "pursued", "recipe": recipe, "also": items}


@given(entries.filter(has_old_form), st.sampled_from([3, 4]))
def test_an_older_journal_is_read_in_todays_form(entries, version):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        state = written(path, entries)
        as_version(version, path)
        assert list(read_journal(path)) == [tuple(entry) for entry in entries]
        assert [entry.full for entry in skim(path)] == [tuple(entry) for entry in entries]
        assert read_graph(path).known == state.awm.known


@pytest.mark.parametrize("version", [3, 4])
def test_an_older_journal_is_not_continued_and_left_as_it_is(path, version):
    written(path, [[EVENT]])
    as_version(version, path)
    text = path.read_bytes()
    with pytest.raises(RunDirError, match="not continued; go on with the deckard that made it"):
        Journal(path)
    assert path.read_bytes() == text


def test_a_damaged_line_of_an_older_journal_is_named(path):
    path.write_text('{"deckard_journal": 3}\n{"entry": 1, "events": [3]}\n', encoding="utf-8")
    with pytest.raises(RunDirError, match="line 2"):
        list(read_journal(path))


def test_a_new_journal_begins_with_its_version(path):
    Journal(path).close()
    assert json.loads(path.read_text(encoding="utf-8")) == HEAD


def test_where_there_is_no_journal_that_is_said(path):
    with pytest.raises(RunDirError, match="no run in"):
        list(read_journal(path))


def test_a_journal_that_is_a_folder_is_named(path):
    path.mkdir()
    with pytest.raises(RunDirError, match="Is a directory"):
        list(read_journal(path))
    with pytest.raises(RunDirError, match="Is a directory"):
        Journal(path)


def test_a_journal_has_one_writer_in_all_processes_and_any_number_of_readers(path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(RunDirError, match="another deckard is at work"):
        Journal(path)
    assert list(read_journal(path)) == []
    holder.kill()
    holder.communicate()
    written(path, [[EVENT]])


@pytest.mark.parametrize("letters", [50, 5_000, 100_000])
def test_a_full_disk_leaves_no_part_of_an_entry_and_is_one_line(path, letters):
    command = [sys.executable, "-c", SMALL_DISK, str(path), str(letters)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "cannot write" in done.stdout
    assert "nothing recorded is lost" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    written(path, [[EVENT]])
    assert len(list(read_journal(path))) == 2


def test_closing_after_a_full_disk_writes_nothing_even_if_there_is_room_again(path):
    journal = Journal(path)
    size = path.stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 30, before[1]))
    try:
        with pytest.raises(RunDirError):
            journal.record(EVENT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    journal.close()
    assert path.stat().st_size == size


@given(recipes())
def test_refutations_survive_with_their_reasons(recipe):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        state = written(path, [[Refuted(recipe=recipe, reason="r")]])
        assert fold(read_journal(path)).reasons == state.reasons
