"""The command that writes a run as a page."""

from pathlib import Path
from typing import Annotated

import typer

from deckard.cli.options import Run
from deckard.view import output


def report_command(
    run_dir: Run,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="The file to write. Default: RUN/report.html."),
    ] = None,
) -> None:
    """Write a run as one HTML file that opens anywhere and loads nothing from a network."""
    from deckard.view.report import load_report, page

    path = out or run_dir / "report.html"
    output.save(path, page(load_report(run_dir)).encode("utf-8", "replace"))
    typer.echo(path)
