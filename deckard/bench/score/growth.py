"""Growth of a run's graph: the number of right items against env steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckard.bench.score.graph import assess
from deckard.bench.score.growth_curve import GrowthMeasure
from deckard.bench.score.recipes import world_truth
from deckard.intervals import Share
from deckard.journal.reader import Moment, skim
from deckard.types import Item
from deckard.worlds.tables.perturbed import perturbation
from deckard.worlds.tables.reference import Reference, select_items, world_reference
from deckard.worlds.tables.subset import subset


@dataclass(frozen=True)
class Growth:
    """The growth curve and the final figures of one run, up to a budget of env steps."""

    n: int
    """Items that are compared."""
    points: tuple[tuple[int, int], ...]
    """(Env steps, items with a verified and right requirement set), one point per change."""
    steps: int
    """Env steps spent."""
    wrong: int
    """Recipes that are verified at the end and contradicted by the world."""
    worst: int
    """Facts that the world contradicts, of all that were ever recorded."""
    proven: Share
    """The share of the needs of verified recipes that are proven at the end."""
    corrected: Share
    """The share of the items that a perturbed world changed which are verified and right."""
    target: int | None = None
    """Env steps when the target was first verified; None without a target or if it never was."""
    wrongs: tuple[tuple[int, int], ...] = ((0, 0),)
    """(Env steps, items whose best verified recipe is wrong), one point per change."""

    def right(self, steps: int) -> int:
        """Return the number of right items after so many env steps."""
        return _last(self.points, steps)

    def wrong_at(self, steps: int) -> int:
        """Return the number of items with a wrong verified recipe after so many env steps."""
        return _last(self.wrongs, steps)

    def reached(self, right: float) -> int | None:
        """Return the env steps at which so many items were first right; None if never."""
        return next((at for at, now in self.points if now >= right), None)


def _last(points: Sequence[tuple[int, int]], steps: int) -> int:
    return next((count for at, count in reversed(points) if at <= steps), 0)


def bench_reference(
    world: Mapping[str, object], items: str | None, target: Item | None
) -> Reference:
    """Return the reference of a bench's runs: the truth of their world.

    Args:
        world: The `about` of the world.
        items: The items to compare: a named set, or names with commas between.
        target: Without `items`, compare the target and all that its usual recipes need; without
            either, all items.
    """
    game = world_truth(world)
    whole = world_reference(game, *perturbation(world))
    if items is None and target is not None:
        return whole.only(sorted(subset(game.tables, [target]).items))
    return whole.only(select_items(items))


def measure_growth(
    folder: Path, reference: Reference, budget: int, target: Item | None = None
) -> Growth:
    """Return the growth of a run's graph within a budget, from its journal alone.

    Args:
        folder: The run directory.
        reference: The true recipes of the items that are compared.
        budget: Env steps up to which the journal is read.
        target: The item whose first verification is timed.
    """
    measure = GrowthMeasure(reference)
    points, wrongs, reached = [(0, 0)], [(0, 0)], None
    point = measure.point(0, 0)
    for entry in skim(folder / "journal.jsonl", Moment(steps=budget)):
        point = measure.take(entry)
        if measure.right != points[-1][1]:
            points.append((entry.steps, measure.right))
        if (wrong := point.verified_wrong or 0) != wrongs[-1][1]:
            wrongs.append((entry.steps, wrong))
        if reached is None and target and measure.state.awm.is_verified(target):
            reached = entry.steps
    final = assess(measure.state.awm, reference)
    return Growth(
        n=final.n,
        points=tuple(points),
        steps=point.env_steps,
        wrong=len(final.wrong),
        worst=len(measure.facts.wrong),
        proven=Share(point.needs - point.needs_unproven, point.needs),
        corrected=final.corrected,
        target=reached,
        wrongs=tuple(wrongs),
    )
