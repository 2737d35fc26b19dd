"""Few-shot examples: verified recipes of similar items, shown with a question about one item."""

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from deckard.dream.answers.schema import write_answer
from deckard.graph.beliefs import VERIFIED
from deckard.journal.state import State
from deckard.types import How, Item, Recipe


def examples(state: State, item: Item, most: int, form: str = "json") -> list[str]:
    """Return verified recipes as answers, one for each of the `most` items most like this one.

    Items are compared by the words of their names, where the last word counts twice (a wooden
    pickaxe is more like a stone pickaxe than like a wooden door). Ties are broken by the method
    last proposed for the item, then by the letters of the names, then by the alphabet.
    `form` is that of the prompt's answers.
    """
    how = _last_method(state, item)
    others = [recipe for recipe in _verified(state) if recipe.item != item]
    others.sort(key=lambda recipe: (*likeness(item, recipe.item, how == recipe.how), recipe.item))
    return [json.dumps(write_answer(recipe, form)) for recipe in others[:most]]


def _verified(state: State) -> Iterator[Recipe]:
    for name in state.awm.items(VERIFIED):
        yield state.awm.recipes(name, VERIFIED)[0]


def _last_method(state: State, item: Item) -> How | None:
    proposed = [*state.refuted.get(item, ()), *(b.recipe for b in state.awm.beliefs(item))]
    return proposed[-1].how if proposed else None


@cache
def likeness(item: Item, other: Item, same_method: bool) -> tuple[float, ...]:
    """Return a sort key: the smaller, the more similar are two items."""
    ours, theirs = item.split("_"), other.split("_")
    shared_words = len(set(ours) & set(theirs)) + (ours[-1] == theirs[-1])
    return -shared_words, not same_method, -SequenceMatcher(None, item, other).ratio()
