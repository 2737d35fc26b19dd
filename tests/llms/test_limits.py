import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from deckard.config import Model
from deckard.errors import ConfigError, LLMError, LLMLimit
from deckard.llms import Completion, Request
from deckard.llms.ledger import Price, Usage
from deckard.llms.limits import Limits

PRICES = {"m": Price(tokens_in=1000, tokens_out=1000)}  # a tenth of a cent a token


class Says:
    """Answers in 100 tokens."""

    def __init__(self, tokens=100, model="m", cached=False):
        self.tokens, self.model, self.cached = tokens, model, cached
        self.calls, self.lock = 0, threading.Lock()

    def complete(self, request):
        with self.lock:
            self.calls += 1
        time.sleep(0.01)
        if request.item == "bad":
            raise LLMError("no answer")
        return Completion("x", self.model, self.tokens - 1, 1, cached=self.cached)


def limited(model, spent=Usage(), **may):  # noqa: B008 (frozen)
    return Limits(model, Model(name="x", **may), {"model": model.model}, spent, PRICES)


def ask(limits, times, item="log"):
    """Ask in eight threads; how many were refused."""

    def one(k):
        try:
            limits.complete(Request(item, "S", f"{k}"))
        except LLMLimit:
            return 1
        except LLMError:
            return 0
        return 0

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(one, range(times)))


@pytest.mark.parametrize(
    ("may", "calls"),
    [
        ({}, 30),
        ({"max_calls": 0}, 0),
        ({"max_calls": 7}, 7),
        ({"max_tokens": 1000}, 10),
        ({"max_tokens": 1099}, 10),
        ({"max_usd": 0.5}, 5),
        ({"max_calls": 9, "max_tokens": 400}, 4),
    ],
    ids=str,
)
def test_no_limit_is_overrun_however_many_ask_at_once(may, calls):
    model = Says()
    assert ask(limited(model, **may), 30) == 30 - calls
    assert model.calls == calls


def test_what_was_spent_before_counts():
    model = Says()
    before = Usage(calls=5, failed=1, tokens_in=500, models=("m",))
    assert ask(limited(model, before, max_calls=8), 10) == 8
    assert model.calls == 2


def test_questions_without_an_answer_count_as_calls():
    model = Says()
    ask(limited(model, max_calls=3), 10, "bad")
    assert model.calls == 3


def test_answers_that_were_recorded_before_cost_nothing():
    model = Says(cached=True)
    assert ask(limited(model, max_calls=3, max_tokens=100, max_usd=0.01), 20) == 0


def test_a_limit_in_tokens_cannot_be_held_where_none_are_told():
    limits = limited(Says(tokens=1), max_tokens=1000)
    limits.inner.complete = lambda request: Completion("x", "m")
    limits.complete(Request("a", "S", "U"))
    with pytest.raises(LLMLimit, match="tells no tokens"):
        limits.complete(Request("b", "S", "U"))


def test_a_limit_in_usd_needs_a_price_before_anything_is_asked():
    with pytest.raises(ConfigError, match=r"price of 'qwen' is not known.*llm\.prices"):
        limited(Says(model="qwen"), max_usd=1.0)


def test_a_limit_says_what_is_used():
    with pytest.raises(LLMLimit, match="max_tokens=1,000 is reached: 1,200 are used"):
        limited(Says(), Usage(calls=1, tokens_in=1200), max_tokens=1000).complete(
            Request("log", "S", "U")
        )
