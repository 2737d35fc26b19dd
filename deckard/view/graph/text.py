"""The graph as text: one item a line, from raw to finished."""

from collections.abc import Iterable

from rich.text import Text

from deckard.graph.beliefs import UNKNOWN, VERIFIED, Belief
from deckard.graph.merged import merged
from deckard.graph.needs import NeedOfRecipe, needs_of_belief
from deckard.graph.order import raw_to_finished
from deckard.journal.state import State
from deckard.types import Item
from deckard.view.corrections import find_corrections
from deckard.view.sanitize import row
from deckard.view.styles import MARKS, STYLES

WIDEST = 40
"""Columns of a name at most. A longer one is cut; the recipe beside it has all of it."""


def graph_text(state: State, target: Item | None) -> Text:
    """Return the items with their recipes and a line of totals; `str` makes it plain."""
    items = raw_to_finished(state.awm)
    if target is not None and target not in state.awm.known:
        items.append(target)
    width = min(WIDEST, max((len(item) for item in items), default=0))
    lines = [line for item in items for line in _item(state, item, width, item == target)]
    return Text("\n").join([*lines, *([Text()] if lines else []), totals(state)])


def totals(state: State) -> Text:
    """Return one line: items by status, recipes found wrong, and env steps."""
    counts = {status: len(state.awm.items(status)) for status in MARKS}
    items = [Text(f"{n:,} {status}", STYLES[status]) for status, n in counts.items() if n]
    return row(
        f"{len(state.awm.known):,} item{'s' * (len(state.awm.known) != 1)}: ",
        Text(", ").join(items or [Text("nothing known yet")]),
        f"; {find_corrections(state)}; {state.steps:,} env steps",
    )


def _item(state: State, item: Item, width: int, is_target: bool) -> list[Text]:
    beliefs = merged(state.awm.beliefs(item))
    name = item if len(item) <= width else f"{item[: width - 1]}…"
    if not beliefs:
        text = f"nothing is known of {'it' if name == item else item}"
        return [_line(UNKNOWN, name.ljust(width), text, is_target)]
    names = [name, *([""] * (len(beliefs) - 1))]
    return [
        _line(belief.status, name.ljust(width), _words(belief, k), is_target and not k)
        for k, (belief, name) in enumerate(zip(beliefs, names, strict=True))
    ]


def _words(belief: Belief, position: int) -> str:
    unproven = [need for need in _needs(belief) if not need.proven]
    doubt = f"; only seen with {', '.join(' or '.join(n.names) for n in unproven)}"
    return f"{'or ' * bool(position)}{belief}{doubt * bool(unproven)}"


def _needs(belief: Belief) -> Iterable[NeedOfRecipe]:
    return needs_of_belief(belief) if belief.status == VERIFIED else ()


def _line(status: str, name: str, text: str, is_target: bool) -> Text:
    style = STYLES[status]
    line = row((MARKS[status], f"bold {style}"), " ", (name, style), "  ", text)
    return line.append("  <- target", "bold") if is_target else line
