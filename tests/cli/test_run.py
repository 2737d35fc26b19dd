import json

import pytest

from deckard import __version__
from deckard.cli.run import choose_run
from deckard.journal.journal import Journal
from deckard.llms import LLM
from tests.cli.commands import GONE, closed_port, deckard, fails_in_one_line
from tests.conftest import TOY


class Interrupted(LLM):
    """A language model at which the user loses patience."""

    def complete(self, request):
        raise KeyboardInterrupt


class Buggy(LLM):
    """A language model with a bug."""

    def complete(self, request):
        raise ZeroDivisionError("a bug")


def test_a_run_reaches_its_target_and_says_so_in_the_last_line(finished):
    assert finished.exit_code == 0
    lines = finished.stdout.splitlines()
    assert lines[-1] == "target verified: iron_pickaxe"
    assert any("practised collect log: " in line for line in lines)
    assert any("dreamed recipes" in line for line in lines)
    assert f"deckard graph show {finished.folder}" in finished.stdout.replace("\n", "")
    assert finished.stderr == ""


def test_a_finished_run_that_is_run_again_sums_up_and_adds_nothing(finished_copy):
    before = (finished_copy / "journal.jsonl").read_bytes()
    again = deckard("run", "-o", finished_copy)
    assert again.exit_code == 0
    assert again.stdout.splitlines()[-1] == "target verified: iron_pickaxe"
    assert "wooden_pickaxe  craft" in again.stdout
    assert (finished_copy / "journal.jsonl").read_bytes() == before


def test_a_run_out_of_budget_exits_3_and_goes_on_with_a_larger_one(tmp_path):
    small = deckard("run", *TOY, "-s", "target=planks", "-s", "max_steps=1", "-o", tmp_path / "r")
    assert small.exit_code == 3
    assert small.stdout.splitlines()[-1].startswith("stopped before it was done: out of budget")
    assert "-s max_steps=2" in small.stdout
    onward = deckard("run", "-o", tmp_path / "r", "-s", "max_steps=1000000")
    assert onward.exit_code == 0
    assert "practised collect log" in onward.stdout, "the practice that was cut short"
    assert "dreamed" not in onward.stdout.partition("practised")[0], "what is recorded is kept"


def test_json_is_the_only_thing_on_stdout(finished_copy):
    result = deckard("run", "-o", finished_copy, "--json")
    document = json.loads(result.stdout)
    assert (document["verified"], document["reason"]) == (True, "target verified: iron_pickaxe")
    log = next(s for s in document["subgoals"] if s["item"] == "log")
    assert log["option"]["successes"] > 0
    assert {d["fate"] for d in document["dreams"]} == {"right"}
    assert "setting up" in result.stderr


def test_ctrl_c_says_how_to_go_on(tmp_path):
    folder = tmp_path / "a run"
    result = deckard("run", *TOY, "-s", "llm.name=tests.cli.test_run:Interrupted", "-o", folder)
    assert result.exit_code == 130
    assert result.stderr == f"stopped; go on with: deckard run -o '{folder}'\n"


def test_a_bug_keeps_its_traceback(tmp_path):
    result = deckard("run", *TOY, "-s", "llm.name=tests.cli.test_run:Buggy", "-o", tmp_path / "r")
    assert isinstance(result.exception, ZeroDivisionError)


def test_a_config_names_the_directory_unless_one_is_given(finished, tmp_path):
    chosen, folder = choose_run("diamond_pickaxe", ["seed=7"], None)
    assert chosen.target == "diamond_pickaxe"
    assert str(folder) == "runs/diamond_pickaxe-craftworld-seed7"
    assert str(choose_run(None, [], None)[1]) == "runs/iron_pickaxe-craftworld-seed0"
    assert choose_run(None, [], tmp_path / "new")[1] == tmp_path / "new"
    assert choose_run(None, [], finished.folder)[0].world.name == "tests.toy:Toy"


def test_a_config_that_is_not_there_is_named_with_those_that_are(tmp_path):
    fails_in_one_line(deckard("run", "golden_hoe"), "'golden_hoe'", "iron_pickaxe")
    (tmp_path / "bad.yaml").write_text("target: [", encoding="utf-8")
    fails_in_one_line(deckard("run", tmp_path / "bad.yaml"), "bad.yaml", "not YAML")


def test_a_run_directory_given_as_config_is_told_from_one(finished):
    fails_in_one_line(deckard("run", finished.folder), f"deckard run -o {finished.folder}")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    fails_in_one_line(deckard("run", *TOY, "-o", tmp_path / "file" / "r"), "file/r", "-o")


def test_a_missing_recorded_answer_is_named(tmp_path):
    recording = tmp_path / "empty.jsonl"
    head = {"deckard_cassette": 1}
    recording.write_text(json.dumps(head) + "\n", encoding="utf-8")
    result = deckard("run", *TOY, "-s", f"llm.path={recording}", "-o", tmp_path / "r")
    fails_in_one_line(result, "no answer for 'iron_pickaxe'")


def test_a_server_that_is_gone_is_named(tmp_path):
    address = f"http://127.0.0.1:{closed_port()}/v1"
    settings = [word for s in (*GONE, f"llm.base_url={address}") for word in ("-s", s)]
    result = deckard("run", *TOY, *settings, "-o", tmp_path / "r")
    fails_in_one_line(result, address, "cannot connect")
    journal = (tmp_path / "r" / "journal.jsonl").read_bytes()
    assert journal.count(b"\n") == 1
    fails_in_one_line(deckard("run", "-o", tmp_path / "r", "--json"), address)
    assert (tmp_path / "r" / "journal.jsonl").read_bytes() == journal


def test_a_damaged_journal_is_named_by_its_line_and_left_alone(finished_copy):
    journal = finished_copy / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[3] = b"{]\n"
    journal.write_bytes(b"".join(lines))
    for command in (["graph", "show"], ["run", "-o"]):
        fails_in_one_line(deckard(*command, finished_copy), "line 4")
    assert journal.read_bytes() == b"".join(lines)


def test_a_run_goes_on_with_its_own_config_only(finished_copy):
    before = (finished_copy / "journal.jsonl").read_bytes()
    fails_in_one_line(deckard("run", "-o", finished_copy, "-s", "seed=5"), "another seed", "-o")
    assert (finished_copy / "journal.jsonl").read_bytes() == before


def test_a_run_that_another_process_works_on_is_left_alone(finished_copy):
    before = (finished_copy / "journal.jsonl").read_bytes()
    journal = Journal(finished_copy / "journal.jsonl")
    fails_in_one_line(deckard("run", "-o", finished_copy), "another deckard is at work")
    journal.close()
    assert (finished_copy / "journal.jsonl").read_bytes() == before


def test_no_run_directory_is_made_without_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fails_in_one_line(deckard("run", *TOY, "-o", ""), "-o names no run directory")
    fails_in_one_line(deckard("run", ""), "no config ''")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("config", [[], ["iron_pickaxe"]])
def test_a_file_is_no_run_directory(tmp_path, config):
    file = tmp_path / "file"
    file.write_bytes(b"kept")
    fails_in_one_line(deckard("run", *config, *TOY, "-o", file), f"{file} is a file", "-o")
    assert file.read_bytes() == b"kept"


def test_a_run_that_goes_on_with_other_versions_warns_in_one_line(finished_copy):
    path = finished_copy / "manifest.json"
    old = json.loads(path.read_text(encoding="utf-8")) | {"deckard": "0.0.1"}
    path.write_text(json.dumps(old), encoding="utf-8")
    again = deckard("run", "-o", finished_copy)
    assert again.exit_code == 0
    assert f"other versions (deckard: 0.0.1, now {__version__})" in again.stderr
    assert len(again.stderr.splitlines()) == 1
