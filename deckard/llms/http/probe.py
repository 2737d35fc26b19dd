"""Find out with a few questions what the server of a model can do."""

from dataclasses import replace

from deckard import llms
from deckard.config import LLMConfig
from deckard.errors import ConfigError, LLMError
from deckard.llms import Completion, Request, Schema, unwrapped
from deckard.llms.endings import was_cut
from deckard.llms.http.asking.adapting import FORMS
from deckard.llms.http.asking.refusals import REFUSING
from deckard.llms.http.capabilities import fits, is_object
from deckard.llms.http.chat import BOUNDS, Chat
from deckard.llms.http.endpoint import NO_KEY, RequestFault
from deckard.llms.http.faults.fault_kinds import FaultKind
from deckard.llms.http.probing.questions import MOST, ProbeQuestions, ProbeReply
from deckard.llms.http.probing.result import ProbeResult
from deckard.llms.http.probing.thinking import (
    add_thinking,
    is_without_answer,
    place_of,
    thinks,
    try_less_thinking,
    try_more_tokens,
)
from deckard.llms.http.wire.addresses import is_local
from deckard.llms.usage import load_prices, price_of

PLAIN = Request("log", "You are brief.", "Answer with the single word: yes")
JSON = replace(PLAIN, user='Answer with this JSON object: {"answer": "yes"}')
MORE = "raise llm.answer_tokens, or set what makes the model think less"
OPTIONS = {"effort": "reasoning_effort", "reasoning": "reasoning_effort"} | dict.fromkeys(
    BOUNDS, "answer_tokens"
)
"""Options of the config by their names in protocols, where these differ."""
BY_PROMPT = "answers are asked for by words"


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
        self.questions = ProbeQuestions(llm, self.result)

    def run(self) -> None:
        """Find everything out; stop once the server cannot be used."""
        try:
            self.llm.prepare()
        except LLMError as error:
            message = str(error).removeprefix(f"{self.endpoint.base_url}: ")
            return self._unusable("key", message)
        first = self.questions.ask(PLAIN)
        if not isinstance(first, ProbeReply):
            return None if first is None else self._unusable(_what_failed(first), first.message)
        reply = self._with_answer(first)
        if reply is None:
            return None
        self._add_reached(reply.answer)
        self._add_options()
        add_thinking(self.result, reply)
        if thinks(reply):
            try_less_thinking(self.questions, PLAIN, reply)
        return self._try_forms(place_of(reply))

    def _unusable(self, what: str, message: str) -> None:
        if what in ("key", "model", "answer") and self.result.calls:
            self.result.add("reachable", self.endpoint.base_url)
        self.result.add(what, message, good=False)
        self.result.usable = False

    def _with_answer(self, first: ProbeReply) -> ProbeReply | None:
        """Return a reply that holds an answer; None where the model gives none."""
        if is_without_answer(first, self.questions.asking):
            longer = try_more_tokens(self.questions, PLAIN)
            if longer is None:
                self._unusable("answer", f"thoughts took all of it: {MORE}")
                add_thinking(self.result, first)
                try_less_thinking(self.questions, PLAIN, first)
            return longer
        if first.answer.text.strip():
            return first
        if was_cut(first.answer.ended):
            self._unusable("answer", "was cut off before it began: raise llm.answer_tokens")
        else:
            word = first.answer.ended
            ended = f" (the model ended with {word})" if word else ""
            self._unusable("answer", f"is empty{ended}: use another model")
        return None

    def _add_reached(self, answer: Completion) -> None:
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

    def _add_options(self) -> None:
        """Add which options the server takes."""
        add, refused = self.result.add, self.questions.asking.refused
        for name, value in self.questions.first.sampling.items():
            if name not in refused:
                if name == "seed":
                    add(name, "accepted, or not looked at")
                elif name not in BOUNDS:
                    add(OPTIONS.get(name, name), f"{_plain(value)} is accepted")
            elif name == "max_tokens":
                add(name, "refused: max_completion_tokens is sent instead")
            else:
                option = OPTIONS.get(name, name)
                spare = f"; llm.{option}=null spares the try" if name != "seed" else ""
                add(option, f"{_plain(value)} is refused: it will not be sent{spare}", good=False)
        if "temperature" not in self.questions.first.sampling:
            add("temperature", "none is sent")

    def _try_forms(self, place: str) -> None:
        """Ask by a schema, and if that is refused for any JSON."""
        # Answered by one word unless the server holds the model to the schema.
        reply = self.questions.ask(replace(PLAIN, schema=self.schema))
        if dropped := self.questions.asking.dropped:
            self.result.add(
                "schema keywords", f"refused, and left out: {', '.join(dropped)}", False
            )
        if isinstance(reply, ProbeReply):
            return self._add_schema(reply, place)
        if reply is None or reply.status not in REFUSING:
            return self._unclear("JSON schema", reply)
        self.result.add("JSON schema", f"refused ({reply.status})", good=False)
        if self.questions.asking.form == FORMS[0]:
            self.result.add_setting("llm.structured=prompt")
        elif self.llm.shape("json_object", self.schema):
            plain = self.questions.ask(replace(JSON, schema=self.schema))
            if isinstance(plain, ProbeReply):
                return self._add_object(plain.answer)
        self.result.add("JSON object", f"refused: {BY_PROMPT}", good=False)
        return None

    def _add_schema(self, reply: ProbeReply, place: str) -> None:
        held, what = fits(self.schema, reply.answer.text), "JSON schema"
        if not held and was_cut(reply.answer.ended):
            cut = "accepted; whether it is enforced is not found out: the answer was cut off"
            return self.result.add(what, f"{cut}, raise llm.answer_tokens", good=False)
        self.result.add(what, "enforced" if held else f"accepted and ignored: {BY_PROMPT}", held)
        if place_of(reply) != place:
            self.result.add("answer in", f"by a schema: {place_of(reply)}", good=False)
        return None

    def _add_object(self, answer: Completion) -> None:
        held = is_object(answer.text)
        if not held and was_cut(answer.ended):
            message = "accepted; the answer was cut off: raise llm.answer_tokens"
        else:
            message = "accepted" if held else f"accepted and ignored: {BY_PROMPT}"
        self.result.add("JSON object", message, held)

    def _unclear(self, what: str, fault: RequestFault | None) -> None:
        why = f"{MOST} questions were asked" if fault is None else fault.message
        self.result.add(what, f"not found out: {why}", good=False)

    def add_cost(self, chosen: LLMConfig) -> None:
        """Add how long an answer took, and what a model costs where that is known."""
        self.result.add("seconds", f"{self.questions.seconds / self.result.calls:.2f} an answer")
        price = price_of(self.result.model, load_prices(chosen.prices))
        if price is None:
            message = "unknown: llm.max_usd needs it in a file that llm.prices names"
        else:
            message = f"{price.tokens_in:g} in and {price.tokens_out:g} out for a million tokens"
        self.result.add("USD", message, price is not None)


def _what_failed(fault: RequestFault) -> str:
    """Return what the fault of the first question is about."""
    kind = fault.server_message.kind
    if kind in (FaultKind.KEY, FaultKind.RIGHT):
        return "key"
    if kind is FaultKind.MODEL:
        return "model"
    return "answer" if fault.status else "reachable"


def _plain(value: object) -> str:
    """Return an option's value as the config has it."""
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values())
    return f"{value:g}" if isinstance(value, float) else str(value)
