import pytest

from deckard import llms
from deckard.errors import ConfigError
from deckard.llms.providers import SERVERS
from tests.llms.server import chat, serving


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_is_chosen_by_its_name_and_a_model(name):
    address = {"base_url": SERVERS[name].example} if SERVERS[name].base_url is None else {}
    llm = llms.build_llm(name, model="m", **address)
    assert llm.endpoint.base_url == (SERVERS[name].base_url or SERVERS[name].example)
    assert llm.endpoint.key_in == SERVERS[name].key


def test_options_overrule_what_is_known_of_a_server(monkeypatch):
    monkeypatch.setenv("MY_KEY", "sk-mine")
    with serving((200, chat("x"))) as server:
        llm = llms.build_llm("groq", model="m", base_url=server.url, api_key_env="MY_KEY")
        llm.complete(llms.Request("log", "S", "U"))
        assert server.asked[0][1]["Authorization"] == "Bearer sk-mine"


@pytest.mark.parametrize("name", ["ollama", "vllm", "llamacpp", "lmstudio", "openai"])
def test_a_server_on_this_machine_is_asked_without_any_key(name, monkeypatch):
    for variable in {s.key for s in SERVERS.values() if s.key}:
        monkeypatch.delenv(variable, raising=False)
    with serving((200, chat("x"))) as server:
        llm = llms.build_llm(name, model="m", base_url=server.url)
        assert llm.complete(llms.Request("log", "S", "U")).text == "x"


def test_a_name_that_nothing_has_is_met_with_those_that_are_known():
    with pytest.raises(ConfigError, match=r"unknown llm 'olama'; known: .*ollama"):
        llms.build_llm("olama", model="m")
