import csv
import json
import logging
import time
from datetime import UTC, datetime

import pytest

from deckard.errors import ConfigError, MissingExtra
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.runs.log import status as live
from deckard.runs.log.run_logger import RunLogger
from deckard.runs.log.writers import EventFiles
from deckard.runs.run import run
from deckard.wake.callbacks import CallbackList, RunCallback
from deckard.wake.progress import Asking, Practising, RunProgress
from tests.runs.test_run import BANDIT, journal, settings, work
from tests.view.examples import ENTRIES, LOG, PLANKS, STATE

FIGURES = {"rollout/ep_rew_mean": 0.5, "rollout/ep_len_mean": 12.0}


def rows(folder):
    with (folder / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Reading(RunCallback):
    """Looks at `live.json` whenever it is told of something."""

    def __init__(self, folder):
        self.folder, self.seen = folder, []

    def on_entry(self, events, state):
        self.seen.append(live.load_status(self.folder))


def logging_in(folder, state):
    """What keeps track of a run and logs it in a folder."""
    progress = RunProgress(state)
    callbacks = CallbackList([progress, RunLogger(progress, folder, state, EventFiles(folder))])
    callbacks.on_run_start(progress)
    return callbacks


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("aside") / "run"
    reading = Reading(folder)
    return folder, run(settings(), folder, [reading]), reading.seen


def test_a_run_says_at_every_entry_what_it_is_at_and_at_the_end_why_it_ended(done):
    folder, ended, seen = done
    assert len(seen) == ended.state.entries
    assert all(look.ended is None for look in seen)
    last = live.load_status(folder)
    assert (last.ended, last.steps) == (ended.reason, ended.state.steps)
    assert last.began <= last.at <= datetime.now(UTC)


def test_metrics_have_a_row_for_each_entry_and_each_report_of_a_training(done):
    folder, ended, _ = done
    found = rows(folder)
    entries = [row for row in found if row["kind"] != "training"]
    assert [int(row["entry"]) for row in entries] == list(range(1, ended.state.entries + 1))
    assert [row["kind"] for row in entries] == [e[0]["kind"] for e in journal(folder)]
    assert int(found[-1]["env_steps"]) == ended.state.steps
    assert int(found[-1]["verified"]) == len(ended.state.awm.items("verified"))
    steps = [int(row["env_steps"]) for row in found]
    assert steps == sorted(steps)
    training = [row for row in found if row["kind"] == "training"]
    assert {"log", "cobblestone"} <= {row["item"] for row in training}
    assert all(0 <= float(row["success_rate"]) <= 1 for row in training)
    assert all(0 < float(row["episode_length"]) <= 40 for row in training if row["episode_length"])
    assert {row["reward"] for row in training} > {""} or all(row["reward"] for row in training)


def test_a_run_is_the_same_with_nothing_but_its_journal(done, tmp_path, monkeypatch):
    """No file aside is read: without any of them, and with false ones, the journal is the same."""
    monkeypatch.setattr("deckard.runs.run.RunLogger", Unkept)
    work(tmp_path / "bare")
    assert not (tmp_path / "bare" / "live.json").exists()
    monkeypatch.undo()
    false = tmp_path / "false"
    false.mkdir()
    for name in ("live.json", "metrics.csv"):
        (false / name).write_text("nonsense", encoding="utf-8")
    work(false)
    bare, other, whole = (text(f) for f in (tmp_path / "bare", false, done[0]))
    assert bare == other == whole


class Unkept(RunCallback):
    """In place of what writes aside."""

    def __init__(self, progress, folder, state, board):
        pass


def text(folder):
    """A journal, byte for byte but for the times."""
    head, *entries = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [head] + [e.replace(json.loads(e)["at"], "") for e in entries]


def test_a_disk_error_is_told_once_and_stops_nothing(done, tmp_path, caplog):
    folder = tmp_path / "run"
    for name in ("live.part", "metrics.csv"):
        (folder / name).mkdir(parents=True)
    with caplog.at_level(logging.WARNING):
        ended = work(folder)
    assert ended.reason == done[1].reason
    assert text(folder) == text(done[0])
    [told] = [r for r in caplog.records if r.name == "deckard.runs.log.run_logger"]
    assert "the run goes on without" in told.getMessage()


def test_half_a_row_of_a_killed_run_is_cut_off(tmp_path):
    for _ in range(2):
        logging_in(tmp_path, STATE).on_training(LOG, TrainingProgress(9, 1, 0.5, FIGURES), 70)
        whole = (tmp_path / "metrics.csv").read_bytes()
        (tmp_path / "metrics.csv").write_bytes(whole + b"2026-01-01,4")
    logging_in(tmp_path, STATE).on_entry(ENTRIES[0], STATE)
    found = rows(tmp_path)
    assert [row["kind"] for row in found] == ["training", "training", "dreamed"]
    taken = [found[0][key] for key in ("reward", "episode_length", "success_rate")]
    assert taken == ["0.5", "12.0", "0.5"]
    assert int(found[0]["entry"]) == STATE.entries + 1


def test_what_begins_is_written_at_once_and_how_a_training_goes_at_most_every_second(tmp_path):
    aside = logging_in(tmp_path, State())
    aside.on_question("log")
    assert live.load_status(tmp_path).now == Asking("log")
    aside.on_training(LOG, TrainingProgress(0, 0, 0.0), 0)
    assert live.load_status(tmp_path).now.progress.decisions == 0
    aside.on_training(LOG, TrainingProgress(256, 3, 0.5), 300)
    aside.on_training(LOG, TrainingProgress(384, 4, 0.5), 400)
    assert live.load_status(tmp_path).now.progress.decisions == 256
    time.sleep(live.PAUSE)
    aside.on_training(LOG, TrainingProgress(512, 6, 1.0), 600)
    now = live.load_status(tmp_path).now
    assert isinstance(now, Practising)
    assert (now.progress.decisions, now.curve) == (512, (0, 0.5, 0.5, 1))
    assert live.load_status(tmp_path).steps == 600
    aside.on_evaluation(LOG, 700)
    assert live.load_status(tmp_path).now.measuring
    aside.on_plan_step(PLANKS, LOG)
    assert live.load_status(tmp_path).now == (PLANKS, LOG)


def test_what_is_no_live_file_says_nothing(tmp_path):
    assert live.load_status(tmp_path) is None
    (tmp_path / "live.json").write_text('{"began": 1', encoding="utf-8")
    assert live.load_status(tmp_path) is None


def test_event_files_hold_stable_baselines_keys_and_the_growth_of_the_graph(done):
    pytest.importorskip("tensorboard", reason="tensorboard (extra: test) is not installed")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    folder, ended, _ = done
    series = {path.name: EventAccumulator(str(path)) for path in (folder / "tensorboard").iterdir()}
    for found in series.values():
        found.Reload()
    growth = series["graph"].Scalars("graph/verified")
    assert growth[-1].value == len(ended.state.awm.items("verified"))
    assert growth[-1].step == ended.state.steps
    [log] = [found for name, found in series.items() if name.endswith("-log")]
    keys = set(log.Tags()["scalars"])
    assert {"rollout/ep_rew_mean", "rollout/success_rate", "time/fps", "train/loss"} <= keys
    assert "practice/success" in keys


def test_wandb_keeps_the_figures_of_a_run_and_goes_on_with_the_same_one(tmp_path, monkeypatch):
    wandb = pytest.importorskip("wandb", reason="the extra wandb is not installed")
    monkeypatch.setenv("WANDB_MODE", "offline")
    for most in (2000, 200_000):
        run(settings(*BANDIT, "board=wandb", f"max_steps={most}"), tmp_path / "run")
    logs = list((tmp_path / "run" / "wandb").glob("offline-run-*/run-*.wandb"))
    assert len({log.name for log in logs}) == 1
    assert wandb.run is None
    assert any(b"graph/verified" in log.read_bytes() for log in logs)
    assert rows(tmp_path / "run")
    assert not (tmp_path / "run" / "tensorboard").exists()


def test_wandb_without_its_package_is_told_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("deckard.runs.log.writers.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"deckard-awm\[wandb\]"):
        run(settings("board=wandb"), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_wandb_without_an_account_is_told_what_to_do(tmp_path, monkeypatch):
    wandb = pytest.importorskip("wandb", reason="the extra wandb is not installed")
    wandb.teardown()  # it remembers how it was asked before
    for name in ("WANDB_MODE", "WANDB_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "NETRC"):
        monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    with pytest.raises(ConfigError, match="WANDB_MODE=offline"):
        run(settings("board=wandb"), tmp_path / "run")
