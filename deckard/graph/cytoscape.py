"""The JSON of Cytoscape.js, which draws graphs in web pages."""

import json

from deckard.graph.attributed import attributed
from deckard.graph.document import Graph
from deckard.types import JsonObject


def cytoscape_json(document: Graph) -> JsonObject:
    """Return the graph as `cytoscape(...)` takes it, with the attributes of `attributed`.

    No two nodes or edges share an id. `name` is what Cytoscape Desktop shows. networkx's
    `cytoscape_graph` takes `value` as the node, and reads one edge of those with the same `key`.
    """
    graph = attributed(document)
    nodes = [
        {"data": {"id": item, "name": item, "value": item} | data}
        for item, data in graph.nodes(data=True)
    ]
    edges = [
        {"data": {"id": key, "key": key, "source": need, "target": item} | data}
        for need, item, key, data in graph.edges(keys=True, data=True)
    ]
    return {
        "data": graph.graph,
        "directed": True,
        "multigraph": True,
        "elements": {"nodes": nodes, "edges": edges},
    }


def write_cytoscape(document: Graph) -> str:
    """Return the graph as a file of Cytoscape.js."""
    return json.dumps(cytoscape_json(document), indent=2) + "\n"
