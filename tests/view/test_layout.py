import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.view.layout import MARGIN, layered, path

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
    return layered(dict.fromkeys(items, SIZE), edges)


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
    assert set(layout.courses) == {(a, b) for a, b in edges if a != b}
    for (need, item), course in layout.courses.items():
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


def test_a_circle_is_drawn_with_an_edge_that_runs_back():
    layout = laid("ab", [("a", "b"), ("b", "a")])
    assert layout.courses["a", "b"] == layout.courses["b", "a"][::-1]


def test_edges_of_one_origin_share_the_lanes_in_which_they_pass_a_column():
    edges = [("a", "b"), *(("b", k) for k in "uvwxyz"), *(("a", k) for k in "uvwxyz")]
    courses = laid("abuvwxyz", edges).courses
    lanes = {courses["a", k][1:3] for k in "uvwxyz"}
    assert len(lanes) <= 2, "one above b and one below"


def test_an_empty_graph_is_an_empty_picture():
    assert (laid("", []).boxes, laid("", []).courses) == ({}, {})


def test_a_course_is_bent_between_columns_and_level_in_them():
    assert path([(0, 0), (10, 4)]) == "M0 0C5 0 5 4 10 4"
    assert path([(0, 0), (10, 4), (20, 4), (30, 0)]) == "M0 0C5 0 5 4 10 4L20 4C25 4 25 0 30 0"
