import itertools
import random
import time
from collections import deque
from dataclasses import replace

from deckard.llms import Pending, Request
from deckard.llms.http.asking.schema_trial import FAILURES, LONGEST, PAUSE, SchemaTrial
from deckard.llms.http.openai import OpenAI
from deckard.llms.prefetch import PrefetchingLLM
from tests.llms.server import chat, serving

SCHEMA = {"type": "object"}
LOG = {"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}}


def tried(*answers, trial=None):
    """Ask one question after the other; an answer fits, does not, or teaches nothing (None)."""
    trial = trial or SchemaTrial()
    for number, is_fitting in enumerate(answers):
        trial.begin(Request(f"item{number}", "S", "U", schema=SCHEMA))
        if is_fitting is not None and trial.state != "off":
            trial.learn(is_fitting)
        trial.end(is_answered=True)
    return trial


def state_of_next(trial):
    trial.begin(Request("next", "S", "U", schema=SCHEMA))
    trial.end(is_answered=False)
    return trial.state


def test_the_first_answer_that_fits_keeps_the_schema():
    assert tried(True).state == "on"
    assert tried(False, False, True).state == "on"
    assert tried(True, *[False] * 50).state == "on"


def test_only_repeated_failures_switch_it_off():
    assert state_of_next(tried(*[False] * (FAILURES - 1))) == "trying"
    assert state_of_next(tried(*[False] * FAILURES)) == "off"


def test_answers_that_did_not_end_well_teach_nothing_and_do_not_delay_for_ever():
    assert state_of_next(tried(*[None] * (LONGEST - 1))) == "trying"
    assert state_of_next(tried(*[None] * LONGEST)) == "on"


def test_a_question_without_an_answer_does_not_count():
    trial = SchemaTrial()
    for _ in range(100):
        assert state_of_next(trial) == "trying"
    assert trial.as_json() == SchemaTrial().as_json()


def test_it_is_tried_again_after_a_pause_that_doubles():
    trial, states = SchemaTrial(), []
    for _ in range(2000):
        trial = tried(False, trial=trial)
        states.append(trial.state)
    lengths = [(state, len([*run])) for state, run in itertools.groupby(states)]
    tries = [length for state, length in lengths if state == "trying"]
    pauses = [length for state, length in lengths if state == "off"]
    assert tries[:4] == [FAILURES, 1, 1, 1]
    assert pauses[:4] == [PAUSE, 2 * PAUSE, 4 * PAUSE, 8 * PAUSE]


def test_a_trial_asks_alone_and_before_one_only_as_much_as_fits_is_asked_ahead():
    trial = SchemaTrial()
    assert trial.questions_left() == 0
    state_of_next(tried(*[False] * FAILURES, trial=trial))
    assert trial.questions_left() == PAUSE
    trial.begin(Request("item", "S", "U", schema=SCHEMA))
    assert trial.questions_left() == PAUSE - 1
    assert tried(True).questions_left() is None


def test_all_questions_about_an_item_are_asked_in_one_form():
    trial = tried(*[False] * FAILURES)
    trial.begin(Request("item", "S", "U", repair=True, schema=SCHEMA))
    assert trial.state == "trying"
    trial.begin(Request("item", "S", "U", schema=SCHEMA))
    assert trial.state == "trying"
    trial.end(is_answered=True)
    trial.begin(Request("item", "S", "U", sample=1, schema=SCHEMA))
    assert trial.state == "trying"


def test_a_trial_goes_on_where_it_was_left():
    for answers in ((), (False,), (False, None), (False,) * 3, (False,) * 40, (True, False)):
        trial, restored = tried(*answers), SchemaTrial()
        restored.restore(trial.as_json())
        rest = (False, False, None, *[False] * 70, True, False)
        assert tried(*rest, trial=restored).as_json() == tried(*rest, trial=trial).as_json()


def test_odd_values_restore_nothing():
    for odd in (None, 3, {}, {"state": "?"}, {"state": ["on"]}):
        trial = SchemaTrial()
        trial.restore(odd)
        assert trial == SchemaTrial()


def forms_by_item(seed, samples=2):
    """Ask for items in parallel, with delays by a seed; return the forms that each was asked in.

    The server answers the last items by the schema, if it gets one, and the others in prose:
    these are asked twice.
    """
    rng, forms = random.Random(seed), {}

    def reply(body):
        time.sleep(rng.random() / 300)
        item = body["messages"][-1]["content"].split()[0]
        forms.setdefault(item, set()).add("response_format" in body)
        is_fitting = int(item[1:]) >= 70 and "response_format" in body
        return 200, chat('{"item": "log"}' if is_fitting else "Punch a tree.")

    def ask(llm, item):
        texts, pending = [], None
        for sample in range(samples):
            asked = Request(item, "S", f"{item} ?", sample=sample, schema=LOG)
            try:
                text = llm.complete(asked).text
                if not text.startswith("{"):
                    text += llm.complete(replace(asked, user=f"{item} !", repair=True)).text
                texts.append(text)
            except Pending as error:
                pending = error
        if pending:
            raise pending
        return texts

    with serving(reply) as server:
        llm = OpenAI("tiny", base_url=server.url)
        ahead = PrefetchingLLM(llm, parallel=6, most=2 * samples)
        remaining = deque(f"i{number}" for number in range(1, 100))
        while remaining:
            ahead.first(remaining, ask)
            remaining.popleft()
        ahead.close()
    return forms, llm.capabilities()["trial"]


def test_the_order_in_which_answers_arrive_changes_no_question():
    first, learnt = forms_by_item(seed=0)
    assert {form for forms in first.values() for form in forms} == {True, False}
    assert all(len(forms) == 1 for forms in first.values())
    assert learnt == {"state": "on"}
    for seed in range(1, 5):
        assert forms_by_item(seed) == (first, learnt)
