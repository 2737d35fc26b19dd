"""What every command is run by: errors are one line each, and another's package is found out."""

from importlib import metadata
from typing import Any

import typer
from typer.core import TyperGroup

from deckard.errors import DeckardError
from deckard.view import output

OTHERS_NAME = "deckard"
"""A distribution on PyPI that has nothing to do with this one, but installs the same package."""


class Commands(TyperGroup):
    """Commands whose deckard errors are one line and exit code 1; bugs keep their traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            check_installation()
            return super().invoke(ctx)
        except DeckardError as error:
            output.tell(f"deckard: {' '.join(str(error).split())}", err=True)
            raise typer.Exit(1) from None


def command_group() -> typer.Typer:
    """Return the command `deckard`, which has no commands of its own yet."""
    return typer.Typer(
        cls=Commands,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        help="An agent that dreams a crafting graph with a language model and corrects it by "
        "acting.",
    )


def check_installation() -> None:
    """Raise DeckardError when PyPI's other deckard has overwritten parts of this one."""
    if next(iter(metadata.distributions(name=OTHERS_NAME)), None) is not None:
        raise DeckardError(
            "the unrelated distribution 'deckard' is installed and shares files with this one: "
            "pip uninstall deckard, then pip install --force-reinstall deckard-awm"
        )
