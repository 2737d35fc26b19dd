"""The speed of practice in Craftax-Classic beside that of the game's own environment.

    python benchmarks/craftax_speed.py [--worlds 64 256] [--seconds 5] [--rounds 3]

Game: `CraftaxClassicSymbolicEnvNoAutoReset` of the package, compiled for all worlds at once, random
actions. Practice: what a trainer sees of `world=craftax`, random actions, observations, resets and
evidence included. PPO: the trainer of a run, learning included. The three take turns in one
process, and the fastest round of each counts, in decisions a CPU second. First come the seconds to
the first decision in fresh processes, with an empty folder of compiled code and with a full one.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

import jax
import numpy as np

from deckard.policies import TrainingProgress
from deckard.policies.ppo import PPOTrainer
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.worlds import Practice
from deckard.worlds.craftax import Craftax
from deckard.worlds.evidence import EvidenceRecorder

ITEM, DECISIONS = "stone", 300
"""What practice is for, and the decisions of an episode."""
STEPS = 50
"""Decisions of each world between two looks at the clock."""
FIRST = "from deckard.worlds.craftax import Craftax; Craftax().live(0).step(1)"
Turn = Callable[[], int]
"""Plays a little; returns decisions."""


def game(worlds: int) -> Turn:
    """Return a turn of the game's own environment, without resets."""
    from craftax.craftax_classic.envs.craftax_symbolic_env import (
        CraftaxClassicSymbolicEnvNoAutoReset,
    )

    env = CraftaxClassicSymbolicEnvNoAutoReset()
    step = jax.jit(jax.vmap(env.step_env, (0, 0, 0, None)), donate_argnums=1)
    keys = jax.random.split(jax.random.PRNGKey(0), worlds)
    _, first = jax.jit(jax.vmap(env.reset_env, (0, None)))(keys, env.default_params)
    states = [jax.device_get(first)]  # what JAX makes has weak types, and would compile twice
    rng = np.random.default_rng(0)

    def turn() -> int:
        for actions in rng.integers(0, 17, (STEPS, worlds), np.int32):
            obs, states[0], *_ = step(keys, states[0], actions, env.default_params)
        jax.block_until_ready(obs)
        return STEPS * worlds

    return turn


def episodes(worlds: int) -> SubgoalEnv:
    """Return practice as a trainer gets it."""
    world = Craftax()
    practice = Practice(ITEM, {"wood_pickaxe": 1}, None, DECISIONS, worlds, 0)
    evidence = EvidenceRecorder(ITEM, hands=world.hands, needs=world.needs)
    return SubgoalEnv(world.practice(practice), evidence, world.sights[ITEM], 0.3, 0.01)


def practice(worlds: int) -> Turn:
    """Return a turn of practice without learning."""
    env, rng = episodes(worlds), np.random.default_rng(0)
    env.reset()

    def turn() -> int:
        for actions in rng.integers(0, env.action_space.n, (STEPS, worlds)):
            env.step(actions)
        return STEPS * worlds

    return turn


def learning(worlds: int) -> Turn:
    """Return a turn of practice with PPO, as a run trains."""
    env, trainer = episodes(worlds), PPOTrainer(envs=worlds, success=1.0, budget=10**9)

    def turn() -> int:
        before = env.tally.decisions
        trainer.train(env, 0, lambda p: enough(p, worlds), None)
        return env.tally.decisions - before

    return turn


def enough(progress: TrainingProgress, worlds: int) -> bool:
    return progress.decisions < 2 * STEPS * worlds


def speed(turn: Turn, seconds: float) -> float:
    """Return decisions a CPU second."""
    decisions, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        decisions += turn()
    return decisions / spent


def compare(worlds: int, seconds: float, rounds: int) -> dict[str, float]:
    """Return the decisions a CPU second of game, practice and PPO, which take turns."""
    turns = {"game": game(worlds), "practice": practice(worlds), "PPO": learning(worlds)}
    for turn in turns.values():
        turn()  # compiles
    speeds = dict.fromkeys(turns, 0.0)
    for _ in range(rounds):
        for name, turn in turns.items():
            speeds[name] = max(speeds[name], speed(turn, seconds))
    return speeds


def first_decisions() -> Iterator[float]:
    """Yield the seconds of a process that takes one decision: nothing compiled, then all of it."""
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            began = time.perf_counter()
            env = os.environ | {"JAX_COMPILATION_CACHE_DIR": folder}
            subprocess.run([sys.executable, "-c", FIRST], env=env, check=True)
            yield time.perf_counter() - began


def compilations(worlds: int, steps: int = 3) -> list[int]:
    """Return how often JAX compiled something during the reset and each of the first steps."""
    events: list[str] = []
    jax.monitoring.register_event_duration_secs_listener(
        lambda event, *_, **__: events.append(event)
    )
    env = episodes(worlds)
    acts = [env.reset, *[lambda: env.step(np.zeros(worlds, np.int64))] * steps]
    counts = []
    for act in acts:
        events.clear()
        act()
        counts.append(sum(event.endswith("backend_compile_duration") for event in events))
    jax.monitoring.clear_event_listeners()
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--worlds", type=int, nargs="+", default=[64, 256])
    parser.add_argument("--seconds", type=float, default=5.0, help="CPU seconds of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-start", action="store_true", help="leave out the first decision")
    options = parser.parse_args()
    if not options.no_start:
        cold, warm = first_decisions()
        print(f"first decision: {cold:.1f} s with nothing compiled, {warm:.1f} s from the cache")
    for worlds in options.worlds:
        counts = compilations(worlds)
        print(f"{worlds} worlds: JAX compiled at the reset and the first 3 steps: {counts}")
        speeds = compare(worlds, options.seconds, options.rounds)
        for name, rate in speeds.items():
            share = rate / speeds["game"]
            print(f"{worlds} worlds, {name}: {rate:,.0f} decisions a CPU second ({share:.0%})")


if __name__ == "__main__":
    main()
