"""Keep every answer of a language model on a cassette, and ask for none twice."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock

from deckard.config import LLMConfig
from deckard.errors import LLMError, LLMLimit
from deckard.llms import LLM, Completion, LLMWrapper, Request, describe_llm, legible
from deckard.llms.budget import BudgetedLLM
from deckard.llms.cassette import CassetteFile, locate
from deckard.llms.contents import Contents, read_cassette
from deckard.llms.doubt import warn_of_doubtful
from deckard.llms.growing import AnswerBound, AnswerBoundRefused, is_eaten
from deckard.llms.records import (
    Answer,
    Exchange,
    Question,
    cached_completion,
    legible_completion,
    request_key,
)
from deckard.llms.usage import cassette_usage, highest_cost, load_prices
from deckard.types import JsonObject


class CachedLLM(LLMWrapper):
    """Answers from a cassette what it holds, and writes every new answer onto it.

    With a `replay`, new answers come from that cassette, and the inner model is never asked.
    """

    def __init__(
        self,
        inner: LLM,
        about: Mapping[str, object],
        cassette: CassetteFile,
        replay: Contents | None = None,
    ) -> None:
        super().__init__(inner)
        self.about: JsonObject = dict(about)
        self.cassette, self.replay, self._keeping = cassette, replay, Lock()
        self.bound, self._first = AnswerBound(self.about.get("answer_tokens")), Lock()
        of_model = (e.valid_answer for e in cassette.contents.exchanges if e.about == self.about)
        self.bound.was_answered = any(a is not None and not is_eaten(a) for a in of_model)
        self._restore_bound()

    def _restore_bound(self) -> None:
        """Begin with the bound that an earlier process found for the same server."""
        saved, now = self.cassette.contents.capabilities, self.inner.capabilities()
        if now is not None and saved.get("of") == now.get("of"):
            self.bound.restore(saved)

    def questions_left(self) -> int | None:
        """Return how many more questions the inner model is sure to allow; a replay asks none."""
        return None if self.replay else super().questions_left()

    def complete(self, request: Request) -> Completion:
        """Return the answer on the cassette, or get one and keep it."""
        question = Question.of(request)
        key = request_key(self.about, question)
        if (kept := self._kept(key)) is not None:
            return kept
        exchange = Exchange(question=question, about=self.about, key=key)
        if self.replay:
            completion = _replayed(self.replay, exchange)
        else:
            self.cassette.check()
            if (kept := self._kept(key)) is not None:
                return kept  # another process asked meanwhile
            completion = self._ask(request, exchange)
        self._keep(request, exchange, completion)
        return completion

    def sync(self) -> None:
        """Return once the disk holds all that was kept of the answers so far."""
        self.cassette.sync()
        super().sync()

    def _kept(self, key: str) -> Completion | None:
        answer = self.cassette.contents.answers.get(key)
        return None if answer is None else cached_completion(answer)

    def _keep(
        self, request: Request, exchange: Exchange, completion: Completion, void: str | None = None
    ) -> None:
        update = {"answer": Answer.of(completion), "requests": completion.requests, "void": void}
        self.cassette.keep(request, exchange.model_copy(update=update))

    def _ask(self, request: Request, exchange: Exchange) -> Completion:
        """Ask the inner model, alone as long as thoughts left no room for any answer."""
        if self.bound.first is None or self.bound.was_answered:
            return self._ask_bounded(request, exchange)
        with self._first:
            return self._ask_bounded(request, exchange)

    def _ask_bounded(self, request: Request, exchange: Exchange) -> Completion:
        """Ask with a higher bound as often as thoughts take all of an answer."""
        bound = self.bound
        while True:
            tried = bound.now
            try:
                grown = request if tried == bound.first else replace(request, answer_tokens=tried)
                completion = self._ask_once(grown, exchange)
            except AnswerBoundRefused:
                bound.refuse(tried)
                continue
            if not is_eaten(completion, tried):
                bound.was_answered = True
                return completion
            is_raised = bound.grow(tried)
            counted = tried if completion.tokens_out else None  # uncounted, nothing shows thoughts
            if not is_raised and (bound.was_answered or not is_eaten(completion, counted)):
                return completion
            self._keep(request, exchange, completion, void=f"thoughts took all {tried} tokens")
            self._keep_capabilities()
            if not is_raised:
                raise bound.stop()

    def _ask_once(self, request: Request, exchange: Exchange) -> Completion:
        """Ask the inner model; keep its error, and what it found out about its server."""
        began = time.monotonic()
        try:
            completion = legible_completion(self.inner.complete(request))
        except LLMError as error:
            if error.requests or not isinstance(error, LLMLimit):
                fault = {"fault": legible(str(error)), "requests": error.requests}
                self.cassette.keep(request, exchange.model_copy(update=fault))
            raise
        self._keep_capabilities()
        if completion.cached or completion.seconds:
            return completion
        return replace(completion, seconds=round(time.monotonic() - began, 3))

    def _keep_capabilities(self) -> None:
        """Keep what the inner model found out about its server, if it asks one."""
        with self._keeping:  # what was found out last stands last
            if (capabilities := self.inner.capabilities()) is not None:
                self.cassette.keep_capabilities(capabilities | self.bound.as_json())


def _replayed(replay: Contents, exchange: Exchange) -> Completion:
    """Return the answer on a cassette; LLMError says what that lacks."""
    answer = replay.answers.get(exchange.key)
    if answer is None:
        raise LLMError(
            f"{replay.path} {_why_missing(replay, exchange)}; record it (deckard llm record), or "
            "run without --llm-cassette"
        )
    return cached_completion(answer)


def _why_missing(contents: Contents, exchange: Exchange) -> str:
    """Say what a cassette lacks."""
    question = exchange.question
    item = question.item
    of_item = [e for e in contents.exchanges if e.question.item == item and e.valid_answer]
    if not of_item:
        return f"has no answer for {item!r}"
    to_prompt = [e for e in of_item if e.question.is_by(question.prompt, question.system)]
    if not to_prompt:
        return f"answers {item!r} to another prompt"
    if all(e.about != exchange.about for e in to_prompt):
        recorded, now = json.dumps(to_prompt[0].about), json.dumps(exchange.about)
        return f"has the answer for {item!r} of another llm: {recorded}, not {now}"
    nth = f" (attempt {question.attempt}, sample {question.sample})"
    return f"has no answer for {item!r} to this very question{nth}"


def wrap_llm(llm: LLM, chosen: LLMConfig, cassette: CassetteFile) -> CachedLLM:
    """Wrap a model in the limits of its config, and in a cassette that keeps the answers.

    Args:
        llm: The model.
        chosen: The section `llm` of the config.
        cassette: Where answers are kept. What it holds counts towards the limits.
    """
    about = describe_llm(llm, chosen.name, chosen.options)
    prices, contents = load_prices(chosen.prices), cassette.contents
    if contents.capabilities:
        llm.restore_capabilities(contents.capabilities)
    warn_of_doubtful(contents)
    spent = cassette_usage(contents.exchanges, prices)
    highest = highest_cost(contents.exchanges, prices)
    budgeted = BudgetedLLM(llm, chosen, about, spent, prices, highest)
    replay = read_cassette(locate(Path(chosen.cassette))) if chosen.cassette else None
    return CachedLLM(budgeted, about, cassette, replay)
