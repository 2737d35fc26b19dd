"""The graph in DOT, the language of Graphviz."""

from collections.abc import Iterator

from deckard.graph.beliefs import HYPOTHESISED, UNKNOWN, VERIFIED, Belief, roles
from deckard.graph.order import raw_to_finished
from deckard.journal.state import State
from deckard.types import Item

NODES = {
    VERIFIED: 'style=filled, fillcolor="#d5ecd5"',
    HYPOTHESISED: 'style="filled,dashed", fillcolor="#fbf3cf"',
    UNKNOWN: 'style=dotted, fontcolor="#666666"',
}
ROLES = {"ingredient": "solid", "tool": "dashed", "station": "dotted"}
COLOURS = {VERIFIED: "#2e7d32", HYPOTHESISED: "#7a5b00"}


def graph_dot(state: State, target: Item | None) -> str:
    """Return the graph in DOT: items are nodes, needs are edges labelled role and quantity."""
    lines = [
        "digraph awm {",
        "  rankdir=LR;",
        "  node [shape=box, fontname=sans];",
        "  edge [fontname=sans, fontsize=10];",
    ]
    for item in raw_to_finished(state.awm):
        beliefs = state.awm.beliefs(item)
        label = "\n".join([item, *(_collected(b) for b in beliefs if b.recipe.source)])
        tooltip = "\n".join(str(b.recipe) for b in beliefs) or "unknown"
        bold = ", penwidth=3" if item == target else ""
        style = NODES[state.awm.status(item)]
        texts = f"label={dot_quoted(label)}, tooltip={dot_quoted(tooltip)}"
        lines.append(f"  {dot_quoted(item)} [{texts}, {style}{bold}];")
        lines += [line for k, b in enumerate(beliefs) for line in _edges(b, k, len(beliefs))]
    return "\n".join([*lines, "}"]) + "\n"


def _collected(belief: Belief) -> str:
    return f"from {belief.recipe.source}"


def _edges(belief: Belief, position: int, count: int) -> Iterator[str]:
    """Yield the edges of a recipe, numbered if its item has several recipes."""
    number = f" ({position + 1})" if count > 1 else ""
    for need, role, quantity in roles(belief.recipe):
        label = dot_quoted(
            f"{role} {quantity}{number}" if role == "ingredient" else f"{role}{number}"
        )
        style = f'style={ROLES[role]}, color="{COLOURS[belief.status]}"'
        yield f"  {dot_quoted(need)} -> {dot_quoted(belief.recipe.item)} [label={label}, {style}];"


def dot_quoted(name: str) -> str:
    """Return a name as a quoted DOT string."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
