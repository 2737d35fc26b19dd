"""Every reader finds every item and every need, and calls them by their names."""

import pytest

from tests.graph.readers import exports
from tests.graph.readers.graphs import GRAPHS, nodes_and_edges
from tests.graph.readers.node import NoNode, installed

readers = pytest.importorskip(
    "tests.graph.readers.readers",
    reason="needs igraph, pandas, pydot and rustworkx (extra: test)",
    exc_type=ImportError,
)


@pytest.fixture(scope="module", params=GRAPHS)
def graph(request, tmp_path_factory):
    document = GRAPHS[request.param]()
    return nodes_and_edges(document), exports.export(document, tmp_path_factory.mktemp("graph"))


@pytest.fixture(scope="module")
def node():
    try:
        return installed()
    except NoNode as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def read(graph, node):
    return readers.read_in_node(node, graph[1])


@pytest.mark.parametrize(("form", "reader"), readers.IN_PYTHON)
def test_a_reader_of_python_reads_all(graph, form, reader):
    if not readers.is_here(reader):
        pytest.skip("needs Graphviz's dot (Debian: graphviz)")
    expected, files = graph
    assert readers.IN_PYTHON[form, reader](files[form]) == expected


@pytest.mark.parametrize(("form", "reader"), readers.IN_NODE)
def test_a_reader_of_npm_reads_all(graph, read, form, reader):
    assert read[form, reader] == graph[0]
