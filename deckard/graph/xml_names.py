"""Names in XML, which cannot hold every character."""

import re
from collections.abc import Callable, Mapping

import networkx as nx

from deckard.types import JsonObject

UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_x[0-9a-f]{4,6}_")
"""Characters that XML cannot hold, and text that would be read as their escape."""
ESCAPED = re.compile("_x([0-9a-f]{4,6})_")
NAMED = frozenset({"label", "name", "id", "source", "target"})
"""Attributes that hold names."""


def escape(name: str) -> str:
    """Return a name in which characters that XML cannot hold are written as `_x0001_`."""
    return UNFIT.sub(lambda match: f"_x{ord(match[0][0]):04x}_{match[0][1:]}", name)


def unescape(name: str) -> str:
    """Return the original of an escaped name."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), name)


def escaped_graph(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return the graph with its names and the ids of its edges escaped."""
    return _rewritten(graph, escape)


def unescaped_graph(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return the graph with its names as they were before they were escaped."""
    return _rewritten(graph, unescape)


def _rewritten(graph: nx.MultiDiGraph, change: Callable[[str], str]) -> nx.MultiDiGraph:
    def changed(attributes: Mapping[str, object]) -> JsonObject:
        return {
            key: change(value) if key in NAMED and isinstance(value, str) else value
            for key, value in attributes.items()
        }

    rewritten = graph.__class__(**changed(graph.graph))
    rewritten.add_nodes_from((change(str(n)), changed(data)) for n, data in graph.nodes(data=True))
    rewritten.add_edges_from(
        (change(str(a)), change(str(b)), change(str(key)), changed(data))
        for a, b, key, data in graph.edges(keys=True, data=True)
    )
    return rewritten
