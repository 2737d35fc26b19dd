"""Plans against the least cost that HiGHS finds, in random worlds of recipes.

    python benchmarks/planner.py
    python benchmarks/planner.py --worlds 200 --json planner.json

The worlds are those of `tests/graph/recipe_worlds.py`: up to 40 items with alternatives, circles,
tools, stations, yields and fuels, something held and something wanted. A world in which HiGHS finds
no plan is not counted. Where its solution cannot be worked off in any order that was tried, its
cost is a bound that perhaps no plan reaches; these worlds have a line of their own.
"""

import argparse
import json
import sys
import time
from itertools import count, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.recipe_worlds.optimum import Program
from tests.recipe_worlds.problems import draw_problem

CLOSE = 1.05


def measure(worlds: int) -> dict[str, float | int]:
    """Plan in so many worlds that HiGHS finds a solution of."""
    ratios, bounds, none, times = list[float](), list[float](), 0, list[float]()
    drawn = ((draw_problem(seed), Program(draw_problem(seed)).optimum()) for seed in count())
    solved = ((world, best) for world, best in drawn if best is not None)
    for world, best in islice(solved, worlds):
        planner = world.planner()
        planner.known()
        began = time.process_time()
        plan = planner.obtain(world.item, world.have, world.quantity)
        times.append(1000 * (time.process_time() - began))
        none += bool(plan.missing)
        cost = sum(step.times * world.steps(step.recipe) for step in plan.steps)
        (ratios if best.is_plan else bounds).append(cost / max(1.0, best.cost))
    times.sort()
    return {
        "worlds": worlds,
        "without a plan": none,
        "solutions that can be worked off": len(ratios),
        f"of these within {CLOSE}, %": share(ratios),
        "solutions that cannot": len(bounds),
        f"of those within {CLOSE} of the bound, %": share(bounds),
        "median ms": round(times[len(times) // 2], 1),
        "p90 ms": round(times[len(times) * 9 // 10], 1),
    }


def share(ratios: list[float]) -> float:
    """Per cent of ratios that are close to 1."""
    return round(100 * sum(ratio <= CLOSE for ratio in ratios) / max(1, len(ratios)), 1)


def main() -> None:
    """Measure, print, and write as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--worlds", type=int, default=1_000, help="worlds with a solution")
    parser.add_argument("--json", type=Path, help="a file to write the figures to")
    options = parser.parse_args()
    figures = measure(options.worlds)
    for name, value in figures.items():
        print(f"{name:<44}{value:>8}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
