"""Ask a language model about several items at once, and use its answers in a fixed order.

How it works:

- The caller works through items one at a time and calls `first(items, ask)`. It wants the result
  for the first item; the others are the items that it will want next, in that order.
- `ask(llm, item)` does all the work for one item in the calling thread: it makes the questions,
  calls `complete`, and reads the answers. Threads of this module only wait for the inner model.
- `complete` never waits. A new question is queued for a thread, and `Pending` breaks `ask` off.
  Once the answer has come, `ask` starts over; this time `complete` returns the answer at once.
- Threads do not wait for the disk: before `first` returns a result, one sync keeps all answers safe
  that have come.
- While the first item waits, `first` runs `ask` for the next items as well, and so queues their
  questions. Their results count only if the same `ask` is given once they come first; another
  function is run anew.

So results depend on the answers alone, not on the order in which they arrive. Limits do not depend
on it either: an item is looked at ahead only if the limits leave enough questions for all items
before it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

from deckard.errors import LLMError
from deckard.llms import LLM, Completion, LLMWrapper, Pending, Request
from deckard.types import Item

GRACE = 5.0
"""Seconds for which `close` waits for answers that are on their way."""
QUEUE = 2
"""Questions on their way or queued, for each thread: a thread that has its answer takes the next
question at once, even if the calling thread is busy."""
LOOK_AHEAD = 4
"""Items looked at, for each thread."""
Result = TypeVar("Result")
Key = tuple[str, str, int, int]
"""System text, user text, attempt and sample of a question."""


@dataclass(eq=False)
class SentQuestion:
    """A question that was queued, and what came of it."""

    request: Request
    completion: Completion | None = None
    error: BaseException | None = None
    """Why there is no answer."""

    def answer(self) -> Completion:
        """Return the answer, or raise why there is none; Pending until one of them has come."""
        if self.completion is not None:
            return self.completion
        raise Pending if self.error is None else self.error


@dataclass
class QuestionProgress:
    """The questions about one item, and whether to run `ask` for it."""

    sent: dict[Key, SentQuestion] = field(default_factory=dict)
    is_due: bool = True
    """Whether `ask` may get further than the last time: an answer has come, or a question that
    could not be queued may be now."""


class PrefetchingLLM(LLMWrapper):
    """Asks the inner model in threads, at most `parallel` questions at once.

    `complete` raises Pending until the answer has come; see the module for how callers go on.
    """

    def __init__(self, inner: LLM, parallel: int, most: int = 1) -> None:
        """Wrap a model.

        Args:
            inner: The model to ask, from several threads.
            parallel: Questions to ask at once. With 1, one question is on its way at a time, and
                no item is looked at ahead.
            most: Questions that one item may need at most.
        """
        super().__init__(inner)
        self.parallel, self.most = parallel, most
        self._progress: dict[Item, QuestionProgress] = defaultdict(QuestionProgress)
        self._results: dict[Item, Any] = {}
        """What the last `ask` made of items that have not come first yet."""
        self._ask: Callable[[LLM, Item], object] | None = None
        self._unanswered = set[SentQuestion]()
        self._questions: SimpleQueue[SentQuestion | None] = SimpleQueue()
        self._arrivals: SimpleQueue[Item] = SimpleQueue()
        self._threads: list[Thread] = []

    def complete(self, request: Request) -> Completion:
        """Return the answer, or raise its LLMError, if it has come; else Pending."""
        progress = self._progress[request.item]
        key = (request.system, request.user, request.attempt, request.sample)
        if key not in progress.sent:
            if self._is_full():
                progress.is_due = True
                raise Pending
            progress.sent[key] = self._send(request)
        return progress.sent[key].answer()

    def first(self, items: Iterable[Item], ask: Callable[[LLM, Item], Result]) -> Result:
        """Return the result for the first item; meanwhile queue questions about the next ones.

        Args:
            items: The item that is wanted now, then those that will be wanted next.
            ask: Makes the result for one item from the answers of the model that it is given. It
                must depend on its arguments alone, and on nothing that changes meanwhile. Where
                that changes from one call to the next, so must `ask`: results that the same
                function made ahead are kept. All answers about the item are forgotten once its
                result is returned.

        Raises:
            LLMError: There is no answer for the first item.
        """
        first, *others = islice(items, self.parallel * LOOK_AHEAD if self.parallel > 1 else 1)
        if ask is not self._ask:
            self._ask = ask
            self._results.clear()
            self._progress[first].is_due = True
        while True:
            self._try(first, ask)
            self._look_ahead(others, ask)
            if first in self._results:
                del self._progress[first]
                result: Result = self._results.pop(first)
                self.inner.sync()
                return result
            self._take_answers()

    def _look_ahead(self, items: Iterable[Item], ask: Callable[[LLM, Item], Result]) -> None:
        """Queue questions about the next items, as far as the queue and the limits allow."""
        left = self.inner.questions_left()
        for before, item in enumerate(items, 1):
            if not self._progress[item].is_due:
                continue
            # Every item before it, the first included, may need `most` questions.
            if self._is_full() or (left is not None and left <= before * self.most):
                break
            with suppress(LLMError):  # raised again once the item comes first
                self._try(item, ask)

    def _try(self, item: Item, ask: Callable[[LLM, Item], object]) -> None:
        """Run `ask` if it may get further than the last time; keep the result if it has one."""
        progress = self._progress[item]
        if not progress.is_due:
            return
        progress.is_due = False
        try:
            self._results[item] = ask(self, item)
        except Pending:
            pass
        except LLMError:
            progress.is_due = True
            raise

    def _take_answers(self) -> None:
        """Wait until an answer has come since the last time; note for which items one has."""
        items = {self._arrivals.get()}
        while not self._arrivals.empty():
            items.add(self._arrivals.get())
        for item in items & self._progress.keys():
            self._progress[item].is_due = True

    def _is_full(self) -> bool:
        return len(self._unanswered) >= (self.parallel * QUEUE if self.parallel > 1 else 1)

    def _send(self, request: Request) -> SentQuestion:
        """Queue a question, and start a thread where there are fewer than may work at once."""
        sent = SentQuestion(request)
        self._unanswered.add(sent)
        self._questions.put(sent)
        if len(self._threads) < min(self.parallel, len(self._unanswered)):
            # A daemon: a run that is stopped does not wait for a model.
            self._threads.append(Thread(target=self._work, name="asking", daemon=True))
            self._threads[-1].start()
        return sent

    def close(self) -> None:
        """Drop queued questions, and wait up to `GRACE` seconds for answers on their way."""
        with suppress(Empty):
            while True:
                self._questions.get_nowait()
        for _ in self._threads:
            self._questions.put(None)
        end = monotonic() + GRACE
        for thread in self._threads:
            thread.join(max(0.0, end - monotonic()))

    def _work(self) -> None:
        """Ask one queued question after the other, until a None is queued."""
        while (sent := self._questions.get()) is not None:
            try:
                sent.completion = self.inner.complete(sent.request)
            except BaseException as error:  # also a bug, and Ctrl-C: for the calling thread
                sent.error = error
            self._unanswered.discard(sent)
            self._arrivals.put(sent.request.item)
