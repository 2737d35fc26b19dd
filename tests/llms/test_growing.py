import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from deckard.config import LLMConfig
from deckard.errors import LLMError, LLMLimit
from deckard.llms import Completion, Request
from deckard.llms.cached import wrap_llm
from deckard.llms.cassette import CassetteFile
from deckard.llms.contents import read_cassette
from deckard.llms.growing import AnswerBound, is_eaten
from deckard.llms.http.openai import OpenAI
from deckard.llms.usage import cassette_usage
from tests.llms.server import chat, serving

ASK = Request("log", "Be brief.", "USER log")


def thinking(needed, hidden=False, most=None):
    """Return a reply of a model that thinks for `needed` tokens before it answers in 10."""

    def reply(body):
        bound = body["max_tokens"]
        if most and bound > most:
            message = f"max_tokens is too large: {bound}. This model supports at most {most}"
            return 400, {"error": {"message": message, "param": "max_tokens"}}
        cut = needed >= bound
        said = chat(None if cut else "answer", finish="length" if cut else "stop")
        if not hidden:
            said["choices"][0]["message"]["reasoning_content"] = "Hm. " * 3
        used = {"reasoning_tokens": min(needed, bound)}
        tokens = bound if cut else needed + 10
        said["usage"] = {"prompt_tokens": 20, "completion_tokens": tokens}
        said["usage"]["completion_tokens_details"] = used
        return 200, said

    return reply


def on(path, server, answer_tokens=100, **limits):
    model = OpenAI("tiny", base_url=server.url, answer_tokens=answer_tokens, retries=0)
    return wrap_llm(model, LLMConfig(name="x", **limits), CassetteFile(path))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cassette.jsonl"


def bounds(server):
    return [body["max_tokens"] for _, _, body in server.asked]


@pytest.mark.parametrize("hidden", [False, True])
def test_an_answer_that_thoughts_took_is_asked_again_with_twice_the_tokens(path, hidden):
    with serving(thinking(350, hidden)) as server:
        answer = on(path, server).complete(ASK)
        assert (answer.text, answer.ended, answer.reasoning_tokens) == ("answer", None, 350)
        assert bounds(server) == [100, 200, 400]


def test_later_questions_begin_where_the_bound_grew_to_also_in_another_process(path):
    with serving(thinking(150)) as server:
        llm = on(path, server)
        llm.complete(ASK)
        llm.complete(replace(ASK, item="stick"))
        llm.cassette.close()
        on(path, server).complete(replace(ASK, item="torch"))
        assert bounds(server) == [100, 200, 200, 200]


def test_what_was_learnt_of_one_server_is_not_used_for_another(path):
    with serving(thinking(150)) as server, serving(thinking(1)) as other:
        llm = on(path, server)
        llm.complete(ASK)
        llm.cassette.close()
        on(path, other).complete(replace(ASK, item="torch"))
        assert bounds(other) == [100]


def test_all_tokens_that_thoughts_took_are_counted_and_no_answer_is_made_of_them(path):
    with serving(thinking(150)) as server:
        on(path, server).complete(ASK)
        again = on(path, server).complete(ASK)
    contents = read_cassette(path)
    usage = cassette_usage(contents.exchanges, {})
    assert (usage.calls, usage.tokens_in, usage.tokens_out) == (2, 40, 100 + 160)
    assert usage.reasoning_tokens == 100 + 150
    assert [bool(e.void) for e in contents.exchanges] == [True, False]
    assert (again.text, again.cached) == ("answer", True)


def test_a_model_that_only_thinks_stops_the_run_with_what_to_set(path):
    with serving(thinking(10**6)) as server:
        llm = on(path, server)
        with pytest.raises(LLMError, match=r"every answer so far, 1600 at last: set llm\.reason"):
            llm.complete(ASK)
        assert bounds(server) == [100, 200, 400, 800, 1600]
    assert read_cassette(path).answers == {}


def test_one_answer_too_long_to_think_of_is_empty_where_others_were_answered(path):
    with serving(thinking(10), thinking(10**6)) as server:
        llm = on(path, server)
        llm.complete(ASK)
        empty = llm.complete(replace(ASK, item="stick"))
        assert (empty.ended, empty.text.startswith("<think>")) == ("length", True)
        assert on(path, server).complete(replace(ASK, item="stick")).cached


def test_a_bound_that_the_server_refuses_is_the_last(path):
    with serving(thinking(10), *[thinking(10**6, most=300)] * 9) as server:
        llm = on(path, server)
        llm.complete(ASK)
        assert llm.complete(replace(ASK, item="stick")).ended == "length"
        assert bounds(server) == [100, 100, 200, 400, 200]
        assert llm.capabilities()["refused"] == []


def test_a_grown_bound_counts_in_full_before_a_question_is_sent(path):
    with serving(thinking(350)) as server:
        llm = on(path, server, max_tokens=700)
        with pytest.raises(LLMLimit, match="340 are used, one more question may take 428"):
            llm.complete(ASK)
        assert bounds(server) == [100, 200]
        llm.cassette.close()
        assert on(path, server, max_tokens=2000).complete(ASK).text == "answer"
        assert bounds(server) == [100, 200, 400]


def test_max_calls_counts_every_question_that_is_asked_again(path):
    with serving(thinking(350)) as server, pytest.raises(LLMLimit):
        on(path, server, max_calls=2).complete(ASK)
    assert bounds(server) == [100, 200]


def test_threads_that_ask_at_once_let_the_bound_grow_once(path):
    with serving(thinking(150)) as server, ThreadPoolExecutor(8) as pool:
        llm = on(path, server)
        asks = [replace(ASK, item=f"item{n}") for n in range(8)]
        assert {a.text for a in pool.map(llm.complete, asks)} == {"answer"}
    assert sorted(bounds(server)) == [100] + [200] * 8


@pytest.mark.parametrize(
    ("answer", "eaten"),
    [
        (Completion("", "m", ended="length"), True),
        (Completion("", "m", 9, 100, ended="length"), True),
        (Completion("", "m", 9, 7, ended="length"), False),
        (Completion("", "m", 9, 7, ended="length", reasoning_tokens=7), True),
        (Completion("<think>\nHm", "m", ended="length"), True),
        (Completion("<think>Hm</think>\n", "m", ended="max_tokens"), True),
        (Completion(" \n", "m", ended="length", reasoning_tokens=5), True),
        (Completion(" \n" * 99, "m", ended="length"), False),
        (Completion("<think>Hm</think>{", "m", ended="length"), False),
        (Completion("<think>Hm", "m"), False),
        (Completion("", "m", ended="content_filter"), False),
        (Completion("", "m", ended="model_length"), False),
    ],
)
def test_thoughts_took_an_answer_where_the_bound_ended_it_in_them(answer, eaten):
    assert is_eaten(answer, 100) is eaten


def test_an_answer_without_a_trace_of_thoughts_is_empty_once_the_bound_cannot_grow(path):
    with serving((200, {"choices": [{"finish_reason": "length"}]})) as server:
        answer = on(path, server).complete(ASK)
    assert (answer.text, answer.ended) == ("", "length")
    assert bounds(server) == [100, 200, 400, 800, 1600]


def test_a_model_that_uses_every_token_and_never_writes_one_stops_the_run(path):
    def silent(body):
        usage = {"prompt_tokens": 20, "completion_tokens": body["max_tokens"]}
        return 200, chat("", finish="length") | {"usage": usage}

    with serving(silent) as server, pytest.raises(LLMError, match="every answer so far, 1600"):
        on(path, server).complete(ASK)
    assert read_cassette(path).answers == {}


def test_without_a_bound_nothing_grows():
    bound = AnswerBound(None)
    assert not bound.grow(None)
    bound.restore({"answer_tokens": 800})
    assert (bound.now, bound.as_json()) == (None, {})


def test_a_bound_grows_again_at_most_as_far_as_the_config_allows():
    bound = AnswerBound(10)
    bound.restore({"answer_tokens": 10**6})
    assert bound.now == 160
    assert json.dumps(bound.as_json()) == '{"answer_tokens": 160}'


def test_a_model_without_a_bound_that_only_thinks_is_told_what_helps():
    bounded, unbounded = str(AnswerBound(1000).stop()), str(AnswerBound(None).stop())
    assert "every answer so far, 1000 at last: set" in bounded
    assert "or raise llm.answer_tokens" in bounded
    assert "None" not in unbounded and "answer_tokens" not in unbounded
    assert unbounded.endswith("or give the model a larger context")
