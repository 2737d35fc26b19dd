import json
import subprocess
import sys
import time
import traceback
from dataclasses import replace

import pytest

from deckard.errors import ConfigError, LLMError
from deckard.llms import Completion, Request
from deckard.llms.http import endpoint
from deckard.llms.http.openai import OpenAI
from tests.llms.server import chat, serving

KEY = "sk-very-secret-0123456789"
ASK = Request(item="log", system="Be brief.", user="USER log")
SOON = {"retry-after-ms": "5"}


@pytest.fixture(autouse=True)
def key(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def error_of(url, **options):
    with pytest.raises(LLMError) as caught:
        OpenAI(**{"model": "tiny", "base_url": url, "retries": 0} | options).complete(ASK)
    message = str(caught.value)
    assert "\n" not in message
    assert KEY[:12] not in "".join(traceback.format_exception(caught.value))
    assert url in message
    return message


def error_on(*script, **options):
    with serving(*script) as server:
        return error_of(server.url, **options)


def test_a_good_answer_is_returned_with_its_tokens_and_the_model_as_it_named_itself():
    with serving((200, chat("punch a tree"))) as server:
        completion = OpenAI(model="tiny", base_url=server.url).complete(ASK)
    assert 0 < completion.seconds < 60
    assert replace(completion, seconds=0) == Completion("punch a tree", "tiny-1", 11, 7)


def test_the_request_holds_prompt_sampling_and_key():
    with serving((200, chat("x"))) as server:
        OpenAI(model="tiny", base_url=server.url, temperature=0.5, answer_tokens=9).complete(ASK)
    path, headers, body = server.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert body == {
        "model": "tiny",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "USER log"},
        ],
        "temperature": 0.5,
        "max_tokens": 9,
    }


def test_sampling_set_to_none_is_not_sent():
    with serving((200, chat("x"))) as server:
        OpenAI("tiny", base_url=server.url, temperature=None, answer_tokens=None).complete(ASK)
    assert server.asked[0][2].keys() == {"model", "messages"}


def test_a_reply_without_usage_or_model_is_still_an_answer():
    reply = {k: v for k, v in chat("x").items() if k not in ("usage", "model")}
    with serving((200, reply)) as server:
        said = OpenAI("tiny", base_url=server.url).complete(ASK)
    assert replace(said, seconds=0) == Completion("x", "tiny")


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"prompt_tokens": 11.0, "completion_tokens": 7.0}, (11, 7)),
        ({"prompt_tokens": 11, "completion_tokens": 0}, (11, 0)),
        ({"prompt_tokens": 11}, (0, 0)),
        ({"prompt_tokens": 11, "completion_tokens": -7}, (0, 0)),
        ({"prompt_tokens": 10**4000, "completion_tokens": 7}, (0, 0)),
        ({"prompt_tokens": True, "completion_tokens": 7}, (0, 0)),
        ([], (0, 0)),
    ],
)
def test_tokens_that_are_not_both_told_are_unknown(usage, tokens):
    with serving((200, chat("x") | {"usage": usage})) as server:
        said = OpenAI("tiny", base_url=server.url).complete(ASK)
    assert (said.tokens_in, said.tokens_out) == tokens


def test_an_answer_in_parts_is_one_text():
    parts = [{"type": "text", "text": "punch "}, {"type": "image"}, "a ", {"text": "tree"}]
    with serving((200, chat(parts))) as server:
        assert OpenAI("tiny", base_url=server.url).complete(ASK).text == "punch a tree"


def test_a_server_that_repeats_the_key_does_not_get_it_into_an_answer():
    with serving((200, chat(f"you sent {KEY}", model=f"Bearer {KEY}"))) as server:
        said = OpenAI("tiny", base_url=server.url).complete(ASK)
    assert (said.text, said.model) == ("you sent ***", "Bearer ***")


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_a_temporary_fault_is_retried(status):
    with serving((status, {"error": {"message": "busy"}}, SOON), (200, chat("x"))) as server:
        assert OpenAI("tiny", base_url=server.url, retries=1).complete(ASK).text == "x"
    assert len(server.asked) == 2


def test_retries_are_bounded(monkeypatch):
    monkeypatch.setattr(endpoint, "FIRST_PAUSE", 0.01)
    with serving((429, {"error": {"message": "quota spent"}}, SOON)) as server:
        message = error_of(server.url, retries=3)
    assert len(server.asked) == 4
    assert "429 quota spent: the server limits requests" in message


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, ["400 in vain:", "change the option that it names"]),
        (401, ["in vain", "OPENAI_API_KEY was refused"]),
        (403, ["OPENAI_API_KEY", "use another key or model"]),
        (404, ["'tiny'", "base_url"]),
        (418, ["418 in vain: use another server"]),
        (500, ["the server's log"]),
    ],
)
def test_a_refusal_says_what_to_change(status, words):
    message = error_on((status, {"error": {"message": "in vain"}}))
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(
    "after",
    [
        {"retry-after": "0"},
        {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"},
        {"retry-after-ms": "1"},
    ],
)
def test_whoever_is_told_to_come_back_at_once_takes_a_growing_pause(after, monkeypatch):
    monkeypatch.setattr(endpoint, "FIRST_PAUSE", 0.1)
    began = time.monotonic()
    with serving((429, {"error": {"message": "busy"}}, after)) as server:
        error_of(server.url, retries=2)
    assert time.monotonic() - began > (0.1 + 0.2) / 2


def test_all_requests_of_a_question_are_counted():
    refuse = (400, {"error": {"message": "no temperature"}})
    with serving((500, {}, SOON), refuse, (200, chat("x"))) as server:
        assert OpenAI("tiny", base_url=server.url).complete(ASK).requests == 3
    with serving((401, {})) as server, pytest.raises(LLMError) as caught:
        OpenAI("tiny", base_url=server.url).complete(ASK)
    assert caught.value.requests == 1


def test_only_faults_of_the_server_are_retried():
    with serving((401, {})) as server:
        error_of(server.url, retries=3)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        (401, {"error": {"message": f"Incorrect API key provided: {KEY}\nsee there"}}),
        (401, {"error": {"message": "x" * 290 + KEY}}),
        (500, f"<html>\n{KEY}</html>"),
        (200, {"error": {"message": KEY}}),
        (200, KEY),
    ],
)
def test_a_server_that_repeats_the_key_does_not_get_it_into_an_error(reply):
    error_on(reply)


def test_a_refused_connection_asks_whether_the_server_runs():
    with serving((200, chat("x"))) as server:
        url = server.url
    assert "is the server running" in error_of(url)


def test_a_server_that_hangs_is_given_up():
    assert "no answer within 0.1 s: raise llm.timeout" in error_on((None, ""), timeout=0.1)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ({"model": "tiny-1", "choices": []}, "without choices"),
        ({"model": "tiny-1", "choices": None}, "form of OpenAI's chat protocol"),
        ({"object": "list", "data": [], "usage": {"prompt_tokens": 3}}, "OpenAI's chat protocol"),
        ({"error": {"message": "no such provider"}}, "no such provider"),
        ({"hello": 1}, "form of OpenAI's chat protocol"),
        ([1, 2], "form of OpenAI's chat protocol"),
        ("{not json", "its reply broke off"),
        ("", "its reply is empty"),
        ("Ollama is running", "answered 'Ollama is running': the answer is not in the form"),
        (chat(5), "form of OpenAI's chat protocol"),
        ("[" * 100_000, "its reply broke off"),
        (chat("") | {"choices": [{}]}, "form of OpenAI's chat protocol"),
        (chat("") | {"choices": ["x"]}, "form of OpenAI's chat protocol"),
    ],
)
def test_a_reply_that_is_no_answer_is_explained(reply, words):
    assert words in error_on((200, reply))


def test_a_web_page_is_no_answer():
    page = (200, "<html>Welcome</html>", {"content-type": "text/html"})
    assert "is base_url right?" in error_on(page)


def answer_to(reply, **options):
    with serving((200, reply)) as server:
        llm = OpenAI("tiny", base_url=server.url, **options)
        said = [llm.complete(replace(ASK, schema={"type": "object"})).text for _ in range(2)]
        assert "response_format" in server.asked[-1][2], "it does not show that schemas are ignored"
    return said[-1]


@pytest.mark.parametrize("text", ["", None, " \n"])
def test_an_empty_answer_is_what_the_model_said(text, caplog):
    assert answer_to(chat(text)).strip() == ""
    assert caplog.messages == []


def test_a_refusal_is_what_the_model_said():
    reply = chat(None)
    reply["choices"][0]["message"]["refusal"] = "I may not."
    assert answer_to(reply) == "I may not."


def test_an_answer_that_a_bound_of_the_servers_cut_off_is_empty_with_one_line_that_says_so(caplog):
    assert answer_to(chat("", finish="length"), answer_tokens=None) == ""
    assert ["raise llm.answer_tokens" in message for message in caplog.messages] == [True]


def test_a_server_on_this_machine_needs_no_key(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    with serving((200, chat("x"))) as server:
        assert OpenAI("tiny", base_url=server.url).complete(ASK).text == "x"


@pytest.mark.parametrize("url", ["https://api.openai.com/v1", "http://gpu.example:8000/v1"])
def test_a_missing_key_is_named_before_anything_is_sent(monkeypatch, url):
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OTHER_KEY", " ")
    assert "set the environment variable OPENAI_API_KEY" in error_of(url)
    assert "set the environment variable OTHER_KEY" in error_of(url, api_key_env="OTHER_KEY")


@pytest.mark.parametrize("broken", [f"{KEY}\n{KEY}", f"{KEY}é"])
def test_a_broken_key_is_refused_before_anything_is_sent(monkeypatch, broken):
    monkeypatch.setenv("OPENAI_API_KEY", broken)
    assert "copy it again" in error_of("http://127.0.0.1:9/v1")


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"retries": -1},
        {"patience": 0},
        {"answer_tokens": 0},
        {"base_url": "api.openai.com/v1"},
        {"base_url": ""},
        {"server": "oracle"},
        {"server": "azure"},
        {"api_key_env": KEY},
        {"base_url": f"https://user:{KEY}@host/v1"},
        {"base_url": f"https://host/v1?key={KEY}"},
        {"base_url": f"https://host/v1#{KEY}"},
        {"base_url": f"user:{KEY}@host/v1"},
        {"api_key_env": "gsk_0123456789abcdef"},
        {"api_key_env": ""},
        {"base_url": "http://[::1/v1"},
        {"base_url": "http://localhost:abc/v1"},
        {"base_url": "http://localhost:99999/v1"},
        {"base_url": "http://localhost:1/v1\n"},
        {"base_url": "http://localhost:1/v1\x00"},
        {"base_url": "http://local host/v1"},
        {"base_url": "http://..../v1"},
        {"base_url": f"http://{'a' * 64}.com/v1"},
        {"timeout": 1e99},
        {"patience": 1e99},
        {"temperature": -1},
        {"temperature": 99},
        {"model": ""},
        {"model": " "},
        {"model": "a\nb"},
        {"model": "\ud800"},
    ],
)
def test_wrong_options_are_refused(options):
    with pytest.raises(ConfigError, match="llm") as caught:
        OpenAI(**{"model": "tiny"} | options)
    assert KEY not in str(caught.value)
    assert "gsk_" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_module_can_be_imported_without_the_client_library():
    code = "import json, sys, deckard.llms.http.openai; print(json.dumps('openai' in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(loaded.stdout) is False
