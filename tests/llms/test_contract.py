"""What every language model must do; another one is tested by adding a line to LLMS."""

from contextlib import contextmanager, nullcontext

import pytest

from deckard import llms
from deckard.config import Component
from deckard.errors import LLMError
from deckard.llms import Completion, Request
from deckard.prompts import load_prompt
from deckard.share import find
from tests.llms.server import chat, serving

PROMPT = load_prompt(find("prompts", "recipe.md"))


@contextmanager
def openai(*script):
    with serving(*script) as server:
        yield {"name": "openai", "model": "tiny", "base_url": server.url, "retries": 0}


LLMS = {
    "recorded": lambda: nullcontext({"name": "recorded"}),
    "noisy": lambda: nullcontext({"name": "noisy", "inner": {"name": "recorded"}}),
    "openai": lambda: openai((200, chat("chop a tree")), (404, {"error": {"message": "gone"}})),
}


@pytest.fixture(params=LLMS)
def llm(request):
    with LLMS[request.param]() as component:
        yield Component.model_validate(component).build("llm", llms.KNOWN)


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


def test_without_an_answer_there_is_one_line_that_says_so(llm):
    ask(llm, "torch")
    with pytest.raises(LLMError) as caught:
        ask(llm, "unobtainium")
    assert len(str(caught.value).splitlines()) == 1
