"""Statistics of a bench: the runs of one agent, prior and world, over their seeds."""

import statistics
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from deckard.bench.cell import FinishedCell
from deckard.bench.score.growth import Growth
from deckard.bench.spec import OWN

MARKS = (0.5, 0.8, 0.95, 1.0)
"""Accuracies (EGA, as shares) whose env steps are reported."""
DRAWS = 2000
"""Samples of a bootstrap; chosen."""
SEED = 0
"""Seed of the bootstrap."""
FIRST = 0.001
"""Share of the budget at which a curve begins; chosen."""
GRID = 161
"""Points of a curve, evenly spaced on a logarithmic axis; chosen."""


@dataclass(frozen=True)
class Mean:
    """A mean over seeds with its 95 % bootstrap interval, of no width for a single seed."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Reached:
    """The env steps after which an accuracy was reached."""

    median: float | None
    """Median env steps; a seed that never got there counts as infinite. None for infinite."""
    seeds: int
    """Seeds that got there."""


@dataclass(frozen=True)
class Row:
    """The statistics of one agent with one prior in one world, over its seeds."""

    group: tuple[str, str, str]
    """Agent, prior and world."""
    n: int
    """Items that are compared."""
    seeds: int
    accuracy: Mean
    """Experienced graph accuracy (EGA, XENON): the share of items with a verified and right
    requirement set at the end."""
    area: Mean
    """Area under the curve: the mean accuracy over all env steps of the budget."""
    reached: Mapping[float, Reached]
    """The env steps to each accuracy of MARKS."""
    target: Reached | None
    wrong: int
    """Verified recipes that the world contradicts in the end, summed over the seeds."""
    worst: int
    """Facts that the world contradicts, at the worst moment of each seed, summed over the seeds."""
    proven: tuple[int, int]
    """Stations and tools of verified recipes: proven ones, and all, over all seeds."""
    corrected: tuple[int, int]
    """Items that a perturbed world changed: verified and right ones, and all, over all seeds."""
    steps: float
    """The median of the env steps spent."""
    curve: Sequence[Mean]
    """The accuracy at each point of `grid`."""
    wrong_curve: Sequence[Mean]
    """The share of items at each point whose best verified recipe is wrong."""


def rows(cells: Sequence[FinishedCell], budget: int) -> list[Row]:
    """Return a row for each agent, prior and world that learn a graph, in the order of their cells.

    Args:
        cells: Finished cells, seeds of the same group in any order.
        budget: Env steps at which every curve ends.
    """
    groups, with_target = dict[tuple[str, str, str], list[Growth]](), set[tuple[str, str, str]]()
    for cell in cells:
        if cell.growth is not None:
            groups.setdefault(cell.cell.group, []).append(cell.growth)
        if cell.cell.config.target is not None:
            with_target.add(cell.cell.group)
    return [_row(group, gs, budget, group in with_target) for group, gs in groups.items()]


def _row(
    group: tuple[str, str, str], growths: Sequence[Growth], budget: int, has_target: bool
) -> Row:
    shares = np.array([[g.right(at) / g.n for at in grid(budget)] for g in growths])
    wrong_shares = np.array([[g.wrong_at(at) / g.n for at in grid(budget)] for g in growths])
    final = np.array([[g.right(budget) / g.n, area(g, budget)] for g in growths])
    accuracy, under = means(final)
    reached = {mark: _reached([g.reached(mark * g.n) for g in growths]) for mark in MARKS}
    return Row(
        group=group,
        n=growths[0].n,
        seeds=len(growths),
        accuracy=accuracy,
        area=under,
        reached=reached,
        target=_reached([g.target for g in growths]) if has_target else None,
        wrong=sum(g.wrong for g in growths),
        worst=sum(g.worst for g in growths),
        proven=(sum(g.proven.right for g in growths), sum(g.proven.of for g in growths)),
        corrected=(sum(g.corrected.right for g in growths), sum(g.corrected.of for g in growths)),
        steps=statistics.median(g.steps for g in growths),
        curve=means(shares),
        wrong_curve=means(wrong_shares),
    )


def grid(budget: int) -> list[int]:
    """Return the env steps of a curve's points; the last is the budget."""
    return [round(at) for at in np.geomspace(max(1, FIRST * budget), budget, GRID)]


def area(growth: Growth, budget: int) -> float:
    """Return the mean accuracy over a budget; after the end of the run its final one counts."""
    total = 0.0
    ends = [*(at for at, _ in growth.points[1:]), budget]
    for (at, right), until in zip(growth.points, ends, strict=True):
        total += right * max(0, min(until, budget) - min(at, budget))
    return total / (growth.n * budget)


def _reached(times: Sequence[int | None]) -> Reached:
    median = statistics.median(float("inf") if at is None else at for at in times)
    seeds = sum(at is not None for at in times)
    return Reached(None if median == float("inf") else median, seeds)


def means(values: np.ndarray) -> list[Mean]:
    """Return the mean of each column with its interval.

    Args:
        values: Float array of shape (seeds, columns).
    """
    n = len(values)
    drawn = np.random.default_rng(SEED).integers(0, n, (DRAWS, n))
    weights = np.stack([np.bincount(d, minlength=n) for d in drawn]) / n
    low, high = np.percentile(weights @ values, (2.5, 97.5), axis=0)
    mean = values.mean(axis=0)
    return [Mean(*map(float, bounds)) for bounds in zip(mean, low, high, strict=True)]


def against_best(
    row: Row, others: Sequence[Row], mark: float, bounds: Collection[str] = ()
) -> float | None:
    """Return the env steps to an accuracy as a multiple of the best other agent's; None if never.

    Other agents count in the same world with the same prior or with their own, unless they are
    upper bounds.
    """
    mine = row.reached[mark].median
    rivals = [r for r in others if r.group[2] == row.group[2] and r.group[1] in (row.group[1], OWN)]
    rivals = [r for r in rivals if r.group[0] not in {row.group[0], *bounds}]
    medians = [at for r in rivals if (at := r.reached[mark].median)]
    return mine / min(medians) if mine and medians else None
