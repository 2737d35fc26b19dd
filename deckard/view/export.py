"""The graph as JSON, for other programs."""

from typing import Any

import networkx as nx

from deckard.events import State
from deckard.recipes import Item
from deckard.view.story import in_order

VERSION = 1
"""The version of the form of the document."""


def document(state: State, target: Item | None) -> dict[str, Any]:
    """Return what is known, from raw to finished items, and the graph in node-link form.

    `nx.node_link_graph(document["graph"], edges="links")` reads the graph back.
    """
    return {
        "deckard_graph": VERSION,
        "target": target,
        "env_steps": state.steps,
        "items": [_item(state, item) for item in in_order(state)],
        "graph": nx.node_link_data(_plain(state), edges="links"),
    }


def _item(state: State, item: Item) -> dict[str, Any]:
    recipes = [
        b.recipe.model_dump(mode="json", exclude={"item"})
        | {"status": b.status, "because": list(b.because)}
        for b in state.awm.beliefs(item)
    ]
    return {"item": item, "status": state.awm.status(item), "recipes": recipes}


def _plain(state: State) -> nx.MultiDiGraph:
    """The graph with attributes and keys that JSON can hold."""
    awm, plain = state.awm, nx.MultiDiGraph()
    for item in sorted(awm.graph):
        plain.add_node(item, status=awm.status(item))
    for need, item, (k, role), data in sorted(awm.graph.edges(keys=True, data=True), key=str):
        plain.add_edge(need, item, key=f"{k} {role}", **data)
    return plain
