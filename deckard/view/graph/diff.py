"""The differences of two graphs, as text and as JSON."""

from collections.abc import Iterator

from rich.text import Text

from deckard.graph.beliefs import Belief
from deckard.graph.diff import Change, Differences
from deckard.types import JsonObject
from deckard.view.sanitize import row

NAMED = 12
"""Items that a line names at most; the JSON document has all of them."""
NOTHING = "none"
INEXACT = "not exact"
"""A recipe that works, but asks for more than is needed or claims fewer units than come."""


def diff_text(differences: Differences, one: str, other: str, is_truth: bool) -> Text:
    """Return the differences as styled text; `str` makes it plain.

    Args:
        differences: The differences of two graphs.
        one: The name of the first graph.
        other: The name of the second graph.
        is_truth: Whether the second graph is the truth, so that what differs is wrong.
    """
    word = "wrong" if is_truth else "changed"
    lines = [line for change in differences.changed for line in _changed(change, word)]
    lines += [line for change in differences.inexact for line in _changed(change, INEXACT)]
    lines += [_line("-", "red", f"missing from {other}: {b.recipe}") for b in differences.missing]
    if is_truth:
        lines += list(_listed(differences.added, other))
    else:
        lines += [_line("+", "green", f"added: {b.recipe} ({b.status})") for b in differences.added]
    totals = f"{differences.same} recipes the same, {len(differences.changed)} {word}, "
    totals += f"{len(differences.inexact)} {INEXACT}, " if is_truth else ""
    totals += (
        f"{len(differences.missing)} missing, {len(differences.added)} added: {one} -> {other}"
    )
    return Text("\n").join([*lines, row((totals, "bold"))])


def _changed(change: Change, word: str) -> Iterator[Text]:
    recipe = change.old.recipe
    yield _line("~", "yellow", f"{word}: {recipe} ({change.old.status})")
    for field in change.fields:
        old, new = (_value_text(value) for value in change.values(field))
        yield row(f"    {field}: ", (old, "red"), " -> ", (new, "green"))


def _listed(added: tuple[Belief, ...], other: str) -> Iterator[Text]:
    items = sorted({belief.recipe.item for belief in added})
    if items:
        more = f" and {len(items) - NAMED} more" if len(items) > NAMED else ""
        listing = ", ".join(items[:NAMED]) + more
        yield _line("+", "green", f"{len(items)} items that only {other} knows: {listing}")


def _line(mark: str, style: str, text: str) -> Text:
    return row((mark, f"bold {style}"), " ", text)


def _value_text(value: object) -> str:
    match value:
        case dict():
            return ", ".join(f"{n} {i}" for i, n in sorted(value.items())) or NOTHING
        case frozenset():
            return ", ".join(sorted(value)) or NOTHING
        case None:
            return NOTHING
    return str(value)


def diff_json(differences: Differences, one: str, other: str, is_truth: bool) -> JsonObject:
    """Return the differences as a JSON-ready dict; those from the truth are under `wrong`."""
    return {
        "deckard_diff": 1,
        "one": one,
        "other": other,
        "same": differences.same,
        "wrong" if is_truth else "changed": [_change(change) for change in differences.changed],
        **({"inexact": [_change(change) for change in differences.inexact]} if is_truth else {}),
        "missing": [belief.model_dump(mode="json") for belief in differences.missing],
        "added": [belief.model_dump(mode="json") for belief in differences.added],
    }


def _change(change: Change) -> JsonObject:
    return {
        "item": change.old.recipe.item,
        "fields": {field: _pair(change, field) for field in change.fields},
        "one": change.old.model_dump(mode="json"),
        "other": change.new.model_dump(mode="json") | {"status": change.new_status},
    }


def _pair(change: Change, field: str) -> list[object]:
    return [sorted(v) if isinstance(v, frozenset) else v for v in change.values(field)]
