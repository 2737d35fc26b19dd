"""Nothing is waited for without an end, nothing broken teaches, and nothing is left behind."""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from deckard.errors import Aborted, WorldError
from deckard.journal.state import State
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.types import BulkAttempt
from deckard.wake.callbacks import RunCallback
from deckard.wake.executor import PlanExecutor
from deckard.wake.life import RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.worlds import Practice
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.malmo.faults import ScriptedFault
from deckard.worlds.minedojo import MineDojo
from deckard.worlds.minedojo import supervisor as instance
from tests.bandit import Bandit
from tests.worlds.minedojo.minecraft import QUICK, installed, minedojo

ROOT = Path(__file__).parents[3]
SLOWLY = pytest.mark.slow
IN_STEP = ("drop", *(pytest.param(deed, marks=SLOWLY) for deed in ("empty", "done", "garbage")))
IN_RESET = [("drop", "hello"), ("garbage", "peek"), ("busy", "mission")]
SELDOM_IN_RESET = [
    ("drop", "quit"), ("drop", "mission"), ("drop", "peek"), ("empty", "peek"), ("done", "peek"),
]  # fmt: skip
SCRIPT = """#!/bin/sh
exec {python} -m deckard malmo-serve --size 16 "$@"
"""
AGENT = """
import sys, time
from deckard.worlds.minedojo import MineDojo
world = MineDojo(instances=2, minecraft=sys.argv[1], folder=sys.argv[2], frame=(16, 16))
lives = [world.live(1), world.live(2)]
print("lives", flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(instance, "PAUSE", 0.01)


@installed
@pytest.mark.parametrize("deed", IN_STEP)
def test_a_life_that_breaks_is_aborted_for_good_and_the_next_one_lives(deed):
    world, [server] = minedojo(1, faults=(ScriptedFault(deed, mission=1, tick=9),), **QUICK)
    life = world.live(1)
    with pytest.raises(Aborted):
        for _ in range(20):
            life.step(0)
    with pytest.raises(Aborted):
        life.step(0)
    assert world.live(2).step(0)["steps"] > 0
    assert len(server.faults) == 1 and world.restarts == 0


@installed
@pytest.mark.parametrize(
    ("deed", "moment"),
    IN_RESET + [pytest.param(*fault, marks=SLOWLY) for fault in SELDOM_IN_RESET],
)
def test_a_reset_that_breaks_is_tried_again(deed, moment):
    world, [server] = minedojo(1, faults=(ScriptedFault(deed, moment),), **QUICK)
    assert world.live(1).step(0)["steps"] > 0
    assert len(server.faults) == 1


@installed
def test_what_hangs_is_killed_at_its_deadline_and_said_to_be_waited_for(monkeypatch, caplog):
    monkeypatch.setattr(instance, "BEAT", 0.3)
    fault = ScriptedFault("hang", mission=1, tick=9, seconds=30)
    world, _ = minedojo(1, faults=(fault,), step_within=1.0, **QUICK)
    life = world.live(1)
    caplog.clear()
    with caplog.at_level(logging.WARNING), pytest.raises(Aborted, match="more than 1 s"):
        for _ in range(20):
            life.step(0)
    assert any("gives up after 1 s" in record.message for record in caplog.records)
    assert world.restarts == 0


@installed
def test_after_too_many_failures_in_a_row_the_run_is_told_what_is_wrong():
    world, [server] = minedojo(1, **QUICK)
    server.close()
    with pytest.raises(WorldError, match=rf"port {server.port}.*4 times in a row") as caught:
        world.live(1)
    assert not isinstance(caught.value, Aborted)
    assert world.restarts == 1


@installed
def test_an_aborted_practice_episode_is_neither_a_success_nor_a_failure():
    world, _ = minedojo(1, faults=(ScriptedFault("drop", every=30),), **QUICK)
    tally = EvidenceRecorder("diamond")
    envs = SubgoalEnv(world.practice(Practice("diamond", {}, None, 10, 1, 0)), tally, None)
    envs.reset()
    ended = []
    for _ in range(60):
        _, _, dones, infos = envs.step(np.array([0]))
        ended += [info for info, done in zip(infos, dones, strict=True) if done]
    aborted = [info for info in ended if "aborted" in info]
    assert aborted and all("is_success" not in info and info["steps"] == 0 for info in aborted)
    assert tally.aborted == len(aborted) and tally.episodes == len(ended) - len(aborted)
    assert tally.outcome().aborted == len(aborted)


@installed
def test_a_death_ends_a_practice_episode_as_a_failure_that_is_not_truncated():
    world, _ = minedojo(1, faults=(ScriptedFault("kill", every=30),), **QUICK)
    tally = EvidenceRecorder("diamond")
    envs = SubgoalEnv(world.practice(Practice("diamond", {}, None, 60, 1, 0)), tally, None)
    envs.reset()
    steps = [envs.step(np.array([0])) for _ in range(60)]
    deaths = [infos[0] for _, _, dones, infos in steps if dones[0] and infos[0]["died"]]
    assert deaths and tally.died == len(deaths)
    assert not any(info["is_success"] or info["TimeLimit.truncated"] for info in deaths)
    assert max(rewards[0] for _, rewards, _, _ in steps) == 0


@installed
def test_a_death_ends_a_life_and_the_pursuit_in_it(tmp_path):
    world, _ = minedojo(1, faults=(ScriptedFault("kill", every=30),), **QUICK)
    library = OptionLibrary(world, Bandit(), State(), tmp_path)
    life, evidence = RecordedLife(world, 0), EvidenceRecorder("chest")
    executor = PlanExecutor(library, life, evidence, 0, RunCallback())
    attempt = BulkAttempt(stock={"log": 1}, items=tuple(world.items[:60]))
    assert executor.execute(attempt) == "died"
    assert life.info["died"] and evidence.steps > 0


@installed
@SLOWLY
def test_instances_are_replaced_when_they_have_served_long_enough():
    world, _ = minedojo(1, recycle_resets=2, **QUICK)
    pids = []
    for seed in range(5):
        world.live(seed).step(0)
        pids.append(world._instances[0]._worker.process.pid)
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]
    assert world.restarts == 0, "that was planned"


@pytest.fixture
def minecraft(tmp_path, monkeypatch):
    """A folder like MineDojo's, of which `launchClient.sh` starts a stand-in."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    home = tmp_path / "Malmo" / "Minecraft"
    (home / "run").mkdir(parents=True)
    script = home / "launchClient.sh"
    script.write_text(SCRIPT.format(python=sys.executable), encoding="utf-8")
    script.chmod(0o755)
    return home


def running(folder):
    """Processes whose command or folder lies there."""
    found = []
    for process in psutil.process_iter():
        try:
            about = [*process.cmdline(), process.cwd()]
        except psutil.Error:
            continue
        if any(str(folder) in word for word in about) and process.pid != os.getpid():
            found.append(process)
    return found


def gone(folder, within=20.0):
    """Whether nothing runs or lies there any more, soon."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not running(folder) and not list(folder.iterdir()):
            return True
        time.sleep(0.1)
    return False


@installed
@SLOWLY
def test_minecrafts_are_started_each_in_a_folder_of_its_own_and_nothing_is_left(
    minecraft, tmp_path
):
    folder = tmp_path / "instances"
    folder.mkdir()
    options = {k: v for k, v in QUICK.items() if k != "ports"}
    world = MineDojo(instances=2, minecraft=str(minecraft), folder=str(folder), **options)
    lives = [world.live(1), world.live(2)]
    assert all(life.step(0)["steps"] for life in lives)
    assert len(list(folder.iterdir())) == 2 and len(running(folder)) >= 4
    world.close()
    assert gone(folder)


@installed
def test_nothing_is_left_after_the_agent_is_killed(minecraft, tmp_path):
    folder = tmp_path / "instances"
    folder.mkdir()
    agent = subprocess.Popen(
        [sys.executable, "-c", AGENT, str(minecraft), str(folder)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert agent.stdout.readline() == "lives\n"
    assert running(folder)
    agent.send_signal(signal.SIGKILL)
    agent.wait()
    agent.stdout.close()
    assert gone(folder)


@installed
@SLOWLY
def test_a_minecraft_that_dies_is_started_again(minecraft, tmp_path):
    folder = tmp_path / "instances"
    folder.mkdir()
    world = MineDojo(instances=1, minecraft=str(minecraft), folder=str(folder), **QUICK)
    life = world.live(1)
    for process in running(folder):
        if "malmo-serve" in process.cmdline():
            process.kill()
    with pytest.raises(Aborted):
        life.step(0)
    assert world.live(2).step(0)["steps"] > 0
    assert world.restarts == 1
    world.close()
    assert gone(folder)


@installed
def test_what_is_closed_while_it_starts_does_not_start_again(minecraft, tmp_path):
    (minecraft / "launchClient.sh").write_text("#!/bin/sh\nsleep 60\n")
    folder = tmp_path / "instances"
    folder.mkdir()
    world = MineDojo(instances=1, minecraft=str(minecraft), folder=str(folder), **QUICK)
    with ThreadPoolExecutor(1) as aside:
        life = aside.submit(world.live, 1)
        while not running(folder):
            time.sleep(0.05)
        world.close()
        with pytest.raises(WorldError, match="was closed"):
            life.result(10)
    assert gone(folder)


@installed
def test_a_minecraft_that_ends_at_once_is_quoted(minecraft, tmp_path):
    script = "#!/bin/sh\necho no Java here\nprintf '\\tat x.Main(Main.java:6)\\n'\nexit 3\n"
    (minecraft / "launchClient.sh").write_text(script)
    world = MineDojo(minecraft=str(minecraft), folder=str(tmp_path), restarts=1, **QUICK)
    with pytest.raises(WorldError, match="no Java here"):
        world.live(1)
    assert not list(tmp_path.glob("deckard-*"))


def test_folders_of_agents_that_are_no_more_are_swept(tmp_path):
    process = subprocess.Popen(["true"])
    process.wait()
    for pid in (process.pid, os.getpid()):
        tempfile.mkdtemp(prefix=f"{instance.PREFIX}{pid}-", dir=tmp_path)
    instance.remove_stale_folders(str(tmp_path))
    assert [f.name.split("-")[2] for f in tmp_path.iterdir()] == [str(os.getpid())]
