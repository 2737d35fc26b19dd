"""How the graph scales: the time of a query, an entry and a decision in generated modpacks.

    python benchmarks/graph.py
    python benchmarks/graph.py --sizes 400 4000 --json graph.json

A modpack has items in an order in which they can be obtained: a fifth is collected, some with a
tool; the others are made of one to four things that come before them, mostly of recent ones, many
at a station, a tenth in a furnace. Of the first half every recipe is verified. Of the rest one is
dreamed of each, a third of them wrong, in what they are made of: of things that come later, so that
there are circles. All of it is drawn from `--seed`.

frontier: a look at all that could be tried next. fold: an entry of the journal, a pursuit that
obtained its item or not, with what the verifier concludes of it. record: the same, written to disk
(it waits for the disk). thrifty, directed, frontier rule: a decision of each explorer, after an
entry that verified one more item. memory: of the state, as the process has grown by it. Times are
of the CPU, medians, but for record; growth is how many times as long a thing takes as in the one
before, by how many times as many items there are: above 1 it is worse than linear.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice, pairwise
from pathlib import Path

from deckard.bench.baselines.deckard2023 import Frontier
from deckard.explore import Explorer, Goal
from deckard.explore.directed import Directed
from deckard.explore.thrifty.explorer import Thrifty
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED
from deckard.graph.planner import Planner
from deckard.graph.walk import walk
from deckard.journal.events import Dreamed, Event, Practised, Pursued, Verified
from deckard.journal.fold import apply
from deckard.journal.journal import Journal
from deckard.journal.state import State
from deckard.types import Failure, Gain, Item, Option, Outcome, Recipe, as_set
from deckard.verify.revising import Revising

SIZES = (400, 4_000, 40_000, 100_000)
RECENT = 200
"""How far back most ingredients lie."""
STATIONS = ("bench_0", "furnace_1", "bench_2", "bench_3")
TOOLS = tuple(f"{material}_pickaxe" for material in ("wooden", "stone", "iron", "diamond"))
SIMPLE = 100
"""Items that a planned item leads down to, at most."""
SAMPLED, PLANS = 1_000, 30
"""Items of which simple ones are taken, and plans that are timed."""
HELD = 40
"""Kinds of things in the inventory of a pursuit."""
EXPLORERS: Mapping[str, Callable[[], Explorer]] = {
    "thrifty": Thrifty,
    "directed": Directed,
    "frontier rule": Frontier,
}


@dataclass(frozen=True)
class Modpack:
    """Items in the order in which they can be obtained, and the one true recipe of each."""

    recipes: Sequence[Recipe]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item."""
        return tuple(recipe.item for recipe in self.recipes)

    def aim(self) -> Goal:
        """What an explorer is told of it."""
        sights = frozenset(r.source for r in self.recipes if r.source)
        return Goal(None, 2, STATIONS, sights, self.items, {self.items[0]: 1.5})


def modpack(size: int, rng: random.Random) -> Modpack:
    """Draw a modpack of so many items."""
    gear = {5 + 4 * k: name for k, name in enumerate((*STATIONS, *TOOLS))}
    names = [gear.get(k, f"thing_{k}") for k in range(size)]
    return Modpack([_recipe(names, k, gear, rng) for k in range(size)])


def _recipe(names: Sequence[Item], k: int, gear: Mapping[int, Item], rng: random.Random) -> Recipe:
    """Draw the recipe of an item, of things that come before it."""
    before = {name for place, name in gear.items() if place < k}
    if k < 4 or (k not in gear and rng.random() < 0.2):
        tools = [name for name in TOOLS if name in before]
        tool = frozenset(rng.sample(tools, 1) if tools and rng.random() < 0.5 else ())
        return Recipe(item=names[k], how="collect", tools=tool, source=f"block_{k}")
    parts = [names[rng.randrange(max(0, k - RECENT), k)] for _ in range(rng.randint(1, 4))]
    smelted = "furnace_1" in before and rng.random() < 0.1
    near = [name for name in STATIONS if name in before]
    station = rng.choice(near) if near and rng.random() < 0.6 else None
    return Recipe(
        item=names[k],
        how="smelt" if smelted else "craft",
        ingredients={part: rng.randint(1, 4) for part in parts[: 1 if smelted else 4]},
        stations=as_set("furnace_1" if smelted else station),
        yields=rng.choice((1, 1, 1, 4)),
    )


def _wrong(pack: Modpack, k: int, rng: random.Random) -> Recipe:
    """Draw a recipe of an item of things that come after it, too."""
    others = [pack.items[rng.randrange(len(pack.items))] for _ in range(rng.randint(1, 4))]
    return Recipe(item=pack.items[k], how="craft", ingredients=dict.fromkeys(others, 1))


def history(pack: Modpack, rng: random.Random) -> Iterator[Event]:
    """What happened before: half is learnt, the rest was dreamed."""
    for k, recipe in enumerate(pack.recipes):
        if k >= len(pack.recipes) // 2:
            dreamed = recipe if rng.random() < 2 / 3 else _wrong(pack, k, rng)
            yield Dreamed(recipe=dreamed, text="", model="")
            continue
        yield Verified(recipe=recipe)
        if recipe.how == "collect":
            outcome = Outcome(item=recipe.item, steps=1000, successes=1)
            yield Practised(recipe=recipe, outcome=outcome, option=learnt_option(recipe))


def learnt_option(recipe: Recipe) -> Option:
    return Option(
        item=recipe.item,
        source=recipe.source,
        start=dict.fromkeys(recipe.tools, 1),
        hand=next(iter(recipe.tools), None),
        file="",
        episodes=10,
        successes=9,
        decisions=1,
        steps=100,
    )


def pursuit(recipe: Recipe, works: bool, held: Mapping[Item, int]) -> Pursued:
    """A pursuit of a recipe, with many things held, that obtained its item or did not."""
    before = {**held, **{need: n + 1 for need, n in recipe.needs.items()}}
    after = {i: n - recipe.ingredients.get(i, 0) for i, n in before.items()}
    after |= {recipe.item: before.get(recipe.item, 0) + recipe.yields}
    near = recipe.stations
    how, source = recipe.how, recipe.source
    gain = Gain(item=recipe.item, how=how, before=before, after=after, near=near, source=source)
    failed = Failure(items=frozenset({recipe.item}), how="craft", before=before, near=near)
    outcome = Outcome(
        item=recipe.item,
        steps=50,
        successes=int(works),
        gains=(gain,) if works else (),
        failures=() if works else (failed,),
    )
    return Pursued(
        recipe=recipe,
        outcome=outcome,
        ending="obtained" if works else "attempted",
        life=0,
        seed=0,
        trace="",
        holds=after,
    )


class Bench:
    """One modpack, half learnt, and what is measured in it."""

    def __init__(self, size: int, seed: int, rounds: int) -> None:
        rng = random.Random(f"modpack {size} {seed}")
        self.rounds, self.pack, self.verifier = rounds, modpack(size, rng), Revising(50)
        self.held = {item: 9 for item in self.pack.items[:HELD]}
        self.true = {recipe.item: recipe for recipe in self.pack.recipes}
        events = list(history(self.pack, rng))
        before = _resident()
        self.state = State()
        for number, event in enumerate(events, 1):
            apply(self.state, event, number)
        self.memory = _resident() - before

    def measure(self) -> dict[str, float]:
        """Return every figure: milliseconds, but for items, frontier size and memory (MB)."""
        state, figures = self.state, dict[str, float]()
        figures["items"], figures["open"] = len(state.awm.known), len(state.awm.frontier())
        figures["memory"] = self.memory / 1e6
        figures["frontier"] = _median(state.awm.frontier for _ in range(50))
        for name, explorer in EXPLORERS.items():
            figures[name] = self._decisions(explorer())
        figures["plan"] = self._plans()
        figures["fold"] = _median(self._fold for _ in range(50))
        figures["record"] = self._recorded()
        return figures

    def _decisions(self, explorer: Explorer) -> float:
        """Decisions, each after one more item was learnt."""
        aim = self.pack.aim()
        explorer(self.state, aim, random.Random(0))

        def decide() -> None:
            assert explorer(self.state, aim, random.Random(0)) is not None

        def decisions() -> Iterator[Callable[[], object]]:
            for _ in range(self.rounds):
                self._fold()
                yield decide

        return _median(decisions())

    def _plans(self) -> float:
        """Plans of simple items, each after one more item was learnt.

        Simple are those that lead down to few others: a plan has a step for each.
        """
        awm, rng = self.state.awm, random.Random(0)
        planner = Planner(awm, self.state.options, {self.pack.items[0]: 1.5})
        known = list(planner.choices())
        simple = [i for i in rng.sample(known, min(SAMPLED, len(known))) if _is_simple(awm, i)]

        def plans() -> Iterator[Callable[[], object]]:
            for item in simple[:PLANS]:
                self._fold()
                yield partial(planner.obtain, item, self.held, 16)

        return _median(plans())

    def _next(self) -> Pursued:
        """A pursuit of what is on the frontier: it gives what it should if that is true."""
        recipe = self.state.awm.frontier()[0]
        return pursuit(recipe, recipe == self.true[recipe.item], self.held)

    def _fold(self) -> None:
        event, number = self._next(), self.state.entries + 1
        apply(self.state, event, number)
        for conclusion in self.verifier(self.state, event.outcome):
            apply(self.state, conclusion, number)

    def _recorded(self) -> float:
        """Entries written to a journal, by the clock: each waits until it is on the disk."""
        with tempfile.TemporaryDirectory() as folder:
            journal = Journal(Path(folder) / "journal.jsonl")
            journal.state = self.state
            times = []
            for _ in range(20):
                event, began = self._next(), time.perf_counter()
                journal.record(event, lambda s, e=event: self.verifier(s, e.outcome))  # type: ignore
                times.append(time.perf_counter() - began)
            journal.close()
        return 1000 * statistics.median(times)


def _median(actions: Iterator[Callable[[], object]]) -> float:
    """Median milliseconds of CPU that deeds take."""
    times = []
    for action in actions:
        began = time.process_time()
        action()
        times.append(time.process_time() - began)
    return 1000 * statistics.median(times)


def _resident() -> float:
    """Bytes of memory in use."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096.0


def _is_simple(awm: AWM, item: Item) -> bool:
    """Whether an item leads down to few others."""
    needs = walk([item], lambda i: {n for r in awm.recipes(i, VERIFIED) for n in r.needs})
    return sum(1 for _ in islice(needs, SIMPLE + 1)) <= SIMPLE


TIMED = ("frontier", "fold", "plan", "record", *EXPLORERS)


def growth(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """How much worse than linearly each figure grew, at worst from one modpack to the next."""
    pairs = list(pairwise(rows))
    return {
        name: max(new[name] / old[name] * old["items"] / new["items"] for old, new in pairs)
        for name in TIMED
        if pairs
    }


def table(rows: Sequence[Mapping[str, float]]) -> str:
    """Lay the figures out, and the worst growth of each below."""
    names = ("items", "open", "memory", *TIMED)
    lines = ["  ".join(f"{name:>13}" for name in names)]
    for row in rows:
        whole = [f"{row[n]:>13,.0f}" for n in names[:3]]
        lines.append("  ".join([*whole, *(f"{row[n]:>13,.3f}" for n in TIMED)]))
    grown = growth(rows)
    blank = [f"{'growth':>13}", " " * 13, " " * 13]
    lines += ["  ".join([*blank, *(f"{grown[n]:>13.2f}" for n in TIMED)])] if grown else []
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="Items of each.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5, help="Decisions of each explorer.")
    parser.add_argument("--json", type=Path, help="Write the figures here, too.")
    args = parser.parse_args()
    rows = []
    for size in sorted(args.sizes):
        rows.append(Bench(size, args.seed, args.rounds).measure())
        print(f"{size:,} items: done", file=sys.stderr)
    print("milliseconds; memory in MB; open: recipes on the frontier")
    print(table(rows))
    if args.json:
        document = {"seed": args.seed, "rows": rows, "growth": growth(rows)}
        args.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
