"""Whole runs in a world with faults: what they verify is true, and a run that stops goes on."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from deckard import config
from deckard.bench.score.graph import assess, reference_for
from deckard.journal.journal import journal_lines
from deckard.journal.reader import skim
from deckard.runs.components import RunComponents
from deckard.runs.directory import load_state
from deckard.runs.run import run
from tests.bench.score.checked import check_facts

ROOT = Path(__file__).resolve().parents[2]
FAULTY = "{drops_lost: 0.1, phantom: 0.01, full: 0.05, aborted: 0.05}"
PLAIN = [
    "world.name=symbolic",
    "world.version=1.16",
    "world.items=goals67",
    "dream={scope: all, again: 0}",
    "llm=empty",
]


def settings(faults=FAULTY, *overrides, target=None):
    statement = ["world.exact_reports=false"] if "phantom" in faults else []
    world = [*PLAIN, f"world.faults={faults}", *statement]
    return config.parse_config({"target": target}, "test", [*world, *overrides])


def journal(folder):
    """The entries of a run apart from when they were made."""
    return [entry["events"] for entry in journal_lines(folder / "journal.jsonl")]


@pytest.mark.parametrize(
    "faults",
    [
        FAULTY,
        "{phantom: 0.02}",
        "{full: 0.1}",
        "{drops_lost: 0.1}",
        "{aborted: 0.2}",
        "{died: 0.3}",
        "{died: 0.1, phantom: 0.01, full: 0.05}",
    ],
)
def test_with_faults_a_run_learns_what_it_learns_without_and_nothing_false(faults, tmp_path):
    run(settings(faults), tmp_path / "run")
    world = RunComponents.of(settings(faults)).world
    reference = reference_for(world.about, None, items="goals67")
    facts = check_facts(skim(tmp_path / "run" / "journal.jsonl"), reference.every)
    assert facts.count > 70
    assert not facts.wrong, "at no entry of the journal"
    result = assess(load_state(tmp_path / "run").awm, reference)
    assert result.accuracy(verified=True).right == result.n


def test_a_run_with_faults_that_is_killed_goes_on_as_if_it_had_not_been(tmp_path):
    run(settings(target="stone_pickaxe"), tmp_path / "whole")
    folder, whole = tmp_path / "killed", journal(tmp_path / "whole")
    for share in (0.2, 0.5, 0.8):
        kill_at(folder, round(share * len(whole)))
    assert len(journal(folder)) < len(whole)
    run(settings(target="stone_pickaxe"), folder)
    assert journal(folder) == whole


def kill_at(folder, entries):
    """Go on with a run in a process of its own, and kill it after so many entries."""
    path = folder / "journal.jsonl"
    with subprocess.Popen([sys.executable, "-m", __name__, str(folder)], cwd=ROOT) as child:
        while (path.read_bytes().count(b"\n") if path.exists() else 0) <= entries:
            assert child.poll() is None, "the run ended before it was killed"
            time.sleep(0.002)
        child.kill()


if __name__ == "__main__":
    run(settings(target="stone_pickaxe"), Path(sys.argv[1]))
