"""Explorers: what to do next."""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from deckard.graph.beliefs import VERIFIED
from deckard.journal.events import Supposed
from deckard.journal.state import State
from deckard.types import BulkAttempt, Item, Recipe

Decision = Recipe | Supposed | BulkAttempt
"""A recipe to pursue, a supposition to take up, or many crafts to attempt with one stock."""
Explorer = Callable[[State, "Goal", random.Random], Decision | None]
KNOWN = {
    "directed": "deckard.explore.directed:Directed",
    "frontier": "deckard.bench.baselines.deckard2023:Frontier",
    "thrifty": "deckard.explore.thrifty.explorer:Thrifty",
    "no-llm": "deckard.bench.baselines.deckard2023:Untaught",
    "random": "deckard.bench.baselines.uniform:AtRandom",
    "adam": "deckard.bench.baselines.adam:Adam",
    "xenon": "deckard.bench.baselines.xenon:Xenon",
    "oracle": "deckard.bench.baselines.oracle:Oracle",
}


@dataclass(frozen=True)
class Goal:
    """What the run is after, the bounds it keeps to, and what there is in its world."""

    target: Item | None
    tries: int
    stations: Sequence[Item]
    """Items that can be placed to craft or smelt at."""
    sights: Collection[str]
    """Blocks and mobs that can be perceived."""
    vocabulary: Sequence[Item] = ()
    """Every name that an item can have."""
    fuels: Mapping[Item, float] = field(default_factory=dict)
    """How many items one unit of a fuel smelts."""

    def items(self, state: State) -> set[Item]:
        """The items that matter: the target and what it leads down to, or all in the graph."""
        return state.awm.behind(self.target) if self.target else set(state.awm.known)

    def unknown(self, state: State) -> list[Item]:
        """Items of the world, or those that the target leads down to, that are not verified.

        Of no language model's naming, where there is no target; in alphabetical order.
        """
        matter = self.items(state) & set(self.vocabulary) if self.target else set(self.vocabulary)
        return sorted(item for item in matter if not state.awm.is_verified(item))


def unproven(state: State, aim: Goal) -> Recipe | None:
    """The target when it is verified, but was not yet obtained in a life."""
    if not aim.target or state.obtained[aim.target]:
        return None
    known = state.awm.recipes(aim.target, VERIFIED)
    return next((r for r in known if state.tried(r) < 5 * aim.tries), None)
