"""What a probe says of models that think: whether, where the answer stands, and what to set."""

import json

import pytest

from deckard.config import LLMConfig
from deckard.dream.answers.schema import SCHEMA
from deckard.llms.http.probe import probe_llm
from deckard.llms.http.probing.questions import MOST
from tests.llms.server import chat, message, response, serving

WHOLE = {
    "item": "log", "method": "collect", "ingredients": [], "station": None, "tool": None,
    "yield": 1, "source": "log",
}  # fmt: skip
OFF = "llm.extra_body={chat_template_kwargs: {enable_thinking: false}}"
LOW = "llm.reasoning_effort=low"


def probed(server, **options):
    """Return the findings by what they are about, and the result."""
    chosen = {"name": "openai", "model": "tiny-1", "base_url": server.url, "retries": 0} | options
    result = probe_llm(LLMConfig(**chosen), SCHEMA)
    assert result.calls == len(server.asked) <= MOST
    return {finding.what: (finding.good, finding.message) for finding in result.findings}, result


def thinking(body, text="yes", tokens=0, place="reasoning_content", finish="stop"):
    """Answer by the schema or with a text, and with thoughts unless these are switched off."""
    text = json.dumps(WHOLE) if "response_format" in body else text
    reply = chat(text, finish=finish)
    if not body.get("chat_template_kwargs", {}).get("enable_thinking", True):
        return 200, reply
    reply["choices"][0]["message"][place] = "They want one word."
    if tokens:
        reply["usage"] |= {"completion_tokens": tokens + 7, "total_tokens": tokens + 18}
        reply["usage"]["completion_tokens_details"] = {"reasoning_tokens": tokens}
    return 200, reply


def test_a_model_that_does_not_think_is_told_so_in_two_questions():
    with serving(lambda body: (200, chat(json.dumps(WHOLE)))) as server:
        findings, result = probed(server)
    assert findings["thinking"] == (True, "no thoughts were seen")
    assert findings["answer in"] == (True, "the content")
    assert (result.calls, result.settings) == (2, [])


@pytest.mark.parametrize("place", ["reasoning_content", "reasoning"])
def test_thoughts_are_seen_and_what_switches_them_off_is_found(place):
    with serving(lambda body: thinking(body, place=place)) as server:
        findings, result = probed(server)
    assert findings["thinking"][1].startswith("it thinks")
    assert findings["answer in"] == (True, "the content")
    assert findings["think less"] == (True, f"{OFF}: then it does not think")
    assert (result.usable, result.settings) == (True, [OFF])


def test_tokens_of_thoughts_are_told():
    with serving(lambda body: thinking(body, tokens=93)) as server:
        assert probed(server)[0]["thinking"] == (True, "93 of 100 tokens are thoughts")


def test_an_effort_that_the_server_heeds_is_found_where_the_template_is_refused():
    def reply(body):
        if "chat_template_kwargs" in body:
            return 400, {"error": {"message": "Unrecognized argument: chat_template_kwargs"}}
        return thinking(body, tokens=20 if body.get("reasoning_effort") == "low" else 400)

    with serving(reply) as server:
        findings, result = probed(server)
    assert findings["think less"] == (True, f"{LOW}: then 20 tokens are thoughts, and not 400")
    assert result.settings == [LOW]


def test_settings_that_change_nothing_are_told():
    def stubborn(body):
        return thinking({k: v for k, v in body.items() if k != "chat_template_kwargs"}, tokens=400)

    with serving(stubborn) as server:
        findings, result = probed(server)
        assert findings["think less"] == (False, f"{OFF} and {LOW} change nothing")
        assert result.settings == []
    with serving(stubborn) as server:
        extra = {"chat_template_kwargs": {"enable_thinking": False}}
        findings, result = probed(server, extra_body=extra, reasoning_effort="low")
        assert "think less" not in findings
        assert findings["reasoning_effort"] == (True, "low is accepted")


def test_thoughts_in_the_content_are_seen():
    with serving((200, chat("<think>One word.</think> yes"))) as server:
        findings, _ = probed(server)
    assert findings["thinking"][1].startswith("it thinks")
    assert findings["answer in"] == (True, "the content, behind <think>: it is read there")


def test_an_answer_in_the_field_for_thoughts_is_found_there():
    def misplaced(body):  # vllm#50948: null content, and all of the answer in the thoughts
        reply = chat(None)
        text = json.dumps(WHOLE) if "response_format" in body else "yes"
        reply["choices"][0]["message"]["reasoning_content"] = text
        return 200, reply

    with serving(misplaced) as server:
        findings, result = probed(server)
    assert result.usable
    good, place = findings["answer in"]
    assert not good
    assert "reasoning_content" in place
    assert "reasoning parser off" in place
    assert findings["JSON schema"] == (True, "enforced")


def test_an_answer_that_moves_with_a_schema_is_told():
    def moving(body):
        if "response_format" not in body:
            return thinking(body)
        reply = chat(None)
        reply["choices"][0]["message"]["reasoning_content"] = json.dumps(WHOLE)
        return 200, reply

    with serving(moving) as server:
        findings, _ = probed(server)
    good, place = findings["answer in"]
    assert not good
    assert place.startswith("by a schema: the field for thoughts")


def hungry(needed, heeds_template=False):
    """Answer once the bound leaves `needed` tokens for thoughts; else it is all thoughts."""

    def reply(body):
        off = not body.get("chat_template_kwargs", {}).get("enable_thinking", True)
        if body["max_tokens"] > needed or (off and heeds_template):
            return thinking(body, tokens=0 if off else needed)
        said = thinking(body, text="", tokens=body["max_tokens"] - 7, finish="length")
        said[1]["choices"][0]["message"]["content"] = ""
        return said

    return reply


def test_thoughts_that_take_all_tokens_are_given_more():
    with serving(hungry(3000)) as server:
        findings, result = probed(server)
    assert findings["answer tokens"][1].startswith("thoughts took all 1000")
    assert findings["JSON schema"] == (True, "enforced")
    assert result.usable
    assert "llm.answer_tokens=4000" in result.settings


def test_thoughts_that_take_even_more_make_it_unusable_and_say_what_to_set():
    with serving(hungry(100_000, heeds_template=True)) as server:
        findings, result = probed(server)
    assert not result.usable
    assert findings["answer"][1].startswith("thoughts took all of it: raise llm.answer_tokens")
    assert result.settings == [OFF]
    assert "another model" not in json.dumps(list(findings.values()))


def test_an_answer_without_anything_anywhere_is_empty():
    with serving((200, chat(""))) as server:
        findings, result = probed(server)
    assert findings["answer"] == (False, "is empty: use another model")
    assert (result.usable, result.calls) == (False, 1)


def test_the_responses_api_is_probed_and_its_effort_tried():
    def reply(body):
        text = json.dumps(WHOLE) if "text" in body else "yes"
        said = response(text, before=[{"type": "reasoning", "summary": []}])
        tokens = 10 if body.get("reasoning") == {"effort": "low"} else 200
        said["usage"] |= {"output_tokens": tokens + 7, "total_tokens": tokens + 18}
        said["usage"]["output_tokens_details"] = {"reasoning_tokens": tokens}
        return 200, said

    with serving(reply) as server:
        findings, result = probed(server, api="responses")
    assert findings["JSON schema"] == (True, "enforced")
    assert findings["think less"][1].startswith(LOW)
    assert (result.calls, result.settings) == (3, [LOW])
    assert "seed" not in findings


def test_claude_is_asked_with_a_higher_bound_too_where_thoughts_took_all(monkeypatch):
    pytest.importorskip("anthropic", reason="needs the extra: pip install 'deckard-awm[anthropic]'")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-0123456789")

    def thinking_long(body):
        if body["max_tokens"] >= 4000:
            return 200, message(json.dumps(WHOLE))
        thoughts = [{"type": "thinking", "thinking": "They want one word."}]
        return 200, message("", stop="max_tokens") | {"content": thoughts}

    with serving(thinking_long) as server:
        address = server.url.removesuffix("/v1")
        findings, result = probed(server, name="anthropic", base_url=address)
    assert [body["max_tokens"] for _, _, body in server.asked] == [1000, 4000, 4000]
    assert findings["answer tokens"][1].startswith("thoughts took all 1000")
    assert (result.usable, result.settings) == (True, ["llm.answer_tokens=4000"])
