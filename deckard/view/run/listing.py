"""A list of runs, for a terminal and for other programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from deckard.runs.listing import RunSummary
from deckard.types import JsonObject

HEADS = ("run", "target", "world", "seed", "verified", "env steps", "status")
NUMBERS = frozenset(("seed", "verified", "env steps"))
"""Columns that are flush right."""


def listing_lines(summaries: Sequence[RunSummary]) -> Iterator[str]:
    """Yield the list as lines, its columns below each other."""
    rows = [HEADS, *map(_row, summaries)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(HEADS))]
    for row in rows:
        cells = zip(HEADS, row, widths, strict=True)
        padded = (c.rjust(w) if head in NUMBERS else c.ljust(w) for head, c, w in cells)
        yield "  ".join(padded).rstrip()


def _row(run: RunSummary) -> tuple[str, ...]:
    if run.error is not None:
        return str(run.path), "", "", "", "", "", f"broken: {run.error}"
    counts = str(run.seed), f"{run.verified:,}", f"{run.env_steps:,}"
    return str(run.path), run.target or "everything", run.world, *counts, run.status


def listing_json(summaries: Sequence[RunSummary]) -> JsonObject:
    """Return the list for other programs."""
    runs = [asdict(summary) | {"path": str(summary.path)} for summary in summaries]
    return {"deckard_runs": 1, "runs": runs}
