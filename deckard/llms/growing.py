"""Let the bound on answers grow where a model's thoughts took all of an answer."""

import logging
from math import inf
from threading import Lock

from deckard.errors import LLMError
from deckard.llms import Completion
from deckard.llms.endings import Ending, ending_of, is_thoughts_alone
from deckard.llms.records import Answer
from deckard.types import JsonObject

log = logging.getLogger(__name__)
MOST_TIMES = 16
"""How many times `answer_tokens` the bound grows to; chosen: 16,000 tokens instead of 1,000."""


class AnswerBoundRefused(LLMError):
    """The server refuses so high a bound on an answer."""


def is_eaten(answer: Completion | Answer, bound: int | None = None) -> bool:
    """Whether thoughts took all the tokens of an answer.

    Blank characters that no thoughts go with are what the model wrote: some never end.

    Args:
        answer: The answer.
        bound: The most tokens that it could have. No text at all and no word of thoughts means
            hidden thoughts only if that many tokens were used, or none are counted.
    """
    text = answer.text
    if ending_of(answer.ended) is not Ending.BOUND or not is_thoughts_alone(text):
        return False
    if text.strip() or answer.reasoning_tokens:
        return True
    is_used_up = not answer.tokens_out or answer.tokens_out >= (bound or inf)
    return not text and bound is not None and is_used_up


class AnswerBound:
    """The most tokens of an answer, as far as it had to grow. Several threads may use it."""

    def __init__(self, first: object) -> None:
        """Begin with the bound of the config; with anything but a number there is none."""
        self.first = first if isinstance(first, int) else None
        self.now = self.first
        self.most = MOST_TIMES * (self.first or 0)
        self.was_answered = False
        """Whether thoughts left room for any answer so far."""
        self._lock = Lock()

    @property
    def is_grown(self) -> bool:
        """Whether it is no longer that of the config."""
        return self.now != self.first

    def grow(self, tried: int | None) -> bool:
        """Double a bound that was too low, unless another thread did; False where that is too much.

        Args:
            tried: The bound under which an answer was cut off.
        """
        with self._lock:
            if tried is None or self.now is None:
                return False
            if self.now == tried:
                if tried >= self.most:
                    return False
                self.now = min(2 * tried, self.most)
                message = "thoughts took all %d tokens of an answer: it is asked again with %d"
                log.warning(message, tried, self.now)
            return True

    def refuse(self, tried: int | None) -> None:
        """Go back to half of a bound that the server refuses, and never above."""
        with self._lock:
            if tried is not None and self.first is not None:
                self.now = self.most = max(self.first, tried // 2)

    def as_json(self) -> JsonObject:
        """Return what is to be kept of it: nothing as long as it has not grown."""
        return {"answer_tokens": self.now} if self.is_grown else {}

    def restore(self, saved: JsonObject) -> None:
        """Take in what `as_json` returned, as far as the config's bound may grow."""
        grown = saved.get("answer_tokens")
        if isinstance(grown, int) and self.now is not None:
            self.now = max(self.now, min(grown, self.most))

    def stop(self) -> LLMError:
        """Return the error of a model that never comes to an answer."""
        bound, more = f", {self.now} at last", "raise llm.answer_tokens"
        if self.now is None:
            bound, more = "", "give the model a larger context"
        return LLMError(
            f"the model's thoughts took all tokens of every answer so far{bound}: set "
            f"llm.reasoning_effort=low, switch thinking off by llm.extra_body, or {more}"
        )
