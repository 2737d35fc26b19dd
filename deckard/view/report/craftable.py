"""The section of a report on what can be made of what the agent holds, as HTML."""

from collections.abc import Callable, Mapping, Sequence

from deckard.journal.state import State
from deckard.types import Inventory, Item
from deckard.view.graph.craftable import FUEL_UNKNOWN, Makeable, craftable
from deckard.view.report.sections import html_table, html_text, item_button

MOST_NAMED = 20
"""Kinds of items that are named before the reader asks; chosen."""


def craftable_section(state: State, fuels: Mapping[Item, float]) -> str:
    """Return what is held at the end, what it makes at once, and what lacks one kind of item.

    Args:
        state: What is known and held at the end of the journal.
        fuels: How many smelts one unit of each fuel lasts for; without any, smelting takes none.
    """
    held = {item: n for item, n in sorted(state.holds.items()) if n}
    if not held:
        return '<p class="none">The agent holds nothing.</p>'
    made = craftable(state, fuels, held)
    return (
        _holding(held)
        + _table("can be made now", "how often", made.now, lambda one: f"{one.times:,}")
        + _table("is one kind of item short", "lacks", made.short, _lacks)
        + ("" if made.knows_fuel else f"<p>{html_text(FUEL_UNKNOWN)}.</p>")
    )


def _holding(held: Inventory) -> str:
    counted = html_text(_counted(held))
    if len(held) <= MOST_NAMED:
        return f"<p>The agent holds {counted}.</p>"
    summary = f"The agent holds items of {len(held)} kinds"
    return f"<details><summary>{summary}</summary><p>{counted}</p></details>"


def _table(head: str, last: str, made: Sequence[Makeable], value: Callable[[Makeable], str]) -> str:
    if not made:
        return f'<p class="none">Nothing {head}.</p>'
    rows = [
        (item_button(m.recipe.item), html_text(str(m.recipe)), m.status, value(m)) for m in made
    ]
    return html_table((head, "recipe", "state", last), rows, texts=(0, 1))


def _lacks(one: Makeable) -> str:
    return html_text(_counted(dict([one.lacks]))) if one.lacks else ""


def _counted(inventory: Inventory) -> str:
    return ", ".join(f"{n:,} {item}" for item, n in inventory.items())
