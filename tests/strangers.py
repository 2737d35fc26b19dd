"""A user's own explorer and verifier, chosen in tests by the name `tests.strangers:...`."""

from deckard.graph.beliefs import HYPOTHESISED
from deckard.journal.events import Verified
from deckard.types import Recipe


def impatient(state, goal, rng):
    """An explorer: it draws a hypothesis whose pursuit never failed."""
    fresh = [
        recipe
        for item in sorted(goal.items(state))
        for recipe in state.awm.recipes(item, HYPOTHESISED)
        if not state.tried(recipe)
    ]
    return rng.choice(fresh) if fresh else None


def numbering(state, goal, rng):
    """An explorer that returns no decision."""
    return 42


def hasty(state):
    """An explorer and a verifier that lack parameters."""


def credulous(state, outcome):
    """A verifier: it takes the first success of an item for its recipe."""
    fresh = {g.item: g for g in outcome.gains if not state.awm.is_verified(g.item)}
    return [
        Verified(
            recipe=Recipe(
                item=gain.item,
                how=gain.how,
                ingredients=gain.lost,
                source=gain.source,
                yields=gain.gained,
            )
        )
        for gain in fresh.values()
    ]
