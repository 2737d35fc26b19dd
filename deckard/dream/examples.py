"""Examples: what was verified of other items, shown with the question about one."""

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from deckard.dream.answers.schema import write_answer
from deckard.graph.beliefs import VERIFIED
from deckard.journal.state import State
from deckard.types import How, Item, Recipe


def examples(state: State, item: Item, most: int) -> list[str]:
    """Return verified recipes as answers, one for each of the `most` items most like this one.

    Items are alike by the words of their names, the last word before all others (a wooden pickaxe
    is more like a stone pickaxe than like a wooden door); then by the method last proposed for the
    item, if any was; then by the letters of their names; then the alphabet decides.
    """
    how = _last_method(state, item)
    others = [recipe for recipe in _verified(state) if recipe.item != item]
    others.sort(key=lambda recipe: (*likeness(item, recipe.item, how == recipe.how), recipe.item))
    return [json.dumps(write_answer(recipe)) for recipe in others[:most]]


def _verified(state: State) -> Iterator[Recipe]:
    for name in state.awm.items(VERIFIED):
        yield state.awm.recipes(name, VERIFIED)[0]


def _last_method(state: State, item: Item) -> How | None:
    proposed = [*state.refuted.get(item, ()), *(b.recipe for b in state.awm.beliefs(item))]
    return proposed[-1].how if proposed else None


@cache
def likeness(item: Item, other: Item, same_method: bool) -> tuple[float, ...]:
    """Return what sorts the more similar first."""
    ours, theirs = item.split("_"), other.split("_")
    words = len(set(ours) & set(theirs)) + (ours[-1] == theirs[-1])
    return -words, not same_method, -SequenceMatcher(None, item, other).ratio()
