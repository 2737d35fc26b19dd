"""How the answer of a language model ended: the one place that reads the servers' words for it.

Words that stand nowhere here, and a missing one, say nothing: then the answer itself decides.
"""

import re
from enum import StrEnum

from deckard.llms.thoughts import part_thoughts


class Ending(StrEnum):
    """What a server's word for the end of an answer means."""

    DONE = "done"
    """The model said all that it wanted to."""
    BOUND = "bound"
    """The bound on the answer's tokens cut it off."""
    WINDOW = "window"
    """The model's context was full."""
    REFUSED = "refused"
    """The model, or a filter, would not say it."""
    TOOLS = "tools"
    """The model turned to a tool instead of answering."""
    FAULT = "fault"
    """The server failed: what there is of the answer is no answer."""
    UNKNOWN = "unknown"
    """The word says nothing."""


WORDS = {
    Ending.DONE: (
        "stop", "stop_sequence",  # OpenAI, Anthropic; "STOP" of Gemini: case does not count
        "end_turn",  # Anthropic; xAI's own (genkit#6259)
        "completed", "complete",  # OpenAI's Responses API, Cohere
    ),
    Ending.BOUND: (
        "length",  # OpenAI
        "max_tokens",  # Anthropic, Gemini, Cohere
        "max_output_tokens",  # OpenAI's Responses API
    ),
    Ending.WINDOW: (
        "model_length",  # Mistral's API reference
        "model_context_window_exceeded",  # Anthropic; z.ai (genkit#6259)
    ),
    Ending.REFUSED: (
        "content_filter", "refusal",  # OpenAI, Azure; Anthropic
        "safety", "recitation", "blocklist", "prohibited_content", "spii", "language",  # Gemini
        "image_safety", "sensitive",  # Gemini; z.ai (genkit#6259)
        "error_toxic", "guardrail_intervened", "content_filtered",  # Cohere; Amazon's Bedrock
    ),
    Ending.TOOLS: (
        "tool_calls", "function_call", "tool_use", "pause_turn",  # OpenAI; Anthropic
        "malformed_function_call", "unexpected_tool_call",  # Gemini
        "tool_call",  # Cohere
    ),
    Ending.FAULT: (
        "error",  # OpenRouter's docs, Errors; Mistral's API reference; Cohere
        "insufficient_system_resource",  # DeepSeek's API reference
        "network_error",  # z.ai (genkit#6259)
        "abort", "cancelled", "failed",  # vLLM and SGLang; OpenAI's Responses API
        "timeout", "user_cancel", "error_limit",  # Cohere
    ),
}  # fmt: skip
"""The words, with who sends them."""
FILTERED = "content_filter"
"""The word for a question that a filter took."""
MEANINGS = {word: ending for ending, words in WORDS.items() for word in words}
CUT = frozenset((Ending.BOUND, Ending.WINDOW))
"""Endings in the middle of what the model would have said."""
THOUGHTS_OPEN, THOUGHTS_CLOSE = "<think>", "</think>"
"""What stands around a model's thoughts in a text, as most thinking models write them."""
PIECES = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)


def ending_of(word: object) -> Ending:
    """Return what a server's word for the end of an answer means."""
    return MEANINGS.get(word.lower(), Ending.UNKNOWN) if isinstance(word, str) else Ending.UNKNOWN


def was_cut(ended: str | None) -> bool:
    """Whether an answer that ended with this word was cut off."""
    return ending_of(ended) in CUT


def is_broken_off(text: str) -> bool:
    """Whether a text holds no answer, or JSON of which something is still open."""
    if is_thoughts_alone(text) and "{" not in text:
        return True
    marks = [piece for piece in PIECES.findall(text) if not piece.startswith('"')]
    return sum(1 if mark in "{[" else -1 for mark in marks) > 0


def is_thoughts_alone(text: str) -> bool:
    """Whether a text is thoughts and nothing else, or blank."""
    return not part_thoughts(text).spoken.strip()
