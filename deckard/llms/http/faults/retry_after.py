"""How long a server asks to wait before the next request."""

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from deckard.llms.http.faults.body_texts import error_objects

UNIT = r"(?:ms|milliseconds?|s|sec|seconds?|m|min|minutes?|h|hours?)(?![a-z])"
SPAN = re.compile(
    rf"(?:retry|try again|try|wait) (?:after |in |for )?((?:\d+(?:\.\d+)? ?{UNIT} ?)+)",
    re.IGNORECASE,
)
"""A span of time in a message: "Please retry in 37.1s" (Gemini), "try again in 7m12s" (Groq)."""
PART = re.compile(r"(\d+(?:\.\d+)?) ?([a-z]+)")
SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
"""Seconds in a unit, by its first letter."""


def wanted_wait(headers: Mapping[str, str], body: object, text: str) -> float | None:
    """Return the seconds that a server asks to wait; None where it asks for none.

    Args:
        headers: The headers of its reply: `retry-after-ms`, or else `retry-after`, count first.
        body: Its body; Google's `RetryInfo` has `retryDelay` (google.rpc.RetryInfo).
        text: Its message.
    """
    wanted = _of_headers(headers)
    if wanted is None:
        wanted = _of_body(body)
    return _of_text(text) if wanted is None else wanted


def _of_headers(headers: Mapping[str, str]) -> float | None:
    """Return seconds that stand in milliseconds, in seconds, or as a date."""
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return max(0.0, float(milliseconds) / 1000)
        if not (after := headers.get("retry-after")):
            return None
        if re.fullmatch(r"[0-9.]+", after):
            return float(after)
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
    except ValueError:
        return None


def _of_body(body: object) -> float | None:
    for error in error_objects(body):
        delay = error.get("retryDelay")
        if isinstance(delay, str) and re.fullmatch(r"\d{1,9}(\.\d+)?s", delay):
            return float(delay[:-1])
    return None


def _of_text(text: str) -> float | None:
    span = SPAN.search(text)
    if span is None:
        return None
    parts = PART.findall(span[1].lower())
    return sum(float(number) * _seconds(unit) for number, unit in parts)


def _seconds(unit: str) -> float:
    return SECONDS["ms"] if unit.startswith(("ms", "mil")) else SECONDS[unit[0]]
