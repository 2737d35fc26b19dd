"""Whether a model thinks, where its answer stands, and what to set."""

import re
from dataclasses import replace

from deckard.llms import Request
from deckard.llms.growing import is_eaten
from deckard.llms.http.asking.adapting import Asking
from deckard.llms.http.chat import BOUNDS, Chat
from deckard.llms.http.probing.questions import ProbeQuestions, ProbeReply
from deckard.llms.http.probing.result import ProbeResult
from deckard.types import JsonObject

TAG = re.compile(r"</?think(ing)?>", re.IGNORECASE)
TEMPLATE = {"chat_template_kwargs": {"enable_thinking": False}}
"""What vLLM, SGLang and llama.cpp hand to a chat template; those of Qwen 3 and others know it."""
WITHOUT_TEMPLATE = "llm.extra_body={chat_template_kwargs: {enable_thinking: false}}"
TIMES = 4
"""How many times as many tokens are tried once, where thoughts took all of them; chosen."""
PARSER = "it is read there; it moves to the content with the server's reasoning parser off"


def bound_of(asking: Asking) -> tuple[str, int] | None:
    """Return the bound on an answer and its name, if one is sent."""
    bounds = ((name, asking.sampling.get(name)) for name in BOUNDS)
    return next(((name, most) for name, most in bounds if isinstance(most, int)), None)


def is_without_answer(reply: ProbeReply, asking: Asking) -> bool:
    """Whether thoughts took all tokens of an answer."""
    bound = bound_of(asking)
    return is_eaten(reply.answer, bound[1] if bound else None)


def thinks(reply: ProbeReply) -> bool:
    """Whether a reply holds thoughts, or counts tokens of them."""
    parts = reply.parts
    is_told = bool(parts.thoughts.strip() or parts.tokens.reasoning)
    return is_told or bool(TAG.search(parts.content))


def place_of(reply: ProbeReply) -> str:
    """Return where the answer of a reply stands."""
    if reply.answer.answer_in == "reasoning":
        return f"the field for thoughts (reasoning_content or the like): {PARSER}"
    if TAG.search(reply.parts.content):
        return "the content, behind <think>: it is read there"
    return "the content"


def add_thinking(result: ProbeResult, reply: ProbeReply) -> None:
    """Add whether a model thinks, and where its answer stands."""
    tokens = reply.parts.tokens
    if not thinks(reply):
        result.add("thinking", "no thoughts were seen")
    elif tokens.reasoning:
        result.add("thinking", f"{tokens.reasoning} of {tokens.tokens_out} tokens are thoughts")
    else:
        result.add("thinking", "it thinks; the server does not count the tokens of thoughts")
    result.add("answer in", place_of(reply), reply.answer.answer_in == "content")


def try_more_tokens(questions: ProbeQuestions, request: Request) -> ProbeReply | None:
    """Ask with a higher bound where thoughts took all of an answer; None where that fails, too."""
    bound = bound_of(questions.asking)
    if bound is None:
        return None
    name, most = bound
    before, tokens = questions.asking, TIMES * most
    questions.asking = replace(before, sampling=before.sampling | {name: tokens})
    longer = questions.ask(request)
    if not isinstance(longer, ProbeReply) or is_without_answer(longer, questions.asking):
        questions.asking = before
        return None
    questions.result.add_setting(f"llm.answer_tokens={tokens}")
    message = f"thoughts took all {most}; a run lets them grow as far as the limits allow"
    questions.result.add("answer tokens", message, good=False)
    return longer


def try_less_thinking(questions: ProbeQuestions, request: Request, before: ProbeReply) -> None:
    """Find out which setting makes a model think less, and add it."""
    settings = _settings(questions.llm, questions.asking)
    for setting, option in settings.items():
        reply = questions.ask(request, option)
        if isinstance(reply, ProbeReply) and (gain := _gain(before, reply, questions.asking)):
            questions.result.add("think less", f"{setting}: {gain}")
            return questions.result.add_setting(setting)
    if settings:
        tried = " and ".join(settings)
        questions.result.add("think less", f"{tried} change nothing", good=False)
    return None


def _settings(llm: Chat, asking: Asking) -> dict[str, JsonObject]:
    """Return what may make a model think less, as far as the config does not set it already."""
    settings: dict[str, JsonObject] = {}
    if llm.has_chat_template and "chat_template_kwargs" not in llm.extra_body:
        settings[WITHOUT_TEMPLATE] = TEMPLATE
    effort = llm.options_for(effort="low")
    if not effort.keys() & {*asking.sampling, *asking.refused}:
        settings["llm.reasoning_effort=low"] = effort
    return settings


def _gain(before: ProbeReply, after: ProbeReply, asking: Asking) -> str | None:
    """Return what a setting changes, if it leaves an answer and at most half of the thoughts."""
    if is_without_answer(after, asking) or not after.answer.text.strip():
        return None
    if not thinks(after):
        return "then it does not think"
    spent = [reply.parts.tokens.reasoning or reply.answer.tokens_out for reply in (before, after)]
    is_less = 0 < spent[1] <= spent[0] / 2
    return f"then {spent[1]} tokens are thoughts, and not {spent[0]}" if is_less else None
