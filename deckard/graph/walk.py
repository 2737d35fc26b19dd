"""Walks along the edges of a graph."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def walk(
    starts: Iterable[Node],
    neighbours: Callable[[Node], Iterable[Node]],
    breadth_first: bool = False,
) -> Iterator[Node]:
    """Yield every node that some nodes lead to, themselves included, each once.

    Args:
        starts: Where the walk begins.
        neighbours: The nodes that a node leads to. It is asked once a node, after that node was
            yielded.
        breadth_first: Whether nodes come by their distance from the starts, else depth first.
            Depth first, the last start and the last neighbour come first.
    """
    queue, visited = deque(starts), set[Node]()
    take = queue.popleft if breadth_first else queue.pop
    while queue:
        node = take()
        if node not in visited:
            visited.add(node)
            yield node
            queue.extend(neighbours(node))
