"""Which programs read deckard's graph files, and how many nodes and edges each counts.

    python benchmarks/readers.py

The graphs are those of the tests in tests/graph/readers: what a short run learned, odd names, an
empty graph, parallel edges, and recipes that were found wrong; and one of all items. Each
cell holds nodes and edges as the reader counts them; the first row holds those of deckard. Readers
are installed with the extra `test`, and from npm when they are needed first.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from deckard.graph.document import Graph
from tests.graph.readers.exports import export
from tests.graph.readers.graphs import GRAPHS, LARGE, nodes_and_edges
from tests.graph.readers.node import Node, installed
from tests.graph.readers.readers import (
    IN_NODE,
    IN_PYTHON,
    Names,
    is_here,
    read_in_node,
    sorted_names,
    version,
)

ROW = "{:<10} {:<20} {:<12}" + " {:>15}" * (len(GRAPHS) + len(LARGE))


def main() -> None:
    documents = {name: make() for name, make in {**GRAPHS, **LARGE}.items()}
    expected = {name: nodes_and_edges(document) for name, document in documents.items()}
    node = installed()
    names = read(documents, node)
    print(ROW.format("format", "reader", "version", *documents))
    print(ROW.format("", "deckard", "", *map(counts, expected.values())))
    for form, reader in sorted({(form, reader) for _, form, reader in names}):
        cells = [counts(names[graph, form, reader]) for graph in documents]
        print(ROW.format(form, reader, version(reader, node), *cells))
    wrong = [" ".join(key) for key in names if names[key] != expected[key[0]]]
    print("\n".join(f"differs: {case}" for case in wrong) or "all equal, by name")
    sys.exit(bool(wrong))


def read(documents: Mapping[str, Graph], node: Node) -> dict[tuple[str, str, str], Names]:
    """Return what every reader on this machine finds, by graph, format and reader."""
    with tempfile.TemporaryDirectory() as place:
        files = {
            name: export(graph, Path(tempfile.mkdtemp(dir=place)))
            for name, graph in documents.items()
        }
        names = {
            (graph, form, reader): find(files[graph][form])
            for graph in files
            for (form, reader), find in IN_PYTHON.items()
            if is_here(reader)
        }
        answers = read_in_node(node, files)
    return names | {
        key: sorted_names(answer["nodes"], answer["edges"])
        for key, answer in answers.items()
        if key[1:] in IN_NODE
    }


def counts(names: Names) -> str:
    nodes, edges = names
    return f"{len(nodes)}, {len(edges)}"


if __name__ == "__main__":
    main()
