import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.view.graph.layout import CAREFUL_UP_TO, MARGIN, layered_layout, path

pytest.importorskip("fast_sugiyama")
SIZE = (100.0, 30.0)
names = st.text(st.characters(), max_size=5)
graphs = st.lists(names, min_size=1, max_size=25, unique=True).flatmap(
    lambda items: st.tuples(
        st.just(items),
        st.lists(st.tuples(st.sampled_from(items), st.sampled_from(items)), max_size=40),
    )
)


def laid(items, edges):
    return layered_layout(dict.fromkeys(items, SIZE), edges)


@given(graphs)
def test_no_two_boxes_overlap_and_all_stand_within_the_picture(graph):
    layout = laid(*graph)
    assert set(layout.boxes) == set(graph[0])
    for box in layout.boxes.values():
        assert box.x - box.width / 2 >= MARGIN - 1e-6
        assert box.x + box.width / 2 <= layout.width - MARGIN + 1e-6
        assert box.y - box.height / 2 >= MARGIN - 1e-6
        assert box.y + box.height / 2 <= layout.height - MARGIN + 1e-6
    for one, other in itertools.combinations(layout.boxes.values(), 2):
        assert abs(one.x - other.x) >= SIZE[0] or abs(one.y - other.y) >= SIZE[1] - 1e-6


@given(graphs)
def test_every_edge_runs_from_the_box_of_the_need_to_that_of_the_item(graph):
    items, edges = graph
    layout = laid(items, edges)
    assert set(layout.routes) == {(a, b) for a, b in edges if a != b}
    for (need, item), course in layout.routes.items():
        for name, (x, y) in ((need, course[0]), (item, course[-1])):
            box = layout.boxes[name]
            assert abs(x - box.x) == pytest.approx(box.width / 2)
            assert y == box.y


@given(graphs, st.randoms(use_true_random=False))
def test_the_order_of_the_arguments_changes_nothing(graph, rng):
    items, edges = graph
    again = rng.sample(items, len(items)), rng.sample(edges, len(edges))
    assert laid(*again) == laid(*graph)


def test_needs_stand_left_of_what_they_are_needed_for():
    boxes = laid("abcd", [("a", "b"), ("b", "c"), ("a", "d"), ("c", "d")]).boxes
    assert boxes["a"].x < boxes["b"].x < boxes["c"].x < boxes["d"].x


def test_very_many_items_stand_in_columns_by_depth():
    edges = [(f"{k // 3}", f"{k}") for k in range(1, CAREFUL_UP_TO + 2)]
    items = [f"{k}" for k in range(CAREFUL_UP_TO + 2)]
    boxes = laid(items, edges).boxes
    assert all(boxes[a].x < boxes[b].x for a, b in edges)
    by_place = sorted(boxes.values(), key=lambda box: (box.x, box.y))
    for one, other in itertools.pairwise(by_place):
        assert one.x != other.x or other.y - one.y >= SIZE[1]


def test_a_circle_is_drawn_with_an_edge_that_runs_back():
    layout = laid("ab", [("a", "b"), ("b", "a")])
    assert layout.routes["a", "b"] == layout.routes["b", "a"][::-1]


def test_edges_of_one_origin_share_the_lanes_in_which_they_pass_a_column():
    edges = [("a", "b"), *(("b", k) for k in "uvwxyz"), *(("a", k) for k in "uvwxyz")]
    courses = laid("abuvwxyz", edges).routes
    lanes = {courses["a", k][2:4] for k in "uvwxyz"}
    assert len(lanes) <= 2, "one above b and one below"


def test_an_empty_graph_is_an_empty_picture():
    assert (laid("", []).boxes, laid("", []).routes) == ({}, {})


def test_a_course_is_level_in_columns_and_bent_between_them():
    assert path([(0, 0), (10, 0), (20, 4), (30, 4)]) == "M0 0H10C15 0 15 4 20 4H30"


@given(graphs, st.data())
def test_no_edge_crosses_a_box(graph, data):
    items, edges = graph
    sizes = {item: (data.draw(st.integers(20, 200)), 30.0) for item in items}
    layout = layered_layout(sizes, edges)
    boxes = layout.boxes
    for (need, item), course in layout.routes.items():
        levels = list(zip(course[::2], course[1::2], strict=True))
        for name, box in boxes.items():
            if name not in (need, item):
                top, bottom = box.y - box.height / 2, box.y + box.height / 2
                left, right = box.x - box.width / 2, box.x + box.width / 2
                for (x, y), (to_x, _) in levels:
                    assert not (top < y < bottom and min(x, to_x) < right and left < max(x, to_x))
