"""A comparison of language models, as tables and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.table import Table

from deckard.bench.compare_llms import Compared
from deckard.bench.score.recipes import FIELDS
from deckard.intervals import Share
from deckard.types import JsonObject
from deckard.view.run.usage import usage_json

UNREADABLE = ("unparsed", "incomplete", "absurd_quantity", "other_item")
"""Faults that count as parse failures: the answer holds no recipe for the item."""

GAP = 2
"""Blanks between columns."""
LONGEST = 17
"""Characters of a model's label on one line."""


def llm_tables(compared: Sequence[Compared], width: int) -> Iterator[Table]:
    """Yield tables with a column per model, as many as it takes to fit a terminal's width.

    A column holds the shares of right answers with 95 % intervals, counts of faults, and usage.
    """
    columns = [_column(model) for model in compared]
    name_width = max(len(name) for name in columns[0]) + GAP
    widths = [
        max(min(len(model.label), LONGEST), *map(len, column.values())) + GAP
        for model, column in zip(compared, columns, strict=True)
    ]
    for group in _fitting(widths, width - name_width):
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, GAP, 0, 0))
        table.add_column("", style="dim", no_wrap=True)
        for k in group:
            longest = widths[k] - GAP
            table.add_column(compared[k].label, justify="right", overflow="fold", width=longest)
        for name in columns[0]:
            table.add_row(name, *(columns[k][name] for k in group), end_section=name == FIELDS[-1])
        yield table


def _fitting(widths: Sequence[int], width: int) -> Iterator[list[int]]:
    """Yield groups of columns that fit beside each other, at least one column each."""
    some, used = list[int](), 0
    for k, column_width in enumerate(widths):
        if some and used + column_width - GAP > width:
            yield some
            some, used = [], 0
        some, used = [*some, k], used + column_width
    yield some


def _column(model: Compared) -> dict[str, str]:
    fields = {field: _share(model.fields[field]) for field in FIELDS}
    return fields | _counts(model) | _took(model)


def llm_notes(compared: Sequence[Compared]) -> list[str]:
    """Return notes on what the table counts, and which models a limit stopped."""
    lines = [
        "whole: of all items that the reference knows how to obtain; the other fields: of answers "
        "that hold a recipe, where the field applies. In brackets 95 % Wilson intervals, then how "
        "many answers."
    ]
    return lines + [
        f"{model.label}: asked for {model.asked} items only: {model.stopped}"
        for model in compared
        if model.stopped
    ]


def llms_json(compared: Sequence[Compared]) -> JsonObject:
    """Return the comparison as a JSON-ready dict."""
    return {"deckard_llm_compare": 1, "models": [_model_json(model) for model in compared]}


def _share(share: Share) -> str:
    if share.interval is None:
        return "-"
    low, high = share.interval
    return f"{share.right / share.of:.0%} ({low:.0%}-{high:.0%}) {share.of}"


def _counts(model: Compared) -> dict[str, str]:
    faults = model.faults.faults
    return {
        "items": str(model.asked),
        "parse failures": str(sum(faults[fault] for fault in UNREADABLE)),
        "invented names": str(faults["invented"] + model.faults.partial),
        "self-reference": str(faults["self_reference"]),
        "circles": str(model.faults.circles),
        "says impossible": str(faults["says_impossible"]),
        "mended when asked again": str(model.faults.repaired.total()),
    }


def _took(model: Compared) -> dict[str, str]:
    usage = model.usage
    tokens_known = usage.untold < usage.calls
    return {
        "questions, asked now": f"{usage.calls:,}, {model.calls:,}",
        "tokens in": f"{usage.tokens_in:,}" if tokens_known else "unknown",
        "tokens out": f"{usage.tokens_out:,}" if tokens_known else "unknown",
        "seconds a call": f"{usage.seconds / usage.calls:.2f}" if usage.seconds else "unknown",
        "USD": "unknown" if usage.usd is None else f"{usage.usd:.4f}",
    }


def _model_json(model: Compared) -> JsonObject:
    return {
        "model": model.label,
        "items": model.asked,
        "stopped": model.stopped,
        "fields": {f: asdict(s) | {"interval": s.interval} for f, s in model.fields.items()},
        "answers": model.faults.document(),
        "took": usage_json(model.usage),
        "calls_now": model.calls,
    }
