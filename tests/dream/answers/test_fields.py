import pytest

from deckard.dream.answers.field_names import FIELDS, METHODS, method_of
from deckard.dream.answers.fields import find_answer
from deckard.dream.answers.grounding import normal

TORCH = '{"item": "torch", "method": "craft", "ingredients": {"coal": 1, "stick": 1}}'


def test_an_answer_knows_where_it_stands():
    found = find_answer("torch", f"so: {TORCH}.")
    assert (found.text[: found.start], found.text[found.end :]) == ("so: ", ".")


def test_an_answer_in_lines_knows_where_it_stands():
    found = find_answer("torch", "So:\nitem: torch\nmethod: craft\nstation: none\nThat is it.")
    assert (found.text[: found.start], found.text[found.end :]) == ("So:\n", "\nThat is it.")


def test_an_answer_has_the_fields_of_the_prompt_whatever_they_were_called():
    said = (
        '{"name": "torch", "type": "crafting", "requires": ["coal", "stick"], "workstation": "x"}'
    )
    assert find_answer("torch", said).fields == {
        "item": "torch",
        "method": "craft",
        "ingredients": ["coal", "stick"],
        "station": "x",
    }


def test_of_lines_the_last_answer_about_the_item_counts():
    text = "item: torch\nmethod: mine\n\nNo:\nitem: torch\nmethod: craft\nitem: log\nmethod: mine"
    assert find_answer("torch", text).fields["method"] == "craft"


@pytest.mark.parametrize(
    ("said", "method"),
    [
        ("craft", "craft"),
        ("Crafting (shapeless)", "craft"),
        ("minecraft:smelting", "smelt"),
        ("mob drop", "collect"),
        (["mine", "craft"], "collect"),
        ("not obtainable", "none"),
        (None, "none"),
        ("enchant", None),
        (7, None),
    ],
)
def test_a_method_is_read_by_what_it_says(said, method):
    assert method_of(said) == method


def test_the_names_of_fields_and_methods_are_normal_and_each_field_has_its_own():
    assert all(normal(name) == name for names in FIELDS.values() for name in names)
    assert all(normal(name) == name for name in METHODS)
    assert all(field in names for field, names in FIELDS.items())
