"""Read the replies of chat servers: where the answer stands, how it ended, what it took.

Every protocol takes its own reply apart; what the parts mean is decided here.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from deckard.llms import Completion, without_path
from deckard.llms.endings import (
    FILTERED,
    THOUGHTS_CLOSE,
    THOUGHTS_OPEN,
    Ending,
    ending_of,
    is_broken_off,
    was_cut,
)
from deckard.llms.http.capabilities import is_object
from deckard.llms.http.endpoint import NOT_CHAT, NotChat, ReportedError
from deckard.llms.http.faults.fault_kinds import FaultKind
from deckard.llms.http.faults.server_messages import ServerMessage, is_filtered, read_server_message
from deckard.llms.http.token_counts import NOT_COUNTED, TokenCounts, count_tokens, reply_part
from deckard.types import JsonObject

THOUGHTS_IN = ("reasoning_content", "reasoning", "thinking", "reasoning_details")
"""Fields of a message in which servers put thoughts, and some the answer.

`reasoning_content`: DeepSeek, llama.cpp, vLLM (vllm#16182); `reasoning`, `reasoning_details`:
OpenRouter; `thinking`: Ollama (ollama#10976).
"""
ERROR_IN = ("errors", "detail", "error_msg", "error_message", "message", "msg", "base_resp")
"""Where servers put an error at status 200 besides `error`, in a reply that is none.

`errors`: Cloudflare; `error_msg`: Baidu; `base_resp`: MiniMax.
"""
TRY_LATER = "try later, or look at the server's log"
OUT_OF_TOKENS = "max completion tokens reached"
"""What Groq puts in place of the text of a model that the bound cut off."""
WITHOUT_CODE = {FaultKind.OVERLOADED: 503, FaultKind.RATE: 429}
"""HTTP statuses for kinds of fault that pass, where the server gives no code for them."""
WITHOUT_CHOICES = "answered without choices: is it a chat model? If not, use another model"
STATUSES = {
    "insufficient_quota": 402, "billing": 402, "rate_limit": 429, "too_many": 429,
    "exhausted": 429, "overload": 529, "capacity": 529, "unavailable": 503, "timeout": 504,
    "deadline": 504, "server_error": 500, "internal": 500, "api_error": 500, "api_key": 401,
    "auth": 401, "permission": 403, "not_found": 404, "invalid": 400,
}  # fmt: skip
"""HTTP statuses for parts of the words that servers put in their place; the first that fits."""


@dataclass(frozen=True)
class ReplyParts:
    """What a reply of any protocol holds."""

    content: str = ""
    """What the model wrote as its answer."""
    thoughts: str = ""
    """What it wrote elsewhere, mostly before."""
    ending: object = None
    """The server's word for how the answer ended."""
    refusal: str = ""
    """What the model said in place of an answer."""
    tokens: TokenCounts = NOT_COUNTED
    model: object = None
    """The model as it named itself."""


class NoChoice(NotChat):
    """A reply holds no choice, and does not say why.

    Mostly it passes (gpt-load#232, gateway#1303); what lasts is the work of a filter.

    Args:
        parts: What the reply stands for if it lasts.
        was_read: Whether it counts tokens of the question: else it may be no chat model.
    """

    def __init__(self, parts: ReplyParts, was_read: bool) -> None:
        super().__init__(WITHOUT_CHOICES, broken=True)
        self.parts, self.was_read = parts, was_read


def read_completion(parts: ReplyParts, asked_model: str) -> Completion:
    """Return the answer that the parts of a reply make.

    Where the content is blank, the thoughts are the text: as they are if they are the JSON that
    was asked for (vllm#50948), and marked as thoughts else.

    Args:
        parts: What the reply holds.
        asked_model: The model that was asked for.

    Raises:
        NotChat: The server failed: this is no answer of the model.
    """
    text, answer_in = _text(parts)
    ended = "refusal" if parts.refusal else _ended(parts.ending, text)
    model = parts.model if isinstance(parts.model, str) and parts.model else asked_model
    return Completion(
        text=text,
        model=without_path(model),
        tokens_in=parts.tokens.tokens_in,
        tokens_out=parts.tokens.tokens_out,
        reasoning_tokens=parts.tokens.reasoning,
        ended=ended,
        answer_in=answer_in,
    )


def answer_in_refusal(message: ServerMessage, asked_model: str) -> Completion | None:
    """Return the answer for which a refusal of one question stands; None where it stands for none.

    A filter's refusal of the question is an answer without text: Azure's `content_filter`
    (TinyTroupe#85), `invalid_prompt`, moderation. So is the text of a model that did not fit the
    wanted form, which Groq refuses as `json_validate_failed`.

    Args:
        message: What the server said.
        asked_model: The model that was asked for.
    """
    if is_filtered(message):
        return Completion("", asked_model, ended=FILTERED)
    if message.answer is None:
        return None
    if OUT_OF_TOKENS in message.answer.lower():
        return Completion("", asked_model, ended="length")
    return Completion(message.answer, asked_model, ended="json_validate_failed")


def _text(parts: ReplyParts) -> tuple[str, Literal["content", "reasoning"]]:
    """Return the text of the answer, and where it stood."""
    if parts.content.strip() or parts.refusal or not parts.thoughts.strip():
        return (parts.content if parts.content.strip() else parts.refusal), "content"
    if is_object(parts.thoughts):
        return parts.thoughts, "reasoning"
    end = "" if was_cut(_word(parts.ending)) else f"\n{THOUGHTS_CLOSE}"
    return f"{THOUGHTS_OPEN}\n{parts.thoughts}{end}", "reasoning"


def _ended(word: object, text: str) -> str | None:
    """Return why a model stopped early, None when it was done; NotChat when the server failed."""
    ending = ending_of(word)
    if ending is Ending.FAULT:
        raise NotChat(f"failed in the middle of its answer ({word}): {TRY_LATER}", broken=True)
    if ending is Ending.UNKNOWN and is_broken_off(text):
        how = f"is empty or broken off, and its finish reason {word!r} does not say why"
        raise NotChat(f"the answer {how}: raise llm.answer_tokens, {TRY_LATER}", broken=True)
    return _word(word) if ending not in (Ending.DONE, Ending.UNKNOWN) else None


def _word(word: object) -> str | None:
    return word.lower() if isinstance(word, str) else None


def chat_parts(reply: JsonObject) -> ReplyParts:
    """Take apart a reply in OpenAI's chat protocol.

    The message may be missing where a finish reason says why, and the choices where a note on the
    question shows that a filter took it: Gemini answers so (fast-agent#184).

    Raises:
        NoChoice: It has no choice, and does not say why.
        NotChat: It is an error, or no reply of a chat model.
    """
    choice = reply_part(reply, "choices", 0)
    raise_reported(reply.get("error"))
    raise_reported(reply_part(choice, "error"), was_at_work=True)
    ending = reply_part(choice, "finish_reason") or _ending_without_choice(reply)
    message = _message(choice)
    content, refusal = reply_part(message, "content"), reply_part(message, "refusal")
    if not isinstance(message, dict) and (message is not None or not ending):
        raise_reported(other_error(reply))
        raise NotChat(WITHOUT_CHOICES if reply.get("choices") == [] else NOT_CHAT)
    if content is not None and not isinstance(content, str | list):
        raise NotChat(NOT_CHAT)
    return ReplyParts(
        content=joined_text(content) or _called(message),
        thoughts=_thoughts(message),
        ending=ending,
        refusal=refusal if isinstance(refusal, str) else "",
        tokens=count_tokens(reply.get("usage"), "prompt_tokens", "completion_tokens"),
        model=reply.get("model"),
    )


def _message(choice: object) -> object:
    """Return a choice's message: also one that is called `delta`, or is plain `text`."""
    for name in ("message", "delta"):
        if isinstance(message := reply_part(choice, name), dict):
            return message
    text = reply_part(choice, "text")
    return {"content": text} if isinstance(text, str) else reply_part(choice, "message")


def _called(message: object) -> str:
    """Return the first call of a tool in a message: models put answers there though none is given.

    The deprecated `function_call` is such a call, too (OpenAI's API reference, Chat Completions).
    """
    called = reply_part(message, "tool_calls", 0, "function") or reply_part(
        message, "function_call"
    )
    return json.dumps(called) if reply_part(called, "arguments") else ""


def _ending_without_choice(reply: JsonObject) -> str | None:
    """Return the word for a question that a filter took, as far as a reply without choices shows.

    Raises:
        NoChoice: It counts tokens, but none of an answer (langroid#705, ECC#1976).
    """
    if reply.get("choices"):
        return None
    if reply.get("promptFeedback") or reply.get("prompt_feedback"):
        return FILTERED
    usage = reply.get("usage") if "choices" in reply else None
    if not isinstance(usage, dict) or reply_part(usage, "completion_tokens"):
        return None
    tokens = count_tokens(usage, "prompt_tokens", "completion_tokens")
    parts = ReplyParts(ending=FILTERED, tokens=tokens, model=reply.get("model"))
    raise NoChoice(parts, was_read=bool(reply_part(usage, "prompt_tokens")))


def other_error(reply: JsonObject) -> JsonObject:
    """Return the error in a reply that does not call it so; empty where there is none."""
    error = {name: reply[name] for name in ERROR_IN if reply.get(name)}
    is_told = any(isinstance(value, str | list) for value in error.values()) or "base_resp" in error
    codes = {name: reply[name] for name in ("code", "error_code") if reply.get(name)}
    return error | codes if is_told else {}


def _thoughts(message: object) -> str:
    """Return the thoughts in a message: of the fields for them, the first that is not blank."""
    texts = (joined_text(reply_part(message, name)) for name in THOUGHTS_IN)
    return next((text for text in texts if text.strip()), "") or joined_text(
        reply_part(message, "content"), thoughts=True
    )


def joined_text(content: object, thoughts: bool = False) -> str:
    """Return a text that may come in parts; with `thoughts`, of the parts that are thoughts."""
    if not isinstance(content, list):
        return content if isinstance(content, str) and not thoughts else ""
    return "".join(_part_texts(content, thoughts))


def _part_texts(parts: Iterable[object], thoughts: bool) -> Iterable[str]:
    for part in parts:
        thinking = reply_part(part, "thinking")  # Mistral's and Anthropic's thinking parts
        if isinstance(part, str) and not thoughts:
            yield part
        elif thoughts and thinking:
            yield joined_text(thinking)
        elif not thoughts:
            text = reply_part(part, "text") or reply_part(part, "summary")
            yield text if isinstance(text, str) else ""


def raise_reported(error: object, was_at_work: bool = False) -> None:
    """Raise ReportedError for an error that stands in a reply of status 200.

    Args:
        error: The error: an object, a text, or nothing.
        was_at_work: Whether the model had begun to answer: then an error without a known code is
            a failure that may pass.
    """
    if not error:
        return
    kind = read_server_message(200, error).kind
    otherwise = WITHOUT_CODE.get(kind, 500 if was_at_work else 200)
    raise ReportedError(error, _status(error) or otherwise)


def _status(error: object) -> int | None:
    """Return the HTTP status for which the code of an error stands."""
    codes = [reply_part(error, name) for name in ("code", "status", "type", "error_type")]
    codes.append(reply_part(error, "metadata", "error_type"))
    numbers = [int(str(code)) for code in codes if re.fullmatch(r"[4-9]\d\d", str(code))]
    if numbers:
        return numbers[0]
    text = " ".join(code.lower() for code in codes if isinstance(code, str))
    return next((status for word, status in STATUSES.items() if word in text), None)
