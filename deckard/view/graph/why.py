"""Explains the graph's recipes of an item: what each entry said and showed, as text and JSON."""

import textwrap
from collections.abc import Iterator

from rich.text import Text

from deckard.graph.beliefs import UNKNOWN, VERIFIED
from deckard.types import JsonObject
from deckard.view.graph.accounts import SUBSUMED, Account, FullEntry, Reason, Why
from deckard.view.sanitize import row
from deckard.view.styles import MARKS, STYLES

LONGEST = 300
"""Characters of an answer that the text shows at most; the JSON document has all of it."""


def why_text(why: Why) -> Text:
    """Return the explanation as styled text for a terminal; `str` makes it plain."""
    style = STYLES.get(why.status, "")
    lines = [row((why.item, "bold"), ": ", (why.status, style))]
    for account in why.accounts:
        lines.append(_head(account))
        lines += [row(f"    needs {needs_text(account)}")] if account.needs else []
        lines += [line for reason in account.reasons for line in _reason(reason, account)]
    for entry, event in why.unusable:
        head = f" an answer of {event.model} without recipe"
        lines.append(row(("✗", "bold red"), head))
        lines.append(row(f"    {_when(entry)}: {event.reason}"))
        lines.append(_quoted(event.text))
    if why.swept:
        times = f"{len(why.swept)} time{'s' * (len(why.swept) != 1)}"
        line = f"  attempted without a recipe {times}, last in entry {why.swept[-1]}"
        lines.append(Text(line, "dim"))
    if why.status == UNKNOWN and not (why.accounts or why.unusable or why.swept):
        lines.append(Text("  nothing was ever believed of it; it is only needed"))
    return Text("\n").join(lines)


def needs_text(account: Account) -> str:
    """Return what a verified recipe needs, and of each need whether that was shown."""
    return ", ".join(need.text for need in account.needs)


def _head(account: Account) -> Text:
    mark, style = MARKS.get(account.status, "✗"), STYLES.get(account.status, "red")
    if account.status == SUBSUMED:  # true still
        mark, style = MARKS[VERIFIED], STYLES[UNKNOWN]
    line = row((mark, f"bold {style}"), f" {account.recipe}")
    return line if account.status in MARKS else line.append(f"  ({account.status})", style)


def _reason(reason: Reason, account: Account) -> Iterator[Text]:
    yield row(f"    {_when(reason.entry)}: {reason.words(account.recipe)}")
    if reason.text:
        yield _quoted(reason.text)
    yield from (row((f"        {line}", "dim")) for line in reason.evidence())


def _when(entry: FullEntry) -> str:
    return f"entry {entry.number}, env step {entry.steps:,}"


def _quoted(text: str) -> Text:
    return row((f"        “{textwrap.shorten(text, LONGEST, placeholder=' …')}”", "dim"))


def why_json(why: Why) -> JsonObject:
    """Return the explanation as a JSON-ready dict."""
    return {
        "item": why.item,
        "status": why.status,
        "recipes": [
            {
                "recipe": account.recipe.model_dump(mode="json"),
                "status": account.status,
                "needs": [
                    {"any_of": list(need.names), "proven_by": need.because}
                    for need in account.needs
                ],
                "because": [_reason_json(reason) for reason in account.reasons],
            }
            for account in why.accounts
        ],
        "unusable": [_place(entry) | v.model_dump(mode="json") for entry, v in why.unusable],
        "swept": list(why.swept),
    }


def _reason_json(reason: Reason) -> JsonObject:
    return _place(reason.entry) | {
        "did": reason.did,
        "recipe": reason.recipe.model_dump(mode="json"),
        "text": reason.text or None,
        "acted": reason.acted or None,
        "gain": reason.gain.model_dump(mode="json") if reason.gain else None,
        "failures": [failure.model_dump(mode="json") for failure in reason.failures],
    }


def _place(entry: FullEntry) -> JsonObject:
    return {"entry": entry.number, "at": entry.at, "env_steps": entry.steps}
