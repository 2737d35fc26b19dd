"""An item as a tree: below each item stand the needs of its best recipe."""

from rich.text import Text

from deckard.errors import GraphError
from deckard.graph.beliefs import UNKNOWN, roles
from deckard.graph.merged import merged
from deckard.journal.state import State
from deckard.types import Item
from deckard.view.sanitize import row
from deckard.view.styles import MARKS, STYLES


def graph_tree(state: State, item: Item, target: Item | None = None) -> Text:
    """Return the tree of an item; the needs of a repeated item are shown once."""
    check_graph_item(state, item, target)
    lines, visited = list[Text](), set[Item]()
    branches = [(item, "", "", "")]
    while branches:
        item, stem, fork, role = branches.pop()
        is_repeated = item in visited
        lines.append(_line(state, item, stem + fork, role, is_repeated))
        if is_repeated:
            continue
        visited.add(item)
        beliefs = state.awm.beliefs(item)
        needs = roles(beliefs[0].recipe) if beliefs else []  # of several tools, the least
        below = stem + {"├─ ": "│  ", "└─ ": "   "}.get(fork, "")
        for k, (need, role, quantity) in reversed(list(enumerate(needs))):
            last = "└─ " if k == len(needs) - 1 else "├─ "
            branches.append((need, below, last, str(quantity) if role == "ingredient" else role))
    return Text("\n").join(lines)


def check_graph_item(state: State, item: Item, target: Item | None = None) -> None:
    """Raise GraphError, with similar names, unless the item is in the graph or the target."""
    import difflib

    if item in state.awm.known or (item == target and state.awm.known):
        return
    if not state.awm.known:
        raise GraphError("the graph is empty: nothing was recorded, at least not by that moment")
    near = difflib.get_close_matches(item.lower(), state.awm.known, 3)
    hint = f"; did you mean {', '.join(near)}?" if near else f"; {names_hint(state)}"
    raise GraphError(f"{item!r} is not in the graph{hint}")


def names_hint(state: State) -> str:
    """Return some names of a graph, and where all of them are shown."""
    some = ", ".join(sorted(state.awm.known)[:3])
    return f"it has {some}, ...: see `deckard graph show`, or `run.awm.known` in Python"


def _line(state: State, item: Item, stem: str, role: str, is_repeated: bool) -> Text:
    beliefs, status = merged(state.awm.beliefs(item)), state.awm.status(item)
    style = STYLES[status]
    line = row((stem, "dim"), (f"{role} " if role else "", "dim"))
    line = row(line, (MARKS[status], f"bold {style}"), (f" {item}", style))
    if is_repeated and beliefs and beliefs[0].recipe.needs:
        return line.append("  (as above)", "dim")
    if status == UNKNOWN:
        return line.append("  nothing is known of it", "dim")
    more = f"  (or {len(beliefs) - 1} more)" if len(beliefs) > 1 else ""
    return row(line, (f"  {beliefs[0]}{more}", "dim" if role else ""))
