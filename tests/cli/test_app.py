import importlib

import pytest

from deckard import __version__
from deckard.journal.journal import VERSION
from tests.cli.commands import deckard, fails_in_one_line
from tests.conftest import TOY


def test_the_version_is_printed():
    assert deckard("--version").stdout == f"deckard {__version__}\n"


@pytest.mark.parametrize(
    "words", [["frobnicate"], ["play", "x"], ["play", "x", "y", "--episodes", "0"], ["graph"]]
)
def test_usage_errors_exit_2(words):
    assert deckard(*words).exit_code == 2


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


@pytest.mark.parametrize("command", [["graph", "show"], ["score"], ["run", "-o"], ["play"]])
def test_a_journal_of_another_version_is_left_alone(finished_copy, as_craftworld, command):
    journal = finished_copy / "journal.jsonl"
    old = journal.read_bytes().replace(
        f'"deckard_journal": {VERSION}'.encode(), b'"deckard_journal": 1', 1
    )
    journal.write_bytes(old)
    item = ["planks"] if command == ["play"] else []
    fails_in_one_line(deckard(*command, finished_copy, *item), "version 1", f"to {VERSION}")
    assert journal.read_bytes() == old


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


@pytest.mark.parametrize("command", [["graph", "show"], ["score"], ["play"]])
def test_a_folder_without_a_run_is_named(tmp_path, command):
    item = ["planks"] if command == ["play"] else []
    fails_in_one_line(deckard(*command, tmp_path, *item), f"no run in {tmp_path}")


def test_an_output_file_that_cannot_be_written_is_named(finished, tmp_path):
    full = deckard("graph", "export", finished.folder, "--to", "dot", "-o", "/dev/full")
    fails_in_one_line(full, "/dev/full", "No space left")
    folder = deckard("graph", "export", finished.folder, "--to", "dot", "-o", tmp_path)
    fails_in_one_line(folder, str(tmp_path), "directory")


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
