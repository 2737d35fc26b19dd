import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.dream.answers.quantities import pairs, whole_number


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        (3, 3, 3),
        (3.0, 3, 3),
        ("3", 3, 3),
        ("x3", 3, 3),
        ("3x", 3, 3),
        ("three", 3, 3),
        ("a", 1, 1),
        ("4 (four)", 4, 4),
        ("about 3 units", 3, 3),
        ("1-2", 1, 2),
        ("2 to 4", 2, 4),
        ("-1", -1, -1),
        ("0.5", None, None),
        (".125", None, None),
        ("some", None, None),
        ("1/2", None, None),
        (True, None, None),
        (None, None, None),
    ],
)
def test_a_number_is_read_and_of_a_range_its_least_or_its_most(said, least, most):
    assert (whole_number(said), whole_number(said, most=True)) == (least, most)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"coal": 1, "stick": "2"}, [("coal", 1), ("stick", "2")]),
        ({"coal": {"count": 2}}, [("coal", 2)]),
        ({"item": "coal", "qty": 2}, [("coal", 2)]),
        ({"item": ["coal", "charcoal"]}, [("coal", 1)]),
        ([{"name": "coal"}, {"stick": 2}], [("coal", 1), ("stick", 2)]),
        (["coal", "2 sticks", "stick x3"], [("coal", 1), ("sticks", "2"), ("stick", "3")]),
        (["coal", 2], [("coal", 2)]),
        ([["coal", 2], ["stick", 1]], [("coal", 2), ("stick", 1)]),
        ([["a", "a"], [None, "b"]], [("a", 1), ("a", 1), ("b", 1)]),
        ([["coal", "charcoal"], "stick"], [("coal", 1), ("stick", 1)]),
        (["flint and steel"], [("flint and steel", 1)]),
        ("1 coal, two sticks and dirt", [("coal", "1"), ("sticks", "two"), ("dirt", 1)]),
        ("two pieces of coal", [("coal", "two")]),
        ("- 8x cobblestone\n- planks (3)", [("cobblestone", "8"), ("planks", "3")]),
        (None, []),
        (5, [(5, 1)]),
    ],
)
def test_things_with_quantities_are_read_in_many_forms(said, meant):
    assert list(pairs(said)) == meant


@given(st.text())
def test_any_sentence_names_things(said):
    assert all(isinstance(name, str) for name, _ in pairs(said))
