"""The command that looks on at a run from another process."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from deckard.view.run.status import RunStatus, StatusReader

EVERY = 1.0
"""Seconds between two looks."""
SHARE = 4
"""Looking at a long journal takes at most one part in so many of the time."""


def watch(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")],
    once: Annotated[bool, typer.Option("--once", help="Print one screen and end.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and end.")
    ] = False,
) -> None:
    """Show a run that goes on in another process, until it ends; or how one that ended stands.

    In a pipe it prints one line for each entry.
    """
    from rich.console import Console

    from deckard.view.run.status import StatusReader, status_json
    from deckard.view.run.watch import Glance

    reader, console = StatusReader(run), Console()
    if as_json:
        typer.echo(json.dumps(status_json(reader.look()), indent=2))
    elif once:
        console.print(Glance(reader.look()))
    elif console.is_terminal and not console.is_dumb_terminal:
        _live(console, reader)
    else:
        _follow(reader)


def _looks(reader: "StatusReader") -> Iterator["RunStatus"]:
    """Look again and again; the last look is at a run at which no process works any more."""
    going = True
    while going:
        began = time.monotonic()
        look = reader.look()
        yield look
        going = look.going
        if going:
            time.sleep(max(EVERY, (SHARE - 1) * (time.monotonic() - began)))


def _live(console: "Console", reader: "StatusReader") -> None:
    """Draw the run on the whole terminal until it ends; then leave its last screen."""
    from rich.live import Live

    from deckard.view.run.watch import Glance

    look = reader.look()
    if look.going:
        with Live(console=console, screen=True, auto_refresh=False) as live:
            for look in _looks(reader):
                live.update(Glance(look), refresh=True)
    console.print(Glance(look))


def _follow(reader: "StatusReader") -> None:
    """Print a line for each entry, those there are first, and at the end how the run stands."""
    from deckard.view.run.lines import progress_line

    printed = 0
    for look in _looks(reader):
        for entry in look.since(printed):
            typer.echo(progress_line(entry))
        printed = len(look.entries)
    typer.echo(look.state)
