import shutil

import pytest

import deckard
from deckard.errors import RunDirError
from deckard.journal.journal import Journal
from deckard.runs.listing import list_runs


@pytest.fixture
def folder(finished, tmp_path):
    """A folder with a finished run, a run in a folder below, and two that are broken."""
    for place in ("a", "deep/b", "no-journal", "no-config"):
        shutil.copytree(finished.folder, tmp_path / place)
    (tmp_path / "no-journal" / "journal.jsonl").unlink()
    (tmp_path / "no-config" / "config.yaml").unlink()
    (tmp_path / "notes").mkdir()
    return tmp_path


def test_runs_are_found_in_every_depth_and_broken_ones_are_listed(folder):
    a, b, no_config, no_journal = list_runs(folder)
    assert (a.path, b.path) == (folder / "a", folder / "deep" / "b")
    assert (a.world, a.seed, a.error) == ("tests.toy:Toy", 0, None)
    assert (no_config.status, no_journal.status) == ("broken", "broken")
    assert "config.yaml" in no_config.error
    assert "journal.jsonl" in no_journal.error


def test_a_summary_says_what_the_run_came_to(folder):
    summary, run = list_runs(folder / "a")[0], deckard.load(folder / "a")
    assert summary.target == run.target
    assert summary.status == f"target verified: {run.target}"
    assert summary.env_steps == run.env_steps > 0
    assert summary.verified == len(run.awm.items("verified")) > 0


def test_a_damaged_journal_is_listed_with_its_line(folder):
    with (folder / "a" / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write("nonsense\n")
    assert "damaged" in list_runs(folder / "a")[0].error


def test_a_run_that_is_written_to_is_running_and_one_that_was_killed_is_stopped(folder):
    (folder / "a" / "live.json").unlink()
    assert list_runs(folder / "a")[0].status == "stopped"
    journal = Journal(folder / "a" / "journal.jsonl")
    try:
        assert list_runs(folder / "a")[0].status == "running"
    finally:
        journal.close()


def test_a_folder_without_runs_is_an_empty_list(tmp_path):
    assert deckard.runs(tmp_path) == []


@pytest.mark.parametrize(("name", "what"), [("nowhere", "does not exist"), ("file", "is a file")])
def test_what_is_no_folder_is_an_error(tmp_path, name, what):
    (tmp_path / "file").touch()
    with pytest.raises(RunDirError, match=what):
        deckard.runs(tmp_path / name)
