"""The graph as a picture, before it is SVG or PNG: boxes, edges, and a key to both.

States and colours are those of a report's page. They are told apart without colour too: verified
items have a solid frame, corrected ones (verified after another recipe was found wrong) a double,
hypothesised ones a dashed, refuted and unknown ones a dotted and a thin one; ingredients have solid
edges, tools dashed, stations dotted ones.
"""

import unicodedata
from dataclasses import dataclass

from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED, UNKNOWN, VERIFIED, roles
from deckard.graph.merged import merged
from deckard.journal.state import State
from deckard.types import Item, Recipe
from deckard.view.corrections import find_corrections
from deckard.view.graph.layout import GraphLayout, NodeBox, Point, layered_layout
from deckard.view.sanitize import visible_text

CORRECTED = "corrected"
"""The status of a verified item of which another recipe turned out wrong."""
REFUTED = "refuted"
"""The status of an unknown item of which a recipe turned out wrong."""


@dataclass(frozen=True)
class NodeStyle:
    """How the box of an item with some status is drawn."""

    fill: str
    frame: str
    dashes: tuple[float, ...] = ()
    width: float = 1.5


NODE_STYLES = {
    VERIFIED: NodeStyle("#dcecf6", "#00629b"),
    CORRECTED: NodeStyle("#f3cfe6", "#7d2e68"),
    HYPOTHESISED: NodeStyle("#fffaf0", "#7a5b00", (5, 3.5), 1.3),
    REFUTED: NodeStyle("#fff3ec", "#b23c00", (1.5, 3), 2),
    UNKNOWN: NodeStyle("#ffffff", "#767e87", (), 0.8),
}
ROLE_DASHES: dict[str, tuple[float, ...]] = {"ingredient": (), "tool": (7, 4), "station": (1.5, 3)}
EDGE = "#4a6785"
"""The colour of edges."""
FAINT = "#8294a6"
"""The colour of edges in a graph of more than FEW, where they would merge."""
FEW = 150
"""Edges up to which each is drawn strongly; chosen."""
NAME = 12.0
"""Pixels: the font size of a box's first line, its name."""
SMALL = 9.5
"""Pixels: the font size of a box's second line, its recipe."""
WIDE = 0.6
"""Width of a character over its font size, in a sans-serif font, with some to spare."""
LONGEST = 32
"""Characters of a line at most."""
HEIGHT = 36.0
"""Pixels: the height of a box."""
PAD = 8.0
"""Pixels between a box's frame and its text."""
KEY = 44.0
"""Pixels: the height of the key."""
SAMPLE = 30.0
"""Pixels: the width of a sample in the key."""
APART = 16.0
"""Pixels between two samples of the key."""


@dataclass(frozen=True)
class DrawnNode:
    """The box of an item and its texts."""

    item: Item
    box: NodeBox
    status: str
    name: str
    line: str
    tooltip: str
    is_target: bool


@dataclass(frozen=True)
class Sample:
    """A status or a role that the key explains."""

    name: str
    x: float
    """Its left edge in pixels; its name stands right of it."""


@dataclass(frozen=True)
class Picture:
    """A graph ready to be drawn; positions are pixels from the top left."""

    boxes: tuple[DrawnNode, ...]
    edges: tuple[tuple[str, tuple[Point, ...]], ...]
    """Each with its role."""
    key: tuple[Sample, ...]
    width: float
    height: float

    @property
    def stroke(self) -> str:
        """The colour of edges."""
        return EDGE if len(self.edges) <= FEW else FAINT

    @property
    def thickness(self) -> float:
        """The width of edges."""
        return 1.0 if len(self.edges) <= FEW else 0.5

    @property
    def key_y(self) -> float:
        """The middle of the key."""
        return self.height - KEY / 2


def graph_picture(state: State, target: Item | None) -> Picture:
    """Return the graph of a state, laid out from raw on the left to finished on the right."""
    awm = state.awm
    items = {*awm.known, *([target] if target else [])}
    lines = {item: (drawable_name(item), _line(awm, item)) for item in sorted(items)}
    sizes = {item: (_width(*texts), HEIGHT) for item, texts in lines.items()}
    roles_of = {(a, b): role for a, b, role in _joined(awm)}
    layout = layered_layout(sizes, roles_of)
    corrections = find_corrections(state)
    wrong_items = {recipe.item for recipe in (*corrections.corrected, *corrections.refuted)}
    boxes = tuple(_drawn(awm, i, layout, lines[i], target, i in wrong_items) for i in layout.boxes)
    edges = tuple((roles_of[edge], points) for edge, points in layout.routes.items())
    key, end = _key()
    return Picture(boxes, edges, key, max(layout.width, end), layout.height + KEY)


def _key() -> tuple[tuple[Sample, ...], float]:
    """Return the samples of the key and its right edge in pixels."""
    x, samples = PAD, list[Sample]()
    for name in (*NODE_STYLES, *ROLE_DASHES, NEEDS):
        samples.append(Sample(name, x))
        x += (0 if name == NEEDS else SAMPLE + 6) + _columns(name) * NAME * WIDE + APART
    return tuple(samples), x


NEEDS = "an item's needs stand left of it; thick: the target"
"""The last text of the key, which has no sample."""


def _joined(awm: AWM) -> list[tuple[Item, Item, str]]:
    """Return each need once, ingredients last, so that they win over other roles."""
    needs = [(a, b, d["role"]) for a, b, d in awm.graph().edges(data=True)]
    return sorted(needs, key=lambda need: (list(ROLE_DASHES)[::-1].index(need[2]), *need))


def _drawn(
    awm: AWM,
    item: Item,
    layout: GraphLayout,
    lines: tuple[str, str],
    target: Item | None,
    was_wrong: bool,
) -> DrawnNode:
    beliefs = merged(awm.beliefs(item))
    beliefs_text = [f"{b.status}: {b.recipe}" for b in beliefs] or ["nothing is known of it"]
    tooltip = "\n".join(drawable_name(line, None) for line in [item, *beliefs_text])
    status = awm.status(item)
    if was_wrong:
        status = {VERIFIED: CORRECTED, UNKNOWN: REFUTED}.get(status, status)
    return DrawnNode(item, layout.boxes[item], status, *lines, tooltip, item == target)


def _line(awm: AWM, item: Item) -> str:
    """Return the best recipe of an item, cut to the length of a box."""
    beliefs = merged(awm.beliefs(item))
    more = f"  +{len(beliefs) - 1}" if len(beliefs) > 1 else ""
    return (drawable_name(short(beliefs[0].recipe), LONGEST - len(more)) if beliefs else "?") + more


def short(recipe: Recipe) -> str:
    """Return a recipe without its item: `smelt 1 iron_ore`, `collect: stone_pickaxe`."""
    ingredients = ", ".join(f"{n} {i}" for i, role, n in roles(recipe) if role == "ingredient")
    gives = f" = {recipe.yields}" if recipe.yields > 1 else ""
    if ingredients:
        return f"{'smelt ' if recipe.how == 'smelt' else ''}{ingredients}{gives}"
    source = f" {recipe.source}" if recipe.source not in (None, recipe.item) else ""
    return f"{recipe.how}{source}{gives}"


def drawable_name(name: str, longest: int | None = LONGEST) -> str:
    """Return a name as it can be drawn: on one line, printable, not too long."""
    plain = visible_text(name)
    is_long = longest is not None and len(plain) > longest
    return f"{plain[: (longest or 1) - 1]}…" if is_long else plain


def _width(name: str, line: str) -> float:
    return max(NAME * _columns(name), SMALL * _columns(line)) * WIDE + 2 * PAD


def _columns(text: str) -> int:
    """Return the columns that a text takes: wide characters, such as Chinese, take two."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
