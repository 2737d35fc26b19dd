import pytest

from deckard.dream.answers.tables import ingredients_in_tables, read_tables

COLUMNS = "| item | method |\n|---|---|\n| **torch** | craft |\n| glass | smelt |"


@pytest.mark.parametrize(
    ("text", "maps"),
    [
        (COLUMNS, [{"item": "torch", "method": "craft"}, {"item": "glass", "method": "smelt"}]),
        ("item | method\n--- | ---\ntorch | craft", [{"item": "torch", "method": "craft"}]),
        ("| Field | Value |\n|:-|-:|\n| Method | craft |\n| Yield | 4 |",
         [{"method": "craft", "yield": "4"}]),
        ('item,method,ingredients\ntorch,craft,"coal, stick"\n\nSo, that, is, it',
         [{"item": "torch", "method": "craft", "ingredients": "coal, stick"}]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", []),
        ("a | b", []),
        ("one, two, three\nfour, five, six", []),
        ("", []),
    ],
)  # fmt: skip
def test_tables_are_read_as_maps(text, maps):
    assert read_tables(text) == maps


def test_a_table_of_ingredients_is_known_by_its_head():
    table = "| Ingredient | Quantity |\n|---|---|\n| coal | 1 |\n| stick | 2 |"
    assert ingredients_in_tables(table) == {"coal": "1", "stick": "2"}
    assert ingredients_in_tables(COLUMNS) == {}
