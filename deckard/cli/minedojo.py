"""The commands about MineDojo."""

import subprocess
import sys
from typing import Annotated

import typer

from deckard.errors import DeckardError

PACKAGE = "minedojo==0.1"
minedojo_app = typer.Typer(
    no_args_is_help=True, help="What it takes to play Minecraft through MineDojo."
)


@minedojo_app.command()
def install(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the command and end, with nothing done.")
    ] = False,
) -> None:
    """Install the package minedojo beside deckard, without what it asks for.

    It asks for a gym of 2021 that no present pip installs; the extra `minedojo` brings what it
    needs. `pip check` will complain of it.
    """
    command = [sys.executable, "-m", "pip", "install", "--no-deps", PACKAGE]
    typer.echo(" ".join(command))
    if not dry_run and subprocess.run(command, check=False).returncode:
        raise DeckardError("pip could not install it: see what it says above")


@minedojo_app.callback()
def minedojo_callback() -> None:
    """Keep `install` a command of its own."""
