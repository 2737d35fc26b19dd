import json
from dataclasses import replace

import pytest

from deckard.errors import ConfigError, LLMError
from deckard.llms import Request
from deckard.llms.endings import MEANINGS, WORDS, Ending, ending_of
from deckard.llms.http import endpoint
from deckard.llms.http.chat import LASTING
from deckard.llms.http.openai import OpenAI
from deckard.llms.http.token_counts import TokenCounts, count_tokens
from tests.llms.server import chat, serving

SCHEMA = {"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}}
ASK = Request(item="log", system="Be brief.", user="USER log", schema=SCHEMA)
WHOLE = '{"item": "log"}'
CUT = '{"item": "lo'


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(endpoint, "FIRST_PAUSE", 0.001)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret-0123456789")


def answer_to(reply, **options):
    with serving((200, reply)) as server:
        return OpenAI("tiny", base_url=server.url, **options).complete(ASK)


def spoken(finish="stop", **message):
    reply = chat(None, finish=finish)
    reply["choices"][0]["message"] |= message
    return reply


def failing(error, finish="error", text=""):
    reply = chat(text, finish=finish)
    reply["choices"][0]["error"] = error
    return reply


@pytest.mark.parametrize("content", [None, "", " \n"])
@pytest.mark.parametrize("field", ["reasoning_content", "reasoning", "thinking"])
def test_json_in_a_field_for_thoughts_is_the_answer_where_the_content_is_blank(field, content):
    answer = answer_to(spoken(content=content, **{field: WHOLE}))
    assert (answer.text, answer.answer_in, answer.ended) == (WHOLE, "reasoning", None)


def test_thoughts_beside_an_answer_are_no_part_of_it():
    answer = answer_to(spoken(content=WHOLE, reasoning_content="Hm.", reasoning="Hm."))
    assert (answer.text, answer.answer_in) == (WHOLE, "content")


@pytest.mark.parametrize(
    "message",
    [
        {"reasoning_content": "Is it a log?"},
        {"reasoning_details": [{"type": "reasoning.text", "text": "Is it a log?"}]},
        {"reasoning_details": [{"type": "reasoning.summary", "summary": "Is it a log?"}]},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Is it a log?"}]}]},
    ],
)
def test_thoughts_alone_are_marked_as_thoughts(message):
    assert answer_to(spoken(**message)).text == "<think>\nIs it a log?\n</think>"


def test_thoughts_that_the_bound_cut_off_stay_open():
    answer = answer_to(spoken(finish="length", reasoning_content='Perhaps {"item": "lo'))
    assert (answer.text, answer.ended) == ('<think>\nPerhaps {"item": "lo', "length")


@pytest.mark.parametrize(
    ("finish", "ended"),
    [
        ("stop", None),
        ("STOP", None),
        ("end_turn", None),
        ("length", "length"),
        ("MAX_TOKENS", "max_tokens"),
        ("model_length", "model_length"),
        ("content_filter", "content_filter"),
        ("sensitive", "sensitive"),
        ("tool_calls", "tool_calls"),
    ],
)
def test_a_word_for_the_end_says_whether_the_model_was_done(finish, ended):
    assert answer_to(chat(CUT, finish=finish)).ended == ended


@pytest.mark.parametrize("finish", ["eos_token", "", None, "unknown", 7, ["stop"]])
@pytest.mark.parametrize("text", [WHOLE, f"Sure:\n```json\n{WHOLE}\n```", "I do not know."])
def test_a_word_that_says_nothing_lets_a_whole_answer_pass(finish, text):
    answer = answer_to(chat(text, finish=finish))
    assert (answer.text, answer.ended) == (text, None)


@pytest.mark.parametrize("finish", ["eos_token", "", None, "unknown"])
@pytest.mark.parametrize("text", ["", None, CUT, "<think>Is it", "<think>A log.</think>"])
def test_a_word_that_says_nothing_is_a_fault_after_half_an_answer(finish, text):
    with serving((200, chat(text, finish=finish)), (200, chat(WHOLE))) as server:
        answer = OpenAI("tiny", base_url=server.url).complete(ASK)
    assert (answer.text, answer.requests) == (WHOLE, 2)


FAULTS = [
    *(chat(text, finish=word) for word in WORDS[Ending.FAULT] for text in ("", CUT, WHOLE)),
    failing({"code": 502, "message": "Upstream provider is down"}),
    failing({"code": "429", "message": "slow down"}),
    failing({"code": "rate_limit_exceeded", "message": "slow down"}),
    failing({"code": "provider_went_away", "message": "gone"}),
    failing({"message": "gone"}, finish="stop", text=CUT),
    failing({"code": 502, "message": "down"}, finish=None, text=CUT),
    {"error": {"code": "429", "message": "slow down"}},
    {"error": {"code": 503, "message": "down"}},
    {"error": {"type": "server_error", "message": "down"}},
    {"choices": None, "error": {"code": 502, "message": "down"}},
    {"error": {"code": 14, "status": "UNAVAILABLE", "message": "overloaded"}},
]


def refusals(llm):
    """Return what was found out, without the count of good answers."""
    learnt = llm.capabilities()
    trial = learnt.pop("trial", {})
    return learnt | {"failed": trial.get("failed", 0)}


@pytest.mark.parametrize("reply", FAULTS)
def test_a_failure_in_a_reply_of_status_200_is_asked_again_and_teaches_nothing(reply):
    with serving((200, reply), (200, chat(WHOLE))) as server:
        llm = OpenAI("tiny", base_url=server.url)
        answer = llm.complete(ASK)
    assert (answer.text, answer.requests) == (WHOLE, 2)
    assert refusals(llm) == refusals(OpenAI("tiny", base_url=server.url))


@pytest.mark.parametrize("reply", FAULTS)
def test_a_failure_that_does_not_pass_is_no_answer(reply):
    with serving((200, reply)) as server, pytest.raises(LLMError) as caught:
        OpenAI("tiny", base_url=server.url, retries=1).complete(ASK)
    assert len(server.asked) == 2
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        {"code": 401, "message": "no such key"},
        {"code": "402", "message": "no credit"},
        {"code": "insufficient_quota", "message": "no credit"},
        {"code": "model_not_found", "message": "no model"},
        {"type": "invalid_request_error", "message": "no"},
    ],
)
@pytest.mark.parametrize("wrap", [lambda error: {"error": error}, failing])
def test_an_error_that_waiting_does_not_mend_stops_at_once(error, wrap):
    with serving((200, wrap(error))) as server, pytest.raises(LLMError, match=error["message"]):
        OpenAI("tiny", base_url=server.url).complete(ASK)
    assert len(server.asked) == 1


def without_message(finish, **choice):
    return {"choices": [{"finish_reason": finish, **choice}], "model": "gemini"}


@pytest.mark.parametrize(
    ("reply", "ended"),
    [
        (without_message("length", message=None), "length"),
        (without_message("content_filter"), "content_filter"),
        (without_message("stop", message=None), None),
        ({"choices": [], "promptFeedback": {"blockReason": "SAFETY"}}, "content_filter"),
        ({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, "content_filter"),
    ],
)
def test_a_reply_without_a_message_that_says_why_is_an_empty_answer(reply, ended):
    answer = answer_to(reply)
    assert (answer.text, answer.ended) == ("", ended)


@pytest.mark.parametrize("choice", [{"delta": {"content": "ok"}}, {"text": "ok"}])
def test_an_answer_beside_the_message_is_read(choice):
    assert answer_to({"choices": [{**choice, "finish_reason": "stop"}]}).text == "ok"


WITHOUT_CHOICE = [
    {"choices": None, "usage": {"prompt_tokens": 9, "total_tokens": 9}},
    {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 0}},
]


@pytest.mark.parametrize("reply", [*WITHOUT_CHOICE, {"choices": [], "usage": {"total_tokens": 0}}])
def test_a_reply_without_a_choice_that_does_not_say_why_is_asked_again(reply):
    with serving((200, reply), (200, spoken(content="ok"))) as server:
        answer = OpenAI("tiny", base_url=server.url).complete(ASK)
    assert (answer.text, answer.requests) == ("ok", 2)


@pytest.mark.parametrize("reply", WITHOUT_CHOICE)
def test_where_it_lasts_the_question_was_filtered(reply):
    answer = answer_to(reply)
    assert (answer.text, answer.ended) == ("", "content_filter")
    assert answer.requests == LASTING


def test_where_it_lasts_and_no_token_was_read_it_is_a_fault():
    reply = (200, {"choices": [], "usage": {"completion_tokens": 0}})
    with serving(reply) as server, pytest.raises(LLMError, match="answered without choices"):
        OpenAI("tiny", base_url=server.url).complete(ASK)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ({"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}, "add credit"),
        ({"error_code": 18, "error_msg": "Open api qps request limit reached"}, "limits requests"),
        ({"code": 10013, "message": "audit failed", "sid": "x"}, "audit failed"),
        ({"errors": [{"message": "No such model @cf/x", "code": 5007}], "success": False}, "@cf/x"),
        ({"object": "error", "message": "No model `m`", "code": 404}, "No model `m`"),
    ],
)
def test_an_error_at_status_200_by_another_name_is_told(reply, message):
    with serving((200, reply)) as server, pytest.raises(LLMError, match=message):
        OpenAI("tiny", base_url=server.url, retries=1).complete(ASK)


@pytest.mark.parametrize(
    ("usage", "counts"),
    [
        ({"completion_tokens_details": {"reasoning_tokens": 5}}, (11, 7, 5)),
        ({"output_tokens_details": {"reasoning_tokens": 5}}, (11, 7, 5)),
        ({"reasoning_tokens": 5}, (11, 7, 5)),
        ({"completion_tokens_details": {"reasoning_tokens": 5}, "total_tokens": 23}, (11, 12, 5)),
        ({"total_tokens": 118}, (11, 107, 100)),
        ({"completion_tokens_details": {"reasoning_tokens": 9}, "total_tokens": 18}, (11, 7, 7)),
        ({"completion_tokens_details": {"reasoning_tokens": "many"}}, (11, 7, 0)),
        ({"completion_tokens_details": None, "total_tokens": 3}, (11, 7, 0)),
        ({}, (11, 7, 0)),
    ],
)
def test_tokens_of_thoughts_are_counted_apart_and_with_the_answer(usage, counts):
    usage = {"prompt_tokens": 11, "completion_tokens": 7} | usage
    assert count_tokens(usage, "prompt_tokens", "completion_tokens") == TokenCounts(*counts)


def test_tokens_of_thoughts_are_in_the_completion():
    reply = chat(WHOLE)
    reply["usage"]["completion_tokens_details"] = {"reasoning_tokens": 4}
    assert answer_to(reply).reasoning_tokens == 4


def test_every_word_for_an_end_has_one_meaning_whatever_its_case():
    assert sum(map(len, WORDS.values())) == len(MEANINGS)
    assert {ending_of(word.upper()) for word in MEANINGS} == set(Ending) - {Ending.UNKNOWN}


def test_options_for_thinking_are_sent_and_part_of_the_key_only_where_they_are_set():
    extra = {"chat_template_kwargs": {"enable_thinking": False}}
    with serving((200, chat(WHOLE))) as server:
        plain = OpenAI("tiny", base_url=server.url)
        llm = OpenAI("tiny", base_url=server.url, reasoning_effort="low", seed=3, extra_body=extra)
        llm.complete(ASK)
    body = server.asked[0][2]
    assert (body["reasoning_effort"], body["seed"]) == ("low", 3)
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    added = {"reasoning_effort": "low", "seed": 3, "extra_body": extra}
    assert llm.about == {**plain.about, **added}
    assert plain.about.keys() == {"model", "structured", "temperature", "answer_tokens"}


@pytest.mark.parametrize("option", ["reasoning_effort", "seed"])
def test_an_option_for_thinking_that_the_server_refuses_is_dropped(option):
    refusal = (400, {"error": {"message": f"Unsupported parameter: {option}", "param": option}})
    with serving(lambda body: refusal if option in body else (200, chat(WHOLE))) as server:
        llm = OpenAI("tiny", base_url=server.url, reasoning_effort="low", seed=3)
        assert llm.complete(ASK).text == WHOLE
    assert option not in server.asked[-1][2]


def test_what_is_passed_on_is_never_dropped():
    refusal = (400, {"error": {"message": "Unrecognized request argument supplied: top_k"}})
    with serving(refusal) as server, pytest.raises(LLMError, match="argument supplied: top_k"):
        OpenAI("tiny", base_url=server.url, extra_body={"top_k": 1}).complete(ASK)
    assert server.asked[-1][2]["top_k"] == 1


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"extra_body": {"model": "other"}}, "extra_body may not hold model: set llm.model"),
        ({"extra_body": {"messages": []}}, "extra_body may not hold messages"),
        ({"extra_body": {"max_tokens": 9}}, "set llm.answer_tokens"),
        ({"extra_body": {"temperature": 1}}, "may not hold temperature: set llm.temperature"),
        ({"extra_body": {"seed": 1}}, "may not hold seed: set llm.seed"),
        ({"extra_body": {"reasoning_effort": "low"}}, "set llm.reasoning_effort"),
        ({"extra_body": {"stream": True}}, "extra_body may not hold stream"),
        ({"extra_body": {"x": float("nan")}}, "cannot be sent as JSON"),
        ({"reasoning_effort": ""}, "reasoning_effort is a word"),
        ({"reasoning_effort": "very much"}, "reasoning_effort is a word"),
    ],
)
def test_a_wrong_option_for_thinking_is_refused_in_one_line(option, message):
    with pytest.raises(ConfigError, match=message) as caught:
        OpenAI("tiny", **option)
    assert "\n" not in str(caught.value)


def test_maps_that_are_passed_on_are_joined_with_those_of_the_request():
    with serving((200, chat(WHOLE))) as server:
        extra = {"response_format": {"lenient": True}}
        OpenAI("tiny", base_url=server.url, extra_body=extra).complete(ASK)
        OpenAI("tiny", base_url=server.url, extra_body=extra).complete(replace(ASK, schema=None))
    with_schema, without = (body["response_format"] for _, _, body in server.asked)
    assert with_schema["type"] == "json_schema"
    assert with_schema["lenient"] is True
    assert json.dumps(without) == '{"lenient": true}'


def refused(code, text="The prompt triggered the content management policy.", **more):
    return {"error": {"message": text, "code": code, "type": None, **more}}


INNER = {"innererror": {"code": "ResponsibleAIPolicyViolation"}}
MODERATION = 'm requires moderation on OpenInference. Your input was flagged for "violence".'
FILTERED = [
    (400, refused("content_filter", status=400, **INNER)),
    (400, refused("content_policy_violation")),
    (400, refused("invalid_prompt", "Invalid prompt: it was flagged: it may violate our policy.")),
    (200, refused("content_filter")),
    (403, refused(403, MODERATION, metadata={"reasons": ["violence"], "flagged_input": "torch"})),
]


@pytest.mark.parametrize("reply", FILTERED)
@pytest.mark.parametrize("structured", ["auto", "json_schema"])
def test_a_question_that_a_filter_refuses_has_an_answer_without_text(reply, structured):
    with serving(reply) as server:
        llm = OpenAI("tiny", base_url=server.url, structured=structured)
        before = refusals(llm)
        answer = llm.complete(ASK)
    assert (answer.text, answer.ended, answer.requests) == ("", "content_filter", 1)
    assert refusals(llm) == before


def test_a_text_that_the_server_refuses_to_pass_on_is_the_answer():
    reply = refused("json_validate_failed", "Failed to generate JSON.", failed_generation="log {")
    with serving((400, reply)) as server:
        llm = OpenAI("tiny", base_url=server.url)
        before = refusals(llm)
        answer = llm.complete(ASK)
    assert (answer.text, answer.ended) == ("log {", "json_validate_failed")
    assert refusals(llm) == before


def test_a_text_that_was_cut_off_before_it_fitted_says_so():
    cut = "max completion tokens reached before generating a valid document"
    reply = refused("json_validate_failed", "Failed to validate JSON.", failed_generation=cut)
    with serving((400, reply)) as server:
        answer = OpenAI("tiny", base_url=server.url).complete(ASK)
    assert (answer.text, answer.ended) == ("", "length")


def test_an_error_that_says_in_words_alone_that_it_passes_is_asked_again():
    busy = (200, {"error": "The model is overloaded. Please try again later."})
    with serving(busy, (200, chat(WHOLE))) as server:
        assert OpenAI("tiny", base_url=server.url).complete(ASK).requests == 2


def test_an_error_without_a_code_that_does_not_pass_is_quoted():
    reply = (200, {"error": "Unexpected endpoint or method."})
    with serving(reply) as server, pytest.raises(LLMError, match="error: Unexpected endpoint"):
        OpenAI("tiny", base_url=server.url).complete(ASK)
    assert len(server.asked) == 1
