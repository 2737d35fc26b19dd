"""OpenAI's Responses API, for models that have no other; `llm.api=responses` chooses it.

Its form is that of OpenAI's API reference, Responses. llama.cpp, LM Studio, vLLM and others serve
it, too, but some of them ignore the schema (lmstudio-bug-tracker#2403).
"""

from collections.abc import Iterator

from deckard.llms import Request, Schema
from deckard.llms.endings import is_broken_off
from deckard.llms.http.completions import OpenAIProtocol, Sampling
from deckard.llms.http.endpoint import NotChat
from deckard.llms.http.replies import ReplyParts, joined_text, other_error, raise_reported
from deckard.llms.http.token_counts import TokenCounts, count_tokens, reply_part
from deckard.types import JsonObject

NOT_RESPONSES = (
    "the answer is not in the form of OpenAI's Responses API: is llm.base_url right, or should "
    "llm.api be chat?"
)
BOUND = "max_output_tokens"
"""The bound on an answer, and the reason of one that it cut off."""
UNFINISHED = ("queued", "in_progress")
"""Statuses of a reply that came before its answer."""


class Responses(OpenAIProtocol):
    """OpenAI's Responses API (`POST /responses`). Nothing is stored at the server."""

    path = "responses"

    def sampling(self, chosen: Sampling) -> JsonObject:
        """Return options of the config by their names in the protocol, which has no seed."""
        effort = chosen.reasoning_effort
        reasoning = None if effort is None else {"effort": effort}
        bounds = {"temperature": chosen.temperature, BOUND: chosen.answer_tokens}
        return bounds | {"reasoning": reasoning}

    def shape(self, form: str, schema: Schema) -> JsonObject:
        """Return the option that asks for an answer in a form."""
        if form == "prompt":
            return {}
        named = {"name": "answer", "strict": True, "schema": dict(schema)}
        return {"text": {"format": {"type": form, **(named if form == "json_schema" else {})}}}

    def question(self, request: Request) -> JsonObject:
        """Return the instructions and the input."""
        return {"instructions": request.system, "input": request.user, "store": False}

    def with_bound(self, reply: JsonObject, sent: JsonObject) -> JsonObject:
        """Return a reply with the bound on its answer: OpenAI repeats it, others do not."""
        return {BOUND: sent.get(BOUND)} | reply

    def parts(self, reply: JsonObject) -> ReplyParts:
        """Take apart a reply."""
        status, output = reply.get("status"), reply.get("output")
        raise_reported(reply.get("error"), was_at_work=status == "failed")
        if not isinstance(output, list):
            raise_reported(other_error(reply))
            raise NotChat(NOT_RESPONSES)
        if status in UNFINISHED:
            raise NotChat(f"replied before it had an answer ({status}): try later", broken=True)
        tokens = count_tokens(reply.get("usage"), "input_tokens", "output_tokens")
        content = "".join(_texts(output, "message", "content", "text"))
        # OpenAI's clients add this shorthand, and some servers send it alone.
        content = content or joined_text(reply.get("output_text"))
        return ReplyParts(
            content=content,
            thoughts=_thoughts(output),
            ending=_ending(reply, tokens, content),
            refusal="".join(_texts(output, "message", "content", "refusal")),
            tokens=tokens,
            model=reply.get("model"),
        )


def _texts(output: list[object], kind: str, place: str, name: str) -> Iterator[str]:
    """Yield texts of one name in the parts of the items of one kind.

    What has no kind is a message, and a text may stand for its parts: so the API takes questions.
    """
    for item in output:
        if (reply_part(item, "type") or "message") == kind:
            parts = reply_part(item, place)
            parts = [{"text": parts}] if isinstance(parts, str) else parts
            for part in parts if isinstance(parts, list) else ():
                yield joined_text(reply_part(part, name))


def _thoughts(output: list[object]) -> str:
    """Return the thoughts: open models tell them whole, OpenAI's a summary if it is asked for."""
    whole = "".join(_texts(output, "reasoning", "content", "text"))
    return whole or "".join(_texts(output, "reasoning", "summary", "text"))


def _ending(reply: JsonObject, tokens: TokenCounts, content: str) -> object:
    """Return the word for how an answer ended.

    llama.cpp calls an answer completed that the bound cut off (build of 2026-10).
    """
    bound, reason = reply.get(BOUND), reply_part(reply, "incomplete_details", "reason")
    is_full = isinstance(bound, int) and tokens.tokens_out >= bound
    if reason is None and is_full and is_broken_off(content):
        return BOUND
    return reply.get("status") if reason is None else reason
