import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from deckard.bench.spec import load_bench
from deckard.journal.journal import is_written, read_journal
from deckard.runs.run import run
from deckard.view.bench import table as benched
from tests.bench.small_bench import SMALL, deckard_bench, written

ROOT = Path(__file__).parents[2]


class Broken:
    """An explorer that fails."""

    def __call__(self, state, aim, rng):
        raise ZeroDivisionError("of no use")


def test_a_bench_killed_in_the_middle_goes_on_and_loses_nothing(tmp_path):
    path, out = written(tmp_path), tmp_path / "out"
    command = [sys.executable, "-m", "deckard", "bench", str(path), "-o", str(out), "--jobs", "1"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)
    assert started.stderr
    assert "1 of 4 done" in started.stderr.readline()
    started.send_signal(signal.SIGKILL)
    started.wait()
    first = out / "cells/few/recorded/directed/seed0/journal.jsonl"
    kept = first.read_bytes()
    _wait_until_nobody_writes(out)

    ended = deckard_bench(path, "-o", out, "--jobs", "2")
    assert ended.exit_code == 0, ended.stderr
    assert "4 of 4 done" in ended.stderr
    assert "target" in ended.stdout
    assert first.read_bytes() == kept
    cell = next(iter(load_bench(str(path)).runs()))
    alone = run(cell.config, tmp_path / "alone")
    assert alone.reason == "target verified: wooden_pickaxe"
    assert list(read_journal(tmp_path / "alone" / "journal.jsonl")) == list(read_journal(first))

    table = list(csv.DictReader(deckard_bench(path, "-o", out, "--csv").stdout.splitlines()))
    assert [(r["agent"], r["seed"]) for r in table] == [
        (agent, seed) for seed in "01" for agent in ("directed", "thrifty")
    ]
    assert {r["reason"] for r in table} == {"target verified: wooden_pickaxe"}
    assert {p.name for p in out.iterdir()} == {
        "bench.json", "bench.svg", "bench.png", "cells", "table.txt", "table.json", "runs.csv",
    }  # fmt: skip
    _another_config_is_refused(path, out, tmp_path)


def _wait_until_nobody_writes(out):
    """The processes of a bench end with it, however it ends."""
    journals = list(out.rglob("journal.jsonl"))
    until = time.monotonic() + 20
    while any(is_written(journal) for journal in journals):
        assert time.monotonic() < until
        time.sleep(0.05)


def _another_config_is_refused(path, out, tmp_path):
    written(tmp_path, config=SMALL["config"] | {"wake": {"tries": 3}})
    ended = deckard_bench(path, "-o", out)
    assert (ended.exit_code, len(ended.stderr.splitlines())) == (1, 1)
    assert "holds a run with another wake" in ended.stderr


def test_a_cell_that_fails_is_named_and_stops_no_other(tmp_path):
    broken = {"label": "broken", "explorer": "tests.bench.test_pool:Broken"}
    path = written(tmp_path, agents=[broken, "directed"], seeds=1)
    ended = deckard_bench(path, "-o", tmp_path / "out", "--json")
    assert ended.exit_code == 1
    assert "broken, recorded, few, seed 0: failed: a bug: ZeroDivisionError" in ended.stderr
    told = json.loads(ended.stdout)
    assert [row["agent"] for row in told["rows"]] == ["directed"]
    assert [("failed" in cell) for cell in told["cells"]] == [True, False]
    assert benched.bench_csv(load_bench(str(path)), []).startswith("agent,prior,world,seed")
