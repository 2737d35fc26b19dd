"""The graph of a run through time, as numbers and words that the page draws from."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from deckard.graph.beliefs import roles
from deckard.intervals import wilson
from deckard.journal.events import Event, Pursued
from deckard.types import Item, Option, Recipe
from deckard.view.graph.layout import layered
from deckard.view.graph.why import Account, Reason, Seen, Why, explained, touched
from deckard.view.report.history import BeliefSpan, History
from deckard.view.sanitize import visible_text
from deckard.view.words import entry

NAMED = 26
"""Columns of text of a name that its box shows."""
WIDE = 7.7
"""Pixels of a column of text."""
MARGIN, HEIGHT = 39, 26
"""Pixels of a box beside its name, for the mark; and its height."""
LONGEST = 4000
"""Characters of one answer of a language model that the page holds."""
Check = Callable[[Recipe], tuple[str, ...]]
"""Names the fields in which a recipe differs from the truth."""


def report_graph_json(
    entries: Sequence[Sequence[Event]], told: History, target: Item | None, check: Check | None
) -> dict[str, Any]:
    """Return every item, belief and entry; items are named by their place in the list.

    The target is one of them from the beginning. An item stands in a column right of all it ever
    was believed to need, but for needs that form circles. A belief has status s[1] from entry s[0]
    on, until its next status or its end.
    """
    names = sorted({*told.state.awm.known, *([target] if target else [])})
    index = {item: k for k, item in enumerate(names)}
    about, spots, swept = _about(entries, told), _spots(told, names), _swept(entries)
    corrections = [count.corrects for count in told.counts]
    return {
        "target": index.get(target) if target else None,
        "entries": [
            {"s": count.steps, "w": visible_text(entry(events)), **({"c": 1} if corrects else {})}
            for events, count, corrects in zip(entries, told.counts, corrections, strict=True)
        ],
        "items": [
            {
                "n": visible_text(item),
                "label": label(item),
                "w": _width(item),
                "c": spots[item][0],
                "r": spots[item][1],
                "f": 0 if item == target else told.first[item],
                "b": [_belief(life, index, check) for life in told.lives.get(item, ())],
                "y": _why(explained(about.get(item, ()), item)),
                **({"a": swept[item]} if item in swept else {}),
                "o": _option(told.state.options.get(item)),
            }
            for item in names
        ],
    }


def _spots(told: History, names: Sequence[Item]) -> dict[Item, tuple[int, int]]:
    """The column of each item, and its rank in it, of all that ever was believed."""
    needs = sorted(
        {
            (need, item)
            for item, lives in told.lives.items()
            for life in lives
            for need in life.recipe.needs
        }
    )
    boxes = layered({item: (_width(item), HEIGHT) for item in names}, needs).boxes
    columns = {x: k for k, x in enumerate(sorted({round(box.x) for box in boxes.values()}))}
    return {i: (columns[round(box.x)], round(box.y)) for i, box in boxes.items()}


def _belief(life: BeliefSpan, index: dict[Item, int], check: Check | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "w": visible_text(str(life.recipe)),
        "k": [[index[need], role, n] for need, role, n in roles(life.recipe)],
        "s": life.spans,
        "e": life.because,
    }
    if life.end is not None:
        said |= {"x": life.end, "why": visible_text(life.reason)} | (
            {"bad": 1} if life.wrong else {}
        )
    if check is not None:
        said["t"] = check(life.recipe)
    return said


def _about(entries: Sequence[Sequence[Event]], told: History) -> dict[Item, list[Seen]]:
    """The entries that changed, or were to change, what is believed of each item."""
    found = dict[Item, list[Seen]]()
    for number, (events, count) in enumerate(zip(entries, told.counts, strict=True), 1):
        entry = Seen(number, "", count.steps, tuple(events))
        for item in dict.fromkeys(touched(event) for event in events):
            if item is not None:
                found.setdefault(item, []).append(entry)
    return found


def _swept(entries: Sequence[Sequence[Event]]) -> dict[Item, tuple[int, int]]:
    """Of each item that was attempted among others, without a recipe: how often, and when last."""
    found = dict[Item, tuple[int, int]]()
    for number, events in enumerate(entries, 1):
        for item in {i for e in events if isinstance(e, Pursued) for i in e.also}:
            found[item] = found.get(item, (0, 0))[0] + 1, number
    return found


def _why(why: Why) -> list[dict[str, Any]]:
    """What `deckard graph why` tells: the recipes, each with the entries that made it so."""
    said = [
        {
            "w": visible_text(str(account.recipe)),
            "r": [_reason(reason, account) for reason in account.reasons],
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
    return [*said, {"w": "", "r": unusable}] if unusable else said


def _reason(reason: Reason, account: Account) -> dict[str, Any]:
    said: dict[str, Any] = {
        "n": reason.entry.number,
        "s": reason.status,
        "w": visible_text(reason.words(account.recipe)),
    }
    if seen := list(map(visible_text, reason.evidence())):
        said["g"] = seen
    return said | ({"q": _shortened(reason.said)} if reason.said else {})


def _shortened(text: str) -> str:
    left, said = len(text) - LONGEST, "\n".join(map(visible_text, text[:LONGEST].split("\n")))
    return said if left <= 0 else f"{said} … ({left:,} more characters in the journal)"


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
