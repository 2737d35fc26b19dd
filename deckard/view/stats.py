"""A graph in numbers."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import networkx as nx
from rich.text import Text

from deckard.awm import AWM, VERIFIED, roles
from deckard.events import Dreamed, Misdreamed, State, Supposed
from deckard.skim import Entry
from deckard.view.text import MARKS
from deckard.view.wrong import wrong


def document(state: State, entries: Sequence[Entry] = ()) -> dict[str, Any]:
    """Count what a graph holds, and, of a run, what its journal tells of it."""
    awm = state.awm
    beliefs = [b for item in sorted(awm.known) for b in awm.beliefs(item)]
    counted = Counter((b.recipe.how, b.status) for b in beliefs)
    needs = Counter(role for b in beliefs for _, role, _ in roles(b.recipe))
    return {
        "items": {status: len(awm.items(status)) for status in MARKS},
        "recipes": {f"{how} {status}": n for (how, status), n in sorted(counted.items())},
        "needs": dict(sorted(needs.items())),
        "alternatives": sum(len(awm.beliefs(item)) > 1 for item in awm.known),
        "circles": sum(len(c) > 1 for c in nx.strongly_connected_components(awm.graph())),
        "depth": _depth(awm),
        "frontier": len(awm.frontier()),
        "env_steps": state.steps,
    } | (_journal(state, entries) if entries else {})


def _depth(awm: AWM) -> int:
    """The most crafts in a row that a verified item takes; circles count once."""
    known = nx.DiGraph()
    for item in awm.items(VERIFIED):
        known.add_edges_from((need, item) for need in awm.beliefs(item)[0].recipe.needs)
    longest = nx.dag_longest_path_length(nx.condensation(known), weight=None) if known else 0
    return int(longest)


def _journal(state: State, entries: Sequence[Entry]) -> dict[str, Any]:
    events = [event for entry in entries for event in entry.events]
    kinds = {"dreamed": Dreamed, "unusable": Misdreamed, "supposed": Supposed}
    told = {name: sum(isinstance(e, kind) for e in events) for name, kind in kinds.items()}
    found = wrong(state)
    acts = Counter(event["kind"] for event in events if isinstance(event, dict))
    return told | {
        "refuted": len(found.refuted),
        "corrected": len(found.corrected),
        "pursuits": acts["pursued"],
        "practices": acts["practised"],
        "practice_steps": state.practice_steps,
        "entries": state.entries,
    }


def text(told: dict[str, Any]) -> Text:
    """Return the numbers for a terminal, one a line."""
    flat = {k: v for k, v in told.items() if not isinstance(v, dict)}
    rows = [(f"items {k}", v) for k, v in told["items"].items()]
    rows += [(f"recipes {k}", v) for k, v in told["recipes"].items()]
    rows += [(f"needs {k}", v) for k, v in told["needs"].items()]
    rows += [(k.replace("_", " "), v) for k, v in flat.items()]
    width = max(len(name) for name, _ in rows)
    return Text("\n".join(f"{name.ljust(width)}  {number:>13,}" for name, number in rows))
