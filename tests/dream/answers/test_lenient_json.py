import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.dream.answers.lenient_json import value_of, values
from deckard.dream.answers.lenient_reader import LONGEST
from deckard.llms.thoughts import part_thoughts

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("abc \"'{}:,", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab c"), inner, max_size=3),
    max_leaves=8,
)


def read(text):
    return [(found.value, bool(found.cut)) for found in values(text, lambda value: True)]


@given(st.dictionaries(st.text(max_size=5), plain) | st.lists(plain))
def test_what_is_json_is_read_as_json(value):
    assert read(json.dumps(value)) == [(value, False)]


@given(st.text("{}[]()\"'`:=,;abc1 #/*\\\n"))
def test_any_text_has_values_or_none(text):
    for found in values(text, lambda value: True):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "b": [1, 2,],}', {"a": 1, "b": [1, 2]}),
        ("{'a': None, b: True, c: 3x, d: 'o'x'}", {"a": None, "b": True, "c": "3x", "d": "o'x"}),
        ('{a: b c, // d\n e: /* f */ ("g", 1)}', {"a": "b c", "e": ["g", 1]}),
        ('{"a": "b" "c": "d"\n"e": 1.5}', {"a": "b", "c": "d", "e": 1.5}),
        ("{“a”： “b”，c = d}", {"a": "b", "c": "d"}),  # noqa: RUF001
        ('{"a": [{"b": 1}, {"c": 2}}', {"a": [{"b": 1}, {"c": 2}]}),
        ('{"a": [{"b": 1}}, "c": 2}', {"a": [{"b": 1}], "c": 2}),
        ('{"a": "b, "c": 1, d": 2}', {"a": "b", "c": 1, "d": 2}),
        ('{"a": "the "b" of c", "d": 1}', {"a": 'the "b" of c', "d": 1}),
        ("{'x': {'a', 'b'}}", {"x": ["a", "b"]}),
        ('{"a": ["b": 1, "c": 2]}', {"a": [{"b": 1}, {"c": 2}]}),
        (
            "{'a': dict(b=1), 'c': Part(d='e'), 'f': set([1])}",
            {"a": {"b": 1}, "c": {"d": "e"}, "f": [1]},
        ),
        ('{x = {["a"] = 1}}', {"x": {"a": 1}}),
        ('{"a": {...}, "b": 1, …}', {"a": {}, "b": 1}),
        ("{'\\u0061': 'b\\_c\\nd'}", {"a": "b_c d"}),
        ('{"\\"": 1,}', {'"': 1}),
    ],
)
def test_what_is_nearly_json_is_read_as_it_is_meant(text, value):
    assert read(text) == [(value, False)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "b": {"c": 2, "d', {"a": 1, "b": {"c": 2}}),
        ('{"a": 1, "b": "cu', {"a": 1}),
        ('{"a": 1, "b": 2', {"a": 1}),
        ('{"a": 1, "b"', {"a": 1}),
        ('{"a": 1,\n```\nSo much for "a".', {"a": 1}),
    ],
)
def test_of_what_was_cut_off_the_unfinished_is_left_out(text, value):
    assert read(text) == [(value, True)]


def test_what_is_not_wanted_is_searched_itself():
    found = values('{"a": [{"b": {"c": 1}}]}', lambda value: "c" in value)
    assert [f.value for f in found] == [{"c": 1}]


def test_a_text_that_is_a_value_gives_it():
    assert value_of('{"a": 1}') == {"a": 1}
    assert value_of("{a") == "{a"
    assert value_of("a {b: 1}") == "a {b: 1}"


@pytest.mark.parametrize(
    "part",
    ["{", "[", '{"a":', '{"a":"', "{a:'x", "{'", '{"a": /*', '{"a": //', '{"a": "\\', "<think>"],
)
def test_monstrous_text_is_searched_in_bounded_work(part):
    begun = time.process_time()
    list(values(part_thoughts(part * (LONGEST // len(part))).spoken, lambda value: False))
    assert time.process_time() - begun < 10
