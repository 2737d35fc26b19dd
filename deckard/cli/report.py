"""The command that writes a run as a page."""

from pathlib import Path
from typing import Annotated

import typer


def report_command(
    run_dir: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="A file; else report.html in the run's own."),
    ] = None,
) -> None:
    """Write a run as one HTML file, which opens anywhere and asks nothing of a network."""
    from deckard.errors import RunDirError
    from deckard.view.report import load_report, page

    path = out or run_dir / "report.html"
    content = page(load_report(run_dir)).encode("utf-8", "replace")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise RunDirError(
            f"cannot write {path}: {error.strerror}; name another file with -o"
        ) from None
    typer.echo(path)
