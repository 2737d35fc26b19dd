"""What to do about a fault that a server reports."""

import re
from collections.abc import Mapping

from deckard.llms.http.faults.fault_kinds import FaultKind
from deckard.llms.http.faults.server_messages import ServerMessage

PASSING = (FaultKind.OVERLOADED, FaultKind.RATE, FaultKind.MEMORY, FaultKind.OTHER)
"""Kinds of fault that may be over when the question is asked again."""
NEVER_PASSING = (501, 505)
"""Statuses of a server that cannot do this at all (RFC 9110, 15.6)."""
CURES = {
    FaultKind.FILTERED: "a filter of the server refuses this question: use another model",
    FaultKind.ANSWER: "the model's answer did not fit the schema: set llm.structured to prompt",
    FaultKind.BLOCKED: "a firewall before the server refuses this machine: ask from another "
    "network, or correct llm.base_url",
    FaultKind.VERIFICATION: "verify the organisation with the provider, or use another model",
    FaultKind.REGION: "the provider does not serve this region: use another one",
    FaultKind.CREDIT: "the account's quota or credit is used up, and waiting does not help: add "
    "credit, or use another key or model",
    FaultKind.ANSWER_TOKENS: "lower llm.answer_tokens",
    FaultKind.CONTEXT: "the question does not fit: give the model a larger context, lower "
    "llm.answer_tokens, or use another model",
    FaultKind.MEMORY: "the model does not fit into the server's memory: use a smaller one",
    FaultKind.RESPONSES: "this model does not answer by chat completions: set llm.api=responses, "
    "or use another model",
    FaultKind.MODEL: "there is no chat model {model!r} there: correct llm.model, or load it",
    FaultKind.TLS: "correct llm.base_url: it begins with https:// there",
    FaultKind.PATH: "there is no chat endpoint there: correct llm.base_url, which mostly ends in "
    "/v1",
    FaultKind.OVERLOADED: "the server is busy: try later, raise llm.patience, or lower "
    "llm.parallel",
    FaultKind.RATE: "the server limits requests: wait, raise llm.retries and llm.patience, or "
    "lower llm.parallel",
    FaultKind.OPTION: "change the named option; what is set to null is not sent",
}
"""What to do about a kind of fault."""
BY_STATUS = {
    400: "the server refuses the request: change the option that it names; null is not sent",
    404: "there is no model {model!r} or no chat endpoint there: correct llm.model or llm.base_url",
    408: "the server took too long: use a faster model or try later",
    409: "the server is at work on something else: try again later",
    422: "the server refuses the request: change the option that it names; null is not sent",
}
"""What to do about a status, where the message tells no kind."""
OF_OPTIONS: Mapping[str, str] = {
    "temperature": "set llm.temperature to null, which sends none",
    "max_tokens": "change llm.answer_tokens; null sends none",
    "max_completion_tokens": "change llm.answer_tokens; null sends none",
    "seed": "set llm.seed to null, which sends none",
    "reasoning_effort": "set llm.reasoning_effort to null, which sends none",
    "think": "change llm.reasoning_effort; null sends none",  # Ollama's name for it
    "enable_thinking": "set llm.extra_body={enable_thinking: false}",  # DashScope
    "response_format": "set llm.structured to prompt",
    "output_config": "set llm.structured to prompt",
}
"""What to do about an option that a server refuses."""


def cure_for(message: ServerMessage, status: int, model: str) -> str:
    """Return what a user can do about a refused request; of keys, see `cure_of_key`.

    Args:
        message: What the server said.
        status: The HTTP status.
        model: The model's name, as the config has it.
    """
    if message.kind is FaultKind.OPTION:
        named = [cure for option, cure in OF_OPTIONS.items() if message.names(option)]
        return named[0] if named else CURES[message.kind]
    if message.kind is FaultKind.MODEL and not re.search(
        "model|deployment|模型", message.text, re.I
    ):
        return BY_STATUS[404].format(model=model)  # whether the path is wrong remains open
    if message.kind is FaultKind.CREDIT and message.names("max_tokens"):  # OpenRouter's 402
        return f"{CURES[message.kind]}, or lower llm.answer_tokens"
    if message.kind in CURES:
        return CURES[message.kind].format(model=model)
    later = "try again later or look at the server's log" if status >= 500 else "use another server"
    return BY_STATUS.get(status, later).format(model=model)


def cure_of_key(kind: FaultKind, key_in: str | None, is_set: bool) -> str:
    """Return what a user can do about a key that is missing, wrong or lacks a right.

    Args:
        kind: Whether the key is wrong (`KEY`) or may not do this (`RIGHT`).
        key_in: The environment variable that holds the key; None where none is known.
        is_set: Whether it holds one.
    """
    if key_in is None:
        return "the server wants a key: set llm.api_key_env to the variable that holds it"
    if not is_set:
        return f"the server wants a key: set the environment variable {key_in}"
    if kind is FaultKind.RIGHT:
        return f"the key in {key_in} may not do this: use another key or model"
    return f"the key in {key_in} was refused: set it to a valid one"


def is_passing(message: ServerMessage, status: int | None, again: str | None = None) -> bool:
    """Whether a fault may be over when the question is asked again.

    Args:
        message: What the server said.
        status: The HTTP status.
        again: The header `x-should-retry`, by which a server overrules its status (OpenAI's and
            Anthropic's client libraries heed it, too).
    """
    if status is None or again == "false":
        return False
    is_gateway = message.kind is FaultKind.MODEL and status >= 500  # of which a part is down
    if message.kind not in PASSING and not is_gateway:
        return False
    busy = status in (408, 409, 429) or (status >= 500 and status not in NEVER_PASSING)
    return busy or again == "true"
