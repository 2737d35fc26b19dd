"""Cycles of items that need each other, and the depth of a graph."""

from collections.abc import Collection, Iterator, Mapping

from deckard.types import Item

Needs = Mapping[Item, Collection[Item]]
"""The needs of each item; every need is a key, too."""


def cycle_groups(needs: Needs) -> list[list[Item]]:
    """Return the strongly connected components, each after the components that it needs.

    An item in no cycle is a component by itself. The algorithm is Kosaraju's. networkx has one,
    but loading networkx takes longer than counting a graph.
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
    """Yield the items reached and not visited before, each after all that it leads to."""
    path = [(root, False)]
    while path:
        item, is_left = path.pop()
        if is_left:
            yield item
        elif item not in visited:
            visited.add(item)
            path += [(item, True), *((next_, False) for next_ in onward[item])]


def depth(needs: Needs) -> int:
    """Return the length of the longest chain of needs; a cycle counts as one item."""
    ranks = dict[Item, int]()
    for group in cycle_groups(needs):
        below = [ranks[need] for item in group for need in needs[item] if need in ranks]
        ranks |= dict.fromkeys(group, max(below, default=-1) + 1)
    return max(ranks.values(), default=0)
