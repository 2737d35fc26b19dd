"""The commands about what a run needs: whether it is there, and fetching weights."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from deckard.config import RunConfig
    from deckard.policies.weights import WeightsFile


def doctor(
    config: Annotated[
        str | None, typer.Argument(help="A config; its world and language model count.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("-s", "--set", metavar="KEY=VALUE", help="Lay a value over the config."),
    ] = None,
    world: Annotated[
        str | None, typer.Option(help="The world to look for, in place of the config's.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and nothing else.")
    ] = False,
) -> None:
    """Tell what this machine lacks for a run, why, and what to do; takes less than ten seconds.

    Exit code 1 when something needed is missing. Nothing is started, fetched or asked.
    """
    from deckard.doctor import examine
    from deckard.view.setup import doctor as doctored

    run_config = _chosen(config, [*(settings or []), *([f"world.name={world}"] if world else [])])
    name = run_config.world.name if run_config else world or "craftworld"
    findings = examine(name, run_config)
    if as_json:
        typer.echo(json.dumps(doctored.doctor_json(name, findings), indent=2))
    else:
        _show(doctored.doctor_table(findings))
        typer.echo(doctored.doctor_verdict(name, findings))
    raise typer.Exit(1 if any(finding.stops for finding in findings) else 0)


def _chosen(config: str | None, settings: list[str]) -> "RunConfig | None":
    """Return the config that was asked about; None where what reads it is not installed."""
    try:
        from deckard import resources as share
        from deckard.config import load_config, parse_config
    except ImportError:
        return None
    return (
        load_config(share.find_resource("configs", config), settings)
        if config
        else parse_config({}, "-s", settings)
    )


def fetch_weights(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...")] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Show the names and fetch nothing.")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option("--dir", help="Where they are kept; ~/.cache/deckard/weights.")
    ] = None,
) -> None:
    """Fetch weights that others trained from where they put them; without a NAME, list them."""
    from deckard.policies import weights

    place = folder or weights.default()
    if listed or not names:
        from deckard.view.setup import weights as weighed

        _show(weighed.weights_table(weights.KNOWN, weights.downloaded_weights(place)))
        typer.echo("\n".join(weighed.sources(weights.KNOWN)))
        return
    for file in weights.wanted(names):
        typer.echo(f"{place / file.name}: {_obtained(file, place)}")


def _obtained(file: "WeightsFile", place: Path) -> str:
    """Have a file, with a bar on standard error meanwhile."""
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    from deckard.policies import weights

    columns = TextColumn("{task.description}"), DownloadColumn(), TransferSpeedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=None, visible=False)

        def update(had: int, total: int | None) -> None:
            bar.update(task, completed=had, total=total, visible=True)

        return weights.obtain(file, place, update)


def _show(table: object) -> None:
    from rich.console import Console

    Console().print(table)
