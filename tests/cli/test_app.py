import importlib
import json
import shutil
import socket

import pytest
from typer.testing import CliRunner

from deckard import __version__
from deckard.cli.app import app, choose
from deckard.journal.journal import Journal
from deckard.llms import LLM
from tests.conftest import TOY


class Interrupted(LLM):
    """A language model at which the user loses patience."""

    def complete(self, request):
        raise KeyboardInterrupt


class Buggy(LLM):
    """A language model with a bug."""

    def complete(self, request):
        raise ZeroDivisionError("a bug")


def deckard(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


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
    result = deckard("run", *TOY, "-s", "llm.name=tests.cli.test_app:Interrupted", "-o", folder)
    assert result.exit_code == 130
    assert result.stderr == f"stopped; go on with: deckard run -o '{folder}'\n"


def test_a_bug_keeps_its_traceback(tmp_path):
    result = deckard("run", *TOY, "-s", "llm.name=tests.cli.test_app:Buggy", "-o", tmp_path / "r")
    assert isinstance(result.exception, ZeroDivisionError)


def test_a_config_names_the_directory_unless_one_is_given(finished, tmp_path):
    chosen, folder = choose("diamond_pickaxe", ["seed=7"], None)
    assert chosen.target == "diamond_pickaxe"
    assert str(folder) == "runs/diamond_pickaxe-craftworld-seed7"
    assert str(choose(None, [], None)[1]) == "runs/iron_pickaxe-craftworld-seed0"
    assert choose(None, [], tmp_path / "new")[1] == tmp_path / "new"
    assert choose(None, [], finished.folder)[0].world.name == "tests.toy:Toy"


def test_play_obtains_the_item_and_films_it(finished, tmp_path):
    gif = tmp_path / "planks.gif"
    result = deckard("play", finished.folder, "planks", "--episodes", 4, "--gif", gif)
    assert result.exit_code == 0
    assert "95 % interval" in result.stdout
    assert gif.read_bytes().startswith(b"GIF89a")
    played = deckard("play", finished.folder, "planks", "--episodes", 4, "--json")
    document = json.loads(played.stdout)
    assert document["episodes"] == len(document["each"]) == 4
    assert document["successes"] >= 3
    assert f"{document['successes']}/4" in result.stdout


def test_score_counts_what_agrees_and_lists_what_does_not(as_craftworld):
    shown = deckard("score", as_craftworld)
    assert "verified recipes agree with Minecraft 1.11.2" in shown.stdout
    document = json.loads(deckard("score", as_craftworld, "--json").stdout)
    assert document["verified"] == document["agree"] + len(document["differing"])
    assert document["agree"] > 10


def test_the_version_is_printed():
    assert deckard("--version").stdout == f"deckard {__version__}\n"


@pytest.mark.parametrize(
    "words", [["frobnicate"], ["play", "x"], ["play", "x", "y", "--episodes", "0"], ["graph"]]
)
def test_usage_errors_exit_2(words):
    assert deckard(*words).exit_code == 2


def fails_in_one_line(result, *fragments):
    """Whether a command failed as deckard errors do."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    *progress, error = result.stderr.splitlines()
    assert error.startswith("deckard: ")
    assert all(line.startswith("  ") for line in progress)
    assert "Traceback" not in result.output
    for fragment in fragments:
        assert fragment in error


def closed_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


GONE = ["llm.name=openai", "llm.model=m", "llm.retries=0"]
WRONG_SETTINGS = {
    "a misspelt key": (["wake.patiense=3"], ["patiense", "did you mean patience?"]),
    "a wrong value": (["seed=-1"], ["seed"]),
    "no key=value": (["seed"], ["'seed'", "key=value"]),
    "an unknown item": (["target=iron_pickax"], ["'iron_pickax'", "iron_pickaxe"]),
    "an unknown component": (["llm.name=oracle"], ["oracle", "recorded"]),
    "an unknown option": (["world.gravity=3"], ["gravity"]),
}


@pytest.mark.parametrize("case", WRONG_SETTINGS)
def test_wrong_settings_are_named_and_nothing_starts(case, tmp_path):
    settings, fragments = WRONG_SETTINGS[case]
    words = [word for setting in settings for word in ("-s", setting)]
    fails_in_one_line(deckard("run", *TOY, *words, "-o", tmp_path / "r"), *fragments)
    assert not (tmp_path / "r").exists()


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


@pytest.mark.parametrize("command", [["graph", "show"], ["score"], ["run", "-o"], ["play"]])
def test_a_journal_of_another_version_is_left_alone(finished_copy, as_craftworld, command):
    journal = finished_copy / "journal.jsonl"
    old = journal.read_bytes().replace(b'"deckard_journal": 3', b'"deckard_journal": 1', 1)
    journal.write_bytes(old)
    item = ["planks"] if command == ["play"] else []
    fails_in_one_line(deckard(*command, finished_copy, *item), "version 1", "version 3")
    assert journal.read_bytes() == old


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


COMMANDS = [
    *(["graph", "show"], ["graph", "export", "--to", "dot"], ["play"], ["score"], ["run", "-o"]),
]
READ_BY = {
    "config.yaml": {"graph", "play", "run"},
    "journal.jsonl": {"graph", "play", "score", "run"},
    "manifest.json": {"score", "run"},
    "policies/log": {"play"},
}
"""Which commands cannot do without a part of a run directory."""


def _folder(path):
    path.mkdir()


def _link_to_nowhere(path):
    path.symlink_to(path.parent / "nowhere" / "at-all")


def _link_to_itself(path):
    path.symlink_to(path)


def _bytes(path):
    path.write_bytes(bytes(range(256)) * 40)


@pytest.mark.parametrize("damage", [_folder, _link_to_nowhere, _link_to_itself, _bytes])
@pytest.mark.parametrize("part", READ_BY)
def test_what_cannot_be_read_of_a_run_is_one_line_in_every_command(as_craftworld, part, damage):
    [path] = as_craftworld.glob(f"{part}*")
    path.unlink()
    damage(path)
    for command in COMMANDS:
        item = ["planks"] if command == ["play"] else []
        result = deckard(*command, as_craftworld, *item)
        if command[0] in READ_BY[part]:
            fails_in_one_line(result)
        else:
            assert result.exit_code in (0, 1) and not result.stderr.count("Traceback")


def test_missing_policies_are_named(finished_copy):
    shutil.rmtree(finished_copy / "policies")
    fails_in_one_line(deckard("play", finished_copy, "planks"), "log-", "missing")


def test_an_item_that_cannot_be_played_is_told_why(finished):
    fails_in_one_line(deckard("play", finished.folder, "plank"), "'plank'", "planks")
    fails_in_one_line(deckard("play", finished.folder, "torch"), "torch", "planks")


@pytest.mark.parametrize("command", [["graph", "show"], ["score"], ["play"]])
def test_a_folder_without_a_run_is_named(tmp_path, command):
    item = ["planks"] if command == ["play"] else []
    fails_in_one_line(deckard(*command, tmp_path, *item), f"no run in {tmp_path}")


def test_score_says_that_it_knows_the_truth_of_craftworld_alone(finished):
    fails_in_one_line(deckard("score", finished.folder), "craftworld", "'toy' names none")


def test_an_output_file_that_cannot_be_written_is_named(finished, tmp_path):
    full = deckard("graph", "export", finished.folder, "--to", "dot", "-o", "/dev/full")
    fails_in_one_line(full, "/dev/full", "No space left")
    folder = deckard("graph", "export", finished.folder, "--to", "dot", "-o", tmp_path)
    fails_in_one_line(folder, str(tmp_path), "directory")


@pytest.mark.parametrize("name", ["nowhere/x.gif", "", "x" * 300])
def test_a_film_that_cannot_be_written_is_found_out_before_anything_is_played(
    finished, tmp_path, name
):
    result = deckard("play", finished.folder, "planks", "--gif", tmp_path / name)
    fails_in_one_line(result, f"cannot write {tmp_path / name}")
    assert len(result.stderr.splitlines()) == 1


def test_the_other_deckard_of_pypi_is_told_from_this_one(finished, tmp_path, monkeypatch):
    for name in ("deckard_awm", "deckard"):
        info = tmp_path / name / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        metadata = f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "deckard_awm")
    importlib.invalidate_caches()
    assert deckard("graph", "show", finished.folder).exit_code == 0
    monkeypatch.syspath_prepend(tmp_path / "deckard")
    for words in (["graph", "show", finished.folder], ["--version"], ["run"]):
        fails_in_one_line(deckard(*words), "pip uninstall deckard", "deckard-awm")
