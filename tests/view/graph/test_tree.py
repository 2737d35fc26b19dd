import pytest

from deckard.errors import GraphError
from deckard.view.graph import tree
from tests.strategies import craft, knowing
from tests.view.examples import LOG, PLANKS, STATE


def test_the_tree_takes_every_item_apart_once():
    state = knowing(
        LOG, PLANKS, craft("stick", planks=2, yields=4), craft("sword", planks=2, stick=1)
    )
    assert str(tree.graph_tree(state, "sword")).splitlines() == [
        "✓ sword  craft sword from 2 planks, 1 stick",
        "├─ 2 ✓ planks  craft 4 planks from 1 log",
        "│  └─ 1 ✓ log  collect log from log",
        "└─ 1 ✓ stick  craft 4 stick from 2 planks",
        "   └─ 2 ✓ planks  (as above)",
    ]


def test_the_tree_ends_in_a_circle_and_however_deep_it_is():
    circle = knowing(dreamed=(craft("a", b=1), craft("b", a=1)))
    assert str(tree.graph_tree(circle, "a")).splitlines()[-1].endswith("? a  (as above)")
    deep = knowing(*(craft(f"i{k + 1}", **{f"i{k}": 1}) for k in range(3000)))
    assert len(str(tree.graph_tree(deep, "i3000")).splitlines()) == 3001


def test_an_item_that_is_not_in_the_graph_is_named_with_near_ones():
    with pytest.raises(GraphError, match="did you mean furnace"):
        tree.graph_tree(STATE, "furnaces")
