from deckard.view.report.craftable import craftable_section
from tests.strategies import collect, craft, knowing, smelt

STATE = knowing(
    collect("log"),
    craft("planks", yields=4, log=1),
    craft("box", "table", planks=2),
    smelt("coal", None, log=1),
)


def section(fuels=(), **holds):
    STATE.holds = holds
    return craftable_section(STATE, dict(fuels))


def test_what_is_held_what_it_makes_and_what_is_one_item_short_are_told():
    html = section(log=3)
    assert "The agent holds 3 log." in html
    now, short = html.split("is one kind of item short")
    assert "craft 4 planks from 1 log" in now and "smelt coal" in now and "<td>3</td>" in now
    assert "box" not in now and "box" not in short
    assert "<td>1 table</td>" in section(planks=4)


def test_a_smelt_takes_what_burns_where_that_is_known():
    assert "<td>1 fuel</td>" in section({"planks": 1.5}, log=1)
    assert "<td>1 fuel</td>" not in section({"planks": 1.5}, log=1, planks=1)


def test_an_agent_that_holds_nothing_can_make_nothing():
    assert "holds nothing" in section()
    assert "Nothing can be made now" in section(table=1)


def test_many_kinds_are_named_when_they_are_asked_for():
    html = section(**{f"thing_{k}": 1 for k in range(30)})
    assert "<summary>The agent holds items of 30 kinds</summary>" in html


def test_names_of_items_are_escaped():
    assert "<b>" not in section(**{"<b>": 1})
