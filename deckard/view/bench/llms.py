"""Language models beside each other, as a table and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from deckard.bench.compare_llms import Compared
from deckard.bench.score.recipes import FIELDS
from deckard.intervals import Share
from deckard.view.run import usage as spent

UNREADABLE = ("unparsed", "incomplete", "absurd_quantity", "other_item")
"""Faults of answers that hold no recipe for the item: parse failures."""

GAP = 2
"""Blanks between columns."""
LONGEST = 17
"""Characters of a model's label on one line."""


def parts(compared: Sequence[Compared], width: int) -> Iterator[Table]:
    """Yield a column for each model, in as many tables as it takes to fit the width.

    A column says what is right, with 95 % intervals, what is not, and what it took.
    """
    columns = [_column(one) for one in compared]
    left = max(len(name) for name in columns[0]) + GAP
    widths = [
        max(min(len(one.label), LONGEST), *map(len, column.values())) + GAP
        for one, column in zip(compared, columns, strict=True)
    ]
    for some in _fitting(widths, width - left):
        drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, GAP, 0, 0))
        drawn.add_column("", style="dim", no_wrap=True)
        for k in some:
            longest = widths[k] - GAP
            drawn.add_column(compared[k].label, justify="right", overflow="fold", width=longest)
        for name in columns[0]:
            drawn.add_row(name, *(columns[k][name] for k in some), end_section=name == FIELDS[-1])
        yield drawn


def _fitting(widths: Sequence[int], width: int) -> Iterator[list[int]]:
    """Yield the numbers of columns that fit beside each other, at least one at a time."""
    some, used = list[int](), 0
    for k, one in enumerate(widths):
        if some and used + one - GAP > width:
            yield some
            some, used = [], 0
        some, used = [*some, k], used + one
    yield some


def _column(one: Compared) -> dict[str, str]:
    fields = {field: _share(one.fields[field]) for field in FIELDS}
    return fields | _counts(one) | _took(one)


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


def llms_json(compared: Sequence[Compared]) -> dict[str, Any]:
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
        "took": spent.usage_json(one.usage),
        "calls_now": one.calls,
    }
