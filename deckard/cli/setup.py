"""The commands that prepare a machine: checking it, and downloading weights."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.cli.options import Json, Settings, named_config, print_json

if TYPE_CHECKING:
    from deckard.config import RunConfig
    from deckard.policies.weights import WeightsFile


def doctor(
    config: Annotated[
        str | None,
        typer.Argument(metavar="CONFIG", help="A config, for its world and language model."),
    ] = None,
    settings: Settings = None,
    world: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The world to check for, in place of the config's."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check what this machine lacks for a run, why, and how to mend it; takes under ten seconds.

    Exit code 1 when something needed is missing. Nothing is started, downloaded or asked.
    """
    from deckard.doctor import examine
    from deckard.view.setup.doctor import doctor_json, doctor_table, doctor_verdict

    run_config = _config(config, [*(settings or []), *([f"world.name={world}"] if world else [])])
    name = run_config.world.name if run_config else world or "craftworld"
    findings = examine(name, run_config)
    if as_json:
        print_json(doctor_json(name, findings))
    else:
        _show(doctor_table(findings))
        typer.echo(doctor_verdict(name, findings))
    raise typer.Exit(1 if any(finding.stops for finding in findings) else 0)


def _config(name: str | None, settings: list[str]) -> "RunConfig | None":
    """Return the config to check for; None where the packages that read it are not installed."""
    try:
        from deckard import config  # noqa: F401 - a machine may lack what it imports
    except ImportError:
        return None
    return named_config(name, settings)


def fetch_weights(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="The weights to download. Default: list them."),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="List the names and download nothing.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--dir", help="The folder to keep them in. Default: ~/.cache/deckard/weights."
        ),
    ] = None,
) -> None:
    """Download published weights of policies and reward models, or list them."""
    from deckard.policies import weights

    place = folder or weights.default()
    if listed or not names:
        from deckard.view.setup.weights import sources, weights_table

        _show(weights_table(weights.KNOWN, weights.downloaded_weights(place)))
        typer.echo("\n".join(sources(weights.KNOWN)))
        return
    for file in weights.wanted(names):
        typer.echo(f"{place / file.name}: {_obtained(file, place)}")


def _obtained(file: "WeightsFile", place: Path) -> str:
    """Download a file unless it is there, with a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    from deckard.policies import weights

    columns = TextColumn("{task.description}"), DownloadColumn(), TransferSpeedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=None, visible=False)

        def update(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        return weights.obtain(file, place, update)


def _show(table: object) -> None:
    from rich.console import Console

    Console().print(table)
