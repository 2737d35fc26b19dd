"""The speed of the symbolic world, alone and with the agent, as a ratio.

    python benchmarks/symbolic.py

Start: the seconds of a whole run in a fresh process, and the heavy packages that it imports. World:
attempts to collect and env steps a second. Agent: the pursuits of one item, over and over, by the
planner and options of a finished run.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from deckard.config import RunConfig, parse_config
from deckard.policies.single_action import SingleActionTrainer
from deckard.runs.directory import load_state
from deckard.wake.callbacks import RunCallback
from deckard.wake.executor import PlanExecutor
from deckard.wake.life import RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.worlds import World
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.symbolic import Symbolic

ITEM = "iron_pickaxe"
HEAVY = ("torch", "stable_baselines3", "numba", "openai")
RUN = (
    "import sys\nfrom deckard.cli.app import app\ntry: app(sys.argv[1:])\nexcept SystemExit: pass\n"
    f"print('LOADED', *sorted(set(sys.modules) & set({HEAVY})))"
)


def learn(folder: Path) -> tuple[float, float, str]:
    """Run to the item in a fresh process; return seconds, CPU seconds, heavy packages loaded."""
    arguments = ["run", "-s", "world=symbolic", "-s", f"target={ITEM}", "-o", str(folder)]
    before, began = _children(), time.perf_counter()
    done = subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True)
    loaded = done.stdout.splitlines()[-1].removeprefix("LOADED").strip()
    return time.perf_counter() - began, _children() - before, loaded or "none of them"


def _children() -> float:
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def attempts(world: Symbolic, seconds: float) -> tuple[float, float]:
    """Return attempts and env steps a CPU second."""
    life, action = world.live(0), world.items.index("log")
    count = steps = 0
    began = time.process_time()
    while time.process_time() - began < seconds:
        steps += life.step(action)["steps"]
        count += 1
    spent = time.process_time() - began
    return count / spent, steps / spent


def pursuits(config: RunConfig, folder: Path, seconds: float) -> tuple[float, float]:
    """Return pursuits of the item from nothing, and env steps, a CPU second."""
    state = load_state(folder)
    world: World = Symbolic(**config.world.options)
    library = OptionLibrary(world, SingleActionTrainer(world), state, folder / "policies")
    [recipe, *_] = state.awm.recipes(ITEM, "verified")
    count = steps = 0
    began = time.process_time()
    while time.process_time() - began < seconds:
        tally = EvidenceRecorder(ITEM)
        assert (
            PlanExecutor(library, RecordedLife(world, count), tally, count, RunCallback()).execute(
                recipe
            )
            == "obtained"
        )
        steps += tally.steps
        count += 1
    spent = time.process_time() - began
    return count / spent, steps / spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=3.0, help="CPU seconds for each figure.")
    seconds = parser.parse_args().seconds
    config = parse_config({"world": "symbolic", "target": ITEM}, "benchmark")
    with tempfile.TemporaryDirectory() as name:
        wall, cpu, loaded = learn(Path(name) / "run")
        print(f"a run to {ITEM}: {wall:.1f} s, {cpu:.1f} s of CPU; of {', '.join(HEAVY)}: {loaded}")
        count, alone = attempts(Symbolic(), seconds)
        print(f"world alone: {count:,.0f} attempts, {alone:,.0f} env steps a CPU second")
        count, steps = pursuits(config, Path(name) / "run", seconds)
        print(f"agent included: {count:,.0f} pursuits, {steps:,.0f} env steps a CPU second")
        print(f"the agent runs at {steps / alone:.2f} times the speed of the world alone")


if __name__ == "__main__":
    main()
