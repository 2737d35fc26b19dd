"""Whether faults of Minecraft change what a run learns.

    python benchmarks/faults.py [--json FILE]

The agent plays two stand-ins, started by deckard's own launcher, twice: undisturbed, and with
faults of every kind (connections dropped at every message, hangs, processes that end, a server that
is busy, empty frames, missions that end, garbage for JSON, deaths). The second agent is also killed
once, with -9, and begun again. The exit code is 1 unless each kind of fault came, 200 in all, both
runs verified the target by the same recipes, every restart was counted (the stand-ins count their
starts) and no process or file is left. The policies are scripted (`tests/seeker.py`): learning is
not measured here. Pauses before a restart are 50 times shorter than in use, and a stand-in that
answers is only restarted after eight failures in a row.
"""

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from deckard.graph.awm import AWM
from deckard.journal.fold import fold
from deckard.journal.journal import read_journal
from deckard.journal.state import State
from deckard.types import Item

ROOT = Path(__file__).resolve().parent.parent
RATES = {
    "drop at step": 1000, "garbage at step": 1100, "empty at step": 1300, "done at step": 1400,
    "kill at step": 1200, "hang at step": 1600, "exit at step": 1500,
    "drop at hello": 6, "drop at quit": 7, "drop at mission": 6, "busy at mission": 12,
    "exit at mission": 20, "drop at peek": 7, "garbage at peek": 8, "empty at peek": 8,
    "done at peek": 9, "hang at peek": 25,
}  # fmt: skip
"""Mean number of messages between two faults of a kind; chosen.

For each start of a stand-in another number is drawn, so that no pattern of faults blocks the run
for ever. The rates leave some lives undisturbed."""
FAULTS = 200
"""Faults that must come in all; chosen."""
STARTS = 400
"""Starts of stand-ins for which faults are written."""
FAULT_LINE = re.compile(r"on purpose: (\w+) at (\w+)")
LAUNCH = """#!/bin/sh
n=$(grep -c started {log})
echo started >> {log}
exec {python} -m deckard malmo-serve --size 32 --faults {faults}/$n.yaml "$@" 2>> {log}
"""
AGENT = """
from deckard.__main__ import main
from deckard.worlds.minedojo import supervisor

supervisor.PAUSE /= 50
supervisor.TRIES = 8
main()
"""
WORLD = {
    "name": "minedojo", "frame": [16, 16], "box": [4, 2, 4], "turn": 90, "break_speed": 10,
    "mobs": False, "full_reset": 1, "restarts": 30, "step_within": 8, "reset_within": 20,
    "start_within": 120, "recycle_resets": None, "recycle_minutes": None,
}  # fmt: skip
TRAINER = {"name": "tests.seeker:Seeker", "tries": 20, "max_decisions": 40}
WITHIN = 20.0
"""Seconds after which no process or file of a killed agent may be left."""


class Place:
    """A folder with a Minecraft, the folders in which it is started, and the run."""

    def __init__(self, folder: Path, rates: Mapping[str, int]) -> None:
        self.run, self.log, faults = folder / "run", folder / "log", folder / "faults"
        self.instances, self.minecraft = folder / "instances", folder / "Malmo" / "Minecraft"
        for path in (self.instances, self.minecraft / "run", faults):
            path.mkdir(parents=True)
        self.log.touch()
        for n in range(STARTS):
            write_faults(rates, faults / f"{n}.yaml", n)
        script = self.minecraft / "launchClient.sh"
        text = LAUNCH.format(log=self.log, python=sys.executable, faults=faults)
        script.write_text(text, encoding="utf-8")
        script.chmod(0o755)

    def agent(self, target: str) -> subprocess.Popen[str]:
        """Begin the run, or go on with it."""
        world = WORLD | {"minecraft": str(self.minecraft), "folder": str(self.instances)}
        values = [f"target={target}", f"world={json.dumps(world)}", "wake.measure=20"]
        values.append(f"trainer={json.dumps(TRAINER)}")
        settings = [word for value in values for word in ("-s", value)]
        command = ["-c", AGENT, "run", "iron_pickaxe", *settings, "-o", str(self.run), "--json"]
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.PIPE, text=True, env=env
        )

    def finish(self, target: str) -> dict[str, Any]:
        """Run to the end; return the summary."""
        agent = self.agent(target)
        output, _ = agent.communicate()
        if agent.returncode not in (0, 3):
            raise SystemExit(f"the run failed with {agent.returncode}; its stand-ins: {self.log}")
        return json.loads(output.splitlines()[-1] if output.count("\n") == 1 else output)

    def kill(self, target: str, after: int) -> bool:
        """Begin the run and kill it after so many faults; whether nothing was left, soon."""
        agent = self.agent(target)
        while sum(self.faults().values()) < after and agent.poll() is None:
            time.sleep(0.1)
        agent.send_signal(signal.SIGKILL)
        agent.communicate()
        end = time.monotonic() + WITHIN
        while self.left() and time.monotonic() < end:
            time.sleep(0.2)
        return not self.left()

    def faults(self) -> Counter[str]:
        """Count the faults so far by kind."""
        return Counter(" at ".join(fault) for fault in FAULT_LINE.findall(self._log_text()))

    def starts(self) -> int:
        """How often a stand-in was started."""
        return self._log_text().splitlines().count("started")

    def left(self) -> list[str]:
        """Processes and files that are still there."""
        files = [str(path) for path in self.instances.iterdir()]
        return files + [f"process {pid}" for pid in _processes(self.instances)]

    def state(self) -> State:
        """Return the state of the agent."""
        return fold(read_journal(self.run / "journal.jsonl"))

    def _log_text(self) -> str:
        return self.log.read_text(encoding="utf-8")


def write_faults(rates: Mapping[str, int], path: Path, seed: int) -> None:
    """Write the faults of one stand-in."""
    rng, faults = random.Random(seed), []
    for fault, every in rates.items():
        do, _, on = fault.split()
        faults.append({"do": do, "on": on, "every": round(every * rng.uniform(0.5, 1.5))})
    path.write_text(json.dumps(faults), encoding="utf-8")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", default="crafting_table")
    parser.add_argument("--kill-after", type=int, default=60, metavar="FAULTS")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as aside:
        calm = Place(Path(folder) / "calm", {})
        undisturbed = aside.submit(calm.finish, args.target)
        stormy = Place(Path(folder) / "stormy", RATES)
        all_gone = stormy.kill(args.target, args.kill_after)
        print(
            f"killed after {sum(stormy.faults().values())} faults; all gone: {all_gone}", flush=True
        )
        ended = stormy.finish(args.target)
        undisturbed.result()
        figures = compare(calm, stormy, args.target)
    figures |= {"target": args.target, "gone_after_kill": all_gone, "agent_begun": 2}
    figures["fine"] = all_gone and ended["verified"] and is_fine(figures)
    show(figures)
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    sys.exit(0 if figures["fine"] else 1)


def compare(calm: Place, stormy: Place, target: str) -> dict[str, Any]:
    """Return the figures of both runs."""
    one, other = calm.state(), stormy.state()
    faults = stormy.faults()
    return {
        "faults": dict(sorted(faults.items())),
        "faults_in_all": sum(faults.values()),
        "recipes": {name: sorted(way_to(s.awm, target)) for name, s in named(one, other)},
        "env_steps": {name: s.steps for name, s in named(one, other)},
        "aborted_episodes": {name: s.aborted for name, s in named(one, other)},
        "restarts": {name: s.restarts for name, s in named(one, other)},
        "starts": {"calm": calm.starts(), "stormy": stormy.starts()},
        "left": calm.left() + stormy.left(),
    }


def named(calm: State, stormy: State) -> tuple[tuple[str, State], ...]:
    """The two states, each with its name."""
    return ("calm", calm), ("stormy", stormy)


def way_to(awm: AWM, target: Item) -> set[str]:
    """The verified recipes on the way to an item."""
    recipes, queue = set[str](), [target]
    while queue:
        for recipe in awm.recipes(queue.pop(), "verified"):
            if str(recipe) not in recipes:
                recipes.add(str(recipe))
                queue += recipe.needs
    return recipes


def is_fine(figures: dict[str, Any]) -> bool:
    """Whether the faults changed nothing but the time that it took.

    Each time that the agent is begun it starts up to two stand-ins, and these are no restarts. The
    restarts of what was under way when it was killed went with it.
    """
    same = figures["recipes"]["calm"] == figures["recipes"]["stormy"]
    first = figures["starts"]["stormy"] - figures["restarts"]["stormy"]
    counted = first >= 2 and figures["restarts"]["stormy"] > 0
    stormy = figures["faults_in_all"] >= FAULTS and figures["faults"].keys() == RATES.keys()
    return same and not figures["left"] and counted and stormy


def show(figures: dict[str, Any]) -> None:
    """Print it."""
    for fault, times in figures["faults"].items():
        print(f"{fault:<20} {times:>5}")
    print(f"{'in all':<20} {figures['faults_in_all']:>5}")
    for what in ("env_steps", "aborted_episodes", "restarts", "starts"):
        print(f"{what:<20} {figures[what]['stormy']:>7,}   (calm: {figures[what]['calm']:,})")
    same = figures["recipes"]["calm"] == figures["recipes"]["stormy"]
    print(f"recipes to the target the same: {same}; left behind: {figures['left'] or 'nothing'}")


def _processes(folder: Path) -> list[str]:
    """Processes whose command or folder lies there."""
    pids = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            about = process.joinpath("cmdline").read_bytes().decode(errors="replace")
            about += str(process.joinpath("cwd").readlink())
            if str(folder) in about and process.name != str(os.getpid()):
                pids.append(process.name)
    return pids


if __name__ == "__main__":
    main()
