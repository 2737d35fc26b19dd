"""Find out with a few questions what the server of a model can do."""

import time
from dataclasses import dataclass, field, replace

from deckard import llms
from deckard.config import LLMConfig
from deckard.errors import ConfigError, LLMError
from deckard.llms import Completion, Request, Schema, unwrapped
from deckard.llms.endings import was_cut
from deckard.llms.http.addresses import is_local
from deckard.llms.http.asking.refusals import REFUSING
from deckard.llms.http.capabilities import fits, is_object
from deckard.llms.http.chat import Chat
from deckard.llms.http.endpoint import NO_KEY, NotChat, RequestFault
from deckard.llms.http.fault_kinds import FaultKind
from deckard.llms.usage import load_prices, price_of
from deckard.types import JsonObject

MOST = 6
"""Questions that a probe asks at most; only one that came too soon is asked again."""
SHORTEST_PAUSE = 1.0
"""Seconds before a question that came too soon is asked again, at least; chosen."""
LONGEST_PAUSE = 20.0
"""Seconds; where a server wants a longer pause, the question is not asked again; chosen."""
PLAIN = Request("log", "You are brief.", "Answer with the single word: yes")
JSON = replace(PLAIN, user='Answer with this JSON object: {"answer": "yes"}')
BY_PROMPT = "answers are asked for by words"


@dataclass(frozen=True)
class ProbeFinding:
    """One thing that was found out."""

    what: str
    """What it is about, e.g. "JSON schema"."""
    message: str
    """What was found out; of a fault, its cause and cure."""
    good: bool = True


@dataclass
class ProbeResult:
    """What was found out about a server."""

    address: str
    model: str
    usable: bool = True
    """Whether a run can use the model."""
    calls: int = 0
    """Requests that were sent."""
    findings: list[ProbeFinding] = field(default_factory=list)

    def add(self, what: str, message: str, good: bool = True) -> None:
        """Add a finding."""
        self.findings.append(ProbeFinding(what, message, good))


def probe_llm(chosen: LLMConfig, schema: Schema) -> ProbeResult:
    """Ask the server of a language model what it can do.

    Args:
        chosen: The model, as the config names it.
        schema: The JSON schema to which the run will hold the model's answers.

    Raises:
        ConfigError: The model asks no server.
    """
    llm = unwrapped(llms.build_llm(chosen.name, **chosen.options))
    if not isinstance(llm, Chat):
        raise ConfigError(
            f"llm {chosen.name!r} asks no server, so there is nothing to probe; name one, e.g. "
            "-s llm.name=ollama -s llm.model=qwen3:8b"
        )
    prober = Prober(llm, schema)
    prober.run()
    if prober.result.usable:
        prober.add_cost(chosen)
    return prober.result


class Prober:
    """Asks one question after the other; each finds out one thing."""

    def __init__(self, llm: Chat, schema: Schema) -> None:
        self.llm, self.endpoint, self.schema = llm, llm.endpoint, schema
        self.result = ProbeResult(self.endpoint.base_url, self.endpoint.model)
        sampling = llm.server.sampling
        self.temperature = {k: v for k, v in sampling.items() if k == "temperature"}
        self.bound = {k: v for k, v in sampling.items() if k != "temperature"}
        self.seconds, self.was_early = 0.0, False

    def run(self) -> None:
        """Find everything out; stop once the server cannot be used."""
        try:
            self.llm.prepare()
        except LLMError as error:
            message = str(error).removeprefix(f"{self.endpoint.base_url}: ")
            return self._unusable("key", message)
        answer = self._first()
        if isinstance(answer, RequestFault):
            return self._unusable(_what_failed(answer), answer.message)
        if not answer.text.strip() and was_cut(answer.ended):
            cut = "was cut off before it began: raise llm.answer_tokens"
            return self._unusable("answer", cut)
        if not answer.text.strip():
            ended = f" (the model ended with {answer.ended})" if answer.ended else ""
            return self._unusable("answer", f"is empty{ended}: use another model")
        self._add_answer(answer)
        self._try_temperature()
        self._try_forms()
        return None

    def _unusable(self, what: str, message: str) -> None:
        if what in ("key", "model", "answer") and self.result.calls:
            self.result.add("reachable", self.endpoint.base_url)
        self.result.add(what, message, good=False)
        self.result.usable = False

    def _ask(self, request: Request, options: JsonObject) -> Completion | RequestFault:
        """Return an answer or the fault; one question of all may be asked again, on 429."""
        answer = self._ask_once(request, options)
        if not isinstance(answer, RequestFault) or self.was_early:
            return answer
        wanted = 0.0 if answer.after is None else answer.after
        pause = max(SHORTEST_PAUSE, wanted)
        if answer.status != 429 or not answer.temporary or pause > LONGEST_PAUSE:
            return answer
        self.was_early = True
        time.sleep(pause)
        return self._ask_once(request, options)

    def _ask_once(self, request: Request, options: JsonObject) -> Completion | RequestFault:
        self.result.calls += 1
        began = time.monotonic()
        try:
            with self.llm.wire.within(self.endpoint.timeout):
                return self.llm.answer(request, options)
        except Exception as error:
            fault = self.endpoint.explain(error, self.llm.sdk)
            if fault is None:
                raise
            # A server that answers is reached, even if its reply is wrong.
            return (
                replace(fault, status=error.status or 200) if isinstance(error, NotChat) else fault
            )
        finally:
            self.seconds += time.monotonic() - began

    def _first(self) -> Completion | RequestFault:
        """Ask plainly; if the server refuses the bound on the answer, ask under its other name."""
        answer = self._ask(PLAIN, self.bound)
        if not isinstance(answer, RequestFault) or not _refuses(answer, "max_tokens"):
            return answer
        if "max_tokens" not in self.bound:
            return answer
        self.bound = {"max_completion_tokens": self.bound["max_tokens"]}
        return self._ask(PLAIN, self.bound)

    def _add_answer(self, answer: Completion) -> None:
        add, key_in = self.result.add, self.endpoint.key_in
        add("reachable", self.endpoint.base_url)
        if self.endpoint.key() != NO_KEY:
            local = ", or not looked at" * is_local(self.endpoint.base_url)
            add("key", f"that in {key_in} is accepted{local}")
        else:
            add("key", "none is wanted")
        same = answer.model == self.endpoint.model
        add("model", answer.model if same else f"answers, and calls itself {answer.model}")
        if answer.tokens_in:
            add("tokens", f"told: {answer.tokens_in} in, {answer.tokens_out} out")
        else:
            lacking = "not told: llm.max_tokens and llm.max_usd cannot be held; use llm.max_calls"
            add("tokens", lacking, good=False)
        if "max_completion_tokens" in self.bound:
            add("max_tokens", "refused: max_completion_tokens is sent instead")

    def _try_temperature(self) -> None:
        if not self.temperature:
            return self.result.add("temperature", "none is sent")
        answer = self._ask(PLAIN, self.bound | self.temperature)
        value = self.temperature["temperature"]
        if not isinstance(answer, RequestFault):
            return self.result.add("temperature", f"{value:g} is accepted")
        if _refuses(answer, "temperature"):
            refused = f"{value:g} is refused: it will not be sent; llm.temperature=null spares the"
            return self.result.add("temperature", f"{refused} try", good=False)
        return self._unclear("temperature", answer)

    def _try_forms(self) -> None:
        """Ask by a schema, and if that is refused for any JSON."""
        # Answered by one word unless the server holds the model to the schema.
        request = replace(PLAIN, schema=self.schema)
        answer = self._ask(request, self.bound | self.llm.shape("json_schema", self.schema))
        if not isinstance(answer, RequestFault):
            held = fits(self.schema, answer.text)
            if not held and was_cut(answer.ended):
                cut = "accepted; whether it is enforced is not found out: the answer was cut off"
                return self.result.add("JSON schema", f"{cut}, raise llm.answer_tokens", False)
            message = "enforced" if held else f"accepted and ignored: {BY_PROMPT}"
            return self.result.add("JSON schema", message, held)
        if answer.status not in REFUSING:
            return self._unclear("JSON schema", answer)
        self.result.add("JSON schema", f"refused ({answer.status})", good=False)
        if shape := self.llm.shape("json_object", self.schema):
            plain = self._ask(replace(JSON, schema=self.schema), self.bound | shape)
            if not isinstance(plain, RequestFault):
                return self._add_object(plain)
        self.result.add("JSON object", f"refused: {BY_PROMPT}", good=False)
        return None

    def _add_object(self, answer: Completion) -> None:
        held = is_object(answer.text)
        if not held and was_cut(answer.ended):
            message = "accepted; the answer was cut off: raise llm.answer_tokens"
        else:
            message = "accepted" if held else f"accepted and ignored: {BY_PROMPT}"
        self.result.add("JSON object", message, held)

    def _unclear(self, what: str, fault: RequestFault) -> None:
        self.result.add(what, f"not found out: {fault.message}", good=False)

    def add_cost(self, chosen: LLMConfig) -> None:
        """Add how long an answer took, and what a model costs where that is known."""
        self.result.add("seconds", f"{self.seconds / self.result.calls:.2f} an answer")
        price = price_of(self.result.model, load_prices(chosen.prices))
        if price is None:
            message = "unknown: llm.max_usd needs it in a file that llm.prices names"
        else:
            message = f"{price.tokens_in:g} in and {price.tokens_out:g} out for a million tokens"
        self.result.add("USD", message, price is not None)


def _refuses(fault: RequestFault, name: str) -> bool:
    return fault.status in REFUSING and fault.server_message.refuses(name)


def _what_failed(fault: RequestFault) -> str:
    """Return what the fault of the first question is about."""
    kind = fault.server_message.kind
    if kind in (FaultKind.KEY, FaultKind.RIGHT):
        return "key"
    if kind is FaultKind.MODEL:
        return "model"
    return "answer" if fault.status else "reachable"
