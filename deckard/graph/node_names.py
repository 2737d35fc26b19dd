"""Which items the nodes of a file stand for.

Ids are names in files of networkx and in those written by hand. igraph, yEd and Gephi give nodes
ids of their own (n0, n1, ... or numbers) and keep the name as an attribute.
"""

import re
from collections import Counter
from collections.abc import Mapping

from deckard.errors import GraphError
from deckard.types import Item, JsonObject

NAMES = ("label", "name", "_nx_name", "id")
"""Attributes that hold names, the surest first.

igraph keeps the nodes of a graph of networkx as `_nx_name`, and the ids of a file as `id`.
"""
GENERATED = re.compile(r"n?\d+(\.0)?(::n\d+)*")
"""Ids that a program counted: those of igraph, of yEd (also within its groups), and of Gephi."""


def node_names(nodes: Mapping[object, JsonObject]) -> dict[object, Item]:
    """Return the item of each node.

    The names are the labels where every node has one and no two the same. Otherwise they are the
    ids, unless a program counted these: an item `n0` helps nobody.

    Args:
        nodes: Of each id the attributes of its node that hold something.

    Raises:
        GraphError: The ids are counted, and the labels name no items.
    """
    for key in NAMES:
        names = {node: str(data[key]) for node, data in nodes.items() if key in data}
        if len(names) == len(nodes) == len(set(names.values())):
            return names
    if not any(GENERATED.fullmatch(str(node)) for node in nodes):
        return {node: str(node) for node in nodes}
    raise GraphError(f"{_fault(nodes)}: give every node the name of its item as `label`")


def _fault(nodes: Mapping[object, JsonObject]) -> str:
    """Tell why the labels are no names."""
    labels = Counter(str(data["label"]) for data in nodes.values() if "label" in data)
    if not labels:
        return f"its nodes have no names but counted ids, such as {str(next(iter(nodes)))!r}"
    label, times = labels.most_common(1)[0]
    if times > 1:
        return f"{times} of its nodes have the label {label!r}"
    nameless = next(node for node, data in nodes.items() if "label" not in data)
    return f"its node {str(nameless)!r} has no label"
