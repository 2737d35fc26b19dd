"""GEXF 1.3, Gephi's own format."""

import io
import json
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import networkx as nx

from deckard.errors import GraphError
from deckard.graph.attributed import attributed, read_attributed
from deckard.graph.document import Graph
from deckard.graph.xml_names import escaped_graph, unescaped_graph
from deckard.types import JsonObject

NAMESPACE = "http://gexf.net/1.3"
TYPES = {bool: "boolean", int: "long", str: "string"}
"""GEXF's name of each type that an attribute has."""


def write_gexf(document: Graph) -> str:
    """Return the graph as GEXF, with the attributes of `attributed`.

    The description of the file holds what is said of the whole graph, as JSON. The `weight` of an
    edge is its quantity. Parallel edges differ in their `kind`, as the primer of GEXF 1.3 demands:
    Gephi would add up two of one kind.
    """
    graph = escaped_graph(attributed(document))
    root = Element("gexf", {"xmlns": NAMESPACE, "version": "1.3"})
    meta = SubElement(root, "meta")
    SubElement(meta, "creator").text = "deckard"
    SubElement(meta, "description").text = json.dumps(graph.graph)
    body = SubElement(root, "graph", defaultedgetype="directed", mode="static")
    _columns(body, "node", (data for _, data in graph.nodes(data=True)))
    _columns(body, "edge", (data for _, _, data in graph.edges(data=True)))
    nodes, edges = SubElement(body, "nodes"), SubElement(body, "edges")
    for name, data in graph.nodes(data=True):
        _values(SubElement(nodes, "node", id=name, label=data.pop("label")), data)
    for need, item, key, data in graph.edges(keys=True, data=True):
        looks = {"kind": _kind(data), "weight": str(data["quantity"])}
        _values(SubElement(edges, "edge", looks, id=key, source=need, target=item), data)
    ElementTree.indent(root)
    return f"{ElementTree.tostring(root, encoding='unicode')}\n"


def _kind(data: JsonObject) -> str:
    """Return the role of a need, numbered if it is of a further recipe."""
    number = f" {data['recipe'] + 1}" if data["recipe"] else ""
    return f"{data['role']}{number}"


def _columns(body: Element, of: str, rows: Iterable[JsonObject]) -> None:
    """Declare the attributes of nodes or edges; each has its own name as id."""
    types = {key: TYPES[type(value)] for row in rows for key, value in row.items()}
    types.pop("label", None)
    columns = SubElement(body, "attributes", {"class": of})
    for key, kind in types.items():
        SubElement(columns, "attribute", id=key, title=key, type=kind)


def _values(element: Element, data: Mapping[str, object]) -> None:
    values = SubElement(element, "attvalues")
    for key, value in data.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        SubElement(values, "attvalue", {"for": key, "value": text})


def parse_gexf(text: str) -> Graph:
    """Read a graph from GEXF. In a file of another program the needs of a node are one recipe.

    Raises:
        GraphError: The text is no GEXF, is damaged, names no items, or has a newer version.
    """
    try:
        graph = nx.read_gexf(io.StringIO(text))
        about = _about(ElementTree.fromstring(text))
    except _FAULTS as error:
        why = " ".join(str(error).split())
        raise GraphError(f"damaged GEXF ({why}): export the graph anew") from None
    graph = nx.MultiDiGraph(graph) if graph.is_directed() else nx.MultiGraph(graph)
    graph.graph |= about
    return read_attributed(unescaped_graph(graph))


_FAULTS = (
    ElementTree.ParseError, nx.NetworkXError, AttributeError, KeyError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip
"""What networkx raises where a file is not as it should be."""


def _about(root: Element) -> JsonObject:
    """Return what the description says of the whole graph, if deckard wrote it."""
    text = next((part.text for part in root.iter() if part.tag.endswith("}description")), None)
    try:
        about = json.loads(text or "{}")
    except ValueError:
        return {}
    return about if isinstance(about, dict) and "deckard_graph" in about else {}
