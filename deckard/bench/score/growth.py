"""Growth: how a run's graph became right, against the env steps that it took."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckard.bench.score.graph import assess, has_requirements
from deckard.bench.score.recipes import behind
from deckard.graph.awm import AWM
from deckard.intervals import Share
from deckard.journal.events import Event
from deckard.journal.fold import apply
from deckard.journal.reader import Glimpse, Moment, skim
from deckard.journal.state import State
from deckard.types import Item
from deckard.worlds.tables.perturbed import perturbation
from deckard.worlds.tables.reference import Reference, of_world, select_items
from deckard.worlds.tables.subset import subset


@dataclass(frozen=True)
class Growth:
    """What a journal says of one run up to a budget."""

    n: int
    """Items that are compared."""
    points: tuple[tuple[int, int], ...]
    """Env steps and how many items' requirement sets are verified and right, at each change."""
    steps: int
    """Env steps that were spent."""
    wrong: int
    """Recipes that are verified in the end and are no true way."""
    corrected: Share
    """Items that a perturbed world has otherwise than the game: those verified and right."""
    target: int | None = None
    """Env steps when the target was first verified; None without one, and when it never was."""

    def right(self, steps: int) -> int:
        """How many items were right once so many env steps were spent."""
        return next((right for at, right in reversed(self.points) if at <= steps), 0)

    def reached(self, right: float) -> int | None:
        """The env steps at which so many items were right for the first time; None if never."""
        return next((at for at, now in self.points if now >= right), None)


def compared(world: Mapping[str, Any], items: str | None, target: Item | None) -> Reference:
    """Return what the runs of a bench are compared with: the truth of their world.

    Of it the `items` (a named set, or names with commas between); else what the target takes by the
    usual way, itself included; else everything.
    """
    found = behind(world)
    whole = of_world(found, *perturbation(world))
    if items is None and target is not None:
        return whole.only(sorted(subset(found.tables, [target]).items))
    return whole.only(select_items(items))


def grown(folder: Path, reference: Reference, budget: int, target: Item | None = None) -> Growth:
    """Return how the graph of a run became right within a budget; only its journal is read.

    An item is judged again only where what is believed of it may have changed.
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
    """Apply what an entry says of the graph; return the items that it is about."""
    told: list[Event] = [event for event in events if not isinstance(event, dict)]
    for event in told:
        apply(state, event, number)
    return {event.item if event.kind == "misdreamed" else event.recipe.item for event in told}


def _is_right(awm: AWM, item: Item, reference: Reference) -> bool:
    if not awm.is_verified(item) or item not in reference.ways:
        return False
    return has_requirements(awm.beliefs(item)[0].recipe, reference.ways[item])
