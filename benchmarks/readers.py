"""Which programs read deckard's graph files, and how many nodes and edges each counts.

    python benchmarks/readers.py

The graphs are those of the tests in tests/graph/readers: a graph that a short run learned, one of
odd names, an empty one, one with parallel edges, and one with recipes that were found wrong. Each
cell holds nodes and edges as the reader counts them; the first row holds those of deckard. Readers
are installed with the extra `test`, and from npm when they are needed first.
"""

import sys
import tempfile
from pathlib import Path

from deckard.graph.document import Graph
from tests.graph.readers.exports import export
from tests.graph.readers.graphs import GRAPHS, nodes_and_edges
from tests.graph.readers.node import Node, installed
from tests.graph.readers.readers import (
    IN_PYTHON,
    Names,
    is_here,
    read_in_node,
    version,
)

Key = tuple[str, str]
"""A format, and a reader."""
ROW = "{:<10} {:<20} {:<12}" + " {:>15}" * len(GRAPHS)


def main() -> None:
    node = installed()
    documents = {name: make() for name, make in GRAPHS.items()}
    expected = {name: nodes_and_edges(document) for name, document in documents.items()}
    columns = {name: read(document, node) for name, document in documents.items()}
    print(ROW.format("format", "reader", "version", *GRAPHS))
    print(ROW.format("", "deckard", "", *map(counts, expected.values())))
    for form, reader in sorted(columns["empty"]):
        cells = [counts(column[form, reader]) for column in columns.values()]
        print(ROW.format(form, reader, version(reader, node), *cells))
    wrong = [
        f"{form} by {reader} of the graph `{name}`"
        for name, column in columns.items()
        for (form, reader), names in column.items()
        if names != expected[name]
    ]
    print("\n".join(f"differs: {case}" for case in wrong) or "all equal, by name")
    sys.exit(bool(wrong))


def read(document: Graph, node: Node) -> dict[Key, Names]:
    """Return what every reader on this machine finds in the files of a graph."""
    with tempfile.TemporaryDirectory() as place:
        files = export(document, Path(place))
        in_python = {
            (form, reader): find(files[form])
            for (form, reader), find in IN_PYTHON.items()
            if is_here(reader)
        }
        return in_python | read_in_node(node, files)


def counts(names: Names) -> str:
    nodes, edges = names
    return f"{len(nodes)}, {len(edges)}"


if __name__ == "__main__":
    main()
