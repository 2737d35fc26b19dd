"""The order of items from raw to finished, and their kinds by name."""

from collections.abc import Collection, Iterable

from deckard.graph.awm import AWM
from deckard.types import Item


def raw_to_finished(awm: AWM) -> list[Item]:
    """Return all items of a graph, each after the needs of its best recipe.

    Items of equal depth are sorted by name. Items in cycles, and what needs them, come last.
    """
    ordered, rest = list[Item](), sorted(awm.known)
    while rest:
        placed = set(ordered)
        ready = [item for item in rest if _needs(awm, item) <= placed]
        if not ready:
            break
        ordered += ready
        rest = sorted(set(rest) - set(ready))
    return ordered + rest


def of_same_kinds(items: Collection[Item], vocabulary: Iterable[Item]) -> set[Item]:
    """Return some items, and all that have the last word of one of them: tools of the same kind."""
    kinds = {item.rpartition("_")[2] for item in items}
    return {*items, *(item for item in vocabulary if item.rpartition("_")[2] in kinds)}


def _needs(awm: AWM, item: Item) -> set[Item]:
    beliefs = awm.beliefs(item)
    return set(beliefs[0].recipe.needs) if beliefs else set()
