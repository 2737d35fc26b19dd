import json
from random import Random

import pytest

from deckard.dream.answers.grounding import ground_name
from deckard.dream.answers.parse import parse_recipe
from deckard.dream.priors.mistakes import COMMON, ERRORS, INVENTED
from deckard.dream.priors.noisy import Noisy, falsify
from deckard.dream.priors.recorded import Recorded
from deckard.dream.prompt import load_prompt
from deckard.errors import BadCompletion, ConfigError, LLMError
from deckard.llms import Request
from deckard.resources import find_resource

SYSTEM = load_prompt(find_resource("prompts", "recipe.md")).system
ANSWERS = Recorded().answers
ITEMS = sorted(ANSWERS)
INNER = {"name": "recorded"}


def ask(llm, item, attempt=0):
    request = Request(item=item, system=SYSTEM, user=f"USER {item}", attempt=attempt)
    return llm.complete(request).text


def falsified(llm, attempt=0):
    return {item for item in ITEMS if ask(llm, item, attempt) != ANSWERS[item]}


def meaning(item, text):
    try:
        recipe = parse_recipe(item, text, ITEMS).recipe
    except BadCompletion as error:
        return str(error)
    return *recipe.demands, recipe.source


def test_at_rate_0_nothing_is_changed():
    assert falsified(Noisy(INNER, rate=0)) == set()


def test_at_rate_1_every_answer_means_something_else():
    llm = Noisy(INNER, rate=1)
    assert [i for i in ITEMS if meaning(i, ask(llm, i)) == meaning(i, ANSWERS[i])] == []


def test_the_rate_is_the_share_of_falsified_answers():
    llm = Noisy(INNER)
    share = sum(len(falsified(llm, attempt)) for attempt in range(5)) / (5 * len(ITEMS))
    assert share == pytest.approx(1 / 3, abs=0.05)


def test_the_order_of_asking_does_not_matter():
    forth = {item: ask(llm, item) for llm in [Noisy(INNER)] for item in ITEMS}
    back = {item: ask(llm, item) for llm in [Noisy(INNER)] for item in reversed(ITEMS)}
    assert forth == back


def test_seed_and_attempt_decide_what_is_falsified():
    assert falsified(Noisy(INNER, seed=1)) == falsified(Noisy(INNER, seed=1))
    assert falsified(Noisy(INNER, seed=1)) != falsified(Noisy(INNER, seed=2))
    assert falsified(Noisy(INNER), attempt=0) != falsified(Noisy(INNER), attempt=1)


def test_a_falsified_answer_keeps_the_form():
    llm = Noisy(INNER, rate=1)
    for item in ITEMS:
        assert json.loads(ask(llm, item)).keys() == json.loads(ANSWERS[item]).keys()


def test_what_stands_around_the_object_is_kept():
    text = f"Let me think.\n```json\n{ANSWERS['torch']}\n```\nDone."
    wrong = falsify("torch", text, Random(0))
    assert wrong != text
    assert wrong.startswith("Let me think.\n```json\n{")
    assert wrong.endswith("}\n```\nDone.")


def test_ingredients_given_as_a_list_stay_a_list():
    fields = json.loads(ANSWERS["torch"])
    fields["ingredients"] = [{"item": "coal", "quantity": "one"}, {"item": "stick", "quantity": 1}]
    for seed in range(10):
        wrong = falsify("torch", json.dumps(fields), Random(seed))
        assert isinstance(json.loads(wrong)["ingredients"], list)


def test_a_method_may_be_called_by_another_word():
    text = ANSWERS["cobblestone"].replace("collect", "Mine")
    assert falsify("cobblestone", text, Random(0)) != text


def test_an_answer_without_an_object_is_passed_on():
    assert falsify("torch", "I do not know.", Random(0)) == "I do not know."


@pytest.mark.parametrize(
    ("how", "err"),
    [(how, err) for how, ways in ERRORS.items() for err in ways],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_each_way_to_err_changes_what_is_meant(how, err):
    rng, tried = Random(0), 0
    for item, text in ANSWERS.items():
        said = json.loads(text)
        wrong = err(said, rng) if said["method"] == how else None
        if wrong is not None:
            tried += 1
            assert meaning(item, json.dumps(wrong)) != meaning(item, text)
    assert tried


def test_every_way_to_err_occurs():
    llm, seen = Noisy(INNER, rate=1), set()
    for item in ITEMS:
        old, new = json.loads(ANSWERS[item]), json.loads(ask(llm, item))
        changed = {key for key in old if old[key] != new[key]}
        seen.add((old["method"], new["method"], *sorted(changed & {"station", "tool"})))
    assert {
        ("craft", "craft"),
        ("craft", "craft", "station"),
        ("smelt", "craft", "station"),
        ("smelt", "collect", "station"),
        ("collect", "craft", "station"),
        ("collect", "collect", "tool"),
        ("collect", "collect"),
    } <= seen


def test_invented_names_are_none_and_common_names_are_some():
    assert [name for name in INVENTED if ground_name(name, ITEMS)] == []
    assert [name for name in COMMON if name not in ITEMS] == []


def test_the_inner_models_error_comes_through():
    with pytest.raises(LLMError, match="no answer for 'unobtainium'"):
        ask(Noisy(INNER), "unobtainium")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"inner": {}}, "inner needs a name"),
        ({"inner": {"name": "codex"}}, "unknown llm 'codex'"),
        ({"inner": {"name": "recorded", "pth": "x"}}, "pth"),
        ({"inner": INNER, "rate": 1.5}, "rate is not in"),
        ({"inner": INNER, "rate": float("nan")}, "rate is not in"),
    ],
)
def test_wrong_options_are_refused(options, complaint):
    with pytest.raises(ConfigError, match=complaint):
        Noisy(**options)
