"""The graph of a run through time, as the JSON from which the page draws it."""

import unicodedata
from collections.abc import Callable, Sequence

from deckard.graph.beliefs import roles
from deckard.intervals import wilson
from deckard.journal.events import Attempted, Event
from deckard.types import Item, JsonObject, Option
from deckard.view.event_text import entry_text
from deckard.view.graph.accounts import (
    Account,
    FullEntry,
    Reason,
    Why,
    changed_item,
    explain_entries,
)
from deckard.view.graph.layout import layered_layout
from deckard.view.graph.why import needs_text
from deckard.view.report.history import BeliefSpan, History
from deckard.view.sanitize import visible_text
from deckard.worlds.tables.true_recipe import Deviation, wrong_fields

NAMED = 26
"""Columns of text that a box shows of a name at most; chosen."""
WIDE = 7.7
"""Pixels of a column of text in the page's font."""
MARGIN = 39
"""Pixels of a box's width beside its name, for the mark."""
HEIGHT = 26
"""Pixels: the height of a box."""
LONGEST = 4000
"""Characters of one answer of a language model that the page holds at most; chosen."""
Check = Callable[[BeliefSpan], tuple[Deviation, ...]]
"""Returns in what a belief deviates from the nearest true recipe."""


def report_graph_json(
    entries: Sequence[Sequence[Event]], past: History, target: Item | None, check: Check | None
) -> JsonObject:
    """Return every item, belief and entry as a JSON-ready dict; items are indices into a list.

    The target is one of the items from the beginning. An item stands in a column right of all
    that it ever needed, except in cycles. A belief has the status s[1] from the entry s[0] on,
    until its next status or its end.

    Args:
        entries: The events of each entry of the journal.
        past: The same entries, folded.
        target: The target of the run, if it has one.
        check: Compares a recipe with the true ones; None where these are unknown.
    """
    names = sorted({*past.state.awm.known, *([target] if target else [])})
    index = {item: k for k, item in enumerate(names)}
    changes, places, swept = _about(entries, past), _spots(past, names), _swept(entries)
    corrections = [count.corrects for count in past.counts]
    return {
        "target": index.get(target) if target else None,
        "entries": [
            {
                "s": count.steps,
                "w": visible_text(entry_text(events)),
                **({"c": 1} if corrects else {}),
            }
            for events, count, corrects in zip(entries, past.counts, corrections, strict=True)
        ],
        "items": [
            {
                "n": visible_text(item),
                "label": label(item),
                "w": _width(item),
                "c": places[item][0],
                "r": places[item][1],
                "f": 0 if item == target else past.first[item],
                "b": [_belief(span, index, check) for span in past.spans.get(item, ())],
                "y": _why(explain_entries(changes.get(item, ()), item)),
                **({"a": swept[item]} if item in swept else {}),
                "o": _option(past.state.options.get(item)),
            }
            for item in names
        ],
    }


def _spots(past: History, names: Sequence[Item]) -> dict[Item, tuple[int, int]]:
    """Return the column of each item and its position there, by all recipes ever believed."""
    needs = sorted(
        {
            (need, item)
            for item, spans in past.spans.items()
            for span in spans
            for need in span.recipe.needs
        }
    )
    boxes = layered_layout({item: (_width(item), HEIGHT) for item in names}, needs).boxes
    columns = {x: k for k, x in enumerate(sorted({round(box.x) for box in boxes.values()}))}
    return {i: (columns[round(box.x)], round(box.y)) for i, box in boxes.items()}


def _belief(span: BeliefSpan, index: dict[Item, int], check: Check | None) -> JsonObject:
    fields: JsonObject = {
        "w": visible_text(str(span.recipe)),
        "k": [[index[need], role, n] for need, role, n in roles(span.recipe)],
        "s": span.statuses,
        "e": span.because,
    }
    if span.end is not None:
        fields |= {"x": span.end, "why": visible_text(span.reason)} | (
            {"bad": 1} if span.wrong else {}
        )
    if check is not None:
        deviations = check(span)
        fields["t"] = [*wrong_fields(deviations)]
        fields["m"] = [deviation.field for deviation in deviations if not deviation.is_wrong]
    return fields


def _about(entries: Sequence[Sequence[Event]], past: History) -> dict[Item, list[FullEntry]]:
    """Return for each item the entries that changed its beliefs, or tried to."""
    changes = dict[Item, list[FullEntry]]()
    for number, (events, count) in enumerate(zip(entries, past.counts, strict=True), 1):
        entry = FullEntry(number, "", count.steps, tuple(events))
        for item in dict.fromkeys(changed_item(event) for event in events):
            if item is not None:
                changes.setdefault(item, []).append(entry)
    return changes


def _swept(entries: Sequence[Sequence[Event]]) -> dict[Item, tuple[int, int]]:
    """Of each item that was attempted among others, without a recipe: how often, and when last."""
    bulk = dict[Item, tuple[int, int]]()
    for number, events in enumerate(entries, 1):
        for item in {i for e in events if isinstance(e, Attempted) for i in e.items}:
            bulk[item] = bulk.get(item, (0, 0))[0] + 1, number
    return bulk


def _why(why: Why) -> list[JsonObject]:
    """Return what `deckard graph why` shows: each recipe with the entries that changed it."""
    recipes = [
        {
            "w": visible_text(str(account.recipe)),
            "r": [_reason(reason, account) for reason in account.reasons],
            **({"p": visible_text(needs_text(account))} if account.needs else {}),
        }
        for account in why.accounts
    ]
    unusable = [
        {
            "n": entry.number,
            "w": visible_text(event.reason),
            "q": _shortened(event.text),
            "m": visible_text(event.model),
        }
        for entry, event in why.unusable
    ]
    return [*recipes, {"w": "", "r": unusable}] if unusable else recipes


def _reason(reason: Reason, account: Account) -> JsonObject:
    fields: JsonObject = {
        "n": reason.entry.number,
        "s": reason.status,
        "w": visible_text(reason.words(account.recipe)),
    }
    if evidence := list(map(visible_text, reason.evidence())):
        fields["g"] = evidence
    return fields | ({"q": _shortened(reason.text)} if reason.text else {})


def _shortened(text: str) -> str:
    left, shown = len(text) - LONGEST, "\n".join(map(visible_text, text[:LONGEST].split("\n")))
    return shown if left <= 0 else f"{shown} … ({left:,} more characters in the journal)"


def _option(option: Option | None) -> str | None:
    if option is None:
        return None
    low, high = wilson(min(option.successes, option.episodes), max(1, option.episodes))
    return (
        f"{option.file}: {option.successes} of {option.episodes} fresh episodes "
        f"({low:.0%} to {high:.0%}), {option.steps:,.0f} env steps each"
    )


def label(item: Item) -> str:
    """Return a name as a box shows it: on one line, with its end left out when it is long."""
    shown = " ".join(visible_text(item).split()) or "(no name)"
    while _columns(shown) > NAMED:
        shown = shown[:-2] + "…"
    return shown


def _width(item: Item) -> int:
    return round(MARGIN + WIDE * _columns(label(item)))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
