"""GraphML, for Gephi, yEd, igraph and networkx."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import networkx as nx
from networkx.readwrite.graphml import GraphMLWriter

from deckard.errors import GraphError
from deckard.graph.attributed import attributed, read_attributed
from deckard.graph.document import Graph
from deckard.graph.foreign_graphml import readable_by_networkx
from deckard.graph.xml_names import escaped_graph, unescaped_graph


class _Writer(GraphMLWriter):
    """networkx's writer, with booleans as XML Schema has them."""

    def add_data(
        self, name: str, element_type: type, value: str, scope: str = "all", default: object = None
    ) -> Element:
        """Return the element of an attribute."""
        element = super().add_data(name, element_type, value, scope, default)
        if element_type is bool:
            element.text = value.lower()
        return element


def write_graphml(document: Graph) -> str:
    """Return the graph as GraphML, with the attributes of `attributed`."""
    writer = _Writer()
    writer.add_graph_element(escaped_graph(attributed(document)))
    return f"{writer}\n"


def parse_graphml(text: str) -> Graph:
    """Read a graph from GraphML. In a file of another program the needs of a node are one recipe.

    Raises:
        GraphError: The text is no GraphML, is damaged, names no items, or has a newer version.
    """
    try:
        graph = nx.parse_graphml(readable_by_networkx(text), force_multigraph=True)
    except (ElementTree.ParseError, nx.NetworkXError, KeyError, TypeError, ValueError) as error:
        raise GraphError(f"damaged GraphML ({error}): export the graph anew") from None
    return read_attributed(unescaped_graph(graph))
