"""Arguments, options and output that several commands have."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.types import JsonObject

if TYPE_CHECKING:
    from deckard.config import RunConfig

Run = Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print a CSV table and nothing else.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("-s", "--set", metavar="KEY=VALUE", help="Override a value of the config."),
]


def print_json(document: JsonObject) -> None:
    """Print a JSON document on standard output."""
    typer.echo(json.dumps(document, indent=2))


def split_commas(values: list[str] | None) -> list[str]:
    """Return the names of an option that may be given several times, each a list with commas."""
    return [name.strip() for value in values or [] for name in value.split(",") if name.strip()]


def named_config(name: str | None, settings: list[str] | None) -> "RunConfig":
    """Return a config by its name or path, or the defaults; settings override its values."""
    from deckard.config import load_config, parse_config
    from deckard.resources import find_resource

    if name is None:
        return parse_config({}, "-s", settings or [])
    return load_config(find_resource("configs", name), settings or [])
