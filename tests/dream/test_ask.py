import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.config import DreamConfig as Settings
from deckard.dream.answers.schema import SCHEMA
from deckard.dream.ask import MENDABLE, ask
from deckard.dream.prompt import load_prompt
from deckard.dream.schedule import due, due_next, is_due
from deckard.errors import LLMError
from deckard.journal.events import Dreamed, Misdreamed, Practised, Refuted, Verified
from deckard.journal.fold import apply
from deckard.journal.state import State, open_hypotheses
from deckard.llms import Completion
from deckard.resources import find_resource
from deckard.types import Outcome
from tests.strategies import ITEMS, collect, craft, entries, knowing
from tests.toy import Toy

PROMPT = load_prompt(find_resource("prompts", "recipe.md"))
TABLE = craft("crafting_table", planks=4)


class Says:
    """A language model that gives one answer, and keeps the questions."""

    def __init__(self, **fields):
        self.text, self.asked = json.dumps(fields), []

    def complete(self, request):
        self.asked.append(request)
        return Completion(text=self.text, model="says")


def collecting(**fields):
    return Says(**({"method": "collect", "ingredients": {}} | fields))


def misdream(state, item, times=1):
    for _ in range(times):
        event = Misdreamed(item=item, text="", model="", reason="r")
        apply(state, event, state.entries + 1)


def practise(state, recipe, times=1):
    for _ in range(times):
        event = Practised(recipe=recipe, outcome=Outcome(item=recipe.item, steps=1))
        apply(state, event, state.entries + 1)


def dreamt(llm, item, state):
    [event] = asked(llm, item, state)
    return event


def asked(llm, item, state, **settings):
    events = ask(llm, PROMPT, item, state, Toy(), Settings(**settings))
    for number in [state.entries + 1]:
        for event in events:
            apply(state, event, number)
    return events


def test_an_answer_becomes_a_hypothesis():
    says = Says(method="craft", ingredients={"planks": 4})
    event = dreamt(says, "crafting_table", State())
    assert event == Dreamed(recipe=TABLE, text=says.text, model="says")


def test_an_answer_that_cannot_be_used_is_an_event_that_says_why():
    event = dreamt(Says(method="craft", ingredients={"unobtainium": 1}), "stick", State())
    assert isinstance(event, Misdreamed)
    assert event.fault == "invented"
    assert "'unobtainium' is not an item of this world" in event.reason


def test_a_source_goes_by_the_name_under_which_the_world_shows_it():
    event = dreamt(collecting(source="Logs"), "log", State())
    assert (event.recipe.source, event.grounded) == ("log", {"logs": "log"})
    assert dreamt(collecting(source="yeti"), "log", State()).recipe.source == "yeti"


def test_what_was_refuted_may_not_be_repeated():
    state = knowing(dreamed=[TABLE])
    apply(state, Refuted(recipe=TABLE, reason="nothing came"), 2)
    event = dreamt(Says(method="craft", ingredients={"planks": 4}), "crafting_table", state)
    assert isinstance(event, Misdreamed)
    assert event.reason == "repeats what was refuted: craft crafting_table from 4 planks"
    assert event.fault == "repeats_refuted"


def test_another_source_does_not_repeat_a_refuted_one():
    state = knowing(dreamed=[collect("coal", "dirt")])
    apply(state, Refuted(recipe=collect("coal", "dirt"), reason="50 contacts gave none"), 2)
    event = dreamt(collecting(source="coal_ore"), "coal", state)
    assert event.recipe == collect("coal", "coal_ore")
    assert dreamt(collecting(source="dirt"), "coal", state).kind == "misdreamed"


def test_another_source_is_believed_beside_one_that_was_tried_in_vain():
    state = knowing(dreamed=[collect("coal", "dirt")])
    practise(state, collect("coal", "dirt"), 2)
    dreamt(collecting(source="coal_ore"), "coal", state)
    assert open_hypotheses(state, "coal", 2) == [collect("coal", "coal_ore")]


def test_a_question_holds_the_evidence_and_how_often_the_item_was_asked_for():
    state = knowing(dreamed=[TABLE])
    apply(state, Refuted(recipe=TABLE, reason="nothing came"), 2)
    says = Says(method="craft", ingredients={"log": 4})
    dreamt(says, "crafting_table", state)
    [request] = says.asked
    assert "crafting_table from 4 planks: nothing came" in request.user
    assert request.attempt == 1
    assert request.system == PROMPT.system


def test_without_evidence_none_is_spoken_of():
    says = collecting(source="log")
    dreamt(says, "log", State())
    assert says.asked[0].user == PROMPT.render("log")[1]


def test_no_answer_at_all_is_left_to_the_caller():
    class Silent:
        def complete(self, request):
            raise LLMError("no answer")

    with pytest.raises(LLMError):
        asked(Silent(), "log", State())


def test_dreaming_goes_down_from_the_target():
    state = State()
    assert list(due(state, "crafting_table", 3)) == ["crafting_table"]
    apply(state, Dreamed(recipe=TABLE, text="", model=""), 1)
    assert list(due(state, "crafting_table", 3)) == ["planks"]
    apply(state, Dreamed(recipe=craft("planks", "crafting_table", log=1), text="", model=""), 2)
    assert list(due(state, "crafting_table", 3)) == ["log"]


def test_what_is_verified_is_not_asked_for_nor_what_lies_behind_it():
    state = knowing(TABLE, dreamed=[craft("box", "crafting_table", stick=1)])
    assert list(due(state, "box", 3)) == ["stick"]
    assert list(due(state, None, 3)) == []


@given(entries, st.sampled_from(ITEMS), st.integers(0, 3), st.none() | st.integers(1, 3))
def test_no_item_is_asked_for_more_than_once_and_so_many_times_again(history, item, again, tries):
    state = State()
    for number, entry in enumerate(history, 1):
        for event in entry:
            apply(state, event, number)
    for asked in due(state, item, again, tries):
        assert state.asked[asked] <= again
        assert tries or not state.awm.is_verified(asked)


def test_an_item_is_asked_for_again_only_so_many_times():
    state = State()
    misdream(state, "log", 3)
    assert is_due(state, "log", again=3)
    misdream(state, "log")
    assert not is_due(state, "log", again=3)
    misdream(state, "planks")
    assert not is_due(state, "planks", again=0)


def test_a_hypothesis_tried_in_vain_is_asked_about_again_only_when_tries_count():
    log = collect("log")
    state = knowing(dreamed=[log])
    practise(state, log, 2)
    assert not is_due(state, "log", 3)
    assert is_due(state, "log", 3, tries=2)
    assert not is_due(state, "log", 3, tries=3)


def test_a_verified_item_is_never_due():
    state = knowing(collect("log"))
    assert not is_due(state, "log", 3)
    assert not is_due(state, "log", 3, tries=1)


def test_an_item_dreamed_to_be_made_but_only_collected_by_chance_is_asked_for_again():
    by_chance = collect("stick", "leaves")
    state = knowing(by_chance, dreamed=[craft("stick", log=1)])
    assert is_due(state, "stick", 3, tries=2)
    assert not is_due(state, "stick", 3)
    assert not is_due(knowing(by_chance), "stick", 3, tries=2)
    misdream(state, "stick", 4)
    assert not is_due(state, "stick", 3, tries=2)


def test_what_becomes_verified_below_opens_a_hypothesis_again():
    state = knowing(dreamed=[TABLE])
    practise(state, TABLE, 5)
    assert open_hypotheses(state, "crafting_table", 2) == []
    apply(state, Verified(recipe=craft("planks", log=1)), 9)
    assert open_hypotheses(state, "crafting_table", 2) == [TABLE]


class Script:
    """A language model that gives one answer after the other, and keeps the questions."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def complete(self, request):
        self.asked.append(request)
        return Completion(text=self.answers[len(self.asked) - 1], model="script")


def said(**fields):
    return json.dumps({"method": "craft"} | fields)


PLAIN = said(ingredients={"planks": 4})


def test_what_was_read_into_names_is_part_of_the_event():
    event = dreamt(Says(method="craft", ingredients={"oak planks": 4}), "crafting_table", State())
    assert (event.recipe, event.grounded) == (TABLE, {"oak planks": "planks"})


def test_an_answer_that_cannot_be_read_is_asked_for_once_more_with_its_fault_named():
    script = Script("Four planks!", PLAIN)
    [event] = asked(script, "crafting_table", State())
    assert (event.recipe, event.first_fault) == (TABLE, "unparsed")
    first, again = script.asked
    assert again.user.startswith(first.user)
    assert "Four planks!" in again.user
    assert "it holds no JSON object" in again.user
    assert (again.system, again.attempt, again.sample) == (first.system, 0, 0)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("?", "unparsed"),
        (said(ingredients={}), "incomplete"),
        (said(ingredients={"unobtainium": 1}), "invented"),
        (said(ingredients={"planks": 900}), "absurd_quantity"),
    ],
)
def test_the_same_answer_again_ends_it(text, fault):
    script, state = Script(text, text), State()
    [event] = asked(script, "crafting_table", state)
    assert (event.fault, event.first_fault) == (fault, fault)
    assert fault in MENDABLE
    assert state.asked["crafting_table"] == 1


@pytest.mark.parametrize(
    "text",
    [
        said(method="none"),
        said(ingredients={"crafting_table": 1}),
        said(item="stick", ingredients={"planks": 2}),
    ],
)
def test_what_a_model_believes_is_not_asked_for_again_at_once(text):
    [event] = asked(Script(text), "crafting_table", State())
    assert (event.kind, event.first_fault) == ("misdreamed", None)


def test_without_repair_nothing_is_asked_again():
    [event] = asked(Script("?"), "log", State(), repair=False)
    assert (event.fault, event.first_fault) == ("unparsed", None)


def test_the_answers_of_several_samples_are_weighted_by_how_often_they_came():
    state, other = State(), said(ingredients={"log": 4})
    script = Script(PLAIN, other, said(method="none"), other)
    events = asked(script, "crafting_table", state, samples=4)
    assert [(e.kind, e.sample) for e in events] == [
        ("dreamed", 0),
        ("dreamed", 1),
        ("misdreamed", 2),
    ]
    assert [e.weight for e in events[:2]] == [0.25, 0.5]
    assert [request.sample for request in script.asked] == [0, 1, 2, 3]
    assert state.asked["crafting_table"] == 1
    assert open_hypotheses(state, "crafting_table", 2) == [craft("crafting_table", log=4), TABLE]


def test_a_question_holds_verified_recipes_of_the_items_most_like_it():
    wooden = craft("wooden_pickaxe", "crafting_table", planks=3, stick=2)
    state = knowing(wooden, TABLE, collect("log"))
    says = Says(method="craft", ingredients={"cobblestone": 3, "stick": 2})
    asked(says, "stone_pickaxe", state, examples=1)
    asked(says, "iron_pickaxe", state, examples=0)
    with_one, without = [request.user for request in says.asked]
    assert '"item": "wooden_pickaxe"' in with_one
    assert '"item": "log"' not in with_one
    assert without == "USER iron_pickaxe"


def test_a_question_for_json_says_what_schema_the_answer_has():
    says, free = collecting(), collecting()
    asked(says, "log", State())
    ask(free, replace(PROMPT, answer="text"), "log", State(), Toy(), Settings())
    assert (says.asked[0].schema, free.asked[0].schema) == (SCHEMA, None)


def test_only_what_the_next_pursuit_needs_is_asked_for():
    state = State()

    def dream(recipe):
        apply(state, Dreamed(recipe=recipe, text="", model=""), state.entries + 1)

    def due_now():
        return list(due_next(state, "wooden_pickaxe", 3, 2))

    assert due_now() == ["wooden_pickaxe"]
    dream(craft("wooden_pickaxe", "crafting_table", planks=3, stick=2))
    assert due_now() == ["crafting_table"]
    dream(TABLE)
    assert due_now() == ["planks"]
    dream(craft("planks", log=1))
    assert due_now() == ["log"]
    dream(collect("log"))
    assert due_now() == []
    for recipe in (collect("log"), craft("planks", log=1), TABLE):
        apply(state, Verified(recipe=recipe), state.entries + 1)
    assert due_now() == ["stick"]


def test_a_circle_ends_the_way_down():
    state = knowing(dreamed=[TABLE, craft("planks", "crafting_table", log=1), collect("dirt")])
    assert list(due_next(state, "crafting_table", 3, 2)) == ["log"]


@given(entries, st.sampled_from(ITEMS), st.integers(0, 3), st.integers(1, 3))
def test_nothing_is_due_next_that_would_not_be_due_anyway(history, item, again, tries):
    state = State()
    for number, entry in enumerate(history, 1):
        for event in entry:
            apply(state, event, number)
    found, anyway = list(due_next(state, item, again, tries)), list(due(state, item, again))
    assert len(found) <= 1
    assert set(found) <= set(anyway)
    matter = [i for i in state.awm.behind(item) if not state.awm.is_verified(i)]
    live = [r for i in matter for r in open_hypotheses(state, i, tries)]
    if all(state.awm.unverified(recipe) for recipe in live):
        assert bool(found) == bool(anyway)
