import json

import pytest

from deckard.errors import LLMError
from deckard.llms import Request
from deckard.llms.http import endpoint
from deckard.llms.http.openai import OpenAI
from tests.llms.server import chat, serving

ASK = Request("log", "Be brief.", "USER log")
JSON = json.dumps(chat("punch a tree"))
COMMENT = ": OPENROUTER PROCESSING\n\n"


def chunk(delta=None, finish=None, **more):
    choices = [{"index": 0, "delta": delta or {}, "finish_reason": finish}]
    return {"object": "chat.completion.chunk", "model": "tiny-1", "choices": choices, **more}


def events(*objects, done=True):
    lines = [f"data: {json.dumps(one)}\n\n" for one in objects]
    return "".join(lines) + "data: [DONE]\n\n" * done


PIECES = (chunk({"role": "assistant"}), chunk({"content": "punch "}), chunk({"content": "a tree"}))
USAGE = {"prompt_tokens": 11, "completion_tokens": 7}
LAST = {"object": "chat.completion.chunk", "choices": [], "usage": USAGE}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(endpoint, "FIRST_PAUSE", 0.001)


def answer(text, **options):
    with serving((200, text, {"content-type": "text/event-stream"})) as server:
        return OpenAI("tiny", base_url=server.url, **options).complete(ASK)


@pytest.mark.parametrize(
    "text",
    [
        COMMENT * 3 + JSON,
        "\n\n \n" + JSON,
        "\ufeff" + JSON,
        COMMENT + f"data: {JSON}\n\n",
        f"event: completion\nid: 1\ndata: {JSON}\n\ndata: [DONE]\n\n",
        events(*PIECES, chunk(finish="stop"), LAST),
        COMMENT + events(*PIECES, chunk(finish="stop"), LAST).replace("\n", "\r\n"),
        events(*PIECES, chunk(finish="stop", usage=USAGE), done=False),
        events(*PIECES, chunk(finish="stop"), LAST).replace("data: ", "data:"),
    ],
)
def test_an_answer_after_comments_or_in_a_stream_is_read(text):
    completion = answer(text)
    assert completion.text == "punch a tree"
    assert (completion.tokens_in, completion.tokens_out) == (11, 7)
    assert completion.model == "tiny-1"


def test_how_a_stream_ended_is_kept():
    assert answer(events(*PIECES, chunk(finish="length"))).ended == "length"


def test_thoughts_and_refusals_come_in_pieces_too():
    refused = events(chunk({"refusal": "I may "}), chunk({"refusal": "not."}), chunk(finish="stop"))
    assert answer(refused).text == "I may not."
    thoughts = [chunk({"reasoning_content": '{"a"'}), chunk({"reasoning_content": ": 1}"})]
    assert answer(events(*thoughts, chunk(finish="stop"))).text == '{"a": 1}'


@pytest.mark.parametrize(
    ("text", "words", "times"),
    [
        (events(*PIECES, done=False), "it broke off", 2),
        (events(*PIECES) + "data: {bro", "stream of events", 2),
        (COMMENT, "form of OpenAI's chat protocol", 2),
        ("event: message_start\ndata: {}\n\n", "is base_url right?", 1),
        (events(chunk({"content": "a"}), {"error": {"message": "no such route"}}), "route", 1),
        ("<html>Welcome</html>", "is base_url right?", 1),
    ],
)
def test_a_stream_without_a_whole_answer_is_one_message(text, words, times):
    with serving((200, text)) as server:
        with pytest.raises(LLMError) as caught:
            OpenAI("tiny", base_url=server.url, retries=1).complete(ASK)
        assert len(server.asked) == times
    assert words in str(caught.value)
