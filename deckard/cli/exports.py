"""A graph in the formats that other programs read, as bytes."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from deckard.errors import ConfigError, GraphError
from deckard.view import output

if TYPE_CHECKING:
    from deckard.graph.document import Graph
    from deckard.runs.snapshot import Source


class Form(StrEnum):
    """What a graph can be exported to."""

    json = "json"
    graphml = "graphml"
    gexf = "gexf"
    cytoscape = "cytoscape"
    dot = "dot"
    mermaid = "mermaid"
    csv = "csv"
    svg = "svg"
    png = "png"
    text = "text"
    pddl = "pddl"
    pddl_propositional = "pddl-propositional"


PLANNING = (Form.pddl, Form.pddl_propositional)
"""The forms that are a planning problem, in two files."""


def encoded(source: "Source", to: Form) -> bytes:
    """Return a graph in a format that is one file."""
    state, target = source.state, source.target
    if to in (Form.graphml, Form.gexf, Form.cytoscape):
        return _attributed(state.document(target, sorted(state.awm.known)), to).encode()
    match to:
        case Form.json:
            from deckard.view.graph.document import graph_json

            document = graph_json(state, target, source.world)
            return (json.dumps(document, indent=2) + "\n").encode()
        case Form.svg:
            from deckard.view.graph.svg import graph_svg

            return graph_svg(state, target).encode()
        case Form.png:
            from deckard.view.graph.png import graph_png

            return graph_png(state, target)
    return _text(source, to).encode(errors="replace")


def _attributed(document: "Graph", to: Form) -> str:
    """Return a graph in a format that holds it whole as nodes and edges with attributes."""
    from deckard.graph.cytoscape import write_cytoscape
    from deckard.graph.gexf import write_gexf
    from deckard.graph.graphml import write_graphml

    writers = {Form.graphml: write_graphml, Form.gexf: write_gexf, Form.cytoscape: write_cytoscape}
    return writers[to](document)


def _text(source: "Source", to: Form) -> str:
    """Return a graph in a format that is text and may hold letters that UTF-8 lacks."""
    from deckard.view.graph.dot import graph_dot
    from deckard.view.graph.mermaid import graph_mermaid
    from deckard.view.graph.text import graph_text

    match to:
        case Form.dot:
            return graph_dot(source.state, source.target)
        case Form.mermaid:
            return graph_mermaid(source.state, source.target)
    return f"{graph_text(source.state, source.target)}\n"


def save_tables(source: "Source", folder: Path | None) -> None:
    """Write a graph as two tables into a folder."""
    from deckard.view.graph.tables import edges_csv, nodes_csv

    if folder is None:
        raise ConfigError("csv is two tables, nodes.csv and edges.csv: name a folder with -o")
    make_folder(folder)
    nodes, edges = nodes_csv(source.state, source.target), edges_csv(source.state)
    output.save(folder / "nodes.csv", nodes.encode(errors="replace"))
    output.save(folder / "edges.csv", edges.encode(errors="replace"))


def make_folder(folder: Path) -> None:
    """Make a folder that is to be written to, unless there is one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraphError(f"cannot make {folder}: {error.strerror}; name another folder") from None
