"""Probe a model behind HTTP: what its server can do, found out with a few questions."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from deckard import llms
from deckard.config import LLMConfig
from deckard.errors import ConfigError, LLMError
from deckard.llms import LLM, Completion, LLMWrapper, Request
from deckard.llms.http.capabilities import REFUSING, fits, is_object
from deckard.llms.http.chat import CUT, Chat
from deckard.llms.http.endpoint import NO_KEY, NotChat, RequestFault, is_local
from deckard.llms.usage import load_prices, price_of

MOST = 6
"""Questions that a probe asks at most: but for one that came too soon, nothing is asked again."""
SOON, LATE = 1.0, 20.0
"""Seconds before what came too soon is asked again: where the server does not say, and at most."""
PLAIN = Request("log", "You are brief.", "Answer with the single word: yes")
JSON = replace(PLAIN, user='Answer with this JSON object: {"answer": "yes"}')
UNKNOWN_MODEL = ("model", "deployment")
"""Words with which servers say that they know none of that name."""


@dataclass(frozen=True)
class ProbeFinding:
    """One thing that was found out."""

    what: str
    said: str
    """What it is; of a fault, its cause and cure."""
    good: bool = True


@dataclass
class Probed:
    """What is known of a server."""

    address: str
    model: str
    usable: bool = True
    calls: int = 0
    findings: list[ProbeFinding] = field(default_factory=list)

    def found(self, what: str, said: str, good: bool = True) -> None:
        """Add a finding."""
        self.findings.append(ProbeFinding(what, said, good))


def probe_llm(chosen: LLMConfig, schema: Mapping[str, Any]) -> Probed:
    """Ask the server of a language model what it can do.

    Args:
        chosen: The model, as the config names it.
        schema: The JSON schema to which the run will hold the model's answers.

    Raises:
        ConfigError: The model is none behind HTTP.
    """
    llm: LLM = llms.build_llm(chosen.name, **chosen.options)
    while isinstance(llm, LLMWrapper):
        llm = llm.inner
    if not isinstance(llm, Chat):
        raise ConfigError(
            f"llm {chosen.name!r} asks no server, so there is nothing to probe; name one, e.g. "
            "-s llm.name=ollama -s llm.model=qwen3:8b"
        )
    prober = Prober(llm, schema)
    prober.go()
    if prober.known.usable:
        prober.tell_price(chosen)
    return prober.known


class Prober:
    """Asks one question after the other, each for one thing."""

    def __init__(self, llm: Chat, schema: Mapping[str, Any]) -> None:
        self.llm, self.endpoint, self.schema = llm, llm.endpoint, schema
        self.known = Probed(self.endpoint.base_url, self.endpoint.model)
        sampling = llm.manners.sampling
        self.temperature = {k: v for k, v in sampling.items() if k == "temperature"}
        self.bound = {k: v for k, v in sampling.items() if k != "temperature"}
        self.seconds, self.was_early = 0.0, False

    def go(self) -> None:
        """Find everything out; nothing more once the server cannot be used."""
        try:
            self.llm.prepare()
        except LLMError as error:
            words = str(error).removeprefix(f"{self.endpoint.base_url}: ")
            return self._unusable("key", words)
        answer = self._first()
        if isinstance(answer, RequestFault):
            return self._unusable(_what_failed(answer), answer.words)
        if not answer.text.strip() and answer.ended in CUT:
            words = "was cut off before it began: raise llm.answer_tokens"
            return self._unusable("answer", words)
        if not answer.text.strip():
            ended = f" (the model ended with {answer.ended})" if answer.ended else ""
            return self._unusable("answer", f"is empty{ended}: use another model")
        self._tell_answer(answer)
        self._try_temperature()
        self._try_forms()
        return None

    def _unusable(self, what: str, words: str) -> None:
        if what in ("key", "model", "answer") and self.known.calls:
            self.known.found("reachable", self.endpoint.base_url)
        self.known.found(what, words, good=False)
        self.known.usable = False

    def _ask(self, request: Request, options: Mapping[str, Any]) -> Completion | RequestFault:
        """Return an answer or what was wrong; of all questions one may be asked again, on 429."""
        answer = self._ask_once(request, options)
        if not isinstance(answer, RequestFault) or self.was_early:
            return answer
        pause = SOON if answer.after is None else max(SOON, answer.after)
        if answer.status != 429 or not answer.temporary or pause > LATE:
            return answer
        self.was_early = True
        time.sleep(pause)
        return self._ask_once(request, options)

    def _ask_once(self, request: Request, options: Mapping[str, Any]) -> Completion | RequestFault:
        self.known.calls += 1
        began = time.monotonic()
        try:
            with self.llm.wire.within(self.endpoint.timeout):
                return self.llm.answer(request, options)
        except Exception as error:
            fault = self.endpoint.explain(error, self.llm.sdk)
            if fault is None:
                raise
            # Whoever answers, be it wrongly, is reached.
            return (
                replace(fault, status=error.status or 200) if isinstance(error, NotChat) else fault
            )
        finally:
            self.seconds += time.monotonic() - began

    def _first(self) -> Completion | RequestFault:
        """Ask plainly; again, when that is what is refused, without the bound on the answer."""
        answer = self._ask(PLAIN, self.bound)
        if not isinstance(answer, RequestFault) or not _refuses(answer, "max_tokens"):
            return answer
        if "max_tokens" not in self.bound:
            return answer
        self.bound = {"max_completion_tokens": self.bound["max_tokens"]}
        return self._ask(PLAIN, self.bound)

    def _tell_answer(self, answer: Completion) -> None:
        found, key_in = self.known.found, self.endpoint.key_in
        found("reachable", self.endpoint.base_url)
        if self.endpoint.key() != NO_KEY:
            local = ", or not looked at" * is_local(self.endpoint.base_url)
            found("key", f"that in {key_in} is accepted{local}")
        else:
            found("key", "none is wanted")
        same = answer.model == self.endpoint.model
        found("model", answer.model if same else f"answers, and calls itself {answer.model}")
        if answer.tokens_in:
            found("tokens", f"told: {answer.tokens_in} in, {answer.tokens_out} out")
        else:
            words = "not told: llm.max_tokens and llm.max_usd cannot be held; use llm.max_calls"
            found("tokens", words, good=False)
        if "max_completion_tokens" in self.bound:
            found("max_tokens", "refused: max_completion_tokens is sent instead")

    def _try_temperature(self) -> None:
        if not self.temperature:
            return self.known.found("temperature", "none is sent")
        answer = self._ask(PLAIN, self.bound | self.temperature)
        value = self.temperature["temperature"]
        if not isinstance(answer, RequestFault):
            return self.known.found("temperature", f"{value:g} is accepted")
        if _refuses(answer, "temperature"):
            said = f"{value:g} is refused: it will not be sent; llm.temperature=null spares the try"
            return self.known.found("temperature", said, good=False)
        return self._unclear("temperature", answer)

    def _try_forms(self) -> None:
        """Ask by a schema, and if that is refused for any JSON."""
        # Answered by one word unless the server holds the model to the schema.
        request = replace(PLAIN, schema=self.schema)
        answer = self._ask(request, self.bound | self.llm.shape("json_schema", self.schema))
        if not isinstance(answer, RequestFault):
            held = fits(self.schema, answer.text)
            if not held and answer.ended in CUT:
                words = "accepted; whether it is enforced is not found out: the answer was cut off"
                return self.known.found("JSON schema", f"{words}, raise llm.answer_tokens", False)
            words = "enforced" if held else "accepted and ignored: answers are asked for by words"
            return self.known.found("JSON schema", words, held)
        if answer.status not in REFUSING:
            return self._unclear("JSON schema", answer)
        self.known.found("JSON schema", f"refused ({answer.status})", good=False)
        if shape := self.llm.shape("json_object", self.schema):
            plain = self._ask(replace(JSON, schema=self.schema), self.bound | shape)
            if not isinstance(plain, RequestFault):
                return self._tell_object(plain)
        self.known.found("JSON object", "refused: answers are asked for by words", good=False)
        return None

    def _tell_object(self, answer: Completion) -> None:
        held = is_object(answer.text)
        if not held and answer.ended in CUT:
            words = "accepted; the answer was cut off: raise llm.answer_tokens"
        else:
            words = "accepted" if held else "accepted and ignored: answers are asked for by words"
        self.known.found("JSON object", words, held)

    def _unclear(self, what: str, fault: RequestFault) -> None:
        self.known.found(what, f"not found out: {fault.words}", good=False)

    def tell_price(self, chosen: LLMConfig) -> None:
        """Say what a model costs, where that is known, and how long an answer took."""
        self.known.found("seconds", f"{self.seconds / self.known.calls:.2f} an answer")
        price = price_of(self.known.model, load_prices(chosen.prices))
        if price is None:
            words = "unknown: llm.max_usd needs it in a file that llm.prices names"
        else:
            words = f"{price.tokens_in:g} in and {price.tokens_out:g} out for a million tokens"
        self.known.found("USD", words, price is not None)


def _refuses(fault: RequestFault, name: str) -> bool:
    return fault.status in REFUSING and name in f"{fault.words} {fault.said}"


def _what_failed(fault: RequestFault) -> str:
    """Return what a first answer that failed says is wrong."""
    if fault.status in (401, 403):
        return "key"
    if fault.status == 404:
        return "model"
    if fault.status in REFUSING and any(word in fault.said.lower() for word in UNKNOWN_MODEL):
        return "model"
    return "answer" if fault.status else "reachable"
