"""How a run is watched: on a live screen where there is a terminal, else as lines."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, ConsoleOptions, RenderResult

from deckard.config import RunConfig
from deckard.journal.state import State
from deckard.runs.directory import load_state
from deckard.view.run.history import RunHistory
from deckard.view.run.lines import Lines
from deckard.view.run.screen import Screen, draw_screen, fitted
from deckard.view.run.status import RunStatus
from deckard.wake.callbacks import RunCallback

COMPILED = "craftworld"
"""The world that is compiled at its first use."""


@contextmanager
def watching(config: RunConfig, folder: Path, aside: bool) -> Iterator[list[RunCallback]]:
    """Yield callbacks that show a run; `aside` keeps stdout free, with lines on stderr."""
    state = load_state(folder) if (folder / "journal.jsonl").exists() else State()
    history, loading, console = RunHistory(state), setting_up(config), Console()
    if sys.stdout.isatty() and not console.is_dumb_terminal and not aside:
        with Screen(console, history, f"{config.target or 'everything'}   {folder}", loading):
            yield [history]
    else:
        lines = Lines(sys.stderr if aside else sys.stdout, history)
        lines.write(loading)
        yield [history, lines]


@dataclass(frozen=True)
class Glance:
    """A look at a run, drawn as large as the terminal is."""

    look: RunStatus

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        look, width, height = self.look, options.max_width, options.height or console.height
        title = f"{look.config.target or 'everything'}   {look.run}"
        loading = setting_up(look.config) if look.going else "nothing is recorded yet"
        yield from fitted(draw_screen(look, title, loading, width, height), options.height or 0)


def setting_up(config: RunConfig) -> str:
    """Say that a world is made ready, and how long that may take."""
    compiling = " (its first use compiles it, once: ~25 s)" if config.world.name == COMPILED else ""
    return f"setting up {config.world.name}{compiling}"
