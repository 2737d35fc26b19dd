"""Targets in the symbolic world: how many runs verify them, by prior and chance of collects.

    python benchmarks/targets_symbolic.py
    python benchmarks/targets_symbolic.py --seeds 10 --jobs 4
    python benchmarks/targets_symbolic.py --targets piston cake --priors empty --chances 0.05

Each run is a fresh one with the defaults of the world: `seed`, `llm.seed` and
`world.seed` are all the seed. Prints a line for each target, prior and chance.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import NamedTuple

from deckard.config import parse_config
from deckard.runs.run import run
from deckard.types import JsonObject

VERSIONS = {"piston": "1.16"}
"""The version of a target's world; 1.11.2 of the others."""
TARGETS = ("iron_pickaxe", "piston", "diamond_pickaxe", "jukebox", "cake")
PRIORS = ("codex-like", "7b-like", "adversarial", "empty")
CHANCES = (1.0, 0.3, 0.05)


class Cell(NamedTuple):
    """What runs of different seeds have in common."""

    target: str
    prior: str
    chance: float

    def config(self, seed: int) -> JsonObject:
        """The settings of a run."""
        version = VERSIONS.get(self.target, "1.11.2")
        knows = {} if self.prior == "empty" else {"version": version, "seed": seed}
        world = {"name": "symbolic", "version": version, "chance": self.chance, "seed": seed}
        llm = {"name": self.prior, **knows}
        return {"target": self.target, "seed": seed, "world": world, "llm": llm}


class Ended(NamedTuple):
    """How a run ended."""

    cell: Cell
    seed: int
    reached: bool
    env_steps: int
    seconds: float
    reason: str


def run_cell(cell: Cell, seed: int, max_steps: int | None) -> Ended:
    """Run a cell with a seed."""
    budget = {} if max_steps is None else {"max_steps": max_steps}
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        config = parse_config({**cell.config(seed), **budget}, "benchmark")
        result = run(config, Path(folder))
    spent = round(time.process_time() - began, 2)
    state = result.state
    return Ended(cell, seed, bool(state.obtained[cell.target]), state.steps, spent, result.reason)


def main() -> None:
    """Run the benchmark."""
    args = arguments()
    cells = list(map(Cell._make, product(args.targets, args.priors, args.chances)))
    print(
        f"{'target':16} {'prior':12} {'chance':>6} {'reached':>8} {'env steps':>12} {'worst':>12}"
    )
    runs = list[Ended]()
    with ProcessPoolExecutor(args.jobs) as pool:
        waiting = [
            [pool.submit(run_cell, cell, seed, args.max_steps) for seed in range(args.seeds)]
            for cell in cells
        ]
        for cell, futures in zip(cells, waiting, strict=True):
            ended = [future.result() for future in futures]
            print_row(cell, ended)
            runs += ended
    reached, seconds = sum(one.reached for one in runs), [one.seconds for one in runs]
    print(f"target reached in {reached} of {len(runs)} runs; ", end="")
    print(f"CPU seconds: median {statistics.median(seconds)}, worst {max(seconds)}")
    if args.json:
        args.json.write_text(json.dumps([one._asdict() for one in runs], indent=2) + "\n")


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--targets", nargs="+", default=TARGETS)
    parser.add_argument("--priors", nargs="+", default=PRIORS)
    parser.add_argument("--chances", nargs="+", type=float, default=CHANCES)
    parser.add_argument("--seeds", type=int, default=2, help="seeds 0, 1, ...")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--max-steps", type=int, help="the config's own if not given")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def print_row(cell: Cell, runs: Sequence[Ended]) -> None:
    """Print a row of the table, and the runs that failed."""
    steps, reached = [one.env_steps for one in runs], sum(one.reached for one in runs)
    count, median = f"{reached} of {len(runs)}", int(statistics.median(steps))
    row = f"{cell.target:16} {cell.prior:12} {cell.chance:6g} {count:>8}"
    print(f"{row} {median:12,} {max(steps):12,}", flush=True)
    for one in runs:
        if not one.reached:
            print(f"    seed {one.seed}: {one.reason}; {one.seconds} s", flush=True)


if __name__ == "__main__":
    main()
