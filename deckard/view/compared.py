"""Language models beside each other, as a table and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from deckard.contest import Compared
from deckard.score import FIELDS, Share
from deckard.view import spent

UNREADABLE = ("unparsed", "incomplete", "absurd_quantity", "other_item")
"""Faults of answers that hold no recipe for the item: parse failures."""


def table(compared: Sequence[Compared]) -> Table:
    """Return a column for each model: what is right, with 95 % intervals, what is not, the cost."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    drawn.add_column("", style="dim", no_wrap=True)
    for one in compared:
        drawn.add_column(one.label, justify="right", overflow="fold")
    for field in FIELDS:
        drawn.add_row(field, *(_share(one.fields[field]) for one in compared))
    drawn.add_section()
    told = [_counts(one) | _took(one) for one in compared]
    for name in told[0]:
        drawn.add_row(name, *(one[name] for one in told))
    return drawn


def notes(compared: Sequence[Compared]) -> list[str]:
    """Say what the table counts, and where a limit cut it short."""
    said = [
        "whole: of all items that the reference knows how to obtain; the other fields: of answers "
        "that hold a recipe, where the field applies. In brackets 95 % Wilson intervals, then how "
        "many answers."
    ]
    return said + [
        f"{one.label}: asked for {one.asked} items only: {one.stopped}"
        for one in compared
        if one.stopped
    ]


def document(compared: Sequence[Compared]) -> dict[str, Any]:
    """Return all of it for other programs."""
    return {"deckard_llm_compare": 1, "models": [_told(one) for one in compared]}


def _share(share: Share) -> str:
    if share.interval is None:
        return "-"
    low, high = share.interval
    return f"{share.right / share.of:.0%} ({low:.0%}-{high:.0%}) {share.of}"


def _counts(one: Compared) -> dict[str, str]:
    faults = one.faults.faults
    return {
        "items": str(one.asked),
        "parse failures": str(sum(faults[fault] for fault in UNREADABLE)),
        "invented names": str(faults["invented"]),
        "self-reference": str(faults["self_reference"]),
        "circles": str(one.faults.circles),
        "says impossible": str(faults["says_impossible"]),
        "mended when asked again": str(one.faults.repaired.total()),
    }


def _took(one: Compared) -> dict[str, str]:
    used = one.usage
    told = used.untold < used.calls
    return {
        "questions, asked now": f"{used.calls:,}, {one.calls:,}",
        "tokens in": f"{used.tokens_in:,}" if told else "unknown",
        "tokens out": f"{used.tokens_out:,}" if told else "unknown",
        "seconds a call": f"{used.seconds / used.calls:.2f}" if used.seconds else "unknown",
        "USD": "unknown" if used.usd is None else f"{used.usd:.4f}",
    }


def _told(one: Compared) -> dict[str, Any]:
    return {
        "model": one.label,
        "items": one.asked,
        "stopped": one.stopped,
        "fields": {f: asdict(s) | {"interval": s.interval} for f, s in one.fields.items()},
        "answers": one.faults.document(),
        "took": spent.document(one.usage),
        "calls_now": one.calls,
    }
