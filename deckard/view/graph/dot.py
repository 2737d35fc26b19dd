"""The graph in DOT, the language of Graphviz."""

import re
from collections.abc import Iterator

from deckard.graph.beliefs import HYPOTHESISED, UNKNOWN, VERIFIED, Belief, roles
from deckard.graph.merged import merged
from deckard.graph.order import raw_to_finished
from deckard.journal.state import State
from deckard.types import Item
from deckard.view.sanitize import visible_text

NODES = {
    VERIFIED: 'style=filled, fillcolor="#d5ecd5"',
    HYPOTHESISED: 'style="filled,dashed", fillcolor="#fbf3cf"',
    UNKNOWN: 'style=dotted, fontcolor="#666666"',
}
ROLES = {"ingredient": "solid", "tool": "dashed", "station": "dotted"}
UNHELD = re.compile(r"\\+(?=[\"\n\r]|$)")
"""Backslashes that DOT would not read as they stand."""
ENTITY = re.compile(r"&(?=#?\w+;)")
"""What Graphviz would draw as another character, such as `&lt;`."""
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
        beliefs = merged(state.awm.beliefs(item))
        label = dot_text(item, *(_collected(b) for b in beliefs if b.recipe.source))
        tooltip = dot_text(*([str(b.recipe) for b in beliefs] or ["unknown"]))
        bold = ", penwidth=3" if item == target else ""
        style = NODES[state.awm.status(item)]
        lines.append(f"  {dot_id(item)} [label={label}, tooltip={tooltip}, {style}{bold}];")
        lines += [line for k, b in enumerate(beliefs) for line in _edges(b, k, len(beliefs))]
    return "\n".join([*lines, "}"]) + "\n"


def _collected(belief: Belief) -> str:
    return f"from {belief.recipe.source}"


def _edges(belief: Belief, position: int, count: int) -> Iterator[str]:
    """Yield the edges of a recipe, numbered if its item has several recipes."""
    number = f" ({position + 1})" if count > 1 else ""
    for need, role, quantity in roles(belief.recipe):
        label = dot_text(
            f"{role} {quantity}{number}" if role == "ingredient" else f"{role}{number}"
        )
        style = f'style={ROLES[role]}, color="{COLOURS[belief.status]}"'
        yield f"  {dot_id(need)} -> {dot_id(belief.recipe.item)} [label={label}, {style}];"


def dot_id(name: str) -> str:
    """Return a name as a quoted DOT id: a backslash stands for itself unless a quote follows.

    Of a backslash before a quote, a line break or the end DOT can hold only two.
    """
    return _quoted(UNHELD.sub(lambda match: 2 * match[0], name))


def dot_text(*lines: str) -> str:
    """Return a quoted DOT label, of which Graphviz draws each line as it stands."""
    drawn = [ENTITY.sub("&amp;", visible_text(line)).replace("\\", r"\\") for line in lines]
    return _quoted(r"\n".join(drawn))


def _quoted(text: str) -> str:
    escaped = text.replace('"', r"\"")
    return f'"{escaped}"'
