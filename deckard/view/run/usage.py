"""What a language model took, in words and as JSON."""

from dataclasses import asdict
from typing import Any

from deckard.llms.usage import Usage


def usage_line(usage: Usage) -> str:
    """Return the ledger in one line."""
    parts = []
    if usage.calls:
        models = ", ".join(usage.models)
        thoughts = f" ({usage.reasoning_tokens:,} in thoughts)" * bool(usage.reasoning_tokens)
        tokens = f"{usage.tokens_in:,} tokens in, {usage.tokens_out:,} out{thoughts}"
        sent = f" in {usage.requests:,} requests" * (usage.requests > usage.calls + usage.failed)
        untold = f" (and {usage.untold} untold)" * bool(usage.untold)
        parts.append(
            f"{usage.calls:,} call{'s' * (usage.calls != 1)} to {models}{sent}: {tokens}{untold}, "
            f"{usage.seconds:,.1f} s, {usd(usage)}"
        )
    else:
        parts.append("no calls")
    if usage.cached:
        parts.append(f"{usage.cached:,} answers recorded before")
    if usage.failed:
        parts.append(f"{usage.failed:,} questions without an answer")
    return f"Language model: {'; '.join(parts)}."


def usd(usage: Usage) -> str:
    """Return the price, or that it is not known."""
    return "USD unknown" if usage.usd is None else f"{usage.usd:.4f} USD"


def usage_json(usage: Usage) -> dict[str, Any]:
    """Return the ledger for other programs; `usd` is "unknown" where it is."""
    document = asdict(usage) | {"models": list(usage.models), "seconds": round(usage.seconds, 3)}
    return document | {"usd": "unknown" if usage.usd is None else usage.usd}
