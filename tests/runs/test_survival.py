"""Whole runs in a world with needs: they learn what keeps them alive, and nothing false."""

from deckard import config
from deckard.bench.score.graph import reference_for
from deckard.journal.events import Attempted, Pursued
from deckard.journal.journal import journal_lines, read_journal
from deckard.journal.reader import skim
from deckard.runs.components import RunComponents
from deckard.runs.directory import load_state
from deckard.runs.run import run
from deckard.verify.harms import ENOUGH
from tests.bench.score.checked import check_facts

PLAIN = [
    "world.name=symbolic",
    "world.version=1.16",
    "world.items=goals67",
    "world.needs=true",
    "dream={scope: all, again: 0}",
    "llm=empty",
]
NEEDS = ("drink", "energy", "food")


def settings(*overrides):
    return config.parse_config({"target": None}, "test", [*PLAIN, *overrides])


def endings(folder):
    entries = read_journal(folder / "journal.jsonl")
    return [e.ending for events in entries for e in events if isinstance(e, Pursued | Attempted)]


def test_a_run_learns_that_unmet_needs_harm_and_then_lives_on(tmp_path):
    run(settings(), tmp_path / "run")
    state = load_state(tmp_path / "run")
    world = RunComponents.of(settings()).world
    assert all(state.awm.is_verified(name) for name in (*NEEDS, *world.deeds))
    assert state.died <= ENOUGH
    assert state.steps > (ENOUGH + 5) * 9 * 1500, "so many more lives without care"
    facts = check_facts(
        skim(tmp_path / "run" / "journal.jsonl"), reference_for(world.about, None).every
    )
    assert facts.count > 70 and not facts.wrong


def test_a_run_without_upkeep_dies_and_learns_nothing_false_by_it(tmp_path):
    run(settings("wake.upkeep=0", "max_steps=200000"), tmp_path / "run")
    state, world = load_state(tmp_path / "run"), RunComponents.of(settings()).world
    assert state.died > 3 and endings(tmp_path / "run").count("died") == state.died
    facts = check_facts(
        skim(tmp_path / "run" / "journal.jsonl"), reference_for(world.about, None).every
    )
    assert not facts.wrong


def test_a_run_that_is_stopped_relives_its_life_with_its_needs(tmp_path):
    whole = settings("max_steps=40000")
    run(whole, tmp_path / "whole")
    for share in (0.6, 1.0):
        stopped = settings(f"max_steps={round(40_000 * share)}")
        run(stopped, tmp_path / "stopped")
    events = [[e["events"] for e in journal_lines(tmp_path / name / "journal.jsonl")]
              for name in ("whole", "stopped")]  # fmt: skip
    assert events[0] == events[1]
