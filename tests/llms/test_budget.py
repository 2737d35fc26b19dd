import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from deckard.config import LLMConfig
from deckard.errors import ConfigError, LLMError, LLMLimit
from deckard.llms import LLM, Completion, Request
from deckard.llms.budget import BudgetedLLM
from deckard.llms.usage import Cost, Price, Usage

PRICES = {"m": Price(tokens_in=1000, tokens_out=1000)}  # a tenth of a cent a token


class Says(LLM):
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
    return BudgetedLLM(model, LLMConfig(name="x", **may), {"model": model.model}, spent, PRICES)


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


GROWING = {"model": "m", "answer_tokens": 400}
"""With what is known of the first question, some 850 tokens at most for another one."""


@pytest.mark.parametrize(("may", "calls"), [({"max_tokens": 2999}, 5), ({"max_usd": 2.999}, 5)])
def test_answers_that_grow_do_not_overrun_a_limit(may, calls):
    model = Says(tokens=450)
    limits = BudgetedLLM(model, LLMConfig(name="x", **may), GROWING, Usage(), PRICES)
    assert ask(limits, 30) == 30 - calls
    assert limits.spent.tokens_in + limits.spent.tokens_out <= 2999


@pytest.mark.parametrize("may", [{"max_tokens": 1100}, {"max_usd": 1.1}], ids=str)
def test_a_run_that_goes_on_knows_what_an_answer_takes(may):
    model = Says(tokens=150)
    before = Usage(calls=6, tokens_in=900, usd=0.9, models=("m",), requests=6)
    limits = BudgetedLLM(
        model, LLMConfig(name="x", **may), {"model": "m"}, before, PRICES, Cost(150, 0.15)
    )
    assert ask(limits, 16) == 15
    assert model.calls == 1


def test_all_are_asked_at_once_as_soon_as_the_first_answer_is_there():
    class Tardy(Says):
        def complete(self, request):
            time.sleep(0.2)
            return super().complete(request)

    began = time.monotonic()
    may = LLMConfig(name="x", max_tokens=100_000)
    bounded = BudgetedLLM(Tardy(), may, {"model": "m", "answer_tokens": 100}, Usage(), PRICES)
    assert ask(bounded, 9) == 0
    assert time.monotonic() - began < 9 * 0.2


class Repeats(Says):
    """Sends every request three times."""

    def limit_retries(self, before_retry):
        self.before_retry = before_retry

    def complete(self, request):
        said = super().complete(request)
        for _ in range(2):
            self.before_retry()
            with self.lock:
                self.calls += 1
        return replace(said, requests=3)


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_a_limit_on_calls_bounds_requests(most):
    model = Repeats()
    ask(limited(model, max_calls=most), 10)
    assert model.calls == most


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


class Growing(Says):
    """Answers cheaply at first, and then at length."""

    def complete(self, request):
        with self.lock:
            self.tokens = 50 if self.calls < 2 else 3000
        return super().complete(request)


def test_answers_of_unknown_length_are_asked_one_after_the_other_so_that_one_overruns():
    model = Growing()
    limits = limited(model, max_tokens=9000)
    ask(limits, 30)
    assert limits.spent.tokens_in + limits.spent.tokens_out < 9000 + 3000
