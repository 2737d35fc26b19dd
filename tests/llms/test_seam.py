"""What the base classes of language models give to whoever subclasses them."""

import pytest

from deckard.dream.priors.noisy import Noisy
from deckard.errors import LLMLimit
from deckard.llms import LLM, Completion, LLMWrapper, Request, describe_llm, unwrapped
from deckard.llms.cached import CachedLLM
from deckard.llms.cassette import CassetteFile
from deckard.llms.prefetch import PrefetchingLLM

ASK = Request("log", "S", "U")


class Plain(LLM):
    """Defines what it must, and nothing else."""

    def complete(self, request):
        return Completion(request.item, "plain")


class Rich(Plain):
    """Defines all that a model may."""

    about = {"model": "rich"}
    saved = {"form": "prompt"}

    def complete(self, request):
        self.before_retry()
        return super().complete(request)

    def questions_left(self):
        return 7

    def capabilities(self):
        return self.saved

    def restore_capabilities(self, saved):
        self.saved = saved

    def limit_retries(self, before_retry):
        self.before_retry = before_retry

    def sync(self):
        self.is_safe = True


def refuse():
    raise LLMLimit("no more")


def test_a_model_needs_nothing_but_complete():
    model = Plain()
    model.restore_capabilities({"form": "prompt"})
    model.limit_retries(refuse)
    model.sync()
    assert model.complete(ASK).text == "log"
    assert model.questions_left() is model.capabilities() is model.about is None
    assert describe_llm(model, "mylab:Plain", {"size": 3}) == {"name": "mylab:Plain", "size": 3}


def noisy(inner):
    wrapper = Noisy()
    wrapper.inner = inner
    return wrapper


WRAPPERS = {
    "LLMWrapper": lambda inner, path: LLMWrapper(inner),
    "Noisy": lambda inner, path: noisy(inner),
    "CachedLLM": lambda inner, path: CachedLLM(inner, inner.about, CassetteFile(path)),
    "PrefetchingLLM": lambda inner, path: PrefetchingLLM(inner, 1),
}


@pytest.mark.parametrize("name", WRAPPERS)
def test_a_wrapper_hands_on_what_is_optional(name, tmp_path):
    inner = Rich()
    wrapper = LLMWrapper(WRAPPERS[name](inner, tmp_path / "cassette.jsonl"))
    assert unwrapped(wrapper) is inner
    assert wrapper.questions_left() == 7
    wrapper.restore_capabilities({"form": "json_object"})
    assert wrapper.capabilities() == inner.saved == {"form": "json_object"}
    wrapper.sync()
    assert inner.is_safe
    wrapper.limit_retries(refuse)
    with pytest.raises(LLMLimit):
        inner.complete(ASK)


def test_a_wrapper_is_described_as_what_it_wraps_unless_it_says_otherwise():
    assert describe_llm(LLMWrapper(LLMWrapper(Rich())), "x", {}) == {"model": "rich"}
    assert describe_llm(LLMWrapper(Plain()), "x", {"a": 1}) == {"name": "x", "a": 1}
