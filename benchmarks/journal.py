"""The time to read a long journal: skim, `graph why` and `graph diff`, against a bare command.

    python benchmarks/journal.py [--entries 10000]

Prints CPU seconds of the work alone, then wall and CPU seconds of whole commands, and their wall
time as a multiple of `deckard --version`; the best of five each. `diff RUN GRAPH` reads one journal
and a graph file, `diff RUN RUN` two journals. The generated journal has gains and contacts in every
pursuit, as real ones do. The first of the five may compile deckard's modules.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from deckard.graph.diff import diff_graphs
from deckard.journal.events import Dreamed, Event, Pursued, Verified
from deckard.journal.journal import HEAD
from deckard.journal.reader import read_growth, skim
from deckard.types import Contact, Gain, Outcome, Recipe
from deckard.view.graph.accounts import explain_item

ITEMS = 400
TRIES = 5
COMMANDS = (
    ["--version"],
    ["graph", "why", "RUN", "item_399"],
    ["graph", "diff", "RUN", "GRAPH"],
    ["graph", "diff", "RUN", "RUN"],
    ["graph", "show", "RUN", "item_399"],
    ["graph", "stats", "RUN"],
)


def entries(count: int) -> Iterator[tuple[Event, ...]]:
    """Yield a dream and later a verified pursuit of each item, and pursuits in vain."""
    rng = random.Random(0)
    recipes = [_recipe(k) for k in range(ITEMS)]
    for recipe in recipes:
        yield (Dreamed(recipe=recipe, text=json.dumps(recipe.model_dump(mode="json")), model="m"),)
    every = (count - ITEMS) // ITEMS
    for k in range(count - ITEMS):
        if k % every == 0 and k // every < ITEMS:
            yield _pursued(recipes[k // every], rng), Verified(recipe=recipes[k // every])
        else:
            yield (_pursued(rng.choice(recipes), rng),)


def _recipe(k: int) -> Recipe:
    if k < 10:
        return Recipe(item=f"item_{k}", how="collect", source=f"block_{k}")
    needs = {f"item_{k // 2}": 2, f"item_{k // 3}": 1}
    return Recipe(item=f"item_{k}", how="craft", ingredients=needs, stations=frozenset({"item_1"}))


def _pursued(recipe: Recipe, rng: random.Random) -> Pursued:
    other = {f"item_{rng.randrange(ITEMS)}": rng.randint(1, 64) for _ in range(6)}
    before = {**other, **recipe.needs}
    after = {**before, recipe.item: before.get(recipe.item, 0) + 1}
    gain = Gain(item=recipe.item, how=recipe.how, before=before, after=after)
    contacts = tuple(
        Contact(source=f"block_{k}", hand=None, count=rng.randint(1, 99), gave={}) for k in range(5)
    )
    outcome = Outcome(item=recipe.item, steps=rng.randint(1, 500), gains=(gain,), contacts=contacts)
    trace = " ".join(f"{rng.randrange(12)}*{rng.randint(1, 9)}" for _ in range(60))
    return Pursued(recipe=recipe, outcome=outcome, ending="stuck", life=0, seed=1, trace=trace)


def write(path: Path, count: int) -> None:
    """Write the journal."""
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(HEAD) + "\n")
        for number, events in enumerate(entries(count), 1):
            records = [event.model_dump(mode="json") for event in events]
            file.write(json.dumps({"entry": number, "at": "", "events": records}) + "\n")


def best(work: Callable[[], object]) -> float:
    """CPU seconds that some work takes at best."""
    taken = []
    for _ in range(TRIES):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--entries", type=int, default=10_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        write(path, parser.parse_args().entries)
        awm = read_growth(skim(path)).awm
        print(f"journal  {path.stat().st_size / 1e6:.1f} MB")
        print(f"skim     {best(lambda: skim(path)):.2f} s")
        print(f"why      {best(lambda: explain_item(skim(path), 'item_399')):.2f} s")
        print(f"diff     {best(lambda: diff_graphs(read_growth(skim(path)).awm, awm)):.2f} s a run")
        (path.parent / "config.yaml").write_text("target: item_399", encoding="utf-8")
        named = {"RUN": folder, "GRAPH": str(path.parent / "graph.json")}
        command(["graph", "export", folder, "--to", "json", "-o", named["GRAPH"]])
        bare, _ = command(COMMANDS[0])
        for arguments in COMMANDS:
            wall, cpu = command([named.get(argument, argument) for argument in arguments])
            figures = f"wall {wall:.2f} s, CPU {cpu:.2f} s, {wall / bare:.1f} x"
            print(f"{' '.join(arguments):24} {figures}")


def command(arguments: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds that a command takes at best."""
    taken, command = [], [sys.executable, "-m", "deckard", *arguments]
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(TRIES):
        before, begun = os.times(), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=env)
        wall, after = time.perf_counter() - begun, os.times()
        user = after.children_user - before.children_user
        taken.append((wall, user + after.children_system - before.children_system))
    return min(wall for wall, _ in taken), min(cpu for _, cpu in taken)


if __name__ == "__main__":
    main()
