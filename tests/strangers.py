"""Components as a stranger would write them: by name they are `tests.strangers:...`."""

from deckard.graph.beliefs import HYPOTHESISED
from deckard.journal.events import Verified
from deckard.types import Recipe


def impatient(state, aim, rng):
    """Explore: any hypothesis of what matters that was never pursued in vain, drawn evenly."""
    fresh = [
        recipe
        for item in sorted(aim.items(state))
        for recipe in state.awm.recipes(item, HYPOTHESISED)
        if not state.tried(recipe)
    ]
    return rng.choice(fresh) if fresh else None


def credulous(state, outcome):
    """Verify: whatever was gained for the first time is always gained so."""
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
