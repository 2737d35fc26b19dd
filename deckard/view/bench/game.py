"""The whole game in a bench, as text, JSON and a figure: achievements, reward and score."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from deckard.bench.game.published import PublishedRow
from deckard.bench.game.summary import GameRow
from deckard.bench.spec import OWN
from deckard.bench.summary import Mean
from deckard.types import JsonObject
from deckard.view.draw.marks import (
    COLOURS,
    DOT,
    PALE,
    Dot,
    Mark,
    Stroke,
    TextMark,
    marks_png,
    marks_svg,
)

NOTES = (
    "fresh episodes from nothing under the whole rules; reward: mean of an episode, as a share of",
    "all achievements, health counted; score: Crafter's, exp(mean(ln(1 + success in %))) - 1;",
    "mean over seeds and 95 % interval (bootstrap)",
)
LEFT = 130
"""Pixels left of the axis, for the achievements; chosen, as all lengths here."""
WIDE = 460
"""Pixels: the length of the axis."""
TOP = 44
"""Pixels above the axis."""
LINE = 9
"""Pixels from one agent to the next."""


def game_lines(rows: Sequence[GameRow], published: Sequence[PublishedRow]) -> Iterator[str]:
    """Yield the results as lines of text: ours, achievement by achievement, then published ones."""
    if not rows:
        return
    yield from ("", *NOTES)
    for world in dict.fromkeys(row.group[2] for row in rows):
        some = [row for row in rows if row.group[2] == world]
        yield from ("", f"the whole game, world {world}")
        yield from _aligned([_HEAD, *map(_cells, some)])
        yield from ("", "success in %")
        names = [_name(row) for row in some]
        lines = [[n, *(_percent(row.success[n]) for row in some)] for n in some[0].success]
        yield from _aligned([["achievement", *names], *lines])
    yield from _published(published)


_HEAD = ["agent, prior", "reward %", "score %", "episodes", "mean steps", "died", "seeds"]


def _cells(row: GameRow) -> list[str]:
    died = f"{row.endings.get('died', 0) / row.episodes:.0%}"
    counts = [f"{row.episodes:,}", f"{row.steps:,.0f}", died, str(row.seeds)]
    return [_name(row), _percent(row.reward), _percent(row.score), *counts]


def _name(row: GameRow) -> str:
    agent, prior, _ = row.group
    return agent if prior == OWN else f"{agent}, {prior}"


def _percent(mean: Mean) -> str:
    return f"{100 * mean.value:.1f} ({100 * mean.low:.0f}-{100 * mean.high:.0f})"


def _published(published: Sequence[PublishedRow]) -> Iterator[str]:
    if not published:
        return
    yield from ("", "published by others, under their own rules of measuring")
    cells = [["agent", "reward %", "score %", "env steps", "sees", "llm", "source"]]
    for row in published:
        numbers = ("-" if n is None else f"{n:g}" for n in (row.reward, row.score))
        cells.append([row.agent, *numbers, row.steps, row.sees, row.llm, row.source])
    yield from _aligned(cells)


def _aligned(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(["", *(c.ljust(w) for c, w in zip(row, widths, strict=True))]).rstrip()


def game_json(rows: Sequence[GameRow], published: Sequence[PublishedRow]) -> JsonObject:
    """Return the results as a JSON-ready dict."""
    ours = []
    for row in rows:
        fields = asdict(row)
        agent, prior, world = fields.pop("group")
        ours.append({"agent": agent, "prior": prior, "world": world, **fields})
    return {"rows": ours, "published": [row.model_dump() for row in published]}


def game_figures(rows: Sequence[GameRow], form: str) -> Iterator[tuple[str, bytes]]:
    """Yield each world with the success of its achievements, a dot for each row, as svg or png."""
    for world in dict.fromkeys(row.group[2] for row in rows):
        yield world, _figure([row for row in rows if row.group[2] == world], form)


def _figure(rows: Sequence[GameRow], form: str) -> bytes:
    names = list(rows[0].success)
    bottom = TOP + len(names) * LINE * (len(rows) + 1)
    size = LEFT + WIDE + 40, bottom + 24 + 16 * len(rows)
    marks = [*_axis(bottom), *_dots(rows, names), *_legend(rows, bottom)]
    return marks_svg(marks, size) if form == "svg" else marks_png(marks, size)


def _x(share: float) -> float:
    return LEFT + share * WIDE


def _axis(bottom: float) -> Iterator[Mark]:
    title = "success in fresh episodes of the whole game, with 95 % intervals over seeds"
    yield TextMark(8, TOP / 3, title, "start")
    for fifth in range(6):
        yield Stroke(_x(fifth / 5), TOP, _x(fifth / 5), bottom, PALE)
        yield TextMark(_x(fifth / 5), TOP - 9, f"{fifth * 20} %", "middle")


def _dots(rows: Sequence[GameRow], names: Sequence[str]) -> Iterator[Mark]:
    for line, name in enumerate(names):
        top = TOP + line * LINE * (len(rows) + 1)
        yield TextMark(LEFT - 8, top + LINE * (len(rows) + 1) / 2, name, "end")
        yield Stroke(LEFT, top, LEFT + WIDE, top, PALE)
        for k, row in enumerate(rows):
            y, mean, colour = top + LINE * (k + 1), row.success[name], COLOURS[k % len(COLOURS)]
            yield Stroke(_x(mean.low), y, _x(mean.high), y, colour)
            yield Dot(_x(mean.value), y, colour)


def _legend(rows: Sequence[GameRow], bottom: float) -> Iterator[Mark]:
    for k, row in enumerate(rows):
        y = bottom + 20 + 16 * k
        yield Dot(LEFT, y, COLOURS[k % len(COLOURS)])
        yield TextMark(LEFT + 3 * DOT, y, f"{_name(row)}, {row.group[2]}", "start")
