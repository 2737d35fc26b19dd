"""A language model of which every answer is kept, and none is asked for twice."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from deckard.config import LLMConfig
from deckard.errors import LLMError, LLMLimit
from deckard.llms import LLM, Completion, Request, about, legible
from deckard.llms.budget import BudgetedLLM
from deckard.llms.cassette import CassetteFile, Contents, locate, read_cassette
from deckard.llms.records import Answer, Exchange, Question, cleaned, completion, request_key
from deckard.llms.usage import cassette_usage, dearest, load_prices


class CachedLLM:
    """Wraps a model: what is on its tape is not asked again, and what is not comes onto it.

    With a `replay`, answers come from there and the model is never asked.
    """

    def __init__(
        self,
        inner: LLM,
        about: Mapping[str, Any],
        tape: CassetteFile,
        replay: Contents | None = None,
    ) -> None:
        self.inner, self.about, self.tape, self.replay = inner, dict(about), tape, replay

    def room(self) -> int | None:
        """How many questions more the inner model would answer, as far as its limits go."""
        return None if self.replay else getattr(self.inner, "room", lambda: None)()

    def complete(self, request: Request) -> Completion:
        """Return the answer that is known, or ask for it and keep it."""
        asked = Question.of(request)
        address = request_key(self.about, asked)
        if (known := self._known(address)) is not None:
            return known
        take = Exchange(asked=asked, about=self.about, key=address)
        if self.replay:
            said = self._replayed(take)
        else:
            self.tape.check()
            if (known := self._known(address)) is not None:
                return known  # another process asked meanwhile
            said = self._answered(request, take)
        update = {"answer": Answer.of(said), "requests": said.requests}
        self.tape.keep(request, take.model_copy(update=update))
        return said

    def _known(self, address: str) -> Completion | None:
        answer = self.tape.on_it.answers.get(address)
        return None if answer is None else completion(answer)

    def _answered(self, request: Request, take: Exchange) -> Completion:
        began = time.monotonic()
        try:
            said = cleaned(self.inner.complete(request))
        except LLMError as error:
            if error.requests or not isinstance(error, LLMLimit):
                fault = {"fault": legible(str(error)), "requests": error.requests}
                self.tape.keep(request, take.model_copy(update=fault))
            raise
        learnt = getattr(self.inner, "learnt", None)
        if learnt is not None:
            self.tape.learn(learnt)
        if said.cached or said.seconds:
            return said
        return replace(said, seconds=round(time.monotonic() - began, 3))

    def _replayed(self, take: Exchange) -> Completion:
        assert self.replay is not None
        answer = self.replay.answers.get(take.key)
        if answer is None:
            raise LLMError(
                f"{self.replay.path} {_why(self.replay, take)}; record it (deckard llm record), or "
                "run without --llm-cassette"
            )
        return completion(answer)


def _why(contents: Contents, take: Exchange) -> str:
    """Say what a cassette lacks."""
    asked = take.asked
    of_item = [t for t in contents.takes if t.asked.item == asked.item and t.answer]
    if not of_item:
        return f"has no answer for {asked.item!r}"
    to_prompt = [t for t in of_item if t.asked.is_by(asked.prompt, asked.system)]
    if not to_prompt:
        return f"answers {asked.item!r} to another prompt"
    if all(t.about != take.about for t in to_prompt):
        made, now = json.dumps(to_prompt[0].about), json.dumps(take.about)
        return f"has the answer for {asked.item!r} of another llm: {made}, not {now}"
    nth = f" (attempt {asked.attempt}, sample {asked.sample})"
    return f"has no answer for {asked.item!r} to this very question{nth}"


def wrap_llm(llm: LLM, chosen: LLMConfig, tape: CassetteFile) -> CachedLLM:
    """Wrap a model as its section of the config says, with a tape to keep the answers on."""
    what = about(llm, chosen.name, chosen.options)
    prices = load_prices(chosen.prices)
    if tape.on_it.learnt and hasattr(llm, "learnt"):
        llm.learnt = tape.on_it.learnt
    takes = tape.on_it.takes
    limited = BudgetedLLM(
        llm, chosen, what, cassette_usage(takes, prices), prices, dearest(takes, prices)
    )
    replay = read_cassette(locate(Path(chosen.cassette))) if chosen.cassette else None
    return CachedLLM(limited, what, tape, replay)
