import socket
from threading import Thread

import pytest

from deckard.config import LLMConfig
from deckard.doctor import model
from tests.file_server import serving as serving_file
from tests.llms.server import chat, serving

KEY = "sk-very-secret"


def findings(**options):
    return {check.what: check.run() for check in model.model_checks(LLMConfig(**options))}


def test_recorded_answers_need_no_server():
    found = findings(name="recorded")
    assert found["language model"].message == "recorded: asks no server and needs no key"


def test_a_server_that_answers_is_asked_no_question():
    with serving((401, {})) as server:
        found = findings(name="ollama", model="tiny", base_url=server.url)
        assert server.asked == []
    assert found["language model"].good
    assert found["key"].message == "none is wanted"


def test_a_model_within_another_is_looked_at():
    with serving(chat("x")) as server:
        inner = {"name": "ollama", "model": "tiny", "base_url": server.url}
        assert findings(name="noisy", inner=inner)["language model"].good


def test_a_dead_port_is_told_with_its_address():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}/v1"
    found = findings(name="ollama", model="tiny", base_url=url)["language model"]
    assert not found.good
    assert url in found.message
    assert "Connection refused" in found.message


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_proxy_that_finds_nobody_is_no_answer(status):
    with serving_file(b"") as proxy:
        proxy.statuses = [status]
        found = findings(name="ollama", model="tiny", base_url=proxy.url)["language model"]
    assert not found.good
    assert f"does not answer: {status} " in found.message


def test_what_is_no_web_server_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as other:
        Thread(target=lambda: other.accept()[0].sendall(b"SSH-2.0-x\r\n\r\n"), daemon=True).start()
        url = f"http://127.0.0.1:{other.getsockname()[1]}/v1"
        found = findings(name="ollama", model="tiny", base_url=url)["language model"]
    assert not found.good


def test_a_server_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(model, "ANSWER", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/v1"
        found = findings(name="ollama", model="tiny", base_url=url)["language model"]
    assert "timed out" in found.message


def test_a_key_is_looked_for_and_never_shown(monkeypatch):
    options = {"name": "openai", "model": "m", "base_url": "http://api.invalid/v1"}
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    missing = findings(**options)["key"]
    assert (missing.good, missing.cure) == (False, "export OPENAI_API_KEY=...")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    found = findings(**options)
    assert found["key"].message == "set in OPENAI_API_KEY"
    assert KEY not in str(found)
    monkeypatch.setenv("OPENAI_API_KEY", KEY + "\u00e4")
    assert not findings(**options)["key"].good
    assert KEY not in str(findings(**options))


def test_an_option_that_is_wrong_is_told():
    found = findings(name="ollama")["language model"]
    assert "model: is required" in found.message


@pytest.mark.parametrize("there", [True, False])
def test_a_cassette_takes_the_place_of_a_server(tmp_path, there):
    tape = tmp_path / "tape.jsonl"
    if there:
        tape.touch()
    found = findings(name="openai", model="m", cassette=str(tape))
    assert list(found) == ["language model"]
    assert found["language model"].good is there
