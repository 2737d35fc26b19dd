"""The graph as two CSV tables: the items, and the needs of their recipes."""

import csv
import io
from collections.abc import Iterable, Sequence

from deckard.graph.beliefs import roles
from deckard.graph.order import raw_to_finished
from deckard.journal.state import State
from deckard.types import Item

NODES = ("Id", "Label", "status", "target", "how", "source", "yields", "recipes", "because")
"""Columns of the items; how, source, yields and because are of the best recipe."""
EDGES = ("Source", "Target", "role", "quantity", "recipe", "status")
"""Columns of the needs. Gephi's importer understands Source and Target, Id and Label."""


def nodes_csv(state: State, target: Item | None) -> str:
    """Return the items as CSV, from raw to finished."""
    return _csv(NODES, (_node(state, item, target) for item in raw_to_finished(state.awm)))


def edges_csv(state: State) -> str:
    """Return the needs as CSV; `recipe` numbers the recipes of an item, from 0."""
    rows = (
        (need, item, role, quantity, k, belief.status)
        for item in raw_to_finished(state.awm)
        for k, belief in enumerate(state.awm.beliefs(item))
        for need, role, quantity in roles(belief.recipe)
    )
    return _csv(EDGES, rows)


def _node(state: State, item: Item, target: Item | None) -> Sequence[object]:
    beliefs = state.awm.beliefs(item)
    cells: Sequence[object] = ("", "", "", 0, "")
    if beliefs:
        recipe, because = beliefs[0].recipe, " ".join(map(str, beliefs[0].because))
        cells = (recipe.how, recipe.source or "", recipe.yields, len(beliefs), because)
    return (item, item, state.awm.status(item), str(item == target).lower(), *cells)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
