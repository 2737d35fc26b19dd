"""The graph in Mermaid, which GitHub and many editors draw in Markdown."""

import re

from deckard.graph.beliefs import HYPOTHESISED, UNKNOWN, VERIFIED, roles
from deckard.graph.merged import merged
from deckard.graph.order import raw_to_finished
from deckard.journal.state import State
from deckard.types import Item
from deckard.view.sanitize import visible_text

ARROWS = {"ingredient": "-->", "tool": "-.->", "station": "-.->"}
CLASSES = {
    VERIFIED: "fill:#d5ecd5,stroke:#2e7d32,color:#111",
    HYPOTHESISED: "fill:#fff6d6,stroke:#8a6d00,color:#111,stroke-dasharray:6 3",
    UNKNOWN: "fill:#fff,stroke:#808080,color:#444,stroke-dasharray:2 3",
}
MAX_EDGES = 500
"""Edges that Mermaid draws at most by default (its maxEdges)."""
MAX_CHARACTERS = 50_000
"""Characters of text that Mermaid draws at most by default (its maxTextSize)."""
PLAIN = frozenset(" _-.,:+()/")
"""Characters besides letters and digits that need no escape inside quotes."""

END_SPACES = re.compile("^ +| +$")
HARD_SPACE = "\N{NO-BREAK SPACE}"
ICON = re.compile("(?<=:)(?=fa-)")
"""Where the name of an icon can be broken."""
WORD_JOINER = "\N{WORD JOINER}"


def graph_mermaid(state: State, target: Item | None) -> str:
    """Return the graph as a flowchart, with a comment if it is larger than Mermaid draws."""
    items = raw_to_finished(state.awm)
    number = {item: f"n{k}" for k, item in enumerate(items)}
    lines = ["flowchart LR"]
    lines += [f"  classDef {name} {style}" for name, style in CLASSES.items()]
    for item in items:
        lines.append(f'  {number[item]}["{mermaid_escaped(item)}"]:::{state.awm.status(item)}')
    if target in number:
        lines.append(f"  style {number[target]} stroke-width:4px")
    edges = [
        f'  {number[need]} {ARROWS[role]}|"{_label(role, quantity)}"| {number[item]}'
        for item in items
        for belief in merged(state.awm.beliefs(item))
        for need, role, quantity in roles(belief.recipe)
    ]
    text = "\n".join([*lines, *edges]) + "\n"
    if len(edges) <= MAX_EDGES and len(text) <= MAX_CHARACTERS:
        return text
    return (
        f"%% {len(edges)} edges: set Mermaid's maxEdges and maxTextSize higher, or export what "
        f"leads to one item\n{text}"
    )


def _label(role: str, quantity: int) -> str:
    return str(quantity) if role == "ingredient" else role


def mermaid_escaped(name: str) -> str:
    """Return a name for use between quotes, so that Mermaid draws it as it stands.

    Special characters become `#code;`. Mermaid would trim spaces at the ends, and draw an icon
    for `fa:fa-car`.
    """
    spaced = END_SPACES.sub(lambda match: HARD_SPACE * len(match[0]), visible_text(name))
    text = ICON.sub(WORD_JOINER, spaced)
    return "".join(c if c.isalnum() or c in PLAIN else f"#{ord(c)};" for c in text)
