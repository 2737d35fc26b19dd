"""What every language model must do; another one is tested by adding a line to LLMS."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from deckard import llms
from deckard.dream.priors.empty import Empty
from deckard.dream.priors.graph_file import GraphFile
from deckard.dream.prompt import load_prompt
from deckard.errors import LLMError
from deckard.llms import Completion, Request
from deckard.resources import find_resource
from tests.llms.server import chat, message, response, serving
from tests.own import own_components

PROMPT = load_prompt(find_resource("prompts", "recipe.md"))


@contextmanager
def openai(*script, **options):
    with serving(*script) as server:
        yield {"name": "openai", "model": "tiny", "base_url": server.url, "retries": 0} | options


@contextmanager
def anthropic():
    pytest.importorskip("anthropic", reason="needs the extra: pip install 'deckard-awm[anthropic]'")
    with serving((200, message("chop a tree")), (404, {"error": {"message": "gone"}})) as server:
        url = server.url.removesuffix("/v1")
        yield {"name": "anthropic", "model": "tiny", "base_url": url, "retries": 0}


@contextmanager
def graph_file():
    """A graph as the 2023 release writes one."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.json"
        path.write_text('[{"name": "torch", "collectable": true}]', encoding="utf-8")
        yield {"name": "graph-file", "path": str(path)}


LLMS = {
    "recorded": lambda: nullcontext({"name": "recorded"}),
    "noisy": lambda: nullcontext({"name": "noisy", "inner": {"name": "recorded"}}),
    "empty": lambda: nullcontext({"name": "empty"}),
    "graph-file": graph_file,
    "perfect": lambda: nullcontext({"name": "perfect"}),
    "adversarial": lambda: nullcontext({"name": "adversarial"}),
    "codex-like": lambda: nullcontext({"name": "codex-like"}),
    "7b-like": lambda: nullcontext({"name": "7b-like"}),
    "anthropic": anthropic,
    "openai": lambda: openai((200, chat("chop a tree")), (404, {"error": {"message": "gone"}})),
}
PROTOCOLS = {
    "responses": lambda: openai(
        (200, response("chop a tree")), (404, {"error": {"message": "gone"}}), api="responses"
    ),
}


OWN = {name: lambda name=name: nullcontext({"name": name}) for name in own_components()}


@pytest.fixture(params=LLMS | OWN | PROTOCOLS | PROTOCOLS)
def llm(request, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-none")
    with (LLMS | OWN | PROTOCOLS)[request.param]() as component:
        yield llms.build_llm(**component)


def ask(llm, item):
    system, user = PROMPT.render(item, ["it failed"])
    return llm.complete(Request(item=item, system=system, user=user, attempt=1))


def test_a_contract_is_kept_by_every_known_model():
    assert LLMS.keys() == llms.KNOWN.keys()


def test_an_answer_is_text_with_the_model_that_gave_it(llm):
    completion = ask(llm, "torch")
    assert isinstance(completion, Completion)
    assert completion.text
    assert completion.model
    assert completion.tokens_in >= 0
    assert completion.tokens_out >= 0
    assert completion.seconds >= 0


def test_what_decides_its_answers_can_be_written_down(llm):
    about = llms.describe_llm(llm, "stranger", {})
    assert json.loads(json.dumps(about)) == about


def test_without_an_answer_there_is_one_line_that_says_so(llm):
    ask(llm, "torch")
    if isinstance(llm, Empty | GraphFile):
        assert ask(llm, "unobtainium").text == "I do not know."
        return
    try:
        completion = ask(llm, "unobtainium")
    except LLMError as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert f"{type(llm).__module__}:{type(llm).__name__}" in OWN, completion


def test_several_threads_may_ask_at_once(llm):
    with ThreadPoolExecutor(4) as pool:
        first = ask(llm, "torch")
        outcomes = [pool.submit(ask, llm, "torch") for _ in range(8)]
        for outcome in outcomes:
            error = outcome.exception()
            assert isinstance(error, LLMError) or outcome.result().model == first.model
