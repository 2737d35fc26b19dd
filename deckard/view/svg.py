"""The graph as SVG: one file, nothing outside it; a box tells all its recipes when pointed at."""

from collections.abc import Iterator, Sequence
from html import escape

from deckard.awm import VERIFIED
from deckard.events import State
from deckard.recipes import Item
from deckard.view.layout import path
from deckard.view.picture import (
    DASHES,
    EDGES,
    FILLS,
    FRAMES,
    KEY_WORDS,
    NAME,
    PAD,
    ROLES,
    SMALL,
    Drawn,
    Picture,
    picture,
)
from deckard.view.sheet import document, text


def svg(state: State, target: Item | None) -> str:
    """Return the graph as an SVG document."""
    drawn = picture(state, target)
    elements = [*_tip(), *_edges(drawn), *_boxes(drawn), _key(drawn)]
    return document(round(drawn.width), round(drawn.height), NAME, elements)


def _tip() -> Iterator[str]:
    """The end of every edge."""
    yield '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="6"'
    yield ' markerHeight="6" orient="auto"><path d="M0 1L8 4L0 7z" fill="#7d7d7d"/></marker></defs>'


def _edges(drawn: Picture) -> Iterator[str]:
    for role in reversed(list(ROLES)):
        look = f'fill="none" stroke="{EDGES[role]}" marker-end="url(#tip)"{_dashed(ROLES[role])}'
        yield f"<g {look}>"
        yield from (f'<path d="{path(course)}"/>' for r, course in drawn.edges if r == role)
        yield "</g>"


def _boxes(drawn: Picture) -> Iterator[str]:
    for one in drawn.boxes:
        box = one.box
        left, top = box.x - box.width / 2, box.y - box.height / 2
        yield f"<g><title>{escape(one.tooltip)}</title>"
        yield (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
            f'rx="4" {_look(one)}/>'
        )
        yield text(left + PAD, box.y - 3, one.name, 'fill="#111111"')
        yield text(left + PAD, box.y + 11, one.line, f'font-size="{SMALL:g}" fill="#444444"')
        yield "</g>"


def _look(one: Drawn) -> str:
    width = 3 if one.is_target else 1.5 if one.status == VERIFIED else 1
    dashes = _dashed(DASHES[one.status])
    return (
        f'fill="{FILLS[one.status]}" stroke="{FRAMES[one.status]}" stroke-width="{width}"{dashes}'
    )


def _dashed(dashes: Sequence[float]) -> str:
    return f' stroke-dasharray="{" ".join(f"{d:g}" for d in dashes)}"' if dashes else ""


def _key(drawn: Picture) -> str:
    look = f'font-size="{SMALL:g}" fill="#444444"'
    return text(PAD, drawn.height - PAD, KEY_WORDS, look)
