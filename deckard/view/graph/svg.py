"""The graph as one SVG file; pointing at a box shows all recipes of its item."""

from collections.abc import Iterator, Sequence
from html import escape

from deckard.journal.state import State
from deckard.types import Item
from deckard.view.draw.svg_document import svg_document, svg_text
from deckard.view.graph.layout import path
from deckard.view.graph.picture import (
    CORRECTED,
    EDGE,
    NAME,
    NEEDS,
    NODE_STYLES,
    PAD,
    ROLE_DASHES,
    SAMPLE,
    SMALL,
    Picture,
    graph_picture,
)


def graph_svg(state: State, target: Item | None) -> str:
    """Return the graph as an SVG document."""
    picture = graph_picture(state, target)
    elements = [*_tip(picture), *_edges(picture), *_boxes(picture), *_key(picture)]
    return svg_document(round(picture.width), round(picture.height), NAME, elements)


def _tip(picture: Picture) -> Iterator[str]:
    """Yield the arrow head of every edge; its id tells its colour, if a page has several graphs."""
    yield f'<defs><marker id="{_tip_id(picture)}" viewBox="0 0 8 8" refX="8" refY="4"'
    yield ' markerWidth="6"'
    yield ' markerHeight="6" markerUnits="userSpaceOnUse" orient="auto">'
    yield f'<path d="M0 1L8 4L0 7z" fill="{picture.stroke}"/></marker></defs>'


def _tip_id(picture: Picture) -> str:
    return f"tip-{picture.stroke.removeprefix('#')}"


def _edges(picture: Picture) -> Iterator[str]:
    for role in reversed(list(ROLE_DASHES)):
        style = f'fill="none" stroke="{picture.stroke}" stroke-width="{picture.thickness:g}"'
        yield f'<g {style} marker-end="url(#{_tip_id(picture)})"{dashed(ROLE_DASHES[role])}>'
        yield from (f'<path d="{path(points)}"/>' for r, points in picture.edges if r == role)
        yield "</g>"


def _boxes(picture: Picture) -> Iterator[str]:
    for node in picture.boxes:
        box = node.box
        left, top = box.x - box.width / 2, box.y - box.height / 2
        yield f"<g><title>{escape(node.tooltip)}</title>"
        width = 3.0 if node.is_target else NODE_STYLES[node.status].width
        yield from svg_frame((left, top, box.width, box.height), node.status, width)
        yield svg_text(left + PAD, box.y - 3, node.name, 'fill="#111111"')
        yield svg_text(left + PAD, box.y + 11, node.line, f'font-size="{SMALL:g}" fill="#444444"')
        yield "</g>"


def svg_frame(box: tuple[float, float, float, float], status: str, width: float) -> Iterator[str]:
    """Yield a box in the style of its status; a corrected item has a double frame."""
    style = NODE_STYLES[status]
    (x, y, wide, high), dashes = box, dashed(style.dashes)
    at = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="4"'
    stroke = f'stroke="{style.frame}" stroke-width="{width:g}"{dashes}'
    yield f'<rect {at} fill="{style.fill}" {stroke}/>'
    if status == CORRECTED:
        at = f'x="{x + 3:.1f}" y="{y + 3:.1f}" rx="2"'
        at += f' width="{wide - 6:.1f}" height="{high - 6:.1f}"'
        yield f'<rect {at} fill="none" stroke="{style.frame}" stroke-width="1"/>'


def dashed(dashes: Sequence[float]) -> str:
    """Return the SVG attribute of these dashes and gaps; nothing for a solid line."""
    return f' stroke-dasharray="{" ".join(f"{d:g}" for d in dashes)}"' if dashes else ""


def _key(picture: Picture) -> Iterator[str]:
    y = picture.key_y
    for sample in picture.key:
        if sample.name in NODE_STYLES:
            yield from svg_frame(
                (sample.x, y - 9, SAMPLE, 18), sample.name, NODE_STYLES[sample.name].width
            )
        elif sample.name in ROLE_DASHES:
            line, dashes = f"M{sample.x:.1f} {y:.1f}h{SAMPLE:g}", dashed(ROLE_DASHES[sample.name])
            yield f'<path d="{line}" fill="none" stroke="{EDGE}"{dashes}/>'
        x = sample.x + (0 if sample.name == NEEDS else SAMPLE + 6)
        yield svg_text(x, y + 4, sample.name, 'fill="#333333"')
