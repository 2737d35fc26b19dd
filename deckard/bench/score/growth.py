"""Growth of a run's graph: the number of right items against env steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deckard.bench.score.graph import assess, has_requirements
from deckard.bench.score.recipes import world_truth
from deckard.graph.awm import AWM
from deckard.intervals import Share
from deckard.journal.events import Event
from deckard.journal.fold import apply
from deckard.journal.reader import Glimpse, Moment, skim
from deckard.journal.state import State
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
    """Recipes that are verified at the end but false."""
    corrected: Share
    """The share of the items that a perturbed world changed which are verified and right."""
    target: int | None = None
    """Env steps when the target was first verified; None without a target or if it never was."""

    def right(self, steps: int) -> int:
        """Return the number of right items after so many env steps."""
        return next((right for at, right in reversed(self.points) if at <= steps), 0)

    def reached(self, right: float) -> int | None:
        """Return the env steps at which so many items were first right; None if never."""
        return next((at for at, now in self.points if now >= right), None)


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
    state, right = State(), set[Item]()
    points, reached = [(0, 0)], None
    entries = skim(folder / "journal.jsonl", Moment(steps=budget))
    for entry in entries:
        for item in _applied(state, entry.events, entry.number):
            (right.add if _is_right(state.awm, item, reference) else right.discard)(item)
        if len(right) != points[-1][1]:
            points.append((entry.steps, len(right)))
        if reached is None and target and state.awm.is_verified(target):
            reached = entry.steps
    final = assess(state.awm, reference)
    spent = entries[-1].steps if entries else 0
    return Growth(final.n, tuple(points), spent, len(final.wrong), final.corrected, reached)


def _applied(state: State, events: tuple[Glimpse, ...], number: int) -> set[Item]:
    """Apply the graph events of an entry to the state; return their items."""
    graph_events: list[Event] = [event for event in events if not isinstance(event, dict)]
    for event in graph_events:
        apply(state, event, number)
    return {event.item for event in graph_events}


def _is_right(awm: AWM, item: Item, reference: Reference) -> bool:
    if not awm.is_verified(item) or item not in reference.ways:
        return False
    return has_requirements(awm.beliefs(item)[0].recipe, reference.ways[item])
