"""A graph in numbers."""

from collections import Counter
from collections.abc import Sequence

from rich.text import Text

from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, roles
from deckard.graph.merged import merged
from deckard.journal.events import Dreamed, Misdreamed, Supposed, Voided
from deckard.journal.reader import Entry
from deckard.journal.state import State
from deckard.types import Item, JsonObject
from deckard.view.corrections import find_corrections
from deckard.view.graph.cycles import cycle_groups, depth
from deckard.view.styles import MARKS


def stats_json(state: State, entries: Sequence[Entry] | None = None) -> JsonObject:
    """Return counts of the graph and, given its entries, of the journal as a JSON-ready dict."""
    awm = state.awm
    beliefs = [b for item in sorted(awm.known) for b in merged(awm.beliefs(item))]
    recipes = Counter((b.recipe.how, b.status) for b in beliefs)
    needs = Counter(role for b in beliefs for _, role, _ in roles(b.recipe))
    return {
        "items": {status: len(awm.items(status)) for status in MARKS},
        "recipes": {f"{how} {status}": n for (how, status), n in sorted(recipes.items())},
        "needs": dict(sorted(needs.items())),
        "alternatives": sum(len(merged(awm.beliefs(item))) > 1 for item in awm.known),
        "circles": sum(len(group) > 1 for group in cycle_groups(_needs(awm))),
        "depth": depth(_best_needs(awm)),
        "frontier": len(awm.frontier()),
        "env_steps": state.steps,
    } | (_journal(state, entries) if entries is not None else {})


def _needs(awm: AWM) -> dict[Item, set[Item]]:
    """Return the needs of each item by all of its recipes."""
    return {i: {n for b in awm.beliefs(i) for n, _, _ in roles(b.recipe)} for i in awm.known}


def _best_needs(awm: AWM) -> dict[Item, set[Item]]:
    """Return the needs of each verified item by its best recipe, and none of other items."""
    verified = set(awm.items(VERIFIED))
    return {i: set(awm.beliefs(i)[0].recipe.needs) if i in verified else set() for i in awm.known}


def _journal(state: State, entries: Sequence[Entry]) -> JsonObject:
    events = [event for entry in entries for event in entry.events]
    kinds = {"dreamed": Dreamed, "unusable": Misdreamed, "supposed": Supposed}
    counts = {name: sum(isinstance(e, kind) for e in events) for name, kind in kinds.items()}
    counts["unusable"] -= sum(isinstance(event, Voided) for event in events)
    corrections = find_corrections(state)
    acts = Counter(event["kind"] for event in events if isinstance(event, dict))
    return counts | {
        "refuted": len(corrections.refuted),
        "corrected": len(corrections.corrected),
        "pursuits": acts["pursued"],
        "practices": acts["practised"],
        "practice_steps": state.practice_steps,
        "entries": state.entries,
    }


def stats_text(counts: JsonObject) -> Text:
    """Return the counts as text, one a line."""
    flat = {k: v for k, v in counts.items() if not isinstance(v, dict)}
    rows = [(f"items {k}", v) for k, v in counts["items"].items()]
    rows += [(f"recipes {k}", v) for k, v in counts["recipes"].items()]
    rows += [(f"needs {k}", v) for k, v in counts["needs"].items()]
    rows += [(k.replace("_", " "), v) for k, v in flat.items()]
    width = max(len(name) for name, _ in rows)
    return Text("\n".join(f"{name.ljust(width)}  {number:>13,}" for name, number in rows))
