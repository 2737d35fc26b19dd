import threading
import time
from collections import Counter

import pytest

from deckard.errors import LLMError
from deckard.llms import LLM, Completion, Pending, Request
from deckard.llms.prefetch import PrefetchingLLM


class Slow(LLM):
    """Answers after a while, the later asked the sooner; keeps account of what is on its way."""

    def __init__(self, seconds=0.02):
        self.seconds, self.lock = seconds, threading.Lock()
        self.asked, self.now, self.most = [], 0, 0

    def complete(self, request):
        with self.lock:
            self.asked.append(request)
            self.now += 1
            self.most = max(self.most, self.now)
            pause = self.seconds / len(self.asked)
        time.sleep(pause)
        with self.lock:
            self.now -= 1
        if request.item == "bad":
            raise LLMError("no answer")
        if request.item == "bug":
            raise ZeroDivisionError("a bug")
        return Completion(f"{request.item} {request.sample}", "slow")


def twice(llm, item):
    """Asks two questions of an item, the second after the first."""
    return [llm.complete(Request(item, "S", "U", sample=sample)).text for sample in range(2)]


def once(llm, item):
    return llm.complete(Request(item, "S", "U")).text


def all_of(ahead, items, ask):
    return [ahead.first(items[k:], ask) for k in range(len(items))]


@pytest.mark.parametrize("parallel", [1, 2, 5, 30])
def test_answers_are_taken_in_order_and_nothing_is_asked_twice(parallel):
    items, model = [f"i{k}" for k in range(12)], Slow()
    said = all_of(PrefetchingLLM(model, parallel), items, twice)
    assert said == [[f"{item} 0", f"{item} 1"] for item in items]
    assert len(model.asked) == len({(r.item, r.sample) for r in model.asked}) == 24
    assert model.most <= parallel


def test_questions_are_asked_at_once():
    model = Slow(0.8)
    all_of(PrefetchingLLM(model, 8), [f"i{k}" for k in range(8)], once)
    assert model.most == 8


def test_an_item_that_finds_no_answer_is_an_error_once_it_comes_first():
    ahead, items = PrefetchingLLM(Slow(), 4), ["good", "bad", "fine"]
    assert ahead.first(items, once) == "good 0"
    with pytest.raises(LLMError, match="no answer"):
        ahead.first(items[1:], once)


def test_a_bug_of_the_model_is_raised_where_it_was_asked():
    with pytest.raises(ZeroDivisionError):
        PrefetchingLLM(Slow(), 2).first(["bug"], once)


def test_a_question_that_has_changed_meanwhile_is_asked_anew():
    model = Slow()
    ahead = PrefetchingLLM(model, 4)
    ahead.first(["a", "b"], once)
    assert ahead.first(["b"], lambda llm, item: llm.complete(Request(item, "S", "new")).text)
    assert [r.user for r in model.asked if r.item == "b"] == ["U", "new"]


def test_what_was_made_ahead_is_kept_as_long_as_the_same_function_makes_it():
    asked = Counter()

    def counting(llm, item):
        answer = once(llm, item)
        asked[item] += 1
        return answer

    items, ahead = [f"i{k}" for k in range(6)], PrefetchingLLM(Slow(), 4)
    assert all_of(ahead, items, counting) == [f"{item} 0" for item in items]
    assert asked == Counter(items)


def test_another_function_makes_its_own_results_of_the_answers():
    model = Slow()
    ahead = PrefetchingLLM(model, 4)
    ahead.first(["a", "b"], once)
    assert ahead.first(["b"], lambda llm, item: once(llm, item).upper()) == "B 0"
    assert Counter(request.item for request in model.asked) == Counter("ab")


class Kept(Slow):
    """Keeps answers, which are safe once they are on the disk."""

    def __init__(self):
        super().__init__()
        self.answered, self.safe = [], set()

    def complete(self, request):
        answer = super().complete(request)
        self.answered.append(request.item)
        return answer

    def sync(self):
        self.safe |= set(self.answered)


def test_no_result_is_returned_before_its_answers_are_on_the_disk():
    model, items = Kept(), [f"i{k}" for k in range(20)]
    ahead = PrefetchingLLM(model, 5)
    for k, item in enumerate(items):
        assert ahead.first(items[k:], once) == f"{item} 0"
        assert item in model.safe


def test_the_end_waits_for_what_is_on_its_way():
    model = Slow(0.3)
    ahead = PrefetchingLLM(model, 4)
    ahead.first(["a", "b", "c", "d"], once)
    ahead.close()
    assert model.now == 0


def five(llm, item):
    """Asks five questions of an item, all at once, as `dream.ask` does."""
    said, late = [], None
    for sample in range(5):
        try:
            said.append(llm.complete(Request(item, "S", "U", sample=sample)).text)
        except Pending as pending:
            late = pending
    if late:
        raise late
    return said


@pytest.mark.parametrize("parallel", [1, 2, 4, 30])
def test_several_questions_of_one_item_are_asked_at_once(parallel):
    model = Slow(0.1)
    assert PrefetchingLLM(model, parallel).first(["a"], five) == [f"a {k}" for k in range(5)]
    assert len(model.asked) == 5
    assert model.most == min(parallel, 5)


class Steady(Slow):
    """Takes as long for every answer."""

    def complete(self, request):
        self.asked.append(request)
        time.sleep(self.seconds)
        return Completion("yes", "steady")


def test_what_waits_in_line_at_the_end_is_not_asked():
    model = Steady(0.2)
    ahead = PrefetchingLLM(model, 2)
    assert ahead.first([f"i{k}" for k in range(9)], once) == "yes"
    ahead.close()
    assert len(model.asked) <= 4


class Roomy(Slow):
    """Has room for so many questions more, and answers once so many items were asked for."""

    def __init__(self, room, expected):
        super().__init__()
        self.left, self.expected, self.are_asked = room, expected, threading.Event()

    def questions_left(self):
        return self.left

    def complete(self, request):
        with self.lock:
            self.asked.append(request)
            if len(self.asked) >= self.expected:
                self.are_asked.set()
        self.are_asked.wait(20)
        return Completion("yes", "roomy")


@pytest.mark.parametrize(("room", "asked"), [(None, 4), (9, 4), (5, 3), (4, 2), (2, 1), (0, 1)])
def test_a_question_is_asked_ahead_where_a_limit_lets_it_pass_whatever_the_others_take(room, asked):
    model = Roomy(room, asked)
    ahead = PrefetchingLLM(model, 4, most=2)
    ahead.first(["a", "b", "c", "d"], once)
    ahead.close()
    assert len({request.item for request in model.asked}) == asked
