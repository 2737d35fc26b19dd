"""Every reader finds every item and every need, and calls them by their names."""

import pytest

from deckard.graph.gexf import parse_gexf
from tests.graph.readers.exports import export
from tests.graph.readers.graphs import GRAPHS, nodes_and_edges
from tests.graph.readers.node import NoNode, installed

readers = pytest.importorskip(
    "tests.graph.readers.readers",
    reason="needs igraph, pandas, pydot and rustworkx (extra: test)",
    exc_type=ImportError,
)
pytestmark = pytest.mark.parametrize("name", GRAPHS)


@pytest.fixture(scope="module")
def documents():
    return {name: make() for name, make in GRAPHS.items()}


@pytest.fixture(scope="module")
def files(documents, tmp_path_factory):
    return {name: export(graph, tmp_path_factory.mktemp("a")) for name, graph in documents.items()}


@pytest.fixture(scope="module")
def read(files):
    """What the readers of npm found, and wrote again, all in one process."""
    try:
        node = installed()
    except NoNode as reason:
        pytest.skip(str(reason))
    return readers.read_in_node(node, files)


@pytest.mark.parametrize(("form", "reader"), readers.IN_PYTHON)
def test_a_reader_of_python_reads_all(documents, files, name, form, reader):
    if not readers.is_here(reader):
        pytest.skip("needs Graphviz's dot (Debian: graphviz)")
    names = readers.IN_PYTHON[form, reader](files[name][form])
    assert names == nodes_and_edges(documents[name])


@pytest.mark.parametrize(("form", "reader"), readers.IN_NODE)
def test_a_reader_of_npm_reads_all(documents, read, name, form, reader):
    answer = read[name, form, reader]
    names = readers.sorted_names(answer["nodes"], answer["edges"])
    assert names == nodes_and_edges(documents[name])


@pytest.mark.parametrize(("form", "reader"), readers.REWRITTEN)
def test_a_graph_is_the_same_after_the_library_of_gephi_lite_read_and_wrote_it(
    documents, read, name, form, reader
):
    again = parse_gexf(read[name, form, reader]["text"])
    document = documents[name]
    assert sorted(again.items, key=str) == sorted(document.items, key=str)
    assert again.target == document.target
