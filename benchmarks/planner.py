"""Plans against the least cost that HiGHS finds, in random worlds of recipes.

    python benchmarks/planner.py
    python benchmarks/planner.py --first 4000 --worlds 400 --json planner.json
    python benchmarks/planner.py --game 5
    python benchmarks/planner.py --grown 100000 --beside ../other-checkout

The worlds are those of `tests/recipe_worlds/problems.py`: up to 40 items with alternatives,
circles, tools, stations, yields and fuels, something held and something wanted. A world in which
HiGHS finds no plan is not counted. Where its solution cannot be worked off in any order that was
tried, its cost is a bound that perhaps no plan reaches; these worlds have a line of their own.

With `--game N` every N-th item of 1.11.2 is planned instead, by all recipes: 1 and 16 of it, from
nothing and from 30 things drawn, by the thorough search and by the quick one of a life.

With `--grown N` a modpack of N items (see `benchmarks/graph.py`) is learnt, but for the last few.
Then something more is learnt, and a plan is made: CPU time of both together, medians. With
`--beside`, another checkout is measured in turn, each in processes of its own.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import count, islice, product
from pathlib import Path

sys.path.insert(0, os.environ.get("DECKARD_CHECKOUT", str(Path(__file__).parents[1])))

from graph import learnt_option, modpack

from deckard.graph.planner import Planner
from deckard.graph.plans.search import QUICK, THOROUGH
from deckard.journal.events import Event, Practised, Verified
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import Outcome, Recipe
from deckard.worlds.tables import load_tables
from tests.recipe_worlds.optimum import Program
from tests.recipe_worlds.problems import draw_problem
from tests.strategies import knowing

HERE = Path(__file__).parents[1]
CLOSE = 1.05
DRAWN = 30
"""Kinds of things in a drawn inventory."""
LATE, TURNS = 5, 2
"""Items of a modpack that are learnt last, and processes of each checkout."""


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


class Grown:
    """A modpack of which all but the last items are learnt."""

    def __init__(self, size: int) -> None:
        self.rng, self.state = random.Random(f"grown {size}"), State()
        drawn = modpack(size, self.rng).recipes
        self.recipes, self.late = drawn[:-LATE], drawn[-LATE:]
        for recipe in self.recipes:
            self.learn(Verified(recipe=recipe))
        for recipe in self._collects():
            self.learn(practised(recipe, 90))
        self.planner = Planner(self.state.awm, self.state.options, {self.recipes[0].item: 1.5})

    def _collects(self) -> list[Recipe]:
        return [recipe for recipe in self.recipes if recipe.how == "collect"]

    def learn(self, event: Event) -> None:
        """Take in one more event."""
        apply(self.state, event, self.state.entries + 1)

    def news(self) -> Iterator[tuple[str, Event]]:
        """What is learnt, one after another, with what to call it."""
        crafts = [recipe for recipe in self.recipes if recipe.how == "craft"]
        for late in self.late:
            yield "one more item", Verified(recipe=late)
            recipe, other = self.rng.sample(crafts, 2)
            yield "a dearer way", Verified(recipe=way(recipe.item, other.item, 64))
            recipe = self.rng.choice(crafts)
            yield "a cheaper way", Verified(recipe=way(recipe.item, self.recipes[0].item, 1))
            recipe = self.rng.choice(self._collects())
            yield "a harder collect", practised(recipe, self.rng.randint(5, 9))

    def measure(self) -> dict[str, float]:
        """Milliseconds of CPU that taking news in and a plan take together."""
        times, held = dict[str, list[float]](), {recipe.item: 9 for recipe in self.recipes[:DRAWN]}
        times["all"] = [self._plan(self.recipes[DRAWN].item, held)]
        for name, event in self.news():
            self.learn(event)
            item = self.recipes[self.rng.randrange(DRAWN, 3 * DRAWN)].item
            times.setdefault(name, []).append(self._plan(item, held))
        return {name: round(statistics.median(own), 2) for name, own in times.items()}

    def _plan(self, item: str, held: dict[str, int]) -> float:
        began = time.process_time()
        self.planner.obtain(item, held, 16, QUICK)
        return 1000 * (time.process_time() - began)


def way(item: str, part: str, quantity: int) -> Recipe:
    """A craft of an item of so many parts."""
    return Recipe(item=item, how="craft", ingredients={part: quantity})


def practised(recipe: Recipe, successes: int) -> Practised:
    """A practice of a collect after which so many of a hundred episodes succeed."""
    option = learnt_option(recipe).model_copy(update={"episodes": 100, "successes": successes})
    outcome = Outcome(item=recipe.item, steps=1000, successes=1)
    return Practised(recipe=recipe, outcome=outcome, option=option)


def measure_grown(size: int, beside: Path | None) -> dict[str, float | str]:
    """Measure a grown modpack: in this process, or in processes of two checkouts in turn."""
    if beside is None:
        return {**Grown(size).measure()}
    command = [sys.executable, __file__, "--grown", str(size), "--json", "/dev/stdout"]
    taken = dict[Path, list[dict[str, float]]]()
    for checkout in (HERE, beside) * TURNS:
        environment = {**os.environ, "DECKARD_CHECKOUT": str(checkout)}
        run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        taken.setdefault(checkout, []).append(json.loads(run.stdout[run.stdout.index(b"{") :]))
    here, there = ({k: min(one[k] for one in own) for k in own[0]} for own in taken.values())
    ratios = {name: here[name] / there[name] for name in here}
    return {n: f"{here[n]} ms, beside {there[n]} ms: {ratio:.3f}" for n, ratio in ratios.items()}


def share(ratios: list[float]) -> float:
    """Per cent of ratios that are close to 1."""
    return round(100 * sum(ratio <= CLOSE for ratio in ratios) / max(1, len(ratios)), 1)


def main() -> None:
    """Measure, print, and write as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--worlds", type=int, default=1_000, help="worlds with a solution")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first world")
    parser.add_argument("--game", type=int, metavar="N", help="plan for every N-th item instead")
    parser.add_argument("--grown", type=int, metavar="N", help="learn more of N items instead")
    parser.add_argument("--beside", type=Path, help="another checkout to measure in turn")
    parser.add_argument("--json", type=Path, help="a file to write the figures to")
    options = parser.parse_args()
    figures: Mapping[str, float | str]
    if options.grown:
        figures = measure_grown(options.grown, options.beside)
    elif options.game:
        figures = measure_game(options.game)
    else:
        figures = measure(options.worlds, options.first)
    for name, value in figures.items():
        print(f"{name:<44}{value:>8}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
