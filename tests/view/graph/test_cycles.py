import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from deckard.view.graph.cycles import cycle_groups, depth

ITEMS = range(7)
NEEDS = st.fixed_dictionaries({str(i): st.sets(st.sampled_from([*map(str, ITEMS)])) for i in ITEMS})
FEW = st.fixed_dictionaries(
    {str(i): st.sets(st.sampled_from([*map(str, ITEMS)]), max_size=1) for i in ITEMS}
)


@given(NEEDS | FEW)
def test_groups_and_depth_are_those_of_networkx(needs):
    graph = nx.DiGraph((need, item) for item, found in needs.items() for need in found)
    graph.add_nodes_from(needs)
    assert {*map(frozenset, cycle_groups(needs))} == {
        *map(frozenset, nx.strongly_connected_components(graph))
    }
    assert depth(needs) == nx.dag_longest_path_length(nx.condensation(graph), weight=None)


@given(NEEDS | FEW)
def test_a_group_comes_after_all_that_it_needs(needs):
    come = set()
    for group in cycle_groups(needs):
        come.update(group)
        assert all(needs[item] <= come for item in group)


def test_a_long_row_is_counted():
    assert depth({str(i): {str(i - 1)} if i else set() for i in range(5000)}) == 4999


def test_of_nothing_there_is_no_circle():
    assert cycle_groups({}) == []
    assert depth({}) == 0
