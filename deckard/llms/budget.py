"""Hard limits on what a run may ask of a language model."""

from collections.abc import Mapping
from math import inf
from threading import Condition
from typing import Any

from deckard.config import LLMConfig
from deckard.errors import ConfigError, LLMError, LLMLimit
from deckard.llms import LLM, Completion, Request
from deckard.llms.records import Answer, canonical
from deckard.llms.usage import Cost, Prices, Usage, cost, price_of, toll

AROUND = 500
"""Tokens that servers may put around a question: marks of who speaks, a schema in their words."""
SPREAD = 2
"""By how much a later question may be longer than those so far, where room is looked for."""


class BudgetedLLM:
    """Wraps a model and raises LLMLimit instead of asking it more than a run may.

    A question is let pass when the most that it can take is left, besides that of all on their way.
    That is known where `answer_tokens` bounds an answer: a token stands for a byte at least. Where
    it does not, questions are asked one after the other, and the dearest answer so far counts; so a
    limit is overrun by one question at most, if it takes more than any before. Where a server tells
    more than the bound, those that are on their way may. Answers that cost nothing do not count.
    """

    def __init__(
        self,
        inner: LLM,
        may: LLMConfig,
        about: Mapping[str, Any],
        spent: Usage,
        prices: Prices,
        dearest: Cost = Cost(),  # noqa: B008 (a value)
    ) -> None:
        """Begin with what was `spent` before, at most `dearest` for one answer.

        ConfigError when max_usd could not be held.
        """
        self.inner, self.may, self.about, self.prices = inner, may, dict(about), prices
        self.spent, self._dearest, self._longest = spent, dearest, Cost()
        self._sent = max(spent.requests, spent.calls + spent.failed)
        self._flying: dict[int, Cost] = {}
        self._tokens_in: dict[str, int] = {}
        """The most tokens of a question so far, by its system text."""
        self._changed = Condition()
        if hasattr(inner, "leave"):
            inner.leave = self._again
        model = about.get("model")
        if may.max_usd is not None and model and price_of(str(model), prices) is None:
            raise ConfigError(
                f"llm.max_usd is set, but the price of {model!r} is not known: add it to a file "
                "and set llm.prices to it, or use llm.max_tokens"
            )

    @property
    def learnt(self) -> Mapping[str, Any] | None:
        """What the inner model found out about its server."""
        return getattr(self.inner, "learnt", None)

    @property
    def _is_bounded(self) -> bool:
        """Whether it is known how long an answer can be."""
        return isinstance(self.about.get("answer_tokens"), int)

    @property
    def _by_cost(self) -> bool:
        return self.may.max_tokens is not None or self.may.max_usd is not None

    def room(self) -> int | None:
        """How many questions more are sure to be let pass; None where there is no limit.

        In tokens and USD that is as if every one might take a multiple of the longest so far.
        """
        may = self.may
        if not may.is_limited:
            return None
        with self._changed:
            most = self._longest.or_more(self._dearest)
            taken = self._taken()
            room = [inf if may.max_calls is None else may.max_calls - self._sent]
            if may.max_tokens is not None:
                left = may.max_tokens - taken.tokens
                room.append(left // (most.tokens * SPREAD) if self.spent.calls else 1)
            if may.max_usd is not None:
                left_usd = may.max_usd - taken.usd
                known = self.spent.calls and most.usd
                room.append(left_usd // (most.usd * SPREAD) if known else 1)
            if self._by_cost and not self._is_bounded:
                room.append(1)
            return max(0, int(min(room)))

    def complete(self, request: Request) -> Completion:
        """Return the inner model's answer."""
        flight = self._admit(request)
        said: Completion | None = None
        sent = 1
        try:
            said = self.inner.complete(request)
        except LLMError as error:
            sent = error.requests
            raise
        finally:
            with self._changed:
                del self._flying[flight]
                self._count(request, said, sent)
                self._changed.notify_all()
        return said

    def _admit(self, request: Request) -> int:
        """Wait until it is known whether a question may be asked; LLMLimit when it may not."""
        with self._changed:
            while True:
                most = self._most(request)
                full = self._full(most)
                # What an answer really takes is not known before there is one.
                unforeseen = self._by_cost and not (self.spent.calls and self._is_bounded)
                if not full and not (unforeseen and self._flying):
                    break
                if full and not self._flying:
                    raise _unasked(full)
                self._changed.wait()
            self._longest = self._longest.or_more(most)
            self._sent += 1
            flight = max(self._flying, default=0) + 1
            self._flying[flight] = most
            return flight

    def _again(self) -> None:
        """Let a request be sent again for a question on its way; LLMLimit when it may not be."""
        most = self.may.max_calls
        with self._changed:
            if most is not None and self._sent >= most:
                raise LLMLimit(f"llm.max_calls={most} is reached")
            self._sent += 1

    def _count(self, request: Request, said: Completion | None, sent: int) -> None:
        """Count what a question took; it was counted as sent once, and again by the model."""
        if said is None:
            self._sent -= not sent
            self.spent = self.spent.without_answer(sent)
            return
        self._sent -= said.cached
        answer = Answer.of(said)
        self.spent = self.spent.plus(answer, cost(answer, self.about, self.prices), said.requests)
        self._dearest = self._dearest.or_more(toll(answer, self.about, self.prices))
        if not said.cached and said.tokens_in:
            known = self._tokens_in.get(request.system, 0)
            self._tokens_in[request.system] = max(known, said.tokens_in)

    def _most(self, request: Request) -> Cost:
        """The most that a question can take, as far as that is known beforehand."""
        tokens_out = self.about.get("answer_tokens")
        if not self._by_cost or not isinstance(tokens_out, int):
            return self._dearest
        own = _bytes(request.user)
        schema = 0 if request.schema is None else _bytes(canonical(request.schema))
        tokens_in = own + _bytes(request.system) + schema + AROUND
        if request.system in self._tokens_in:  # another question, and no more than its own text
            tokens_in = min(tokens_in, self._tokens_in[request.system] + own)
        price = price_of(str(self.about.get("model", "")), self.prices)
        usd = 0.0
        if price is not None:
            usd = (tokens_in * price.tokens_in + tokens_out * price.tokens_out) / 1e6
        return self._dearest.or_more(Cost(tokens_in + tokens_out, usd))

    def _taken(self) -> Cost:
        """What was spent, and the most that may be for what is on its way."""
        spent = self.spent
        taken = Cost(spent.tokens_in + spent.tokens_out, spent.usd or 0.0)
        for most in self._flying.values():
            taken = taken.plus(most)
        return taken

    def _full(self, most: Cost) -> str | None:
        """Say which limit leaves no room for a question, if one does."""
        spent, may, taken = self.spent, self.may, self._taken()
        if may.max_calls is not None and self._sent >= may.max_calls:
            return f"llm.max_calls={may.max_calls} is reached"
        if may.max_tokens is not None:
            if spent.untold:
                return "the server tells no tokens, so llm.max_tokens cannot be held"
            if taken.tokens >= may.max_tokens or taken.tokens + most.tokens > may.max_tokens:
                used = f"{spent.tokens_in + spent.tokens_out:,} are used"
                more = f"one more question may take {most.tokens:,} (see llm.answer_tokens)"
                return f"llm.max_tokens={may.max_tokens:,} is reached: {used}, {more}"
        if may.max_usd is not None:
            if spent.usd is None:
                return "a price is not known, so llm.max_usd cannot be held"
            if taken.usd >= may.max_usd or taken.usd + most.usd > may.max_usd:
                more = f"one more question may take {most.usd:.4f} (see llm.answer_tokens)"
                return f"llm.max_usd={may.max_usd:g} is reached: {spent.usd:.4f} are spent, {more}"
        return None


def _unasked(words: str) -> LLMLimit:
    """Return the error of a question of which nothing was sent."""
    limit = LLMLimit(words)
    limit.requests = 0
    return limit


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
