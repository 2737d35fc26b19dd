"""Failures of a server that older versions kept as answers, and what becomes of them."""

import json
import shutil

import pytest

from deckard.config import parse_config
from deckard.dream.priors.recorded import Recorded
from deckard.dream.quality import count
from deckard.errors import RunDirError
from deckard.journal.journal import Journal, journal_lines, read_journal
from deckard.llms.cassette import CassetteFile
from deckard.llms.contents import read_cassette
from deckard.runs.directory import load_state
from deckard.runs.repair import repair_answers
from deckard.runs.run import run
from tests.cli.commands import deckard
from tests.llms.server import by_item, chat, serving
from tests.test_files import files_no_longer_than

FINE = by_item(Recorded().answers)
ITEMS = ["crafting_table", "log", "planks", "stick", "wooden_pickaxe"]


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret-0123456789")


def work(folder, server, *settings):
    """Run until all is dreamed of that leads to a wooden pickaxe."""
    tree = {
        "target": "wooden_pickaxe",
        "max_steps": 1,
        "world": {"name": "tests.toy:Toy"},
        "trainer": {"name": "tests.bandit:Bandit"},
        "llm": {"name": "openai", "model": "tiny", "base_url": server.url},
    }
    return run(parse_config(tree, "test", settings), folder)


def events(folder):
    return [e for entry in journal_lines(folder / "journal.jsonl") for e in entry["events"]]


def as_older_versions_kept_it(cassette):
    """Rewrite a cassette without what older versions did not keep."""
    lines = [json.loads(line) for line in cassette.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        if line.get("answer"):
            line["answer"] = {k: v for k, v in line["answer"].items() if k != "answer_in"}
    text = "".join(json.dumps(line) + "\n" for line in lines)
    cassette.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed") / "run"
    with serving(FINE) as server:
        work(folder, server)
    return folder


@pytest.fixture(scope="module")
def server():
    with serving(FINE) as server:
        yield server


@pytest.fixture
def spoilt(tmp_path, server):
    """Make a run of an older version whose provider was down: all it has is empty answers."""
    folder = tmp_path / "run"
    server.script[:] = [(200, chat(""))]
    work(folder, server)
    server.script[:] = [FINE]
    as_older_versions_kept_it(folder / "llm" / "cassette.jsonl")
    server.asked.clear()
    return folder


def test_without_repair_a_run_asks_nothing_and_says_in_one_line_what_to_do(spoilt, server, caplog):
    before = len(events(spoilt))
    work(spoilt, server, "max_steps=2")
    assert (server.asked, len(events(spoilt))) == ([], before)
    hints = [message for message in caplog.messages if "llm repair" in message]
    assert len(hints) == 1
    assert hints[0].endswith(f"deckard llm repair {spoilt} has them asked again")


def test_after_a_repair_the_run_ends_as_the_undisturbed_one(spoilt, server, undisturbed):
    asked = len(read_cassette(spoilt / "llm" / "cassette.jsonl").answers)
    repair = repair_answers(spoilt)
    assert (repair.answers, repair.items) == (asked, ("wooden_pickaxe",))
    assert not load_state(spoilt).asked["wooden_pickaxe"]
    work(spoilt, server, "max_steps=2")
    assert len(server.asked) == len(ITEMS)
    assert not any(load_state(spoilt).reasons.values())
    quality = count(read_journal(spoilt / "journal.jsonl"))
    assert (quality.usable, quality.unusable) == (len(ITEMS), 0), "the model is not to blame"
    dreams = [e["recipe"] for e in events(spoilt) if e["kind"] == "dreamed"]
    assert dreams == [e["recipe"] for e in events(undisturbed) if e["kind"] == "dreamed"]


def test_a_second_repair_finds_nothing(spoilt, server):
    repair_answers(spoilt)
    work(spoilt, server, "max_steps=2")
    lines = len(events(spoilt))
    repair = repair_answers(spoilt)
    assert (repair.answers, repair.items, len(events(spoilt))) == (0, (), lines)


def test_what_is_empty_again_is_the_models(spoilt, server):
    repair_answers(spoilt)
    server.script[:] = [(200, chat(""))]
    work(spoilt, server, "max_steps=2")
    assert server.asked
    repair = repair_answers(spoilt)
    assert (repair.answers, repair.items) == (0, ())


def test_a_repair_that_was_killed_half_way_is_done_by_the_next(spoilt, tmp_path):
    journal = spoilt / "journal.jsonl"
    shutil.copy(journal, tmp_path / "before")
    first = repair_answers(spoilt)
    shutil.copy(tmp_path / "before", journal)  # as after the cassette and before the journal
    again = repair_answers(spoilt)
    assert (again.answers, again.items) == (0, first.items)
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-5])  # in the middle of a line
    assert repair_answers(spoilt).items == first.items
    assert not load_state(spoilt).asked["wooden_pickaxe"]


def test_half_an_answer_of_which_a_hypothesis_was_made_stays(tmp_path, server):
    folder, whole = tmp_path / "run", json.dumps(json.loads(Recorded().answers["stick"]))
    server.script[:] = [by_item({"stick": whole[:-1], "planks": '{"item": "pl'})]
    work(folder, server, "target=stick", "dream.repair=false", "dream.again=0")
    server.script[:] = [FINE]
    as_older_versions_kept_it(folder / "llm" / "cassette.jsonl")
    assert [event["kind"] for event in events(folder)][:2] == ["dreamed", "misdreamed"]
    repair = repair_answers(folder)
    assert (repair.answers, repair.items) == (1, ("planks",))
    assert events(folder)[-1]["kind"] == "voided"


def test_a_run_at_work_is_not_repaired(spoilt):
    journal = Journal(spoilt / "journal.jsonl")
    try:
        with pytest.raises(RunDirError, match="another deckard is at work in"):
            repair_answers(spoilt)
    finally:
        journal.close()


def test_a_cassette_in_use_is_not_repaired(spoilt):
    cassette = CassetteFile(spoilt / "llm" / "cassette.jsonl")
    cassette.check()
    try:
        with pytest.raises(RunDirError, match="another deckard writes to"):
            repair_answers(spoilt)
    finally:
        cassette.close()


def test_the_command_says_what_is_void_and_who_asks_again(spoilt, tmp_path):
    cassette, copy = spoilt / "llm" / "cassette.jsonl", tmp_path / "copy.jsonl"
    shutil.copy(cassette, copy)
    of_run = deckard("llm", "repair", spoilt).stdout
    assert of_run == (
        f"{cassette}: 8 answers are void, as they may be failures of the server; the run asks "
        "again for 1 item\n"
    )
    of_copy = deckard("llm", "repair", copy).stdout
    assert of_copy == (
        f"{copy}: 8 answers are void, as they may be failures of the server; deckard llm record "
        "asks again\n"
    )


def test_the_command_says_what_a_repair_that_was_killed_left_to_do(spoilt, tmp_path):
    shutil.copy(spoilt / "journal.jsonl", tmp_path / "before")
    repair_answers(spoilt)
    shutil.copy(tmp_path / "before", spoilt / "journal.jsonl")
    told = deckard("llm", "repair", spoilt).stdout
    assert "0 answers" not in told
    assert told.endswith(": the run asks again for 1 item\n")


def test_the_cassette_of_a_run_may_be_named_in_its_place(spoilt):
    assert repair_answers(spoilt / "llm" / "cassette.jsonl").items == ("wooden_pickaxe",)


def test_the_command_says_in_one_line_what_it_did(spoilt, tmp_path):
    result = deckard("llm", "repair", spoilt)
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    assert "are void, as they may be failures of the server" in result.stdout
    assert "nothing was changed" in deckard("llm", "repair", spoilt).stdout
    again = json.loads(deckard("llm", "repair", spoilt, "--json").stdout)
    assert (again["answers"], again["items"]) == (0, [])


def test_a_cassette_alone_is_repaired_and_recorded_anew(spoilt, tmp_path):
    alone = shutil.copy(spoilt / "llm" / "cassette.jsonl", tmp_path / "alone.jsonl")
    before = read_cassette(alone).answers
    repair = repair_answers(alone)
    assert (repair.answers, repair.items) == (len(before), ())
    contents = read_cassette(alone)
    assert contents.answers == {}
    assert len(contents.exchanges) == len(before), "what was paid for stays"


def test_a_cassette_on_a_full_disk_is_left_as_it_is(spoilt):
    cassette = spoilt / "llm" / "cassette.jsonl"
    before = cassette.read_bytes()
    with files_no_longer_than(len(before) + 10), pytest.raises(RunDirError, match="cannot write"):
        repair_answers(spoilt)
    assert cassette.read_bytes() == before
