"""A real model server, not a mock: llama.cpp's, with a worthless model of random weights."""

import json
from importlib.util import find_spec

import pytest

from deckard import config, llms
from deckard.dream.answers.schema import SCHEMA as ANSWER
from deckard.errors import LLMError
from deckard.journal.journal import journal_lines
from deckard.llms import Request
from deckard.llms.cassette import locate
from deckard.llms.contents import read_cassette
from deckard.llms.http.capabilities import fits
from deckard.llms.http.probe import probe_llm
from deckard.llms.usage import run_usage
from deckard.runs.directory import load_state
from deckard.runs.run import run
from tests.llms import tiny
from tests.strategies import known

pytestmark = pytest.mark.skipif(
    not (find_spec("xllamacpp") and find_spec("gguf")),
    reason="needs the extra: pip install 'deckard-awm[llamacpp]'",
)
NAME = {"type": "string", "pattern": "^[a-z_]{1,12}$"}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["item", "method", "yield"],
    "properties": {
        "item": NAME,
        "method": {"type": "string", "enum": ["craft", "smelt", "collect"]},
        "yield": {"type": "integer", "minimum": 1, "maximum": 64},
    },
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with tiny.serving(tmp_path_factory.mktemp("tiny")) as url:
        yield url


@pytest.fixture(autouse=True)
def without_keys(monkeypatch):
    for variable in {s.key for s in llms.SERVERS.values() if s.key}:
        monkeypatch.delenv(variable, raising=False)


def test_answers_come_back_in_the_form_of_the_schema(server):
    llm = llms.build_llm(
        "llamacpp", model="tiny", base_url=server, answer_tokens=3000, temperature=1.0
    )
    for item in ("log", "stick", "planks"):
        said = llm.complete(Request(item, "You craft.", f"USER {item}", schema=SCHEMA))
        assert fits(SCHEMA, said.text)
        assert json.loads(said.text)["method"] in ("craft", "smelt", "collect")
        assert said.tokens_in > 0
        assert said.tokens_out > 0
        assert said.model
    assert llm.capabilities()["form"] == "json_schema"


def test_its_responses_api_answers_though_it_ignores_schemas(server):
    llm = llms.build_llm(
        "llamacpp", model="tiny", base_url=server, answer_tokens=60, api="responses"
    )
    for item in ("log", "stick", "planks", "torch"):
        answer = llm.complete(Request(item, "You craft.", f"USER {item}", schema=SCHEMA))
        assert answer.text
        assert answer.tokens_in > 0
        assert answer.tokens_out > 0
        assert answer.requests == 1
    assert llm.capabilities()["trial"]["state"] == "off"


def test_an_unknown_path_of_a_real_server_is_explained(server):
    llm = llms.build_llm("llamacpp", model="tiny", base_url=f"{server}/nowhere", retries=0)
    with pytest.raises(LLMError, match="404"):
        llm.complete(Request("log", "S", "U"))


def test_a_run_with_a_worthless_model_ends_in_craftworld(server, tmp_path):
    tree = {
        "target": "planks",
        "max_steps": 20_000,
        "world": {"name": "craftworld"},
        "trainer": {"name": "ppo", "envs": 16, "budget": 2000},
        "dream": {"again": 1, "repair": False},
        "llm": {
            "name": "llamacpp",
            "model": "tiny",
            "base_url": server,
            "answer_tokens": 1500,
            "timeout": 120,
        },
    }
    ended = run(config.parse_config(tree, "test"), tmp_path / "run")
    assert ended.reason.startswith(("target verified", "nothing left to try", "out of budget"))
    assert len(list(journal_lines(tmp_path / "run" / "journal.jsonl"))) == ended.state.entries
    assert known(load_state(tmp_path / "run")) == known(ended.state)
    found = run_usage(tmp_path / "run")
    assert found.calls == sum(ended.state.asked.values())
    assert found.usd is None


@pytest.fixture(scope="module")
def thinker(tmp_path_factory):
    with tiny.serving(tmp_path_factory.mktemp("thinker"), tiny.THINKING, thinking=20) as url:
        yield url


def of_thinker(base_url, **options):
    common = {"name": "llamacpp", "model": "tiny", "temperature": 1.0, "seed": 3, "retries": 0}
    return {**common, "base_url": base_url, "answer_tokens": 1500, **options}


def pickaxe(folder, llm):
    tree = {"target": "wooden_pickaxe", "max_steps": 1000, "world": "symbolic", "llm": llm}
    return run(config.parse_config({**tree, "dream": {"again": 1}}, "test"), folder)


def events(folder):
    return [entry["events"] for entry in journal_lines(folder / "journal.jsonl")]


def test_a_thinking_model_is_probed(thinker):
    llm = config.parse_config({"llm": of_thinker(thinker)}, "test").llm
    report = probe_llm(llm, ANSWER)
    messages = {finding.what: finding.message for finding in report.findings}
    assert report.usable
    assert messages["thinking"].startswith("it thinks")
    assert "enable_thinking: false" in messages["think less"]


def test_a_thinking_models_answers_make_a_run_and_replay_without_a_server(thinker, tmp_path):
    first = pickaxe(tmp_path / "first", of_thinker(thinker, parallel=tiny.SLOTS))
    answers = [exchange.answer for exchange in read_cassette(locate(tmp_path / "first")).exchanges]
    assert len(answers) > 1
    assert any(fits(ANSWER, answer.text) for answer in answers)
    assert all(fits(ANSWER, answer.text) for answer in answers if not answer.ended)
    nowhere = "http://127.0.0.1:9/v1"
    again = pickaxe(tmp_path / "again", of_thinker(nowhere, cassette=str(tmp_path / "first")))
    assert again.reason == first.reason
    assert events(tmp_path / "again") == events(tmp_path / "first")


def test_a_model_that_is_asked_not_to_think_answers_at_once(thinker):
    off = {"chat_template_kwargs": {"enable_thinking": False}}
    options = of_thinker(thinker, extra_body=off)
    said = llms.build_llm(**options).complete(Request("log", "S", "U", schema=SCHEMA))
    assert fits(SCHEMA, said.text)
    assert said.reasoning_tokens == 0


def test_thoughts_that_take_all_tokens_are_no_answer(thinker):
    llm = llms.build_llm(**of_thinker(thinker, answer_tokens=10))
    said = llm.complete(Request("log", "S", "U", schema=SCHEMA))
    assert said.ended == "length"
    assert not fits(SCHEMA, said.text)
