"""Ask a language model of several items at once, and take its answers in order."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from deckard.errors import LLMError
from deckard.llms import LLM, Completion, Pending, Request
from deckard.types import Item

GRACE = 5.0
"""Seconds for which, at the end, answers are awaited that are on their way."""
LINE = 2
"""For each question asked at once, those on their way or in line: a thread that has its answer asks
the next one, though the calling thread be busy."""
REACH = 4
"""For each question asked at once, the items looked at: the next ones wait while entries are
written."""
T = TypeVar("T")
Key = tuple[str, str, int, int]
Answer = Future[Completion]


@dataclass
class QuestionProgress:
    """How far the questions about one item are."""

    answers: dict[Key, Answer] = field(default_factory=dict)
    seen: int = -1
    """Answers that had come when they were last gone through."""
    held_up: bool = False
    """Whether a question was left then, since too many were on their way."""

    def come(self) -> int:
        """How many answers have come."""
        return sum(answer.done() for answer in self.answers.values())

    def is_due(self) -> bool:
        """Whether going through the answers may lead further than the last time."""
        return self.held_up or self.come() > self.seen


class PrefetchingLLM:
    """A model that is asked in threads of its own, `parallel` questions at once at most.

    Only waiting is done at once: whoever asks runs in the calling thread, is broken off by Pending
    while an answer is on its way, and is started over once it has come. So what is made of answers
    does not depend on the order in which they come. Nor does what is asked before a limit is
    reached: an item is looked at ahead only where the limit leaves room for all those before it,
    each with `most` questions.
    """

    def __init__(self, inner: LLM, parallel: int, most: int = 1) -> None:
        self.inner, self.parallel, self.most = inner, parallel, most
        self._looks: dict[Item, QuestionProgress] = defaultdict(QuestionProgress)
        self._flying = set[Answer]()
        self._questions: SimpleQueue[tuple[Request, Answer] | None] = SimpleQueue()
        self._landed: SimpleQueue[None] = SimpleQueue()
        self._threads: list[Thread] = []

    def complete(self, request: Request) -> Completion:
        """Return the answer, or raise its LLMError, if it has come; else Pending."""
        look = self._looks[request.item]
        key = (request.system, request.user, request.attempt, request.sample)
        if key not in look.answers:
            if self._is_full():
                look.held_up = True
                raise Pending
            look.answers[key] = self._send(request)
        if not look.answers[key].done():
            raise Pending
        return look.answers[key].result()

    def first(self, items: Iterable[Item], ask: Callable[[LLM, Item], T]) -> T:
        """Return what `ask` makes of the first item, while the model is asked of the next ones.

        `ask` must depend on nothing but what it is given and what does not change meanwhile. An
        answer that is not asked for again, once its item came first, is forgotten.
        """
        first, *others = islice(items, self.parallel * REACH if self.parallel > 1 else 1)
        self._looks[first].seen = -1  # what it was looked at with may have changed
        while True:
            said = self._try(first, ask)
            self._look_ahead(others, ask)
            if said is not None:
                del self._looks[first]
                return said
            self._await_one()

    def _look_ahead(self, items: Iterable[Item], ask: Callable[[LLM, Item], T]) -> None:
        room = getattr(self.inner, "room", lambda: None)()
        for before, item in enumerate(items, 1):
            # What is asked for meanwhile takes no more of it than is reckoned for all before.
            if self._is_full() or (room is not None and room <= before * self.most):
                break
            with suppress(LLMError):  # it comes up once the item comes first
                self._try(item, ask)

    def _try(self, item: Item, ask: Callable[[LLM, Item], T]) -> T | None:
        look = self._looks[item]
        if not look.is_due():
            return None
        look.seen, look.held_up = look.come(), False
        with suppress(Pending):
            return ask(self, item)
        return None

    def _await_one(self) -> None:
        self._landed.get()
        while not self._landed.empty():
            self._landed.get()

    def _is_full(self) -> bool:
        return len(self._flying) >= (self.parallel * LINE if self.parallel > 1 else 1)

    def _send(self, request: Request) -> Answer:
        answer = Future[Completion]()
        self._flying.add(answer)
        answer.add_done_callback(self._land)
        self._questions.put((request, answer))
        if len(self._threads) < min(self.parallel, len(self._flying)):
            # A daemon: whoever stops a run need not wait for a model.
            self._threads.append(Thread(target=self._work, name="asking", daemon=True))
            self._threads[-1].start()
        return answer

    def _land(self, answer: Answer) -> None:
        self._flying.discard(answer)
        self._landed.put(None)

    def close(self) -> None:
        """Ask nothing more, and await, for a moment, the answers that are on their way."""
        with suppress(Empty):
            while question := self._questions.get_nowait():
                self._flying.discard(question[1])
        wait(list(self._flying), timeout=GRACE)
        for _ in self._threads:
            self._questions.put(None)

    def _work(self) -> None:
        while (question := self._questions.get()) is not None:
            request, answer = question
            try:
                answer.set_result(self.inner.complete(request))
            except BaseException as error:  # also a bug, and Ctrl-C: the caller's to deal with
                answer.set_exception(error)
