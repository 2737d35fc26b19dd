import os
import subprocess
import sys
from pathlib import Path

import pytest

from deckard.errors import RunDirError
from deckard.journal.journal import journal_lines
from deckard.view.output import check_writable, save
from tests.conftest import TOY

ROOT = Path(__file__).parents[2]
LOOKS = [
    ["graph", "show"],
    ["graph", "show", "--json"],
    ["graph", "export", "--to", "dot"],
    ["run", "-o"],
    ["run", "--json", "-o"],
]


def deckard(words, stdout):
    command = [sys.executable, "-m", "deckard", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, stdout=stdout, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def full():
    with Path("/dev/full").open("wb") as stdout:
        yield stdout


@pytest.fixture
def unread():
    """A pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def events(folder):
    return [entry["events"] for entry in journal_lines(folder / "journal.jsonl")]


def wrote_no_traceback(done, *last):
    """Whether stderr holds nothing but progress, and at its end these lines."""
    progress = [line for line in done.stderr.splitlines() if line.startswith("  ")]
    return done.stderr.splitlines() == [*progress, *last]


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_a_full_stdout_is_one_line(finished, full, words):
    done = deckard([*words, finished.folder], full)
    assert done.returncode == 1
    said = "deckard: cannot write to standard output: No space left on device"
    assert wrote_no_traceback(done, said)


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_a_stdout_that_nobody_reads_ends_a_command_silently(finished, unread, words):
    done = deckard([*words, finished.folder], unread)
    assert done.returncode == 1
    assert wrote_no_traceback(done)


@pytest.mark.parametrize("words", [["--help"], ["--version"]], ids=" ".join)
def test_help_and_version_take_a_full_stdout_as_well(full, unread, words):
    assert deckard(words, full).stderr.count("\n") == 1
    assert deckard(words, unread).stderr == ""


def test_a_stdout_that_is_closed_from_the_beginning_is_no_mistake(finished):
    words = [sys.executable, "-m", "deckard", "graph", "show", str(finished.folder)]
    closed = ["sh", "-c", 'exec "$@" >&-', "sh", *words]
    done = subprocess.run(closed, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("stdout", ["full", "unread"])
def test_a_run_loses_nothing_when_stdout_takes_nothing(finished, tmp_path, request, stdout):
    done = deckard(["run", *TOY, "-o", tmp_path / "run"], request.getfixturevalue(stdout))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == (stdout == "full")
    assert events(tmp_path / "run") == events(finished.folder)


def test_a_file_is_checked_before_it_is_saved_and_no_trace_is_left(tmp_path):
    fresh, old = tmp_path / "fresh", tmp_path / "old"
    old.write_bytes(b"kept")
    for path in (fresh, old):
        check_writable(path)
    assert [p.name for p in tmp_path.iterdir()] == ["old"]
    assert old.read_bytes() == b"kept"
    save(fresh, b"new")
    assert fresh.read_bytes() == b"new"


def test_a_link_that_leads_to_a_file_still_to_come_is_kept(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "there")
    check_writable(tmp_path / "link")
    assert [p.name for p in tmp_path.iterdir()] == ["link"]
    save(tmp_path / "link", b"new")
    assert (tmp_path / "there").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["", "nowhere/film.gif", "x" * 300, "file/film.gif"])
def test_a_file_that_cannot_be_written_is_found_out_before(tmp_path, name):
    (tmp_path / "file").touch()
    for write in (check_writable, lambda path: save(path, b"")):
        with pytest.raises(RunDirError, match=r"cannot write .*; name another file"):
            write(tmp_path / name)
