"""Hard limits on what a run may ask of a language model."""

from collections.abc import Mapping
from dataclasses import replace
from math import inf
from threading import Lock
from typing import Any

from deckard.config import Model
from deckard.errors import ConfigError, LLMError, LLMLimit
from deckard.llms import LLM, Completion, Request
from deckard.llms.ledger import Prices, Usage, cost, price_of
from deckard.llms.tape import Answer


class Limits:
    """Wraps a model and raises LLMLimit instead of asking it more than a run may.

    What is on the way counts as the dearest answer so far, so that asking at once does not overrun
    a limit. Answers that cost nothing do not count.
    """

    def __init__(
        self, inner: LLM, may: Model, about: Mapping[str, Any], spent: Usage, prices: Prices
    ) -> None:
        """Begin with what was `spent` before; ConfigError when max_usd could not be held."""
        self.inner, self.may, self.about, self.prices = inner, may, dict(about), prices
        self.spent, self._flying = spent, 0
        self._dearest = (0, 0.0)
        self._lock, self._alone = Lock(), Lock()
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
    def _by_cost(self) -> bool:
        return self.may.max_tokens is not None or self.may.max_usd is not None

    def room(self) -> int | None:
        """How many questions more are sure to be let pass; None where there is no limit.

        In tokens and USD that is as if every answer took as much as the dearest so far.
        """
        may = self.may
        if not may.is_limited:
            return None
        with self._lock:
            spent, (tokens, usd) = self.spent, self._dearest
            room = [inf if may.max_calls is None else may.max_calls - spent.calls - spent.failed]
            if may.max_tokens is not None:
                used = spent.tokens_in + spent.tokens_out
                room.append((may.max_tokens - used) // tokens if tokens else 1)
            if may.max_usd is not None:
                room.append((may.max_usd - (spent.usd or 0.0)) // usd if usd else 1)
            return max(0, int(min(room)) - self._flying)

    def complete(self, request: Request) -> Completion:
        """Return the inner model's answer."""
        if self._by_cost and not self.spent.calls:
            with self._alone:  # what an answer takes is not known before there is one
                return self._counted(request)
        return self._counted(request)

    def _counted(self, request: Request) -> Completion:
        with self._lock:
            self._check()
            self._flying += 1
        said: Completion | None = None
        try:
            said = self.inner.complete(request)
        except LLMError:
            with self._lock:
                self.spent = replace(self.spent, failed=self.spent.failed + 1)
            raise
        finally:
            with self._lock:
                self._flying -= 1
                if said is not None:
                    self._count(said)
        return said

    def _count(self, said: Completion) -> None:
        answer = Answer(**vars(said))
        usd = cost(answer, self.about, self.prices)
        self.spent = self.spent.plus(answer, usd)
        if not said.cached:
            tokens = said.tokens_in + said.tokens_out
            self._dearest = (max(self._dearest[0], tokens), max(self._dearest[1], usd or 0.0))

    def _check(self) -> None:
        spent, may, (tokens, usd) = self.spent, self.may, self._dearest
        with_this = self._flying + 1
        calls = spent.calls + spent.failed
        if may.max_calls is not None and calls + with_this > may.max_calls:
            raise LLMLimit(f"llm.max_calls={may.max_calls} is reached")
        if may.max_tokens is not None:
            if spent.untold:
                raise LLMLimit("the server tells no tokens, so llm.max_tokens cannot be held")
            used = spent.tokens_in + spent.tokens_out
            if used + tokens * with_this > may.max_tokens or used >= may.max_tokens:
                raise LLMLimit(f"llm.max_tokens={may.max_tokens:,} is reached: {used:,} are used")
        if may.max_usd is not None:
            if spent.usd is None:
                raise LLMLimit("a price is not known, so llm.max_usd cannot be held")
            if spent.usd + usd * with_this > may.max_usd or spent.usd >= may.max_usd:
                raise LLMLimit(f"llm.max_usd={may.max_usd:g} is reached: {spent.usd:.4f} are spent")
