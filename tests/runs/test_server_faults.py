"""Faults of a server, over real HTTP: what becomes of the run, its journal and its graph."""

import json
import time

import pytest

from deckard import config
from deckard.dream.priors.recorded import Recorded
from deckard.errors import LLMError
from deckard.graph.beliefs import HYPOTHESISED
from deckard.journal.journal import journal_lines
from deckard.llms.usage import run_usage
from deckard.runs.directory import load_state
from deckard.runs.run import run
from tests.llms.server import Cut, Slow, by_item, chat, refusing, serving

FINE = by_item(Recorded().answers)
ITEMS = ["crafting_table", "log", "planks", "stick", "wooden_pickaxe"]
KEY = "sk-very-secret-0123456789"
ERROR = {"error": {"message": "no"}}
QUOTA = {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def work(folder, server, *settings):
    """Run until all is dreamed of that leads to a wooden pickaxe."""
    tree = {
        "target": "wooden_pickaxe",
        "max_steps": 1,
        "world": {"name": "tests.toy:Toy"},
        "trainer": {"name": "tests.bandit:Bandit"},
        "llm": {"name": "openai", "model": "tiny", "base_url": server.url, "timeout": 0.4},
    }
    return run(config.parse_config(tree, "test", settings), folder)


def journal(folder):
    return [entry["events"] for entry in journal_lines(folder / "journal.jsonl")]


def slow(pause):
    def reply(body):
        status, said = FINE(body)
        return status, Slow(json.dumps(said), pause)

    return reply


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed") / "run"
    with serving(FINE) as server:
        work(folder, server)
        assert len(server.asked) == len(ITEMS)
    return folder


PASSING = {
    "429 with Retry-After": (429, ERROR, {"retry-after": "1"}),
    "429 with Retry-After in milliseconds": (429, ERROR, {"retry-after-ms": "20"}),
    "500": (500, ERROR),
    "503": (503, "<html>overloaded</html>", {"content-type": "text/html"}),
    "408": (408, ERROR),
    "409": (409, ERROR),
    "hangs": (None, ""),
    "cut connection": (200, Cut(json.dumps(chat("x" * 400)))),
    "empty body": (200, ""),
    "truncated JSON": (200, json.dumps(chat("x" * 400))[:300]),
    "an error in a good reply": (200, {"error": {"code": 502, "message": "provider is down"}}),
    "streams too slowly": (200, Slow(json.dumps(chat("x")), 0.2)),
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_leaves_no_trace_in_the_journal(fault, undisturbed, tmp_path):
    with serving(PASSING[fault], FINE) as server:
        work(tmp_path / "run", server)
    assert len(server.asked) == len(ITEMS) + 1
    assert journal(tmp_path / "run") == journal(undisturbed)


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_does_not_pass_stops_the_run_and_writes_nothing(fault, tmp_path):
    folder, began = tmp_path / "run", time.monotonic()
    with serving(PASSING[fault]) as server:
        with pytest.raises(LLMError, match="127") as caught:
            work(folder, server, "llm.retries=1", "llm.patience=3")
        assert time.monotonic() - began < 20
        assert 2 <= len(server.asked) <= 4
    assert KEY not in str(caught.value)
    assert journal(folder) == []
    assert not load_state(folder).awm.items(HYPOTHESISED)
    assert run_usage(folder).failed >= 1


FATAL = {
    "401": (401, ERROR),
    "403": (403, ERROR),
    "404": (404, ERROR),
    "unknown model": (400, {"error": {"message": "no such model"}}),
    "quota": (429, QUOTA),
    "no credit": (402, ERROR),
    "a web page": (200, "<html>Welcome</html>", {"content-type": "text/html"}),
}


@pytest.mark.parametrize("fault", FATAL)
def test_what_waiting_does_not_mend_stops_the_run_at_once(fault, undisturbed, tmp_path):
    folder, began = tmp_path / "run", time.monotonic()
    with serving(FATAL[fault], FATAL[fault], FINE) as server:
        with pytest.raises(LLMError):
            work(folder, server, "llm.parallel=1")
        assert time.monotonic() - began < 5
        assert len(server.asked) == 1
        assert journal(folder) == []
        with pytest.raises(LLMError):
            work(folder, server, "llm.parallel=1")
        work(folder, server)
    assert journal(folder) == journal(undisturbed), "the run goes on once it is mended"


NOTHING = {
    "empty": chat(""),
    "null": chat(None),
    "cut off before it began": chat("", finish="length"),
    "filtered": chat("", finish="content_filter"),
    "calls a tool": chat(None, finish="tool_calls"),
    "no parts": chat([]),
    "refused": chat(None) | {"choices": [{"message": {"refusal": "I may not."}}]},
}
ENDED = {"cut off before it began": "length", "filtered": "content_filter", "refused": "refusal"}


@pytest.mark.parametrize("case", NOTHING)
def test_an_answer_that_says_nothing_is_the_models_and_stops_no_run(case, tmp_path):
    with serving((200, NOTHING[case]), FINE) as server:
        work(tmp_path / "run", server, "llm.parallel=1", "dream.repair=false")
        assert len(server.asked) == len(ITEMS) + 1
    first, *others = [event for events in journal(tmp_path / "run") for event in events]
    words = "holds no JSON object" if case == "refused" else "is empty"
    assert (first["kind"], first["fault"]) == ("misdreamed", "unparsed")
    assert words in first["reason"]
    assert f"ended with {ENDED.get(case, '')}" in first["reason"] or case not in ENDED
    found = run_usage(tmp_path / "run")
    assert (found.calls, found.failed, found.untold) == (len(ITEMS) + 1, 0, 0), "all is paid for"
    assert {event["kind"] for event in others} == {"dreamed"}


def thinking(needed):
    """Return a reply of a model that thinks for so many tokens before it answers."""

    def reply(body):
        if body["max_tokens"] > needed:
            return FINE(body)
        said = chat(None, finish="length")
        said["choices"][0]["message"]["reasoning_content"] = "Planks, maybe? " * 9
        return 200, said

    return reply


def test_a_model_that_thinks_for_longer_than_the_bound_leaves_no_trace(undisturbed, tmp_path):
    with serving(thinking(1500)) as server:
        work(tmp_path / "run", server)
        bounds = [body["max_tokens"] for _, _, body in server.asked]
    assert bounds == [1000] + [2000] * len(ITEMS)
    assert journal(tmp_path / "run") == journal(undisturbed)


def test_a_model_that_only_thinks_stops_the_run_in_one_line(tmp_path):
    with serving(thinking(10**6)) as server:
        with pytest.raises(LLMError, match="16000 at last: set llm") as caught:
            work(tmp_path / "run", server, "llm.parallel=1")
        assert len(server.asked) == 5
    assert "\n" not in str(caught.value)
    assert journal(tmp_path / "run") == []
    assert run_usage(tmp_path / "run").calls == 5, "all that was paid for counts"


def test_a_limit_on_calls_bounds_what_the_server_is_sent(tmp_path):
    folder = tmp_path / "run"
    with serving(FINE, (500, ERROR, {"retry-after-ms": "5"})) as server:
        ended = work(folder, server, "llm.max_calls=3", "llm.parallel=1")
        assert len(server.asked) == 3
        assert "llm.max_calls=3 is reached" in ended.reason
        work(folder, server, "llm.max_calls=3", "max_steps=2")
        assert len(server.asked) == 3, "what was sent before the run went on counts"
    found = run_usage(folder)
    assert (found.calls, found.failed, found.requests) == (1, 1, 3)


def test_a_fault_in_the_middle_keeps_what_was_answered(undisturbed, tmp_path):
    folder = tmp_path / "run"
    with serving(FINE, FINE, (401, ERROR), (401, ERROR), (401, ERROR), FINE) as server:
        with pytest.raises(LLMError):
            work(folder, server, "llm.parallel=1")
        assert len(journal(folder)) == 2
        while len(server.script) > 1:
            server.script.pop(0)
        before = len(server.asked)
        work(folder, server)
        assert len(server.asked) == before + len(ITEMS) - 2
    assert journal(folder) == journal(undisturbed)


@pytest.mark.parametrize("name", ["temperature", "max_tokens"])
def test_a_parameter_that_is_refused_is_dropped_once(name, undisturbed, tmp_path, caplog):
    with serving(refusing(f'"{name}"', FINE, f"Unsupported parameter: {name}")) as server:
        work(tmp_path / "run", server)
        assert len(server.asked) == len(ITEMS) + 1
    refused = [message for message in caplog.messages if "refuses" in message]
    assert [name in message for message in refused] == [True]
    assert journal(tmp_path / "run") == journal(undisturbed)


def test_what_was_refused_is_remembered_in_the_run_directory(tmp_path):
    with serving(refusing('"temperature"', FINE, "no temperature")) as server:
        ended = work(tmp_path / "run", server, "llm.max_calls=2", "llm.parallel=1")
        assert "llm.max_calls=2 is reached" in ended.reason
        before = len(server.asked)
        work(tmp_path / "run", server, "max_steps=100000")
        asked = [body for _, _, body in server.asked[before:]]
    assert asked
    assert not any("temperature" in body for body in asked)


def test_an_answer_that_streams_slowly_is_awaited(undisturbed, tmp_path):
    with serving(slow(0.03)) as server:
        work(tmp_path / "run", server)
        assert len(server.asked) == len(ITEMS)
    assert journal(tmp_path / "run") == journal(undisturbed)


def test_the_ledger_is_what_the_server_counted(tmp_path):
    answers, replies = Recorded().answers, []

    def counting(body):
        replies.append(FINE(body)[1]["usage"])
        return FINE(body)

    with serving((500, ERROR), counting) as server:
        work(tmp_path / "run", server)
    found = run_usage(tmp_path / "run")
    assert found.calls == len(replies) == len(ITEMS)
    assert found.tokens_in == sum(100 + len(item) for item in ITEMS)
    assert found.tokens_in == sum(usage["prompt_tokens"] for usage in replies)
    assert found.tokens_out == sum(len(answers[item]) for item in ITEMS)
    assert found.usd is None, "the price of tiny is not known"


def test_the_key_is_in_no_file_of_a_run(tmp_path, caplog):
    caplog.set_level("DEBUG")
    leaking = [(401, {"error": {"message": f"bad key {KEY}"}}), (500, f"{KEY}"), FINE]
    with serving(*leaking) as server:
        with pytest.raises(LLMError):
            work(tmp_path / "run", server)
        work(tmp_path / "run", server)
        assert server.asked[-1][1]["Authorization"] == f"Bearer {KEY}"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"journal.jsonl", "config.yaml", "manifest.json", "cassette.jsonl"} <= {
        path.name for path in files
    }
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []
    assert KEY not in caplog.text
