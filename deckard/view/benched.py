"""A bench as text, as JSON and as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from deckard.bench import Bench
from deckard.bench.cell import Failed, Result
from deckard.bench.crew import Progress
from deckard.bench.figures import MARKS, Mean, Reached, Row, against_best, area, grid

BESIDE = 0.8
"""The accuracy at which an agent is set beside the best other."""
HEADS = ("agent", "seeds", "right in the end", "mean on the way", *(f"{m:.0%}" for m in MARKS))
NAMES = {mark: f"steps_to_{mark * 100:.0f}" for mark in MARKS}
COLUMNS = (
    "agent", "prior", "world", "seed", "reason", "n", "right", "wrong", "area", "env_steps",
    *NAMES.values(), "steps_to_target", "failed",
)  # fmt: skip


def progress(now: Progress) -> str:
    """Say in a line what came of a cell, and how far the bench is."""
    left = "" if now.left is None or now.done == now.of else f", {_time(now.left)} left"
    return f"  {now.done} of {now.of} done{left}: {now.result.cell}: {_came_to(now.result)}"


def _came_to(result: Result) -> str:
    if isinstance(result, Failed):
        return f"failed: {result.why}"
    growth = result.growth
    right = growth.points[-1][1]
    return f"{right} of {growth.n} right, {growth.steps:,} env steps, {result.reason}"


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def lines(bench: Bench, rows: Sequence[Row], failed: Sequence[Failed]) -> list[str]:
    """Say what every agent came to, a table for each prior and world."""
    said = [
        f"bench {bench.name}: {bench.seeds} seeds of each, {bench.max_steps:,} env steps at most",
        "right: items whose requirement set is verified and true (EGA), mean over the seeds, in "
        "brackets its 95 % interval by bootstrap; on the way: the mean over all env steps of the",
        "budget; 50 % to 100 %: env steps until so many were right, median and how many seeds got "
        f"there; x best: those to {BESIDE:.0%} beside the best other agent's",
    ]
    for prior, world in dict.fromkeys(row.group[1:] for row in rows):
        some = [row for row in rows if row.group[1:] == (prior, world)]
        said += ["", f"prior {prior}, world {world}, {some[0].n} items", *_table(some, rows)]
    return said + [f"failed: {one.cell}: {one.why}" for one in failed]


def _table(some: Sequence[Row], rows: Sequence[Row]) -> Iterator[str]:
    cells = [_head(some)] + [_cells(row, rows, some) for row in some]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        told = [c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(["", row[0].ljust(widths[0]), *told]).rstrip()


def _head(some: Sequence[Row]) -> list[str]:
    target = ["target"] if any(row.target for row in some) else []
    changed = ["changed"] if any(row.corrected[1] for row in some) else []
    return [*HEADS, f"x best {BESIDE:.0%}", *target, *changed, "wrong", "env steps"]


def _cells(row: Row, rows: Sequence[Row], some: Sequence[Row]) -> list[str]:
    beside = against_best(row, rows, BESIDE)
    told = [row.group[0], str(row.seeds), _mean(row.accuracy), _mean(row.area)]
    told += [_reached(row.reached[mark], row.seeds) for mark in MARKS]
    told.append("-" if beside is None else f"{beside:.2f}")
    told += [_reached(row.target, row.seeds)] if row.target else []
    if any(one.corrected[1] for one in some):
        told.append(f"{row.corrected[0]}/{row.corrected[1]}")
    return [*told, str(row.wrong), f"{row.steps:,.0f}"]


def _mean(mean: Mean) -> str:
    return f"{100 * mean.value:.1f} % ({100 * mean.low:.1f}-{100 * mean.high:.1f})"


def _reached(when: Reached, seeds: int) -> str:
    median = "never" if when.median is None else f"{when.median:,.0f}"
    return f"{median} {when.seeds}/{seeds}"


def document(bench: Bench, rows: Sequence[Row], results: Sequence[Result]) -> dict[str, Any]:
    """Return all of it for other programs: the table, the curves, and what each run came to."""
    return {
        "deckard_bench": 1,
        "bench": bench.name,
        "seeds": bench.seeds,
        "max_steps": bench.max_steps,
        "items": bench.items,
        "target": bench.target,
        "env_steps": grid(bench.max_steps),
        "rows": [_told(row, rows) for row in rows],
        "cells": [_cell(result, bench.max_steps) for result in results],
    }


def _told(row: Row, rows: Sequence[Row]) -> dict[str, Any]:
    agent, prior, world = row.group
    told = asdict(row) | {"reached": {f"{m:g}": asdict(r) for m, r in row.reached.items()}}
    del told["group"]
    beside = against_best(row, rows, BESIDE)
    return {"agent": agent, "prior": prior, "world": world, "beside_best": beside, **told}


def _cell(result: Result, budget: int) -> dict[str, Any]:
    cell = result.cell
    told = {"agent": cell.agent, "prior": cell.prior, "world": cell.world, "seed": cell.seed}
    if isinstance(result, Failed):
        return told | {"failed": result.why}
    growth = result.growth
    numbers = {
        "reason": result.reason,
        "n": growth.n,
        "right": growth.points[-1][1],
        "wrong": growth.wrong,
        "area": area(growth, budget),
        "env_steps": growth.steps,
        "steps_to_target": growth.target,
    }
    return told | numbers | {NAMES[mark]: growth.reached(mark * growth.n) for mark in MARKS}


def table(bench: Bench, results: Sequence[Result]) -> str:
    """Return one row a run, as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_cell(result, bench.max_steps) for result in results)
    return out.getvalue()
