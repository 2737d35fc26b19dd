import pytest

from deckard.dream.answers.prose import sentences_in

MADE = {"item": "torch", "method": "craft", "ingredients": "1 coal and 1 stick"}


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("To craft 4 torches, you need 1 coal and 1 stick.", {"yield": "4"}),
        (
            "Craft a torch from 1 coal and 1 stick at a crafting table",
            {"station": "a crafting table"},
        ),
        ("**Torches** are made with 1 coal and 1 stick, which gives 4.", {"yield": "4"}),
        ("Here is how. A torch is crafted from 1 coal and 1 stick. Enjoy!", {}),
    ],
)
def test_a_sentence_that_names_all_is_a_recipe(text, more):
    assert list(sentences_in("torch", text)) == [MADE | more]


@pytest.mark.parametrize(
    "text",
    [
        "To craft a torch you need coal and a stick.",
        "To craft a torch you need 1 coal or 1 charcoal and 1 stick.",
        "You could craft a torch from 1 coal and 1 stick.",
        "A torch is not crafted from 1 coal and 1 stick.",
        "A torch is crafted from 1 coal and 1 stick. A torch is crafted from 2 coal and 1 stick.",
        "Can I craft a torch from 1 coal and 1 stick?",
        "A lamp is crafted from 1 coal and 1 stick.",
        "",
    ],
)
def test_what_may_mean_something_else_is_none(text):
    assert list(sentences_in("torch", text)) == []
