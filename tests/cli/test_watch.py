import json
import os
import pty
import re
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deckard.errors import RunDirError
from deckard.journal.journal import Journal, is_written
from deckard.llms.usage import Usage
from deckard.policies import TrainingProgress
from deckard.runs.log import status as live
from deckard.runs.log.status import LIVE, Live
from deckard.view.run.status import StatusReader
from deckard.wake.progress import Practising
from tests.cli.test_app import deckard, fails_in_one_line
from tests.conftest import TOY
from tests.view.examples import LOG

ROOT = Path(__file__).resolve().parents[2]
SLOW = [word for word in TOY if not word.startswith("trainer.budget")]


def document(folder):
    """What `watch --json` prints."""
    result = deckard("watch", folder, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def say(folder, now, ended=None):
    """Write a `live.json`."""
    moment = datetime.now(UTC)
    (folder / live.NAME).write_bytes(LIVE.dump_json(Live(moment, moment, now, 10**6, 500.0, ended)))


def start(*words):
    return subprocess.Popen(
        [sys.executable, "-m", "deckard", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_run_that_ended_is_shown_once_with_why_it_ended(finished):
    for words in (["watch", finished.folder, "--once"], ["watch", finished.folder]):
        result = deckard(*words)
        assert (result.exit_code, result.stderr) == (0, "")
        assert "\x1b[" not in result.stdout
        assert "ended: target verified: iron_pickaxe" in result.stdout


def test_the_screen_of_a_look_tells_budgets_ledger_corrections_and_what_happened(finished):
    screen = deckard("watch", finished.folder, "--once").stdout
    assert "of 200,000,000 env steps" in screen
    assert "model      no calls; " in screen
    assert "verified" in screen
    assert "corrected  " in screen
    assert "pursued craft iron_pickaxe: obtained" in screen
    assert screen.endswith("\n")
    assert len(screen.splitlines()) <= 25


def test_in_a_pipe_there_is_a_line_for_each_entry(finished):
    *lines, last = deckard("watch", finished.folder).stdout.splitlines()
    count = (finished.folder / "journal.jsonl").read_bytes().count(b"\n") - 1
    assert len(lines) == count
    assert last.startswith("ended: ")
    times = [float(line.split("s ")[0]) for line in lines]
    assert times == sorted(times)


def test_json_tells_all_of_a_run_that_ended(finished):
    found = document(finished.folder)
    assert (found["going"], found["now"]) == (False, None)
    assert found["ended"] == "target verified: iron_pickaxe"
    assert found["verified"] > 5
    assert found["env_steps_per_second"] > 0
    [steps] = found["budgets"]
    assert (steps["name"], steps["used"] + steps["left"]) == ("env steps", steps["most"])
    assert steps["used"] == found["env_steps"]


def test_every_limit_on_the_language_model_is_a_budget(finished_copy):
    config = finished_copy / "config.yaml"
    text = config.read_text(encoding="utf-8")
    for key in ("max_calls", "max_tokens", "max_usd"):
        text = text.replace(f"{key}: null", f"{key}: 7")
    config.write_text(text, encoding="utf-8")
    budgets = document(finished_copy)["budgets"]
    assert [b["name"] for b in budgets] == ["env steps", "calls", "tokens", "USD"]
    assert [b["left"] for b in budgets[1:]] == [7, 7, 7]


def test_what_the_language_model_may_take_lasts_as_long_as_it_did_so_far(finished_copy):
    config = finished_copy / "config.yaml"
    text = config.read_text(encoding="utf-8").replace("max_calls: null", "max_calls: 7")
    config.write_text(text, encoding="utf-8")
    look = StatusReader(finished_copy).look()
    asked = replace(look, usage=Usage(calls=3, requests=3), going=True)
    assert look.lasts(look.budgets[1]) is None
    assert asked.lasts(asked.budgets[1]) == pytest.approx(asked.seconds / 3 * 4)
    assert re.search(r"4 of 7 calls \(.+ at this speed\)", dict(asked.notes)["left"])


def test_what_a_killed_run_was_at_is_over_and_how_it_goes_on_is_told(finished_copy):
    say(finished_copy, Practising(LOG, TrainingProgress(9, 1, 0.5), 70, (0.5,)))
    journal = finished_copy / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    found = document(finished_copy)
    assert (found["going"], found["now"], found["ended"]) == (False, None, None)
    assert f"deckard run -o {finished_copy}" in deckard("watch", finished_copy).stdout


def test_how_a_run_goes_on_stands_on_the_screen_whole(finished_copy):
    say(finished_copy, Practising(LOG, TrainingProgress(9, 1, 0.5), 70, (0.5,)))
    journal = finished_copy / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    screen = deckard("watch", finished_copy, "--once").stdout
    words = "".join(screen.split())
    assert f"deckardrun-o{finished_copy}" in words
    assert "whichbeginsanew)" in words
    assert len(screen.splitlines()) <= 25


def test_a_training_under_way_is_shown_with_its_curve_and_counted(finished_copy):
    say(
        finished_copy,
        Practising(LOG, TrainingProgress(2048, 30, 1.0, {"time/fps": 9.0}), 70, (0.0, 1.0)),
    )
    journal = Journal(finished_copy / "journal.jsonl")
    try:
        found = document(finished_copy)
        screen = deckard("watch", finished_copy, "--once").stdout
    finally:
        journal.close()
    assert found["going"]
    assert found["now"]["success_curve"] == [0.0, 1.0]
    assert found["env_steps"] == journal.state.steps + 70
    assert found["env_steps_per_second"] == 500
    assert "practising collect log from log" in screen
    assert "▁█ 100% of the last episodes  30 in all, 2,048 decisions" in screen
    assert "at this speed" in screen
    [steps] = found["budgets"]
    assert steps["seconds_left"] == pytest.approx(steps["left"] / 500)


@pytest.mark.parametrize("damage", ["", "{", '{"began": 3}', None])
def test_a_look_does_without_a_live_file(finished_copy, damage):
    path = finished_copy / live.NAME
    path.unlink()
    if damage is not None:
        path.write_text(damage, encoding="utf-8")
    assert document(finished_copy)["verified"] > 5
    told = deckard("watch", finished_copy).stdout
    assert "at work no more: target verified: iron_pickaxe" in told


def test_no_run_is_told_in_one_line(tmp_path):
    fails_in_one_line(deckard("watch", tmp_path), f"no run in {tmp_path}")
    fails_in_one_line(deckard("watch", tmp_path / "nowhere", "--json"), "no run in")


def test_looking_whether_a_journal_is_written_takes_it_from_nobody(tmp_path):
    path = tmp_path / "run" / "journal.jsonl"
    assert not is_written(path)
    journal = Journal(path)
    assert is_written(path)
    with pytest.raises(RunDirError, match="another deckard is at work"):
        Journal(path)
    journal.close()
    assert not is_written(path)
    Journal(path).close()


def test_a_file_that_did_not_change_is_not_read_again(finished):
    reader = StatusReader(finished.folder)
    assert reader.look().entries is reader.look().entries


def test_a_run_is_watched_from_another_process_until_it_is_killed(tmp_path):
    folder = tmp_path / "run"
    endless = ["trainer.budget=100000000", "trainer.window=100000000", "trainer.n_steps=8"]
    run = start("run", *SLOW[:-1], *(w for s in endless for w in ("-s", s)), "-o", folder)
    try:
        wait(lambda: (folder / "live.json").exists() and training(folder))
        first = document(folder)
        wait(lambda: document(folder)["env_steps"] > first["env_steps"])
        assert document(folder)["going"]
        watch = start("watch", folder)
        time.sleep(1)
        assert watch.poll() is None
    finally:
        run.kill()
        run.wait()
    said, _ = watch.communicate(timeout=60)
    going_on, _, broken_off = said.splitlines()[-1].partition(" (")
    assert going_on == f"stopped; go on with: deckard run -o {folder}"
    assert re.fullmatch(
        r"it was [\d,]+ env steps into practising .*, which begins anew\)", broken_off
    )
    assert "dreamed" in said


def training(folder):
    now = document(folder)["now"]
    return now and now["doing"] == "practising" and now["decisions"]


def wait(until, seconds=90):
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_on_a_terminal_the_screen_ends_with_the_run(finished_copy):
    journal = Journal(finished_copy / "journal.jsonl")
    main, side = pty.openpty()
    watch = subprocess.Popen(
        [sys.executable, "-m", "deckard", "watch", str(finished_copy)],
        cwd=ROOT,
        stdout=side,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100", "LINES": "30"},
    )
    os.close(side)
    seen = b""
    while b"goes on" not in seen:
        seen += os.read(main, 65536)
    journal.close()
    with suppress(OSError):  # the terminal is at its end with the last who writes to it
        while more := os.read(main, 65536):
            seen += more
    assert watch.wait() == 0
    assert seen.rindex(b"\x1b[?1049l") > seen.rindex(b"\x1b[?1049h")
    assert seen.rindex(b"ended: target") > seen.rindex(b"\x1b[?1049l")
    os.close(main)
