"""The graph in Mermaid, which GitHub and many editors draw in Markdown."""

from deckard.graph.beliefs import HYPOTHESISED, UNKNOWN, VERIFIED, roles
from deckard.journal.state import State
from deckard.types import Item
from deckard.view.graph.order import in_order

ARROWS = {"ingredient": "-->", "tool": "-.->", "station": "-.->"}
CLASSES = {
    VERIFIED: "fill:#d5ecd5,stroke:#2e7d32,color:#111",
    HYPOTHESISED: "fill:#fff6d6,stroke:#8a6d00,color:#111,stroke-dasharray:6 3",
    UNKNOWN: "fill:#fff,stroke:#808080,color:#444,stroke-dasharray:2 3",
}
EDGES, CHARACTERS = 500, 50_000
"""What Mermaid draws at most unless it is configured otherwise."""
PLAIN = frozenset(" _-.,:+()/")
"""Besides letters and digits, characters that mean nothing to Mermaid inside quotes."""


def graph_mermaid(state: State, target: Item | None) -> str:
    """Return the graph as a flowchart; it says so where it is larger than Mermaid draws."""
    items = in_order(state)
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
        for belief in state.awm.beliefs(item)
        for need, role, quantity in roles(belief.recipe)
    ]
    text = "\n".join([*lines, *edges]) + "\n"
    if len(edges) <= EDGES and len(text) <= CHARACTERS:
        return text
    return (
        f"%% {len(edges)} edges: set Mermaid's maxEdges and maxTextSize higher, or export what "
        f"leads to one item\n{text}"
    )


def _label(role: str, quantity: int) -> str:
    return str(quantity) if role == "ingredient" else role


def mermaid_escaped(name: str) -> str:
    """Return a name for between quotes: what could mean anything is a number of Unicode."""
    return "".join(c if c.isalnum() or c in PLAIN else f"#{ord(c)};" for c in name)
