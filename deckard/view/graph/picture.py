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
from deckard.journal.state import State
from deckard.types import Item, Recipe
from deckard.view.corrections import wrong
from deckard.view.graph.layout import GraphLayout, NodeBox, Point, layered
from deckard.view.sanitize import visible_text

CORRECTED, REFUTED = "corrected", "refuted"


@dataclass(frozen=True)
class NodeStyle:
    """How the box of a state is drawn."""

    fill: str
    frame: str
    dashes: tuple[float, ...] = ()
    width: float = 1.5


LOOKS = {
    VERIFIED: NodeStyle("#dcecf6", "#00629b"),
    CORRECTED: NodeStyle("#f3cfe6", "#7d2e68"),
    HYPOTHESISED: NodeStyle("#fffaf0", "#7a5b00", (5, 3.5), 1.3),
    REFUTED: NodeStyle("#fff3ec", "#b23c00", (1.5, 3), 2),
    UNKNOWN: NodeStyle("#ffffff", "#767e87", (), 0.8),
}
ROLES: dict[str, tuple[float, ...]] = {"ingredient": (), "tool": (7, 4), "station": (1.5, 3)}
EDGE, FAINT = "#4a6785", "#8294a6"
"""Colour of edges: where they are few, and where so many that they would merge."""
FEW = 150
"""Edges up to which each is drawn strongly."""
NAME, SMALL = 12.0, 9.5
"""Pixels: the sizes of the two lines of a box."""
WIDE = 0.6
"""Width of a character over its size, in a sans-serif font, with some to spare."""
LONGEST = 32
"""Characters of a line at most."""
HEIGHT, PAD, KEY = 36.0, 8.0, 44.0
SAMPLE, APART = 30.0, 16.0
"""Pixels: the width of a sample in the key, and between two of them."""


@dataclass(frozen=True)
class DrawnNode:
    """An item's box, with what stands in it."""

    item: Item
    box: NodeBox
    status: str
    name: str
    line: str
    tooltip: str
    is_target: bool


@dataclass(frozen=True)
class Sample:
    """One thing that the key explains: a state, or a role."""

    name: str
    x: float
    """Where it begins; its words stand right of it."""


@dataclass(frozen=True)
class Picture:
    """What is drawn, in pixels from the top left."""

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
    layout = layered(sizes, roles_of)
    corrections = wrong(state)
    wrong_items = {recipe.item for recipe in (*corrections.corrected, *corrections.refuted)}
    boxes = tuple(_drawn(awm, i, layout, lines[i], target, i in wrong_items) for i in layout.boxes)
    edges = tuple((roles_of[edge], points) for edge, points in layout.courses.items())
    key, end = _key()
    return Picture(boxes, edges, key, max(layout.width, end), layout.height + KEY)


def _key() -> tuple[tuple[Sample, ...], float]:
    """The samples of the key, and where it ends."""
    x, samples = PAD, list[Sample]()
    for name in (*LOOKS, *ROLES, NEEDS):
        samples.append(Sample(name, x))
        x += (0 if name == NEEDS else SAMPLE + 6) + _columns(name) * NAME * WIDE + APART
    return tuple(samples), x


NEEDS = "an item's needs stand left of it; thick: the target"
"""The end of the key, in words alone."""


def _joined(awm: AWM) -> list[tuple[Item, Item, str]]:
    """Each need once, ingredients last, so that they win where one thing has two roles."""
    needs = [(a, b, d["role"]) for a, b, d in awm.graph().edges(data=True)]
    return sorted(needs, key=lambda need: (list(ROLES)[::-1].index(need[2]), *need))


def _drawn(
    awm: AWM,
    item: Item,
    layout: GraphLayout,
    lines: tuple[str, str],
    target: Item | None,
    was_wrong: bool,
) -> DrawnNode:
    beliefs = awm.beliefs(item)
    beliefs_text = [f"{b.status}: {b.recipe}" for b in beliefs] or ["nothing is known of it"]
    tooltip = "\n".join(drawable_name(line, None) for line in [item, *beliefs_text])
    status = awm.status(item)
    if was_wrong:
        status = {VERIFIED: CORRECTED, UNKNOWN: REFUTED}.get(status, status)
    return DrawnNode(item, layout.boxes[item], status, *lines, tooltip, item == target)


def _line(awm: AWM, item: Item) -> str:
    """What the best recipe of an item takes, in the few words that fit a box."""
    beliefs = awm.beliefs(item)
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
    """How many characters' room a text takes: wide ones, as of Chinese, take two."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
