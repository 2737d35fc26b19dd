"""Which attribute of a node is the name of its item."""

import pytest

from deckard.errors import GraphError
from deckard.graph.node_names import node_names


def named(**labels):
    return {node: {"label": label} if label else {} for node, label in labels.items()}


def test_labels_are_the_names_whatever_the_ids_are():
    assert node_names(named(n0="log", n1="planks")) == {"n0": "log", "n1": "planks"}
    assert node_names(named(log="oak_log", b="planks")) == {"log": "oak_log", "b": "planks"}


def test_without_labels_the_names_of_igraph_are_taken_then_the_ids_that_it_read():
    assert node_names({"n0": {"name": "log", "id": "7"}}) == {"n0": "log"}
    assert node_names({"n0": {"id": "log"}, "n1": {"id": "planks"}}) == {
        "n0": "log",
        "n1": "planks",
    }


def test_ids_are_the_names_where_labels_are_missing_or_repeated():
    assert node_names({"log": {}, "planks": {}}) == {"log": "log", "planks": "planks"}
    assert node_names(named(log="raw", stone="raw")) == {"log": "log", "stone": "stone"}
    assert node_names(named(log="Log", stone=None)) == {"log": "log", "stone": "stone"}


@pytest.mark.parametrize("ids", [("n0", "n1"), ("0", "1"), ("1.0", "2.0"), ("n0::n0", "n0::n1")])
def test_ids_that_a_program_counted_are_never_names(ids):
    with pytest.raises(GraphError, match=f"no names but counted ids, such as '{ids[0]}'"):
        node_names({node: {} for node in ids})


def test_what_is_wrong_with_the_labels_is_told():
    with pytest.raises(GraphError, match="2 of its nodes have the label 'log': give every node"):
        node_names(named(n0="log", n1="log", n2="stick"))
    with pytest.raises(GraphError, match="its node 'n1' has no label"):
        node_names(named(n0="log", n1=None))


def test_a_graph_without_nodes_needs_no_names():
    assert node_names({}) == {}
