"""When to dream next."""

from collections.abc import Iterator, Sequence
from itertools import islice

from deckard.graph.order import of_same_kinds
from deckard.graph.walk import walk
from deckard.journal.state import State, doubtful, open_hypotheses, unlearnt
from deckard.types import Item


def due(
    state: State,
    target: Item | None,
    again: int,
    tries: int | None = None,
    also: Sequence[Item] = (),
) -> Iterator[Item]:
    """Items to ask for, from the target down through what is believed of it (see `is_due`).

    `also` are others that matter as much: they come right after the target.
    """

    def needs(item: Item) -> list[Item]:
        if state.awm.is_verified(item) and not unlearnt(state, item):
            return []
        return sorted({n for b in state.awm.beliefs(item) for n in b.recipe.needs})

    for item in walk([*([target] if target else []), *also], needs, breadth_first=True):
        if is_due(state, item, again, tries):
            yield item


def due_outside(state: State, target: Item, vocabulary: Sequence[Item]) -> Iterator[Item]:
    """Items to ask for once nothing on the way to the target is left to try, each only once.

    First come items with the last word of one on the way, as another pickaxe has, each with what
    it leads down to; then all others of the vocabulary. Nothing is yielded where no answer held a
    recipe so far.
    """
    if not len(state.awm.known):
        return
    alike = of_same_kinds(state.awm.behind(target), vocabulary)
    for item in sorted(vocabulary, key=lambda item: item not in alike):
        yield from (need for need in due(state, item, 0) if not state.asked[need])


def due_next(state: State, target: Item, again: int, tries: int) -> Iterator[Item]:
    """Yield the one item that the next pursuit needs an answer for, or nothing.

    It yields nothing while a hypothesis on the way to the target can be pursued: a whole one, or
    one of an item that was asked for often enough. The outcome may
    make questions needless, and the recipe becomes an example for the questions that remain.

    Otherwise it searches down from the target, depth first, the heaviest hypotheses first. It
    yields the first item of which nothing is believed. So the agent can pursue something after
    the fewest questions.
    """
    behind = sorted(state.awm.behind(target))
    matter = (i for i in behind if not (state.awm.is_verified(i) or is_due(state, i, again)))
    live = (r for item in matter for r in open_hypotheses(state, item, tries))
    if any(not state.awm.unverified(recipe) for recipe in live):
        return

    def needs(item: Item) -> list[Item]:
        if state.awm.is_verified(item) and not unlearnt(state, item):
            return []
        recipes = [belief.recipe for belief in state.awm.beliefs(item)]
        recipes.sort(key=lambda r: state.tried(r) >= tries)
        return [need for recipe in recipes for need in recipe.needs][::-1]

    yield from islice((i for i in walk([target], needs) if is_due(state, i, again)), 1)


def is_due(state: State, item: Item, again: int, tries: int | None = None) -> bool:
    """Whether an item is to be asked for, at first or again (at most `again` times).

    It is when nothing whole is believed of it. With `tries` given it also is when every whole
    hypothesis was pursued in vain that often, though none was refuted, or when it is doubtful.
    """
    if state.asked[item] > again or (state.awm.is_verified(item) and not tries):
        return False
    if tries is None:
        return not state.awm.whole(item)
    left = open_hypotheses(state, item, tries)
    if state.awm.is_verified(item):
        return doubtful(state, item) and not any(not state.awm.unverified(r) for r in left)
    return not any(r in state.awm.whole(item) for r in left)
