"""What would have been needed: what a run lacked for its target when nothing was left to try."""

from deckard.graph.beliefs import HYPOTHESISED
from deckard.graph.walk import walk
from deckard.journal.state import State, unlearnt
from deckard.types import Item, Recipe

NAMED = 3
"""Items that a reason names; more are counted."""


def missing_items(state: State, target: Item) -> list[Item]:
    """Return the items on the way to a target whose lack kept it from being obtained.

    Args:
        state: What the agent knows.
        target: The item that the run was after.

    Returns:
        The items that are not verified and wait for no other such item, the nearest to the target
        first; where they all wait for each other, every one of them. The target alone when it is
        verified, but was not obtained.
    """
    if state.awm.is_verified(target):
        return [target]
    waiting = {
        i: _unverified(state, i) for i in walk([target], lambda i: _unverified(state, i), True)
    }
    last = [item for item, needs in waiting.items() if not needs]
    return last or list(waiting)


def missing_text(state: State, target: Item) -> str:
    """Return the same in words, with what is believed of each: `coal was never obtained (...)`.

    Args:
        state: What the agent knows.
        target: The item that the run was after.
    """
    items = missing_items(state, target)
    more = len(items) - NAMED
    texts = [f"{item} was never obtained ({_why(state, item)})" for item in items[:NAMED]]
    return "; ".join([*texts, f"nor were {more} more"] if more > 0 else texts)


def _unverified(state: State, item: Item) -> list[Item]:
    """What an item waits for, by the recipe that is believed or was refuted last."""
    recipe = _last_believed(state, item)
    return [] if recipe is None or state.awm.is_verified(item) else state.awm.unverified(recipe)


def _last_believed(state: State, item: Item) -> Recipe | None:
    """The recipe of an item that waits for least, of those refuted the last where none is left."""
    left = state.awm.recipes(item, HYPOTHESISED)
    refuted = state.refuted.get(item, [])[-1:]
    return min(left or refuted, key=lambda r: len(state.awm.unverified(r)), default=None)


def _why(state: State, item: Item) -> str:
    """What is believed of an item that was not obtained."""
    if state.awm.is_verified(item):
        return f"it is known: {state.awm.beliefs(item)[0].recipe}{_without_policy(state, item)}"
    recipe = _last_believed(state, item)
    if recipe is None:
        return "nothing is believed of it"
    is_left = recipe in state.awm.recipes(item, HYPOTHESISED)
    return f"{'tried in vain' if is_left else 'refuted'}: {recipe}"


def _without_policy(state: State, item: Item) -> str:
    """Which items behind one are collected, and no reliable policy does it."""
    items = sorted(i for i in state.awm.behind(item) if unlearnt(state, i))
    return f"; no policy obtains {', '.join(items[:NAMED])}" if items else ""
