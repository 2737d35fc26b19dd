"""Figures of a bench: what the runs of one agent, prior and world come to, over their seeds."""

import statistics
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from deckard.bench.cell import FinishedCell
from deckard.bench.score.growth import Growth
from deckard.bench.spec import OWN

MARKS = (0.5, 0.8, 0.95, 1.0)
"""Accuracies whose env steps are told."""
DRAWS, SEED = 2000, 0
"""Samples of a bootstrap, and what seeds it."""
FIRST, GRID = 0.001, 161
"""Share of the budget at which a curve begins, and its points, evenly spread by logarithm."""


@dataclass(frozen=True)
class Mean:
    """A mean over seeds with its 95 % interval, by bootstrap; one seed alone has no width."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Reached:
    """When an accuracy was reached."""

    median: float | None
    """Env steps; seeds that never got there count as last. None when it is never."""
    seeds: int
    """How many seeds got there."""


@dataclass(frozen=True)
class Row:
    """What the runs of one agent with one prior in one world came to."""

    group: tuple[str, str, str]
    """Agent, prior and world."""
    n: int
    """Items that are compared."""
    seeds: int
    accuracy: Mean
    """Requirement sets that are verified and right in the end (EGA), as a share."""
    area: Mean
    """The mean accuracy over all env steps of the budget, from the first to the last."""
    reached: Mapping[float, Reached]
    """For each of MARKS."""
    target: Reached | None
    wrong: int
    """Verified recipes that are no true way, of all seeds together."""
    corrected: tuple[int, int]
    """Items that a perturbed world changed: those verified and right, and all; over all seeds."""
    steps: float
    """The median of env steps spent."""
    curve: Sequence[Mean]
    """The accuracy at each point of `grid`."""


def rows(done: Sequence[FinishedCell], budget: int) -> list[Row]:
    """Return a row for each agent, prior and world, in the order in which they come."""
    groups = dict[tuple[str, str, str], list[FinishedCell]]()
    for one in done:
        groups.setdefault(one.cell.group, []).append(one)
    return [_row(group, found, budget) for group, found in groups.items()]


def _row(group: tuple[str, str, str], done: Sequence[FinishedCell], budget: int) -> Row:
    growths = [one.growth for one in done]
    shares = np.array([[g.right(at) / g.n for at in grid(budget)] for g in growths])
    final = np.array([[g.right(budget) / g.n, area(g, budget)] for g in growths])
    accuracy, under = means(final)
    reached = {mark: _reached([g.reached(mark * g.n) for g in growths]) for mark in MARKS}
    has_target = done[0].cell.config.target is not None
    return Row(
        group=group,
        n=growths[0].n,
        seeds=len(growths),
        accuracy=accuracy,
        area=under,
        reached=reached,
        target=_reached([g.target for g in growths]) if has_target else None,
        wrong=sum(g.wrong for g in growths),
        corrected=(sum(g.corrected.right for g in growths), sum(g.corrected.of for g in growths)),
        steps=statistics.median(g.steps for g in growths),
        curve=means(shares),
    )


def grid(budget: int) -> list[int]:
    """The env steps of a curve's points: the last is the budget."""
    return [round(at) for at in np.geomspace(max(1, FIRST * budget), budget, GRID)]


def area(growth: Growth, budget: int) -> float:
    """The mean accuracy over all env steps of a budget, also those after the end of the run."""
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
    """The mean of each column over the rows, with its interval, the same for the same rows."""
    n = len(values)
    drawn = np.random.default_rng(SEED).integers(0, n, (DRAWS, n))
    weights = np.stack([np.bincount(d, minlength=n) for d in drawn]) / n
    low, high = np.percentile(weights @ values, (2.5, 97.5), axis=0)
    mean = values.mean(axis=0)
    return [Mean(*map(float, found)) for found in zip(mean, low, high, strict=True)]


def against_best(
    row: Row, others: Sequence[Row], mark: float, bounds: Collection[str] = ()
) -> float | None:
    """Env steps to an accuracy, as a multiple of the best other agent's; None if never.

    Others count that are in the same world with the same prior, or with one of their own, and are
    no upper bounds.
    """
    mine = row.reached[mark].median
    rivals = [r for r in others if r.group[2] == row.group[2] and r.group[1] in (row.group[1], OWN)]
    rivals = [r for r in rivals if r.group[0] not in {row.group[0], *bounds}]
    known = [at for r in rivals if (at := r.reached[mark].median)]
    return mine / min(known) if mine and known else None
