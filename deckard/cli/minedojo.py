"""The command that installs MineDojo."""

import subprocess
import sys
from typing import Annotated

import typer

from deckard.errors import DeckardError

PACKAGE = "minedojo==0.1"
minedojo_app = typer.Typer(
    no_args_is_help=True, help="Install MineDojo, through which deckard plays Minecraft."
)


@minedojo_app.command()
def install(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the command and do nothing.")
    ] = False,
) -> None:
    """Install the package minedojo without its own requirements.

    They pin a gym of 2021 that today's pip cannot install. deckard's extra `minedojo` brings
    what it needs. `pip check` will report the difference.
    """
    command = [sys.executable, "-m", "pip", "install", "--no-deps", PACKAGE]
    typer.echo(" ".join(command))
    if not dry_run and subprocess.run(command, check=False).returncode:
        raise DeckardError("pip could not install it: see what it says above")


@minedojo_app.callback()
def minedojo_callback() -> None:
    """Make `install` a subcommand: typer runs the only command of a group directly."""
