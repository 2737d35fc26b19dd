"""A benchmark's results, as text, JSON and CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from deckard.bench.cell import FailedCell, Result
from deckard.bench.pool import BenchProgress
from deckard.bench.score.growth import Growth
from deckard.bench.spec import OWN, Bench
from deckard.bench.summary import MARKS, Mean, Reached, Row, against_best, area, grid
from deckard.types import JsonObject

BESIDE = 0.8
"""The accuracy at which an agent's env steps are divided by the best other agent's."""
NOTES = (
    "right: items whose requirement set is verified and true (EGA) in the end, mean and 95 %",
    "interval (bootstrap over seeds); area: the mean of that over all env steps of the budget;",
    "50% to 100%: env steps until so many were right, the median, and how many seeds got there;",
    f"x best: those to {BESIDE:.0%} beside the best other agent's (no upper bound's);",
    "wrong: verified recipes that the world contradicts in the end, of all seeds together; worst",
    "moment: facts recorded so far that it contradicts, counted where they are most; not proven:",
    "stations and tools only seen with verified recipes, of all such; steps: spent, median",
)
HEADS = ("agent", "right %", "area %", *(f"{mark:.0%}" for mark in MARKS))
ENDS = ("wrong", "worst moment", "not proven", "steps")
NAMES = {mark: f"steps_to_{mark * 100:.0f}" for mark in MARKS}
COLUMNS = (
    "agent", "prior", "world", "seed", "reason", "n", "right", "wrong", "worst_moment", "needs",
    "needs_not_proven", "area", "env_steps",
    *NAMES.values(), "steps_to_target", "failed",
)  # fmt: skip


def progress_line(progress: BenchProgress) -> str:
    """Return a line with a cell's result and the progress of the benchmark."""
    left = ""
    if progress.left is not None and progress.done != progress.of:
        left = f", {_time(progress.left)} left"
    came_to = f"{progress.result.cell}: {_came_to(progress.result)}"
    return f"  {progress.done} of {progress.of} done{left}: {came_to}"


def _came_to(result: Result) -> str:
    if isinstance(result, FailedCell):
        return f"failed: {result.why}"
    growth, played = result.growth, result.episodes
    texts = [f"{len(played):,} episodes played"] if played else []
    if growth:
        texts = [f"{growth.points[-1][1]} of {growth.n} right, {growth.steps:,} env steps", *texts]
    return ", ".join([*texts, result.reason])


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def bench_lines(bench: Bench, rows: Sequence[Row], failed: Sequence[FailedCell]) -> list[str]:
    """Return the results as lines of text: a table for each prior and world."""
    lines = [
        f"bench {bench.name}: {bench.seeds} seeds of each, {bench.max_steps:,} env steps at most",
        *NOTES,
    ]
    for prior, world in dict.fromkeys(row.group[1:] for row in rows):
        group = [row for row in rows if row.group[1:] == (prior, world)]
        of = "of their own" if prior == OWN else prior
        lines += ["", f"prior {of}, world {world}, {group[0].n} items", *_table(bench, group, rows)]
    return lines + [f"failed: {cell.cell}: {cell.why}" for cell in failed]


def _table(bench: Bench, group: Sequence[Row], rows: Sequence[Row]) -> Iterator[str]:
    changed = any(row.corrected[1] for row in group)
    cells = [_head(bench, changed), *(_cells(bench, row, rows, changed) for row in group)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        columns = [c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(["", row[0].ljust(widths[0]), *columns]).rstrip()


def _head(bench: Bench, changed: bool) -> list[str]:
    target = ["target"] if bench.target else []
    return [*HEADS, "x best", *target, *(["changed"] if changed else []), *ENDS]


def _cells(bench: Bench, row: Row, rows: Sequence[Row], changed: bool) -> list[str]:
    beside = against_best(row, rows, BESIDE, bench.bounds)
    cells = [row.group[0], _mean(row.accuracy), _mean(row.area)]
    cells += [_reached(row.reached[mark], row.seeds) for mark in MARKS]
    cells.append("-" if beside is None else f"{beside:.2f}")
    cells += [_reached(row.target, row.seeds)] if row.target else []
    cells += [f"{row.corrected[0]}/{row.corrected[1]}"] if changed else []
    unproven = f"{row.proven[1] - row.proven[0]}/{row.proven[1]}"
    return [*cells, str(row.wrong), str(row.worst), unproven, _short(row.steps)]


def _mean(mean: Mean) -> str:
    return f"{100 * mean.value:.1f} ({100 * mean.low:.0f}-{100 * mean.high:.0f})"


def _reached(reached: Reached, seeds: int) -> str:
    return (
        f"{'never' if reached.median is None else _short(reached.median)} {reached.seeds}/{seeds}"
    )


def _short(steps: float) -> str:
    """Return env steps with three digits: 950, 1.23k, 12.3k, 123k, 1.23M."""
    power = 2 if steps >= 999_500 else 1 if steps >= 1000 else 0
    value = steps / 1000**power
    digits = 0 if not power or value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{value:.{digits}f}{('', 'k', 'M')[power]}"


def bench_json(bench: Bench, rows: Sequence[Row], results: Sequence[Result]) -> JsonObject:
    """Return the table, the curves and the result of each run as a JSON-ready dict."""
    return {
        "deckard_bench": 1,
        "bench": bench.name,
        "seeds": bench.seeds,
        "max_steps": bench.max_steps,
        "items": bench.items,
        "target": bench.target,
        "env_steps": grid(bench.max_steps),
        "rows": [_row_json(bench, row, rows) for row in rows],
        "cells": [_cell_json(result, bench.max_steps) for result in results],
    }


def _row_json(bench: Bench, row: Row, rows: Sequence[Row]) -> JsonObject:
    agent, prior, world = row.group
    fields = asdict(row) | {"reached": {f"{m:g}": asdict(r) for m, r in row.reached.items()}}
    del fields["group"]
    beside = against_best(row, rows, BESIDE, bench.bounds)
    return {"agent": agent, "prior": prior, "world": world, "beside_best": beside, **fields}


def _cell_json(result: Result, budget: int) -> JsonObject:
    cell = result.cell
    names = {"agent": cell.agent, "prior": cell.prior, "world": cell.world}
    fields: JsonObject = {**names, "seed": cell.seed}
    if isinstance(result, FailedCell):
        return fields | {"failed": result.why}
    fields["reason"] = result.reason
    return fields | _growth_json(result.growth, budget) if result.growth else fields


def _growth_json(growth: Growth, budget: int) -> JsonObject:
    numbers = {
        "n": growth.n,
        "right": growth.points[-1][1],
        "wrong": growth.wrong,
        "worst_moment": growth.worst,
        "needs": growth.proven.of,
        "needs_not_proven": growth.proven.of - growth.proven.right,
        "area": area(growth, budget),
        "env_steps": growth.steps,
        "steps_to_target": growth.target,
    }
    return numbers | {NAMES[mark]: growth.reached(mark * growth.n) for mark in MARKS}


def bench_csv(bench: Bench, results: Sequence[Result]) -> str:
    """Return one CSV row per run."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_cell_json(result, bench.max_steps) for result in results)
    return out.getvalue()
