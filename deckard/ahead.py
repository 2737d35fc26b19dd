"""Ask a language model of several items at once, and take its answers in order."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from itertools import islice
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from deckard.errors import LLMError
from deckard.llms import LLM, Completion, Request
from deckard.recipes import Item

GRACE = 5.0
"""Seconds for which, at the end, answers are awaited that are on their way."""
REACH = 2
"""For each question asked at once, the items looked at: the next ones wait while entries are
written."""
T = TypeVar("T")
Key = tuple[str, str, int, int]
Answer = Future[Completion]


class Pending(Exception):
    """The answer is on its way."""


class Ahead:
    """A model that is asked in threads of its own, up to `parallel` questions at once.

    Only waiting is done at once: whoever asks runs in the calling thread, is broken off by Pending
    while an answer is on its way, and is started over once it has come. So what is made of answers
    does not depend on the order in which they come.
    """

    def __init__(self, inner: LLM, parallel: int) -> None:
        self.inner, self.parallel = inner, parallel
        self._asked: dict[Item, dict[Key, Answer]] = defaultdict(dict)
        self._ready = set[Item]()
        """Items of which nothing more is to be asked."""
        self._flying = set[Answer]()
        self._questions: SimpleQueue[tuple[Request, Answer] | None] = SimpleQueue()
        self._threads: list[Thread] = []

    def complete(self, request: Request) -> Completion:
        """Return the answer, or raise its LLMError, if it has come; else Pending."""
        asked = self._asked[request.item]
        key = (request.system, request.user, request.attempt, request.sample)
        if key not in asked:
            if self._is_full():
                raise Pending
            asked[key] = self._send(request)
        if not asked[key].done():
            raise Pending
        return asked[key].result()

    def first(self, items: Iterable[Item], ask: Callable[[LLM, Item], T]) -> T:
        """Return what `ask` makes of the first item, while the model is asked of the next ones.

        `ask` must depend on nothing but what it is given and what does not change meanwhile. An
        answer that is not asked for again, once its item came first, is forgotten.
        """
        first, *others = islice(items, self.parallel * REACH if self.parallel > 1 else 1)
        while True:
            said = self._try(first, ask)
            for item in others:
                if self._is_full():
                    break
                self._look_ahead(item, ask)
            if said is not None:
                self._ready.discard(first)
                del self._asked[first]
                return said
            wait(list(self._flying), return_when=FIRST_COMPLETED)

    def close(self) -> None:
        """Await, for a moment, the answers that are on their way."""
        wait(list(self._flying), timeout=GRACE)
        for _ in self._threads:
            self._questions.put(None)

    def _look_ahead(self, item: Item, ask: Callable[[LLM, Item], T]) -> None:
        on_its_way = any(not answer.done() for answer in self._asked[item].values())
        if item in self._ready or on_its_way:
            return
        with suppress(LLMError):  # it comes up once the item comes first
            if self._try(item, ask) is None:
                return
        self._ready.add(item)

    def _try(self, item: Item, ask: Callable[[LLM, Item], T]) -> T | None:
        with suppress(Pending):
            return ask(self, item)
        return None

    def _is_full(self) -> bool:
        return len(self._flying) >= self.parallel

    def _send(self, request: Request) -> Answer:
        answer = Future[Completion]()
        self._flying.add(answer)
        answer.add_done_callback(self._flying.discard)
        self._questions.put((request, answer))
        if len(self._threads) < min(self.parallel, len(self._flying)):
            # A daemon: whoever stops a run need not wait for a model.
            self._threads.append(Thread(target=self._work, name="asking", daemon=True))
            self._threads[-1].start()
        return answer

    def _work(self) -> None:
        while (question := self._questions.get()) is not None:
            request, answer = question
            try:
                answer.set_result(self.inner.complete(request))
            except BaseException as error:  # also a bug, and Ctrl-C: the caller's to deal with
                answer.set_exception(error)
