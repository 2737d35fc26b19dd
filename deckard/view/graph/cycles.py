"""Which items need each other: circles, and the order of what is in none."""

from collections.abc import Collection, Iterator, Mapping

from deckard.types import Item

Needs = Mapping[Item, Collection[Item]]
"""Of each item what it needs; every need is an item itself."""


def cycle_groups(needs: Needs) -> list[list[Item]]:
    """Return the items in groups that need each other; each comes after all that it needs.

    An item in no circle is a group by itself. By the algorithm of Kosaraju: networkx has it too,
    but takes longer to be loaded than a graph to be counted.
    """
    users: dict[Item, list[Item]] = {item: [] for item in needs}
    for item, item_needs in needs.items():
        for need in item_needs:
            users[need].append(item)
    visited, in_a_group = set[Item](), set[Item]()
    order = [item for root in needs for item in _reached(root, users, visited)]
    groups = [list(_reached(item, needs, in_a_group)) for item in reversed(order)]
    return [group for group in groups if group]


def _reached(root: Item, onward: Needs, visited: set[Item]) -> Iterator[Item]:
    """Yield what is reached and was not seen before, each after all that is reached from it."""
    path = [(root, False)]
    while path:
        item, is_left = path.pop()
        if is_left:
            yield item
        elif item not in visited:
            visited.add(item)
            path += [(item, True), *((next_, False) for next_ in onward[item])]


def depth(needs: Needs) -> int:
    """Return how many items in a row need the one before; a circle counts as one item."""
    ranks = dict[Item, int]()
    for group in cycle_groups(needs):
        below = [ranks[need] for item in group for need in needs[item] if need in ranks]
        ranks |= dict.fromkeys(group, max(below, default=-1) + 1)
    return max(ranks.values(), default=0)
