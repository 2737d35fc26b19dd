"""The speed of craftworld as a multiple of that of Crafter (Hafner 2021) on the same machine.

    python benchmarks/world.py [--seconds 2] [--rounds 3] [--json FILE]

Random actions, observations and resets included, one thread; CPU seconds, so that other processes
disturb little. A decision of craftworld lasts 1 to 300 ticks; Crafter's steps are one tick each.
The two take turns, and the fastest round of each counts.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from deckard.worlds import Practice
from deckard.worlds.craftworld import Craftworld
from deckard.worlds.craftworld.simulator import Simulator

SIZES = (1, 16, 64, 256)
DECISIONS = 200
"""Decisions of an episode."""
Turn = Callable[[], tuple[int, int]]
"""Plays a little; returns decisions and ticks."""


def kernel(world: Craftworld, envs: int) -> Turn:
    """Return a turn of the kernels alone: episodes end after a number of decisions."""
    simulator = Simulator(world.setting, envs, 0)
    everyone, rng = np.arange(envs), np.random.default_rng(0)
    obs = np.zeros((envs, *world.observation_space.shape), np.float32)
    simulator.restart(everyone, {}, None)
    simulator.bodies["decisions"] = rng.integers(0, DECISIONS, envs)

    def turn() -> tuple[int, int]:
        ticks = 0
        for actions in rng.integers(0, world.action_space.n, (100, envs)):
            simulator.advance(actions)
            ticks += int(simulator.bodies["ticks"].sum())
            ended = np.flatnonzero(simulator.bodies["decisions"] >= DECISIONS)
            if len(ended):
                simulator.restart(ended, {}, None)
            simulator.look(everyone, obs)
        return 100 * envs, ticks

    return turn


def vectorised(world: Craftworld, envs: int) -> Turn:
    """Return a turn of practice, as a trainer sees it."""
    practice = world.practice(Practice("diamond", {}, None, DECISIONS, envs, 0))
    rng = np.random.default_rng(0)
    practice.reset()
    practice.simulator.bodies["decisions"] = rng.integers(0, DECISIONS, envs)

    def turn() -> tuple[int, int]:
        ticks = 0
        for actions in rng.integers(0, world.action_space.n, (100, envs)):
            infos = practice.step(actions)[3]
            ticks += sum(info["steps"] for info in infos)
        return 100 * envs, ticks

    return turn


def crafter() -> Turn | None:
    """Return a turn of Crafter, or None when it is not installed."""
    try:
        env: Any = import_module("crafter").Env()
    except ImportError:
        print("Crafter is not installed, so there is nothing to compare with: pip install crafter")
        return None
    rng = np.random.default_rng(0)
    env.reset()

    def turn() -> tuple[int, int]:
        for action in rng.integers(0, env.action_space.n, 100):
            if env.step(int(action))[2]:
                env.reset()
        return 100, 100

    return turn


def speed(turn: Turn, seconds: float) -> tuple[float, float]:
    """Return decisions and ticks per CPU second."""
    decisions = ticks = 0
    start = time.process_time()
    while (elapsed := time.process_time() - start) < seconds:
        more, longer = turn()
        decisions, ticks = decisions + more, ticks + longer
    return decisions / elapsed, ticks / elapsed


def measure(seconds: float, rounds: int) -> dict[str, Any]:
    """Return the speeds of craftworld and Crafter."""
    start = time.process_time()
    world = Craftworld()
    turns = {f"kernel, {n} worlds": kernel(world, n) for n in SIZES}
    turns |= {f"VecEnv, {n} worlds": vectorised(world, n) for n in SIZES}
    for turn in turns.values():
        turn()
    ready = time.process_time() - start
    crafter_turn = crafter()
    if crafter_turn is not None:
        turns["Crafter"] = crafter_turn
    speeds: dict[str, tuple[float, float]] = {}
    for _ in range(rounds):
        for name, turn in turns.items():
            speeds[name] = max(speed(turn, seconds), speeds.get(name, (0.0, 0.0)))
    return {
        "python": platform.python_version(),
        "numba": version("numba"),
        "machine": platform.machine(),
        "ready_after_cpu_seconds": round(ready, 1),
        "per_cpu_second": {
            name: {"decisions": round(d), "ticks": round(t)} for name, (d, t) in speeds.items()
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=2.0, help="CPU seconds of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    options = parser.parse_args()
    figures = measure(options.seconds, options.rounds)
    speeds = figures["per_cpu_second"]
    crafter_speed = speeds.get("Crafter", {}).get("decisions")
    print(f"{'per CPU second':<22}{'decisions':>12}{'ticks':>12}{'x Crafter':>12}")
    for name, row in speeds.items():
        ratio = f"{row['decisions'] / crafter_speed:,.0f}" if crafter_speed else ""
        print(f"{name:<22}{row['decisions']:>12,}{row['ticks']:>12,}{ratio:>12}")
    print(f"ready to play after {figures['ready_after_cpu_seconds']} CPU seconds")
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
