from dataclasses import replace
from importlib.util import find_spec

import pytest

from deckard.errors import ConfigError, LLMError
from deckard.llms import Completion, Request
from deckard.llms.http.anthropic import Anthropic
from tests.llms.server import message, refusing, serving

pytestmark = pytest.mark.skipif(
    find_spec("anthropic") is None, reason="needs the extra: pip install 'deckard-awm[anthropic]'"
)
KEY = "sk-ant-very-secret-0123456789"
SCHEMA = {"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}}
ASK = Request(item="log", system="Be brief.", user="USER log", schema=SCHEMA)
FIT = (200, message('{"item": "log"}'))


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)


def claude(server, **options):
    url = server.url.removesuffix("/v1")
    return Anthropic("claude-x", base_url=url, **{"retries": 0} | options)


def test_a_good_answer_is_returned_with_its_tokens():
    with serving(FIT) as server:
        said = claude(server).complete(ASK)
    assert replace(said, seconds=0) == Completion('{"item": "log"}', "tiny-1", 11, 7)


def test_the_request_is_in_anthropics_own_form():
    with serving(FIT) as server:
        claude(server, temperature=0.5, answer_tokens=9).complete(ASK)
    path, headers, body = server.asked[0]
    assert path == "/v1/messages"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert body == {
        "model": "claude-x",
        "system": "Be brief.",
        "messages": [{"role": "user", "content": "USER log"}],
        "max_tokens": 9,
        "temperature": 0.5,
        "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
    }


def test_what_is_refused_is_dropped_once():
    chain = refusing("temperature", refusing("output_config", FIT, "{}: unknown"))
    with serving(chain) as server:
        llm = claude(server, temperature=0.5)
        llm.complete(ASK)
        llm.complete(ASK)
        assert "temperature" not in server.asked[-1][2]
        assert "output_config" not in server.asked[-1][2]


def test_a_temporary_fault_is_asked_again():
    busy = (529, {"type": "error", "error": {"message": "Overloaded"}}, {"retry-after-ms": "5"})
    with serving(busy, FIT) as server:
        assert claude(server, retries=1).complete(ASK).model == "tiny-1"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((401, {"error": {"message": f"invalid {KEY}"}}), "ANTHROPIC_API_KEY was refused"),
        ((404, {"error": {"message": "no model"}}), "'claude-x'"),
        ((200, {"hello": 1}), "form of Anthropic's API"),
    ],
)
def test_a_fault_says_what_to_change_and_never_the_key(reply, said):
    with serving(reply) as server, pytest.raises(LLMError, match=said) as caught:
        claude(server).complete(ASK)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("stop", ["end_turn", "refusal", "max_tokens"])
def test_an_empty_answer_is_what_the_model_said(stop, caplog):
    with serving((200, message("", stop=stop) | {"content": []})) as server:
        llm = claude(server)
        assert [llm.complete(ASK).text for _ in range(2)] == ["", ""]
        assert "output_config" in server.asked[-1][2]
    assert caplog.messages == []


def thinking(text, stop):
    thoughts = [{"type": "thinking", "thinking": "Is it a log?", "signature": "x"}]
    reply = message(text, stop=stop)
    return reply | {"content": thoughts + (reply["content"] if text else [])}


@pytest.mark.parametrize(
    ("reply", "text", "ended"),
    [
        (thinking('{"item": "log"}', "end_turn"), '{"item": "log"}', None),
        (thinking("", "max_tokens"), "<think>\nIs it a log?", "max_tokens"),
        (thinking("", "end_turn"), "<think>\nIs it a log?\n</think>", None),
        (message("Hm", stop="pause_turn"), "Hm", "pause_turn"),
        (message("Hm", stop="refusal"), "Hm", "refusal"),
        (message("{", stop="model_context_window_exceeded"), "{", "model_context_window_exceeded"),
    ],
)
def test_thoughts_and_the_end_of_an_answer_are_read(reply, text, ended):
    with serving((200, reply)) as server:
        answer = claude(server).complete(ASK)
    assert (answer.text, answer.ended) == (text, ended)


@pytest.mark.parametrize(
    "reply",
    [
        {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
        {"type": "error", "error": {"type": "api_error", "message": "Internal server error"}},
        message('{"item": "lo', stop=None),
        message("", stop="error"),
    ],
)
def test_a_failure_in_a_reply_of_status_200_is_asked_again(reply):
    with serving((200, reply), FIT) as server:
        assert claude(server, retries=1).complete(ASK).requests == 2


def test_options_for_thinking_are_sent_beside_the_form_of_the_answer():
    thoughts = {"type": "enabled", "budget_tokens": 2000}
    with serving(FIT) as server:
        llm = claude(server, reasoning_effort="low", extra_body={"thinking": thoughts})
        llm.complete(ASK)
    body = server.asked[0][2]
    assert body["output_config"]["effort"] == "low"
    assert body["output_config"]["format"]["schema"] == SCHEMA
    assert body["thinking"] == thoughts
    assert llm.about["reasoning_effort"] == "low"
    assert "seed" not in claude(server).about


@pytest.mark.parametrize("options", [{"answer_tokens": 0}, {"structured": "json_object"}])
def test_wrong_options_are_refused(options):
    with pytest.raises(ConfigError, match="llm 'anthropic'"):
        Anthropic("claude-x", **options)
