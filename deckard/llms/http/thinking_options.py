"""Options for thinking models, and parts of a request that are passed on as they are."""

import json
from collections.abc import Mapping

from deckard.errors import ConfigError
from deckard.types import JsonObject

OF_DECKARD = {
    "model": "set llm.model",
    "messages": "it is the question",
    "input": "it is the question",
    "system": "it is the question",
    "instructions": "it is the question",
    "stream": "replies are read whole",
    "n": "set dream.samples",
    "max_tokens": "set llm.answer_tokens",
    "max_completion_tokens": "set llm.answer_tokens",
    "max_output_tokens": "set llm.answer_tokens",
    "temperature": "set llm.temperature",
    "seed": "set llm.seed",
    "reasoning_effort": "set llm.reasoning_effort",
}
"""Parts that the user cannot pass on, and what to do instead."""


def check_effort(who: str, reasoning_effort: str | None) -> None:
    """Raise a ConfigError for an effort that is no word."""
    if reasoning_effort is not None and not reasoning_effort.isidentifier():
        raise ConfigError(f"{who}: reasoning_effort is a word like low; got {reasoning_effort!r}")


def set_options(options: Mapping[str, object]) -> JsonObject:
    """Return the options that are set: those that are not leave the keys of answers as they are."""
    return {name: value for name, value in options.items() if value is not None}


def checked_extra_body(who: str, extra_body: Mapping[str, object] | None) -> JsonObject:
    """Return what is passed on, as JSON; ConfigError where that cannot be.

    Args:
        who: The model, for messages.
        extra_body: The option of the config.
    """
    extra = dict(extra_body or {})
    for name, instead in OF_DECKARD.items():
        if name in extra:
            raise ConfigError(f"{who}: extra_body may not hold {name}: {instead}")
    try:
        checked: JsonObject = json.loads(json.dumps(extra, allow_nan=False))
    except (TypeError, ValueError):
        raise ConfigError(f"{who}: extra_body holds what cannot be sent as JSON") from None
    return checked


def with_extra(body: JsonObject, extra: JsonObject) -> JsonObject:
    """Return the body of a request with what is passed on; maps of one name are joined."""
    joined = {
        name: {**body[name], **value}
        for name, value in extra.items()
        if isinstance(value, dict) and isinstance(body.get(name), dict)
    }
    return body | extra | joined
