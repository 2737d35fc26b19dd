"""Options that several commands have."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

Run = Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def _print_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=2))
