import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.dream.answers.lenient_reader import Work
from deckard.dream.answers.tags import read_tags


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<a>1</a><b> x </b>", {"a": "1", "b": "x"}),
        ('<a b="1" c=\'2\'/>', {"a": {"b": "1", "c": "2"}}),
        ("<a><b>1</b><b>2</b></a>", {"a": ["1", "2"]}),
        ("<bs><b>1</b></bs>", {"bs": ["1"]}),
        ('<a>{"b": 1}</a>', {"a": {"b": 1}}),
        ("<function=answer><parameter=a>\n1\n</parameter></function>", {"answer": {"a": "1"}}),
        ("<function=smelt><parameter=a>1</parameter></function>",
         {"function": {"method": "smelt", "a": "1"}}),
        ('<invoke name="f"><parameter name="a">1</parameter></invoke>', {"f": {"a": "1"}}),
        ("<t><arg_key>a</arg_key><arg_value>1</arg_value></t>", {"t": {"a": "1"}}),
        ("</b><a>1</a>", {"a": "1"}),
        ("<a><b>1</a>", {"a": {"b": "1"}}),
    ],
)  # fmt: skip
def test_tags_are_read_as_maps(text, value):
    assert read_tags(text, Work()).value == value


def test_what_is_not_closed_is_cut_off():
    located = read_tags("<a><b>1</b><c><d>2</d>", Work())
    assert located.value == {"a": {"b": "1", "c": {"d": "2"}}}
    assert located.cut == ({"d": "2"}, located.value["a"])
    assert not read_tags("<a>1</a>", Work()).cut


@given(st.text("<>/ab=\"' 1", max_size=60))
def test_any_text_has_tags_or_none(text):
    located = read_tags(text, Work())
    assert located is None or 0 <= located.start < located.end <= len(text)
