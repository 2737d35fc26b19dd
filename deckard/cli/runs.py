"""The commands that look at several runs."""

from pathlib import Path
from typing import Annotated

import typer

from deckard.cli.options import Json, print_json
from deckard.view import output

runs_app = typer.Typer(no_args_is_help=True, help="List runs, or draw how their graphs grew.")


@runs_app.command("list")
def list_command(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to look, also in folders below.")
    ] = Path("runs"),
    as_json: Json = False,
) -> None:
    """List the runs below a folder: what each is after, and how it stands."""
    from deckard.runs.listing import list_runs
    from deckard.view.run import listing

    summaries = list_runs(folder)
    if as_json:
        print_json(listing.listing_json(summaries))
    elif summaries:
        output.tell(*listing.listing_lines(summaries))
    else:
        output.tell(f"no runs below {folder}")


@runs_app.command("plot")
def plot_command(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Runs, or folders with runs below them.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The picture: a .svg or .png file.")],
    hypotheses: Annotated[
        bool, typer.Option("--hypotheses", help="Count also what is believed and not verified.")
    ] = False,
) -> None:
    """Draw items known, right and wrong against env steps, a curve for each run."""
    from deckard.api.plots import plot

    figure = plot(folders, out, hypotheses)
    output.tell(*figure.remarks, err=True)
    output.tell(f"{out}: {len(figure.curves)} run{'s' * (len(figure.curves) != 1)}")
