"""What a reply of a chat server says that it took."""

from typing import NamedTuple

MOST_TOKENS = 10**9
"""A higher number of tokens is taken for an error of the server."""
REASONING_IN = ("completion_tokens_details", "output_tokens_details")
"""Where usage tells tokens of thoughts apart: OpenAI's Chat Completions, Responses API."""
REASONING_TOKENS = ("reasoning_tokens", "thinking_tokens")


class TokenCounts(NamedTuple):
    """The tokens of a question and its answer; 0 where the server does not count both."""

    tokens_in: int = 0
    tokens_out: int = 0
    """Those of the thoughts among them."""
    reasoning: int = 0


NOT_COUNTED = TokenCounts()


def reply_part(value: object, *keys: str | int) -> object:
    """Return the value at a path inside a reply, or None."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def count_tokens(usage: object, key_in: str, key_out: str) -> TokenCounts:
    """Return the tokens of question, answer and thoughts; 0 unless the server counts both.

    No question is free, so 0 means that the number is not known. Tokens of thoughts are counted
    as tokens of the answer, also where the server adds them to the total alone: xAI
    (vercel/ai#12425), and gateways of Gemini (any-llm#1290).
    """
    tokens_in, tokens_out = _count(reply_part(usage, key_in)), _count(reply_part(usage, key_out))
    if tokens_in is None or tokens_out is None:
        return TokenCounts()
    reasoning = _reasoning_tokens(usage)
    total = _count(reply_part(usage, "total_tokens")) or 0
    apart = total - tokens_in - tokens_out
    if apart > 0 and reasoning in (0, apart):
        return TokenCounts(tokens_in, tokens_out + apart, apart)
    return TokenCounts(tokens_in, tokens_out, min(reasoning, tokens_out))


def _reasoning_tokens(usage: object) -> int:
    places = [reply_part(usage, name) for name in REASONING_IN] + [usage]
    counts = [_count(reply_part(p, name)) for p in places for name in REASONING_TOKENS]
    return next((count for count in counts if count), 0)


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= MOST_TOKENS and value == int(value) else None
