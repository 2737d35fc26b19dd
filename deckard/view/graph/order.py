"""Recipes in the order in which they can be carried out."""

from deckard.journal.state import State
from deckard.types import Item


def in_order(state: State) -> list[Item]:
    """Return the items of the graph from raw to finished; those in circles come last.

    An item stands after all that its best recipe needs.
    """
    awm = state.awm
    left, placed = sorted(awm.known), list[Item]()
    while left:
        done = set(placed)
        ready = [i for i in left if not awm.beliefs(i) or _needs(state, i) <= done]
        if not ready:
            return placed + left
        placed += ready
        done |= set(ready)
        left = [i for i in left if i not in done]
    return placed


def _needs(state: State, item: Item) -> set[Item]:
    return set(state.awm.beliefs(item)[0].recipe.needs)
