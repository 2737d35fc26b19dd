import pytest

from deckard.dream.answers.calls import calls_in
from deckard.dream.answers.lenient_reader import Work


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("craft(item='torch', coal=1)", {"ingredients": {"coal": 1}}),
        ("bot.craftRecipe('torch', {'coal': 1})", {"ingredients": {"coal": 1}}),
        ("craft({'torch': 4}, {'coal': 1})", {"yield": 4, "ingredients": {"coal": 1}}),
        ("smelt('glass', fuel='coal', sand=1)", {"method": "smelt", "ingredients": {"sand": 1}}),
        ("mine({'log': 1}, {'iron_axe': 1})", {"method": "collect", "tool": ["iron_axe"]}),
        ("Recipe(name='log', how='mine', source='tree')", {"item": "log", "source": "tree"}),
    ],
)
def test_a_call_that_names_its_item_is_an_answer(text, fields):
    [call] = calls_in(f"So: {text}.", Work())
    assert call.fields.items() >= fields.items()
    assert (call.start, call.end) == (4, 4 + len(text))


@pytest.mark.parametrize(
    "text",
    [
        "mine(it)",
        "craft(",
        "craft()",
        "drop_fields('a')",
        "open(source=s)",
        "f(method='craft')",
        "",
    ],
)
def test_other_calls_are_none(text):
    assert list(calls_in(text, Work())) == []
