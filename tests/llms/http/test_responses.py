"""OpenAI's Responses API over real HTTP."""

import json
import re

import pytest

from deckard import llms
from deckard.errors import ConfigError, LLMError
from deckard.llms import Request
from deckard.llms.http.openai import OpenAI
from tests.llms.server import refusing, response, serving

SCHEMA = {
    "type": "object",
    "required": ["item", "yield"],
    "properties": {"item": {"type": "string"}, "yield": {"type": "integer", "maximum": 64}},
}
WHOLE = '{"item": "log", "yield": 1}'
ASK = Request("log", "You craft.", "How do I get a log?", schema=SCHEMA)


def reasoning(text, place="summary"):
    kind = "summary_text" if place == "summary" else "reasoning_text"
    return {"type": "reasoning", "id": "rs_1", place: [{"type": kind, "text": text}]}


def asked(*script, **options):
    """Ask once; return the answer and the bodies of the requests."""
    with serving(*script) as server:
        options = {"retries": 0, "api": "responses"} | options
        answer = OpenAI("tiny", base_url=server.url, **options).complete(ASK)
        assert {path for path, _, _ in server.asked} == {"/v1/responses"}
        return answer, [body for _, _, body in server.asked]


def test_a_question_and_its_answer():
    answer, bodies = asked((200, response(WHOLE)), reasoning_effort="low")
    form = {"type": "json_schema", "name": "answer", "strict": True, "schema": SCHEMA}
    assert bodies == [
        {
            "model": "tiny",
            "instructions": "You craft.",
            "input": "How do I get a log?",
            "store": False,
            "temperature": 0.0,
            "max_output_tokens": 1000,
            "reasoning": {"effort": "low"},
            "text": {"format": form},
        }
    ]
    assert (answer.text, answer.ended, answer.model) == (WHOLE, None, "tiny-1")
    assert (answer.tokens_in, answer.tokens_out, answer.reasoning_tokens) == (11, 7, 3)


def test_the_answer_is_all_text_of_the_messages_and_thoughts_stand_apart():
    reply = response(
        '"log", "yield": 1}', before=[reasoning("hm"), *response('{"item": ')["output"]]
    )
    answer, _ = asked((200, reply))
    assert (answer.text, answer.answer_in) == (WHOLE, "content")


@pytest.mark.parametrize("place", ["summary", "content"])
def test_where_no_message_is_the_thoughts_are_looked_into(place):
    answer, _ = asked((200, response(None, before=[reasoning(WHOLE, place)])))
    assert (answer.text, answer.answer_in) == (WHOLE, "reasoning")


@pytest.mark.parametrize(
    "changes",
    [
        {"output": [{"type": "message", "content": WHOLE}]},
        {"output": [{"role": "assistant", "content": [{"text": WHOLE}]}]},
        {"output": [], "output_text": WHOLE},
    ],
)
def test_an_answer_in_a_looser_form_is_not_lost(changes):
    answer, _ = asked((200, response(None) | changes))
    assert (answer.text, answer.answer_in) == (WHOLE, "content")


def stream(*replies):
    """Return a stream of events that hold replies; the last one is whole."""
    events = [f"event: x\ndata: {json.dumps({'type': 'x', 'response': r})}\n\n" for r in replies]
    return 200, "".join(events), {"content-type": "text/event-stream"}


def test_a_stream_that_was_not_asked_for_is_read_to_its_answer():
    begun = response(None) | {"status": "in_progress"}
    assert asked(stream(begun, response(WHOLE)))[0].text == WHOLE
    with pytest.raises(LLMError, match="before it had an answer"):
        asked(stream(begun))


@pytest.mark.parametrize("reason", ["max_output_tokens", "content_filter"])
def test_an_answer_that_stopped_early_says_why(reason):
    changes = {"status": "incomplete", "incomplete_details": {"reason": reason}}
    answer, bodies = asked((200, response('{"item": "lo') | changes))
    assert (answer.text, answer.ended, len(bodies)) == ('{"item": "lo', reason, 1)


def test_an_answer_that_the_bound_cut_off_is_no_whole_one_whatever_the_server_calls_it():
    answer, _ = asked((200, response('{"item": "lo')), answer_tokens=7)
    assert answer.ended == "max_output_tokens"
    answer, _ = asked((200, response(WHOLE)), answer_tokens=7)
    assert answer.ended is None


def test_a_refusal_is_what_the_model_said():
    parts = [{"type": "refusal", "refusal": "I cannot help with that."}]
    answer, _ = asked((200, response(None, parts=parts)))
    assert (answer.text, answer.ended) == ("I cannot help with that.", "refusal")


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "failed", "error": {"code": "server_error", "message": "The model broke."}},
        {"status": "failed", "error": {"code": "model_broke", "message": "It broke."}},
        {"status": "failed", "error": None},
        {"status": "cancelled"},
        {"status": "in_progress", "output": []},
        {"status": "queued"},
    ],
)
def test_a_reply_that_failed_is_no_answer_and_is_asked_for_again(changes):
    bad = (200, response('{"item": "lo') | changes)
    answer, bodies = asked(bad, (200, response(WHOLE)), retries=1)
    assert (answer.text, answer.requests, len(bodies)) == (WHOLE, 2, 2)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ({"status": "failed", "error": {"code": "invalid_prompt", "message": "no"}}, "no"),
        ({"error": {"code": "invalid_image", "message": "an image is bad"}}, "an image is bad"),
        ({"choices": []}, "should llm.api be chat"),
        ({"output": "yes"}, "should llm.api be chat"),
    ],
)
def test_what_is_no_reply_is_told_in_one_line(reply, words):
    with pytest.raises(LLMError, match=re.escape(words)) as caught:
        asked((200, reply))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("odd", [None, 3, [None], [{"type": "message"}], [{"content": 3}]])
def test_odd_items_are_no_text(odd):
    answer, _ = asked((200, response(WHOLE, before=odd if isinstance(odd, list) else [odd])))
    assert answer.text == WHOLE


def test_what_the_server_refuses_is_dropped_as_in_the_chat_protocol():
    words = "In context=('properties', 'yield'), '{}' is not permitted."
    chain = refusing("maximum", (200, response(WHOLE)), words)
    _, bodies = asked(refusing("temperature", chain))
    assert "temperature" not in bodies[-1]
    assert bodies[-1]["text"]["format"]["schema"]["properties"]["yield"] == {"type": "integer"}
    assert len(bodies) == 3
    _, bodies = asked(refusing("json_schema", (200, response(WHOLE)), "{} is not supported"))
    assert bodies[-1]["text"] == {"format": {"type": "json_object"}}
    _, bodies = asked((200, response(WHOLE)), structured="prompt")
    assert "text" not in bodies[0]


def test_a_model_that_has_only_this_api_says_what_to_set():
    words = "This model is only supported in v1/responses and not in v1/chat/completions."
    error = {"message": words, "type": "invalid_request_error", "param": "model", "code": None}
    for status in (400, 404):
        with serving((status, {"error": error})) as server:
            llm = OpenAI("tiny", base_url=server.url, retries=0)
            with pytest.raises(LLMError, match=r"set llm\.api=responses"):
                llm.complete(ASK)


def test_the_api_is_part_of_the_key_of_answers_and_takes_no_seed():
    assert OpenAI("tiny", api="responses").about["api"] == "responses"
    assert "api" not in OpenAI("tiny").about
    with pytest.raises(ConfigError, match="takes no seed"):
        OpenAI("tiny", api="responses", seed=1)
    with pytest.raises(ConfigError, match="api"):
        llms.build_llm("openai", model="tiny", api="assistants")


def test_a_reply_without_usage_is_read():
    reply = response(WHOLE)
    del reply["usage"]
    answer, _ = asked((200, json.dumps(reply)))
    assert (answer.text, answer.tokens_in) == (WHOLE, 0)
