"""Which programs read which format, and how."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata
from pathlib import Path

import igraph
import networkx as nx
import pandas
import pydot
import rustworkx

from deckard.types import JsonObject
from tests.graph.readers.node import Node

Names = tuple[list[str], list[tuple[str, str]]]
"""The names of the nodes, and the pairs of names that edges join, both sorted."""


def sorted_names(nodes: Iterable[object], edges: Iterable[tuple[object, object]]) -> Names:
    """Return what was read in the order in which it is compared."""
    return sorted(map(str, nodes)), sorted((str(a), str(b)) for a, b in edges)


def of_networkx(graph: nx.Graph) -> Names:
    """Return what a graph of networkx holds."""
    return sorted_names(graph.nodes, graph.edges())


def networkx_dot(path: Path) -> Names:
    """Read DOT by pydot, which leaves the backslash before a quote in a name."""
    graph = nx.nx_pydot.read_dot(path)
    return of_networkx(nx.relabel_nodes(graph, {node: node.replace(r"\"", '"') for node in graph}))


def networkx_csv(folder: Path) -> Names:
    """Read the table of edges; items without any are in the other table alone."""
    nodes, edges = tables(folder)
    graph = nx.from_pandas_edgelist(edges, "Source", "Target", True, nx.MultiDiGraph)
    graph.add_nodes_from(nodes["Id"])
    return of_networkx(graph)


def of_igraph(graph: igraph.Graph, name: str) -> Names:
    """Return what a graph of igraph holds; each vertex has its name as an attribute."""
    names = graph.vs[name] if graph.vcount() else []
    return sorted_names(names, [(names[e.source], names[e.target]) for e in graph.es])


def igraph_graphml(path: Path) -> Names:
    """Read GraphML by igraph."""
    return of_igraph(igraph.Graph.Read_GraphML(str(path)), "label")


def igraph_csv(folder: Path) -> Names:
    """Read both tables by igraph."""
    nodes, edges = tables(folder)
    graph = igraph.Graph.DataFrame(edges, directed=True, vertices=nodes, use_vids=False)
    return of_igraph(graph, "name")


def rustworkx_graphml(path: Path) -> Names:
    """Read GraphML by rustworkx."""
    [graph] = rustworkx.read_graphml(str(path))
    names = [node["label"] for node in graph.nodes()]
    return sorted_names(names, [(names[a], names[b]) for a, b in graph.edge_list()])


def pydot_dot(path: Path) -> Names:
    """Read DOT by pydot, which keeps names in their quotes; defaults are nodes to it, too."""

    def plain(name: str) -> str:
        return name[1:-1].replace(r"\"", '"')

    [graph] = pydot.graph_from_dot_data(path.read_text("utf-8")) or []
    nodes = [node.get_name() for node in graph.get_nodes()]
    ends = [(str(edge.get_source()), str(edge.get_destination())) for edge in graph.get_edges()]
    edges = [(plain(a), plain(b)) for a, b in ends]
    return sorted_names([plain(name) for name in nodes if name not in ("node", "edge")], edges)


def dot_of_machine(path: Path) -> Names:
    """Read DOT by Graphviz as the machine has it."""
    done = subprocess.run(
        ["dot", "-Tdot_json", str(path)], capture_output=True, encoding="utf-8", check=True
    )
    drawn = json.loads(done.stdout)
    names = [node["name"] for node in drawn.get("objects", [])]
    return sorted_names(
        names, [(names[e["tail"]], names[e["head"]]) for e in drawn.get("edges", [])]
    )


def tables(folder: Path) -> list[pandas.DataFrame]:
    """Read both tables by pandas."""
    return [pandas.read_csv(folder / name) for name in ("nodes.csv", "edges.csv")]


def pandas_csv(folder: Path) -> Names:
    """Count the rows of both tables."""
    nodes, edges = tables(folder)
    return sorted_names(nodes["Id"], zip(edges["Source"], edges["Target"], strict=True))


def networkx_cytoscape(path: Path) -> Names:
    """Read the JSON of Cytoscape.js by networkx."""
    return of_networkx(nx.cytoscape_graph(json.loads(path.read_text("utf-8"))))


IN_PYTHON: Mapping[tuple[str, str], Callable[[Path], Names]] = {
    ("graphml", "networkx"): lambda path: of_networkx(nx.read_graphml(path, force_multigraph=True)),
    ("graphml", "igraph"): igraph_graphml,
    ("graphml", "rustworkx"): rustworkx_graphml,
    ("gexf", "networkx"): lambda path: of_networkx(nx.read_gexf(path)),
    ("cytoscape", "networkx"): networkx_cytoscape,
    ("dot", "pydot"): pydot_dot,
    ("dot", "networkx"): networkx_dot,
    ("dot", "dot"): dot_of_machine,
    ("csv", "pandas"): pandas_csv,
    ("csv", "networkx"): networkx_csv,
    ("csv", "igraph"): igraph_csv,
}
"""Of each format and reader: what reads a file, or of CSV the folder."""
IN_NODE = (
    ("graphml", "graphology-graphml"), ("gexf", "graphology-gexf"), ("cytoscape", "cytoscape"),
    ("dot", "@viz-js/viz"), ("mermaid", "mermaid"),
)  # fmt: skip
"""Of each format the reader of npm."""


REWRITTEN = (("graphml", "graphml to gexf"), ("gexf", "gexf to gexf"))
"""What graphology reads and writes again, as Gephi Lite does."""


def read_in_node(
    node: Node, graphs: Mapping[str, Mapping[str, Path]]
) -> dict[tuple[str, str, str], JsonObject]:
    """Return what the programs of npm make of files, by graph, format and reader.

    Args:
        node: What runs them.
        graphs: Of each graph its files by format.
    """
    asked = [(graph, *key) for graph in graphs for key in (*IN_NODE, *REWRITTEN)]
    texts = [(reader, graphs[graph][form].read_text("utf-8")) for graph, form, reader in asked]
    return dict(zip(asked, node.read(texts), strict=True))


def version(reader: str, node: Node | None) -> str:
    """Return the version of a reader."""
    if reader == "dot":
        done = subprocess.run(["dot", "-V"], capture_output=True, encoding="utf-8", check=True)
        return done.stderr.split()[4]
    if any(reader == name for _, name in IN_NODE):
        return node.version(reader) if node else "-"
    return metadata.version(reader)


def is_here(reader: str) -> bool:
    """Return whether a reader that is no package is on this machine."""
    return reader != "dot" or shutil.which("dot") is not None
