import json
from dataclasses import replace

import pytest

from deckard.config import DreamConfig as Settings
from deckard.dream.answers.schema import SCHEMA
from deckard.dream.ask import MENDABLE, ask
from deckard.dream.prompt import load_prompt
from deckard.errors import LLMError
from deckard.journal.events import Dreamed, Misdreamed, Practised, Refuted
from deckard.journal.fold import apply
from deckard.journal.state import State, open_hypotheses
from deckard.llms import LLM, Completion
from deckard.resources import find_resource
from deckard.types import Outcome
from tests.strategies import collect, craft, knowing
from tests.toy import Toy

PROMPT = load_prompt(find_resource("prompts", "recipe.md"))


TABLE = craft("crafting_table", planks=4)


class Says(LLM):
    """A language model that gives one answer, and keeps the questions."""

    def __init__(self, **fields):
        self.text, self.asked = json.dumps(fields), []

    def complete(self, request):
        self.asked.append(request)
        return Completion(text=self.text, model="says")


def collecting(**fields):
    return Says(**({"method": "collect", "ingredients": {}} | fields))


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
    class Silent(LLM):
        def complete(self, request):
            raise LLMError("no answer")

    with pytest.raises(LLMError):
        asked(Silent(), "log", State())


class Script(LLM):
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


FLUX = said(ingredients={"planks": 4, "flux": 1})
MORE_FLUX = said(ingredients={"planks": 4, "flux": 1, "glue": 1}, station="bench")


def test_an_answer_with_an_unknown_name_is_asked_for_once_more_with_the_name_told():
    script = Script(FLUX, PLAIN)
    [event] = asked(script, "crafting_table", State())
    assert (event.recipe, event.unknown, event.first_fault) == (TABLE, {}, "invented")
    assert "ingredient 'flux' is not an item of this world" in script.asked[1].user


@pytest.mark.parametrize(
    ("texts", "kept", "unknown"),
    [
        ((FLUX, FLUX), 1, {"flux": "ingredient"}),
        ((FLUX, MORE_FLUX), 0, {"flux": "ingredient"}),
        ((MORE_FLUX, FLUX), 1, {"flux": "ingredient"}),
        ((FLUX, "?"), 0, {"flux": "ingredient"}),
        (("?", MORE_FLUX), 1, {"flux": "ingredient", "glue": "ingredient", "bench": "station"}),
    ],
)
def test_when_no_answer_names_only_known_things_the_better_is_a_partial_hypothesis(
    texts, kept, unknown
):
    [event] = asked(Script(*texts), "crafting_table", State())
    assert (event.recipe, event.unknown, event.text) == (TABLE, unknown, texts[kept])
    assert event.first_fault == ("unparsed" if texts[0] == "?" else "invented")


def test_the_next_question_tells_the_unknown_names():
    state = State()
    asked(Script(FLUX, FLUX), "crafting_table", state)
    again = Script(PLAIN)
    asked(again, "crafting_table", state)
    assert "could be used: ingredient 'flux' is not an item of this world" in again.asked[0].user
    assert again.asked[0].attempt == 1
    assert [b.unknown for b in state.awm.beliefs("crafting_table")] == [{}]


def test_an_answer_whose_known_part_was_refuted_is_no_hypothesis_again():
    state = knowing(dreamed=[TABLE])
    apply(state, Refuted(recipe=TABLE, reason="nothing came"), 2)
    [event] = asked(Script(FLUX, FLUX), "crafting_table", state)
    assert (event.kind, event.fault) == ("misdreamed", "invented")


INGOT = said(method="smelt", ingredients={"iron_ore": 1, "coal": 1}, station="furnace")


def test_fuel_is_set_aside_until_the_smelt_without_it_was_refuted():
    state = State()
    for ingredients in ({"iron_ore": 1}, {"iron_ore": 1, "coal": 1}):
        [event] = asked(Script(INGOT), "iron_ingot", state)
        assert event.recipe.ingredients == ingredients
        refuted = Refuted(recipe=event.recipe, reason="nothing came")
        apply(state, refuted, state.entries + 1)
    [event] = asked(Script(INGOT), "iron_ingot", state)
    assert (event.kind, event.fault) == ("misdreamed", "repeats_refuted")


def test_a_whole_and_a_partial_answer_with_one_recipe_are_two_hypotheses_and_the_whole_counts():
    state = State()
    events = asked(Script(FLUX, PLAIN), "crafting_table", state, samples=2, repair=False)
    assert [(e.sample, e.weight, [*e.unknown]) for e in events] == [
        (0, 0.5, ["flux"]),
        (1, 0.5, []),
    ]
    [belief] = state.awm.beliefs("crafting_table")
    assert (belief.unknown, belief.weight) == ({}, 0.5)


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
