"""Draw a run as an SVG picture: its graph as dreamed, half-way through waking, and at the end.

    python tools/draw_run.py RUN OUT.svg

Read from the journal of the run directory alone; the same journal gives the same picture. Places
and looks are those of `deckard graph export --to svg`, but raw stands at the top, so that three
moments fit side by side; an item has one place in all of them.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from deckard.graph.beliefs import roles
from deckard.journal.events import Act, Event
from deckard.journal.fold import fold
from deckard.journal.journal import read_journal
from deckard.journal.state import State
from deckard.runs.directory import read_run_config
from deckard.types import Item
from deckard.view.draw import svg_document
from deckard.view.graph.layout import COLUMN, MARGIN, GraphLayout, NodeBox, Point, layered_layout
from deckard.view.graph.picture import (
    CORRECTED,
    EDGE,
    FAINT,
    NODE_STYLES,
    ROLE_DASHES,
    drawable_name,
    short,
)
from deckard.view.graph.svg import dashed, svg_frame
from deckard.view.run.story import dreams

Entries = Sequence[Sequence[Event]]

TOP, BELOW, BETWEEN = 58.0, 34.0, 12.0
"""Pixels: above and below the graph of a panel, and between two panels."""
BOX_WIDTH, BOX_HEIGHT, ROWS = 150.0, 36.0, 34.0
"""Pixels: of a box, and between rows of them."""
WRONG = NODE_STYLES[CORRECTED].frame
HALO = ' stroke="#ffffff" stroke-width="4" paint-order="stroke"'
"""Keeps words legible above the edges that they cross."""
KEY = (
    "dashed box: hypothesised; solid: verified; double: where acting corrected the dream. "
    "Lines: ingredients; dashed: tools; dotted: stations"
)


def moments(entries: Entries, target: Item | None) -> list[tuple[str, str, int]]:
    """Return title, words and number of entries of each panel."""
    acts = [k for k, events in enumerate(entries) if isinstance(events[0], Act)]
    first = acts[0] if acts else len(entries)
    last = fold(entries)
    items = last.awm.behind(target) if target else set(last.awm.known)
    half = next(
        (k for k in acts if 2 * _verified(fold(entries[: k + 1]), items) >= len(items)),
        len(entries) - 1,
    )
    steps = fold(entries[: half + 1]).steps
    return [
        ("dream", "a language model proposes every recipe", first),
        ("wake", f"policies are learnt, recipes tried: {steps:,} env steps", half + 1),
        ("verify", f"what was seen corrects it: {last.steps:,} env steps", len(entries)),
    ]


def _verified(state: State, items: set[Item]) -> int:
    return sum(state.awm.is_verified(i) for i in items)


def layout(states: Sequence[State], items: set[Item]) -> GraphLayout:
    """Return where items and edges stand, in all states alike: raw at the top."""
    edges = {(need, item) for state in states for need, item, _ in _edges(state, items)}
    sideways = layered_layout(dict.fromkeys(items, (BOX_HEIGHT, BOX_WIDTH)), edges)
    return replace(
        sideways,
        boxes={
            i: NodeBox(b.y, _row(b.x), BOX_WIDTH, BOX_HEIGHT) for i, b in sideways.boxes.items()
        },
        routes={
            edge: tuple((y, _row(x)) for x, y in course) for edge, course in sideways.routes.items()
        },
        width=sideways.height,
        height=_row(sideways.width),
    )


def _row(x: float) -> float:
    """How far down something is that a layout has so far to the right; rows are nearer together."""
    return TOP + x - (COLUMN - ROWS) * ((x - MARGIN + 0.1) // (BOX_HEIGHT + COLUMN))


def _edges(state: State, items: set[Item]) -> Iterator[tuple[Item, Item, str]]:
    """Yield (need, item, role) of the best recipe of each item."""
    for item in sorted(items):
        for belief in state.awm.beliefs(item)[:1]:
            needs = {need: role for need, role, _ in roles(belief.recipe)[::-1] if need in items}
            yield from ((need, item, role) for need, role in needs.items() if need != item)


def panel(state: State, places: GraphLayout, wrong: Mapping[Item, str]) -> Iterator[str]:
    """Yield the SVG elements of a graph; `wrong` says for items what acting has corrected."""
    for need, item, role in _edges(state, set(places.boxes)):
        colour = EDGE if state.awm.is_verified(item) else FAINT
        yield (
            f'<path d="{_downwards(places.routes[need, item])}" fill="none" stroke="{colour}" '
            f'marker-end="url(#tip)"{dashed(ROLE_DASHES[role])}/>'
        )
    for item, box in places.boxes.items():
        yield from _box(state, item, box, wrong.get(item))


def _downwards(course: Sequence[Point]) -> str:
    """The course of an edge as path data: upright through rows, bent between them."""
    (x, y), *others = course
    commands = [f"M{x:.0f} {y:.0f}"]
    for k, (to_x, to_y) in enumerate(others):
        middle = (y + to_y) / 2
        bend = f"C{x:.0f} {middle:.0f} {to_x:.0f} {middle:.0f} {to_x:.0f} {to_y:.0f}"
        if to_y != y:  # a tip on a line of no length would point anywhere
            commands.append(bend if k % 2 else f"V{to_y:.0f}")
        x, y = to_x, to_y
    return "".join(commands)


def _box(state: State, item: Item, box: NodeBox, wrong: str | None) -> Iterator[str]:
    status, beliefs = CORRECTED if wrong else state.awm.status(item), state.awm.beliefs(item)
    corner = box.x - box.width / 2, box.y - box.height / 2
    yield from svg_frame((*corner, box.width, box.height), status, NODE_STYLES[status].width)
    yield _text(box.x, box.y - 3, drawable_name(item), 12, "#202020")
    label = drawable_name(short(beliefs[0].recipe)) if beliefs else "?"
    yield _text(box.x, box.y + 11, label, 9, "#505050")
    if wrong:
        yield _text(box.x, box.y + box.height / 2 + 11, drawable_name(wrong, 44), 9, WRONG, HALO)


def _text(x: float, y: float, text: str, size: int, colour: str, look: str = "") -> str:
    look = f'font-size="{size}" fill="{colour}" text-anchor="middle"{look}'
    return svg_document.svg_text(x, y, text, look)


def draw(entries: Entries, target: Item | None) -> str:
    """Return the picture of a run."""
    last, panels = fold(entries), moments(entries, target)
    items = last.awm.behind(target) if target else set(last.awm.known)
    states = [fold(entries[:until]) for _, _, until in panels]
    places = layout(states, items)
    corrected = {d.recipe.item: d.change for d in dreams(entries, last) if d.fate == "corrected"}
    drawn = [
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" '
        f'markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z" fill="{EDGE}"/></marker></defs>'
    ]
    for k, ((title, subtitle, _), state) in enumerate(zip(panels, states, strict=True)):
        settled = {i: c for i, c in corrected.items() if state.awm.is_verified(i)}
        drawn += [
            f'<g transform="translate({k * (places.width + BETWEEN):.0f} 0)">',
            _text(places.width / 2, 24, title, 18, "#202020"),
            _text(places.width / 2, 42, subtitle, 11, "#505050"),
            *panel(state, places, settled),
            "</g>",
        ]
    width, height = 3 * places.width + 2 * BETWEEN, places.height + BELOW
    drawn.append(_text(width / 2, height - 12, KEY, 11, "#505050"))
    return svg_document.svg_document(round(width), round(height), 12, drawn)


def main() -> None:
    """Draw the run that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    entries = list(read_journal(arguments.run / "journal.jsonl"))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    picture = draw(entries, read_run_config(arguments.run).target)
    arguments.out.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
