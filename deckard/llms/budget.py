"""Hard limits on what a run may ask of a language model."""

from collections.abc import Mapping
from math import inf
from threading import Condition

from deckard.config import LLMConfig
from deckard.errors import ConfigError, LLMError, LLMLimit
from deckard.llms import LLM, Completion, LLMWrapper, Request
from deckard.llms.records import Answer, canonical
from deckard.llms.usage import Cost, Prices, Usage, answer_cost, cost, price_of
from deckard.registry import wrong_answer
from deckard.types import JsonObject

AROUND = 500
"""Tokens that a server may add to a question: role marks, its own wording of a schema."""
SPREAD = 2
"""How many times the longest question so far a later one may take, when questions are foreseen."""


class BudgetedLLM(LLMWrapper):
    """Raises LLMLimit instead of asking the inner model for more than a run may spend.

    A question is sent only if its worst case still fits, besides those of all questions on their
    way. Where `answer_tokens` bounds an answer, the worst case is one token per byte of the
    question (or the measured size of the prompt) plus that bound. Where nothing bounds an answer,
    questions are sent one at a time, and the highest cost so far stands for the worst case. So only
    one question can exceed a limit, by taking more than any before it. A server that counts more
    tokens than the bound lets the questions on their way exceed it, too. Answers that cost nothing
    do not count.
    """

    def __init__(
        self,
        inner: LLM,
        limits: LLMConfig,
        about: Mapping[str, object],
        spent: Usage,
        prices: Prices,
        highest: Cost = Cost(),  # noqa: B008 (a value)
    ) -> None:
        """Wrap a model.

        Args:
            inner: The model to ask.
            limits: The section `llm` of the config: `max_calls`, `max_tokens`, `max_usd`.
            about: What decides the model's answers; it tells the model and its `answer_tokens`.
            spent: What earlier processes of the run spent.
            prices: USD per million tokens.
            highest: The most that one answer took so far.

        Raises:
            ConfigError: There is a limit in USD, but no price for the model.
        """
        super().__init__(inner)
        self.limits, self.prices = limits, prices
        self.about: JsonObject = dict(about)
        self.spent, self._highest, self._longest = spent, highest, Cost()
        self._sent = max(spent.requests, spent.calls + spent.failed)
        self._on_their_way: dict[int, Cost] = {}
        """The worst case of each question that has no answer yet."""
        self._tokens_in: dict[str, int] = {}
        """The most tokens of a question so far, by its system text."""
        self._changed = Condition()
        inner.limit_retries(self._count_retry)
        model = about.get("model")
        if limits.max_usd is not None and model and price_of(str(model), prices) is None:
            raise ConfigError(
                f"llm.max_usd is set, but the price of {model!r} is not known: add it to a file "
                "and set llm.prices to it, or use llm.max_tokens"
            )

    @property
    def _is_bounded(self) -> bool:
        """Whether it is known how long an answer can be."""
        return isinstance(self.about.get("answer_tokens"), int)

    @property
    def _by_cost(self) -> bool:
        return self.limits.max_tokens is not None or self.limits.max_usd is not None

    def questions_left(self) -> int | None:
        """Return how many more questions are sure to be sent; None where there is no limit.

        Each is taken to cost `SPREAD` times the highest cost so far, in tokens and in USD.
        """
        limits, of_server = self.limits, self.inner.questions_left()
        if not limits.is_limited:
            return of_server
        with self._changed:
            most = self._longest.or_more(self._highest)
            committed = self._committed()
            left = [inf if limits.max_calls is None else limits.max_calls - self._sent]
            if limits.max_tokens is not None:
                tokens = limits.max_tokens - committed.tokens
                left.append(tokens // (most.tokens * SPREAD) if self.spent.calls else 1)
            if limits.max_usd is not None:
                usd = limits.max_usd - committed.usd
                has_price = self.spent.calls and most.usd
                left.append(usd // (most.usd * SPREAD) if has_price else 1)
            if self._by_cost and not self._is_bounded:
                left.append(1)
            if of_server is not None:
                left.append(of_server)
            return max(0, int(min(left)))

    def complete(self, request: Request) -> Completion:
        """Return the inner model's answer; LLMLimit when the question might exceed a limit.

        ConfigError when what the inner model returns is no completion.
        """
        number = self._admit(request)
        completion: Completion | None = None
        sent = 1
        try:
            completion = self._ask(request)
        except LLMError as error:
            sent = error.requests
            raise
        finally:
            with self._changed:
                del self._on_their_way[number]
                self._count(request, completion, sent)
                self._changed.notify_all()
        return completion

    def _ask(self, request: Request) -> Completion:
        completion = self.inner.complete(request)
        if not isinstance(completion, Completion):
            who = f"llm {self.limits.name}: complete"
            raise wrong_answer(who, completion, "a deckard.llms.Completion")
        return completion

    def _admit(self, request: Request) -> int:
        """Wait until a question may be sent and return its number; LLMLimit when it may not."""
        with self._changed:
            while True:
                most = self._worst_case(request)
                reached = self._limit_reached(most)
                # What an answer really takes is not known before there is one.
                unforeseen = self._by_cost and not (self.spent.calls and self._is_bounded)
                if not reached and not (unforeseen and self._on_their_way):
                    break
                if reached and not self._on_their_way:
                    raise _unsent(reached)
                self._changed.wait()
            self._longest = self._longest.or_more(most)
            self._sent += 1
            number = max(self._on_their_way, default=0) + 1
            self._on_their_way[number] = most
            return number

    def _count_retry(self) -> None:
        """Count a request that repeats a question; LLMLimit when no further one is allowed."""
        most = self.limits.max_calls
        with self._changed:
            if most is not None and self._sent >= most:
                raise LLMLimit(f"llm.max_calls={most} is reached")
            self._sent += 1

    def _count(self, request: Request, completion: Completion | None, sent: int) -> None:
        """Count what a question took; its requests are already counted in `_sent`."""
        if completion is None:
            self._sent -= not sent
            self.spent = self.spent.without_answer(sent)
            return
        self._sent -= completion.cached
        answer = Answer.of(completion)
        usd = cost(answer, self.about, self.prices)
        self.spent = self.spent.plus(answer, usd, completion.requests)
        self._highest = self._highest.or_more(answer_cost(answer, self.about, self.prices))
        if not completion.cached and completion.tokens_in:
            before = self._tokens_in.get(request.system, 0)
            self._tokens_in[request.system] = max(before, completion.tokens_in)

    def _worst_case(self, request: Request) -> Cost:
        """Return the most that a question can take, as far as that is known beforehand."""
        tokens_out = request.answer_tokens or self.about.get("answer_tokens")
        if not self._by_cost or not isinstance(tokens_out, int):
            return self._highest
        own = _bytes(request.user)
        schema = 0 if request.schema is None else _bytes(canonical(request.schema))
        tokens_in = own + _bytes(request.system) + schema + AROUND
        if request.system in self._tokens_in:  # another question, and no more than its own text
            tokens_in = min(tokens_in, self._tokens_in[request.system] + own)
        price = price_of(str(self.about.get("model", "")), self.prices)
        usd = 0.0
        if price is not None:
            usd = (tokens_in * price.tokens_in + tokens_out * price.tokens_out) / 1e6
        return self._highest.or_more(Cost(tokens_in + tokens_out, usd))

    def _committed(self) -> Cost:
        """Return what was spent, and the worst case of all questions on their way."""
        spent = self.spent
        committed = Cost(spent.tokens_in + spent.tokens_out, spent.usd or 0.0)
        for most in self._on_their_way.values():
            committed = committed.plus(most)
        return committed

    def _limit_reached(self, most: Cost) -> str | None:
        """Say which limit forbids a question that may take so much, if one does."""
        calls = self.limits.max_calls
        if calls is not None and self._sent >= calls:
            return f"llm.max_calls={calls} is reached"
        return self._tokens_reached(most) or self._usd_reached(most)

    def _tokens_reached(self, most: Cost) -> str | None:
        spent, bound, committed = self.spent, self.limits.max_tokens, self._committed().tokens
        if bound is None:
            return None
        if spent.untold:
            return "the server tells no tokens, so llm.max_tokens cannot be held"
        if committed < bound and committed + most.tokens <= bound:
            return None
        used = f"{spent.tokens_in + spent.tokens_out:,} are used"
        more = f"one more question may take {most.tokens:,} (see llm.answer_tokens)"
        return f"llm.max_tokens={bound:,} is reached: {used}, {more}"

    def _usd_reached(self, most: Cost) -> str | None:
        spent, bound, committed = self.spent, self.limits.max_usd, self._committed().usd
        if bound is None:
            return None
        if spent.usd is None:
            return "a price is not known, so llm.max_usd cannot be held"
        if committed < bound and committed + most.usd <= bound:
            return None
        more = f"one more question may take {most.usd:.4f} (see llm.answer_tokens)"
        return f"llm.max_usd={bound:g} is reached: {spent.usd:.4f} are spent, {more}"


def _unsent(message: str) -> LLMLimit:
    """Return the error of a question that was not sent."""
    limit = LLMLimit(message)
    limit.requests = 0
    return limit


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
