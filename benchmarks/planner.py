"""Plans against the least cost that HiGHS finds, in random worlds of recipes.

    python benchmarks/planner.py
    python benchmarks/planner.py --first 4000 --worlds 400 --json planner.json
    python benchmarks/planner.py --game 5

The worlds are those of `tests/recipe_worlds/problems.py`: up to 40 items with alternatives,
circles, tools, stations, yields and fuels, something held and something wanted. A world in which
HiGHS finds no plan is not counted. Where its solution cannot be worked off in any order that was
tried, its cost is a bound that perhaps no plan reaches; these worlds have a line of their own.

With `--game N` every N-th item of 1.11.2 is planned instead, by all recipes: 1 and 16 of it, from
nothing and from 30 things drawn, by the thorough search and by the quick one of a life.
"""

import argparse
import json
import random
import sys
import time
from itertools import count, islice, product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from deckard.graph.planner import Planner
from deckard.graph.plans.search import QUICK, THOROUGH
from deckard.worlds.tables import load_tables
from tests.recipe_worlds.optimum import Program
from tests.recipe_worlds.problems import draw_problem
from tests.strategies import knowing

CLOSE = 1.05
DRAWN = 30
"""Kinds of things in a drawn inventory."""


def measure(worlds: int, first: int) -> dict[str, float | int]:
    """Plan in so many worlds that HiGHS finds a solution of, from a seed on."""
    ratios, bounds, none, times = list[float](), list[float](), 0, list[float]()
    drawn = ((draw_problem(seed), Program(draw_problem(seed)).optimum()) for seed in count(first))
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
        "worst ms": round(times[-1], 1),
    }


def measure_game(every: int) -> dict[str, float | int]:
    """Plan for every so many-th item of the game, with all recipes known."""
    tables = load_tables("1.11.2")
    state = knowing(*(recipe for item in tables.items for recipe in tables.ways(item)))
    planner, rng = Planner(state.awm, state.options, tables.fuels), random.Random(0)
    planner.known()
    figures = dict[str, float | int]()
    items, times = sorted(tables.items), dict[str, list[float]]()
    for item in items[::every]:
        drawn = {name: rng.randint(1, 16) for name in rng.sample(items, DRAWN)}
        for (name, have), quantity in product((("nothing", {}), ("a stock", drawn)), (1, 16)):
            for effort, work in (("quick", QUICK), ("thorough", THOROUGH)):
                began = time.process_time()
                planner.obtain(item, have, quantity, work)
                took = 1000 * (time.process_time() - began)
                times.setdefault(f"{effort}, {quantity} from {name}", []).append(took)
    for name, own in times.items():
        own.sort()
        for figure, place in (("median", 0.5), ("p90", 0.9), ("worst", 1)):
            figures[f"{name}: {figure} ms"] = round(own[int(place * (len(own) - 1))], 1)
    return figures


def share(ratios: list[float]) -> float:
    """Per cent of ratios that are close to 1."""
    return round(100 * sum(ratio <= CLOSE for ratio in ratios) / max(1, len(ratios)), 1)


def main() -> None:
    """Measure, print, and write as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--worlds", type=int, default=1_000, help="worlds with a solution")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first world")
    parser.add_argument("--game", type=int, metavar="N", help="plan for every N-th item instead")
    parser.add_argument("--json", type=Path, help="a file to write the figures to")
    options = parser.parse_args()
    figures = measure_game(options.game) if options.game else measure(options.worlds, options.first)
    for name, value in figures.items():
        print(f"{name:<44}{value:>8}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
