"""Draw a run as an SVG picture: its graph as dreamed, half-way through waking, and at the end.

    python tools/draw_run.py RUN OUT.svg

Read from the journal of the run directory alone; the same journal gives the same picture.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from deckard.awm import HYPOTHESISED, UNKNOWN, VERIFIED
from deckard.events import Event, Practised, Pursued, State, fold
from deckard.journal import read
from deckard.recipes import Item, Recipe
from deckard.rundir import load_config
from deckard.view.story import dreams

Entries = Sequence[Sequence[Event]]
Place = tuple[float, float]

WIDTH, ROW, TOP = 340, 64, 64
"""Pixels: of a panel, from row to row, above the first row."""
BOX_WIDTH, BOX_HEIGHT = 150, 36
FILL = {VERIFIED: "#d5ecd5", HYPOTHESISED: "#fbf3cf", UNKNOWN: "#ffffff"}
LINE = {VERIFIED: "#2e7d32", HYPOTHESISED: "#a08000", UNKNOWN: "#b0b0b0"}
WRONG = "#b3261e"
HALO = ' stroke="#ffffff" stroke-width="4" paint-order="stroke"'
"""Keeps words legible above the edges that they cross."""
DASH = ' stroke-dasharray="5 3"'


def moments(entries: Entries, target: Item | None) -> list[tuple[str, str, int]]:
    """Return title, words and number of entries of each panel."""
    acts = [k for k, events in enumerate(entries) if isinstance(events[0], Practised | Pursued)]
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


def places(state: State, items: set[Item]) -> dict[Item, Place]:
    """Return the middle of each item's box in a panel: raw at the top, the target at the bottom."""
    depth = dict.fromkeys(sorted(items), 0)
    for _ in items:  # longest paths; bounded, since hypotheses may form circles
        for item in depth:
            beliefs = state.awm.beliefs(item)
            needs = [n for n in beliefs[0].recipe.needs if n in depth] if beliefs else []
            depth[item] = max((depth[n] + 1 for n in needs), default=0)
    rows = sorted(set(depth.values()))
    return {
        item: (WIDTH * (k + 0.5) / len(row), TOP + ROW * (y + 0.5))
        for y, row in enumerate([i for i in depth if depth[i] == d] for d in rows)
        for k, item in enumerate(row)
    }


def short(recipe: Recipe) -> str:
    """Return what a recipe takes, in the few words that fit a box."""
    if recipe.ingredients:
        took = ", ".join(f"{n} {i}" for i, n in recipe.ingredients.items())
        return f"{recipe.how}: {took}"
    return f"{recipe.how} from {recipe.source}" if recipe.source else recipe.how


def panel(state: State, where: Mapping[Item, Place], wrong: Mapping[Item, str]) -> Iterator[str]:
    """Yield the SVG elements of a graph; `wrong` says for items what acting has corrected."""
    for item in where:
        for belief in state.awm.beliefs(item)[:1]:
            needs = [n for n in belief.recipe.needs if n in where]
            yield from (_edge(where[n], where[item], belief.status) for n in needs)
    for item, place in where.items():
        yield from _box(state, item, place, wrong.get(item))


def _edge(tail: Place, head: Place, status: str) -> str:
    (x, y), (to_x, to_y) = tail, head
    y, to_y = y + BOX_HEIGHT / 2, to_y - BOX_HEIGHT / 2
    bend = max(16, (to_y - y) / 2)
    course = f"{x:.0f} {y + bend:.0f} {to_x:.0f} {to_y - bend:.0f} {to_x:.0f} {to_y:.0f}"
    return (
        f'<path d="M{x:.0f} {y:.0f}C{course}" fill="none" marker-end="url(#tip)" '
        f'stroke="{LINE[status]}"{DASH if status == HYPOTHESISED else ""}/>'
    )


def _box(state: State, item: Item, place: Place, wrong: str | None) -> Iterator[str]:
    status, beliefs = state.awm.status(item), state.awm.beliefs(item)
    x, y = place
    look = "" if status == VERIFIED else DASH
    look += ' stroke-width="2"' if wrong else ""
    yield (
        f'<rect x="{x - BOX_WIDTH / 2:.0f}" y="{y - BOX_HEIGHT / 2:.0f}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="5" fill="{FILL[status]}" '
        f'stroke="{WRONG if wrong else LINE[status]}"{look}/>'
    )
    yield _text(x, y - 3, item, 12, "#202020")
    yield _text(x, y + 11, short(beliefs[0].recipe) if beliefs else "?", 9, "#505050")
    if wrong:
        yield _text(x, y + BOX_HEIGHT / 2 + 10, wrong, 9, WRONG, HALO)


def _text(x: float, y: float, words: str, size: int, colour: str, look: str = "") -> str:
    place = f'x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}"{look}'
    return f"<text {place}>{escape(words)}</text>"


def draw(entries: Entries, target: Item | None) -> str:
    """Return the picture of a run."""
    last = fold(entries)
    items = last.awm.behind(target) if target else set(last.awm.known)
    where = places(last, items)
    corrected = {d.recipe.item: d.change for d in dreams(entries, last) if d.fate == "corrected"}
    height = int(max(y for _, y in where.values()) + ROW)
    drawn = []
    for k, (title, words, until) in enumerate(moments(entries, target)):
        state = fold(entries[:until])
        settled = {i: c for i, c in corrected.items() if state.awm.is_verified(i)}
        inside = [
            _text(WIDTH / 2, 24, title, 18, "#202020"),
            _text(WIDTH / 2, 42, words, 11, "#505050"),
            *panel(state, where, settled),
        ]
        drawn.append(f'<g transform="translate({k * WIDTH} 0)">\n' + "\n".join(inside) + "\n</g>")
    return _page(3 * WIDTH, height, "\n".join(drawn))


def _page(width: int, height: int, inside: str) -> str:
    key = "yellow, dashed: hypothesised; green: verified; red: where acting corrected the dream"
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
width="{width}" height="{height}" font-family="sans-serif" text-anchor="middle">
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" \
orient="auto"><path d="M0 0L8 4L0 8z" fill="#808080"/></marker></defs>
<rect width="{width}" height="{height}" fill="#ffffff"/>
{inside}
{_text(width / 2, height - 10, key, 11, "#505050")}
</svg>
"""


def main() -> None:
    """Draw the run that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    entries = list(read(arguments.run / "journal.jsonl"))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    picture = draw(entries, load_config(arguments.run).target)
    arguments.out.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
