"""Beliefs in changed worlds: facts that the world contradicts, at any entry of any journal.

    python benchmarks/beliefs.py --seeds 2001 2002 --jobs 2
    python benchmarks/beliefs.py --jobs 8 --out beliefs.jsonl --runs runs
    python benchmarks/beliefs.py --seeds 1001 --rates 0.3 -s world.chance=0.3

Each run is in the symbolic world with all items of Minecraft 1.11.2, of which a share (the rate) is
changed by the seed, which also seeds the agent and the language model. Without `--seeds` these are
1001 at a rate of 0.3, and 2001 to 2040 at each rate. A prior is a name of `--priors`, or a file of
a graph. `--out` gets a line of JSON for each run that ended; runs that are in it already are read
and not run again. `--runs` keeps the run directories. The exit code is 1 if any fact was wrong
or a run failed.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import product
from pathlib import Path
from typing import NamedTuple

from deckard.bench.score.graph import assess, reference_for
from deckard.bench.score.through_time import score_through_time
from deckard.config import parse_config
from deckard.journal.reader import read_growth, skim
from deckard.runs import manifest
from deckard.runs.run import run
from deckard.types import JsonObject

SEEDS, RATES = tuple(range(2001, 2041)), (0.3, 0.6)
FIRST = (1001, 0.3)
"""The changed world in which true facts were once replaced."""
PRIORS = ("recorded", "empty", "adversarial")
BUDGET = 20_000_000
"""Env steps of a run at most; chosen, no run has come near."""
HEADS = (
    "prior", "rate", "runs", "facts", "wrong ever", "wrong at end", "right", "not proven",
    "env steps", "CPU s",
)  # fmt: skip


class Cell(NamedTuple):
    """One run."""

    seed: int
    rate: float
    prior: str
    settings: tuple[str, ...] = ()
    """Further settings, as `-s` has them."""

    @property
    def llm(self) -> JsonObject:
        """The language model of the prior."""
        if Path(self.prior).is_file():
            return {"name": "graph-file", "path": str(Path(self.prior).resolve())}
        return {"name": self.prior} | ({"seed": self.seed} if self.prior == "adversarial" else {})

    @property
    def config(self) -> JsonObject:
        """The settings of the run."""
        changed = {"perturbed": self.rate, "perturbed_seed": self.seed}
        return {
            "seed": self.seed,
            "world": {"name": "symbolic", "version": "1.11.2", "seed": self.seed, **changed},
            "llm": self.llm,
            "dream": {"scope": "all"},
            "max_steps": BUDGET,
        }

    @property
    def folder(self) -> str:
        """A name for its run directory."""
        return f"{Path(self.prior).stem}-{self.rate:g}-{self.seed}"


class Ended(NamedTuple):
    """What a run came to."""

    cell: Cell
    reason: str
    facts: int
    wrong: tuple[str, ...]
    """Every fact that the world contradicts, with its entry: also those of which it was cured."""
    wrong_at_end: int
    right: int
    n: int
    """Items that can be obtained."""
    needs: int
    unproven: int
    env_steps: int
    seconds: float
    """Of the CPU, without the score."""


def run_cell(cell: Cell, runs: Path | None) -> Ended:
    """Run a cell, and score every entry of its journal."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = (runs or Path(temporary)) / cell.folder
        began = time.process_time()
        ended = run(parse_config(cell.config, "benchmark", cell.settings), folder)
        return scored(cell, folder, ended.reason, time.process_time() - began)


def scored(cell: Cell, folder: Path, reason: str, seconds: float) -> Ended:
    """Score a run that has ended."""
    entries, reference = skim(folder / "journal.jsonl"), reference_for(manifest.world(folder), None)
    through, final = score_through_time(entries, reference), read_growth(entries)
    assessment = assess(final.awm, reference)
    return Ended(
        cell=cell,
        reason=reason,
        facts=through.facts.count,
        wrong=tuple(map(str, through.facts.wrong)),
        wrong_at_end=len(assessment.wrong),
        right=assessment.accuracy(verified=True).right,
        n=assessment.n,
        needs=len(assessment.needs),
        unproven=len(assessment.unproven),
        env_steps=final.steps,
        seconds=round(seconds, 2),
    )


def main() -> int:
    """Run the benchmark."""
    args = arguments()
    cells = list(chosen(args))
    done = {one.cell: one for one in read(args.out)} if args.out else {}
    waiting = [cell for cell in cells if cell not in done]
    with ProcessPoolExecutor(args.jobs) as pool:
        futures = {pool.submit(run_cell, cell, args.runs): cell for cell in waiting}
        for number, future in enumerate(as_completed(futures), 1):
            if error := future.exception():
                print(f"  failed: {futures[future].folder}: {error!r}", flush=True)
                continue
            ended = future.result()
            done[ended.cell] = ended
            if args.out:
                write(args.out, ended)
            print(f"  {number} of {len(waiting)}: {line(ended)}", flush=True)
    runs = [done[cell] for cell in cells if cell in done]
    print("\n".join(table(runs)))
    return int(len(runs) < len(cells) or any(one.wrong for one in runs))


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", nargs="+", type=int, help="1001 and 2001 to 2040 if not given")
    parser.add_argument("--rates", nargs="+", type=float, default=RATES)
    parser.add_argument("--priors", nargs="+", default=PRIORS, help="names, or files of graphs")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--out", type=Path, help="a file of results, which is gone on with")
    parser.add_argument("--runs", type=Path, help="a folder to keep the run directories in")
    parser.add_argument("-s", dest="settings", action="append", default=[], metavar="KEY=VALUE")
    return parser.parse_args()


def chosen(args: argparse.Namespace) -> Iterator[Cell]:
    """Yield the runs that were asked for."""
    worlds = [] if args.seeds else [FIRST]
    worlds += product(args.seeds or SEEDS, args.rates)
    for (seed, rate), prior in product(worlds, args.priors):
        yield Cell(seed, rate, prior, tuple(args.settings))


def read(path: Path) -> Iterator[Ended]:
    """Yield the results in a file; a torn last line is cut off."""
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, encoding="utf-8")
    for row in map(json.loads, whole.splitlines()):
        seed, rate, prior, settings = row["cell"]
        cell = Cell(seed, rate, prior, tuple(settings))
        yield Ended(**row | {"cell": cell, "wrong": tuple(row["wrong"])})


def write(path: Path, ended: Ended) -> None:
    """Add a result to a file."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(ended._asdict()) + "\n")


def line(ended: Ended) -> str:
    """Return a run in words."""
    return (
        f"{ended.cell.folder}: {len(ended.wrong)} of {ended.facts} facts wrong, "
        f"{ended.right} of {ended.n} right, {ended.unproven} of {ended.needs} needs not proven, "
        f"{ended.env_steps:,} env steps, {ended.seconds} s; {ended.reason}"
    )


def table(runs: Sequence[Ended]) -> Iterator[str]:
    """Yield a row for each prior and rate, each wrong fact, and the runs that are not all right."""
    groups = dict[tuple[str, float], list[Ended]]()
    for one in runs:
        groups.setdefault((one.cell.prior, one.cell.rate), []).append(one)
    rows = [HEADS, *(_row(prior, rate, group) for (prior, rate), group in groups.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    for one in runs:
        yield from (f"wrong in {one.cell.folder}: {fact}" for fact in one.wrong)
    for one in runs:
        if one.right < one.n:
            yield f"not all right in {line(one)}"


def _row(prior: str, rate: float, group: Sequence[Ended]) -> tuple[str, ...]:
    steps, seconds = [one.env_steps for one in group], [one.seconds for one in group]
    needs = sum(one.needs for one in group)
    unproven = sum(one.unproven for one in group)
    return (
        Path(prior).stem,
        f"{rate:g}",
        str(len(group)),
        _sum(one.facts for one in group),
        _sum(len(one.wrong) for one in group),
        _sum(one.wrong_at_end for one in group),
        f"{_sum(one.right for one in group)} of {_sum(one.n for one in group)}",
        f"{unproven:,} of {needs:,} ({100 * unproven / max(1, needs):.2f} %)",
        f"{statistics.median(steps):,.0f} (at most {max(steps):,})",
        f"{statistics.median(seconds):.1f} (at most {max(seconds):.1f})",
    )


def _sum(numbers: Iterable[int]) -> str:
    return f"{sum(numbers):,}"


if __name__ == "__main__":
    sys.exit(main())
