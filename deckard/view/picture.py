"""The graph as a picture, before it is SVG or PNG: boxes, edges, and a key to both.

The states are told apart without colour too: verified items have a solid frame, hypothesised ones
a dashed and unknown ones a dotted frame; ingredients have solid edges, tools dashed, stations
dotted and faint ones.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from deckard.awm import AWM, HYPOTHESISED, UNKNOWN, VERIFIED, roles
from deckard.events import State
from deckard.recipes import Item, Recipe
from deckard.view.layout import Box, Layout, Point, layered
from deckard.view.visible import visible

FILLS = {VERIFIED: "#d5ecd5", HYPOTHESISED: "#fff6d6", UNKNOWN: "#ffffff"}
FRAMES = {VERIFIED: "#2e7d32", HYPOTHESISED: "#8a6d00", UNKNOWN: "#808080"}
DASHES: Mapping[str, tuple[float, ...]] = {VERIFIED: (), HYPOTHESISED: (6, 3), UNKNOWN: (1.5, 3)}
ROLES: dict[str, tuple[float, ...]] = {"ingredient": (), "tool": (6, 3), "station": (1.5, 3)}
EDGES = {"ingredient": "#7d7d7d", "tool": "#7d7d7d", "station": "#b4b4b4"}
NAME, SMALL = 12.0, 9.5
"""Pixels: the sizes of the two lines of a box."""
WIDE = 0.6
"""Width of a character over its size, in a sans-serif font, with some to spare."""
LONGEST = 32
"""Characters of a line at most."""
HEIGHT, PAD, KEY = 36.0, 8.0, 30.0


@dataclass(frozen=True)
class Drawn:
    """An item's box, with what stands in it."""

    item: Item
    box: Box
    status: str
    name: str
    line: str
    tooltip: str
    is_target: bool


@dataclass(frozen=True)
class Picture:
    """What is drawn, in pixels from the top left."""

    boxes: tuple[Drawn, ...]
    edges: tuple[tuple[str, tuple[Point, ...]], ...]
    """Each with its role."""
    width: float
    height: float


def picture(state: State, target: Item | None) -> Picture:
    """Return the graph of a state, laid out from raw on the left to finished on the right."""
    awm = state.awm
    lines = {item: (shown(item), _line(awm, item)) for item in awm.known}
    sizes = {item: (_width(*both), HEIGHT) for item, both in lines.items()}
    joined = {(a, b): role for a, b, role in _joined(awm)}
    layout = layered(sizes, joined)
    boxes = tuple(_drawn(awm, item, layout, lines[item], target) for item in layout.boxes)
    edges = tuple((joined[edge], course) for edge, course in layout.courses.items())
    width = max(layout.width, _width(KEY_WORDS, ""))
    return Picture(boxes, edges, width, layout.height + KEY)


KEY_WORDS = (
    "frame: solid verified, dashed hypothesised, dotted unknown; bold: the target; "
    "edge: solid ingredient, dashed tool, dotted station"
)


def _joined(awm: AWM) -> list[tuple[Item, Item, str]]:
    """Each need once, ingredients last, so that they win where one thing has two roles."""
    needs = [(a, b, d["role"]) for a, b, d in awm.graph().edges(data=True)]
    return sorted(needs, key=lambda need: (list(ROLES)[::-1].index(need[2]), *need))


def _drawn(
    awm: AWM, item: Item, layout: Layout, lines: tuple[str, str], target: Item | None
) -> Drawn:
    beliefs = awm.beliefs(item)
    said = [f"{b.status}: {b.recipe}" for b in beliefs] or ["nothing is known of it"]
    tooltip = "\n".join(shown(line, None) for line in [item, *said])
    return Drawn(item, layout.boxes[item], awm.status(item), *lines, tooltip, item == target)


def _line(awm: AWM, item: Item) -> str:
    """What the best recipe of an item takes, in the few words that fit a box."""
    beliefs = awm.beliefs(item)
    more = f"  +{len(beliefs) - 1}" if len(beliefs) > 1 else ""
    return (shown(short(beliefs[0].recipe), LONGEST - len(more)) if beliefs else "?") + more


def short(recipe: Recipe) -> str:
    """Return a recipe without its item: `smelt 1 iron_ore`, `collect: stone_pickaxe`."""
    took = ", ".join(f"{n} {i}" for i, role, n in roles(recipe) if role == "ingredient")
    gives = f" = {recipe.yields}" if recipe.yields > 1 else ""
    if took:
        return f"{'smelt ' if recipe.how == 'smelt' else ''}{took}{gives}"
    source = f" {recipe.source}" if recipe.source not in (None, recipe.item) else ""
    return f"{recipe.how}{source}{gives}"


def shown(name: str, longest: int | None = LONGEST) -> str:
    """Return a name as it can be drawn: on one line, printable, not too long."""
    plain = visible(name)
    is_long = longest is not None and len(plain) > longest
    return f"{plain[: (longest or 1) - 1]}…" if is_long else plain


def _width(name: str, line: str) -> float:
    return max(NAME * _columns(name), SMALL * _columns(line)) * WIDE + 2 * PAD


def _columns(text: str) -> int:
    """How many characters' room a text takes: wide ones, as of Chinese, take two."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
