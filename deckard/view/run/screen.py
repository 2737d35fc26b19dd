"""A run on a terminal, live."""

import textwrap
from collections.abc import Iterator
from types import TracebackType
from typing import Protocol

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from deckard.view.run.history import GraphCounts, RecordedEntry
from deckard.view.sanitize import row, visible_text
from deckard.view.styles import STYLES
from deckard.wake.progress import Asking, Doing, Practising

REFRESH = 4
"""Drawings a second."""
BLOCKS = "▁▂▃▄▅▆▇█"
INDENT = 11
"""Columns of the names of what is shown."""


class ScreenContent(Protocol):
    """What a screen draws: the history of a run in its own process, or a look at it."""

    @property
    def counts(self) -> GraphCounts:
        """What the graph amounts to."""

    @property
    def now(self) -> Doing:
        """What is under way."""

    @property
    def latest(self) -> tuple[RecordedEntry, ...]:
        """The last entries."""

    @property
    def corrections(self) -> tuple[str, ...]:
        """The last corrections."""

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What else is to be shown, each with its name."""

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""

    @property
    def steps(self) -> int:
        """Env steps so far."""

    @property
    def speed(self) -> float:
        """Env steps a second."""


class Screen:
    """Draws the history of a run on the whole terminal until it ends."""

    def __init__(self, console: Console, history: ScreenContent, title: str, loading: str) -> None:
        self.history, self.title, self.loading = history, title, loading
        self._live = Live(
            console=console, get_renderable=lambda: self, screen=True, refresh_per_second=REFRESH
        )

    def __enter__(self) -> "Screen":
        self._live.start(refresh=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, height = options.max_width, options.height or console.height
        lines = draw_screen(self.history, self.title, self.loading, width, height)
        yield from fitted(lines, height)


def fitted(lines: list[Text], height: int) -> Iterator[Text]:
    """Yield lines so that each takes one line of a terminal of this height, and they fit it."""
    for k, line in enumerate(lines):
        line.no_wrap, line.overflow = True, "ellipsis"
        line.end = "" if k == height - 1 else "\n"
        yield line


def draw_screen(
    content: ScreenContent, title: str, loading: str, width: int, height: int
) -> list[Text]:
    """Return the lines of a screen of this size."""
    corrected = content.corrections
    notes = _noted(content.notes, width, height - 14)
    space = max(0, height - 14 - len(notes))
    frontier = content.counts.frontier[: max(1, space // 4)]
    corrections = corrected[-max(1, min(6, space // 3)) :]
    rule = Text("─" * width, "dim")
    lines = [_head(content, title, width), rule.copy(), *_counts(content)]
    lines += [*notes, Text()]
    lines += [*_now(content, loading, width), Text()]
    lines += [*_section("frontier", frontier, len(content.counts.frontier)), Text()]
    lines += [*_section("corrected", corrections, len(corrected)), rule]
    entries = [_entry(line.seconds, line.steps, line.text) for line in content.latest]
    room = height - len(lines)
    return (lines + entries[-room:] if room > 0 else lines)[:height]


def _head(content: ScreenContent, title: str, width: int) -> Text:
    seconds = int(content.seconds)
    clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    head = row(("deckard ", "dim"), (title, "bold"))
    head.truncate(width - len(clock) - 1, overflow="ellipsis")
    return head.append(clock.rjust(width - head.cell_len), "dim")


def _counts(content: ScreenContent) -> list[Text]:
    counts, steps = content.counts, content.steps
    life = counts.steps - counts.practice_steps
    return [
        row(
            ("env steps  ", "dim"),
            (f"{steps:,}", "bold"),
            f"   in practice {steps - life:,}   in life {life:,}",
            f"   {content.speed:,.0f} a second" if content.speed >= 1 else "",
        ),
        row(
            ("items      ", "dim"),
            (f"{counts.verified} verified", STYLES["verified"]),
            "   ",
            (f"{counts.hypothesised} hypothesised", STYLES["hypothesised"]),
        ),
        row("           ", (str(counts.wrong), "red" if counts.wrong.count else "dim")),
    ]


def _now(content: ScreenContent, loading: str, width: int) -> list[Text]:
    """Return the two lines that tell what goes on."""
    now = content.now
    if isinstance(now, Practising):
        return _training(now, loading)
    if isinstance(now, Asking):
        return [row(("asking     ", "dim"), (now.item, "bold")), Text()]
    if now is not None:
        goal, doing = now
        return [
            row(("pursuing   ", "dim"), (str(goal), "bold")),
            row(("           now: ", "dim"), str(doing)),
        ]
    if latest := content.latest:
        return [row(("last       ", "dim"), latest[-1].text), Text()]
    return [row(("starting   ", "dim"), loading), Text()]


def _noted(notes: tuple[tuple[str, str], ...], width: int, room: int) -> list[Text]:
    """Return a line for each note, and more for long ones while there is room."""
    lines, spare = list[Text](), max(0, room - len(notes))
    for name, text in notes:
        folded = textwrap.wrap(visible_text(text), max(20, width - INDENT), break_on_hyphens=False)
        shown = [*folded[:spare], " ".join(folded[spare:])] if folded[spare:] else folded or [""]
        spare -= len(shown) - 1
        heads = [name, *([""] * (len(shown) - 1))]
        lines += [row((h.ljust(INDENT), "dim"), w) for h, w in zip(heads, shown, strict=True)]
    return lines


def _training(now: Practising, loading: str) -> list[Text]:
    progress, recipe = now.progress, (str(now.recipe), "bold")
    if not progress.decisions:
        return [row(("beginning  ", "dim"), recipe), Text(f"           {loading}", "dim")]
    return [
        row(("measuring  " if now.measuring else "practising ", "dim"), recipe),
        row(
            "           ",
            ("".join(BLOCKS[min(7, int(8 * share))] for share in now.curve[-24:]), "green"),
            f" {progress.success:4.0%} of the last episodes",
            (f"  {progress.episodes:,} in all, {progress.decisions:,} decisions", "dim"),
        ),
    ]


def _section(name: str, lines: tuple[str, ...], of: int) -> list[Text]:
    if not lines:
        return [row((name.ljust(INDENT), "dim"), ("none", "dim"))]
    heads = [name, *([""] * (len(lines) - 1))]
    drawn = [row((h.ljust(INDENT), "dim"), line) for h, line in zip(heads, lines, strict=True)]
    if of > len(lines):
        drawn[-1].append(f"  (+{of - len(lines)})", "dim")
    return drawn


def _entry(seconds: float, steps: int, text: str) -> Text:
    return row((f"{seconds:5.0f}s {steps:>11,}  ", "dim"), text)
