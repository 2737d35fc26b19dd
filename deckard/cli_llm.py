"""The commands about language models."""

import json
from pathlib import Path
from typing import Annotated

import typer

llm_app = typer.Typer(no_args_is_help=True, help="Record a language model, and see what it took.")

Replay = Annotated[
    Path | None,
    typer.Option(help="Take all answers from this cassette; no language model is asked."),
]
"""Of the command that runs."""


@llm_app.command()
def record(
    out: Annotated[Path, typer.Option("-o", "--out", help="The cassette; what it holds stays.")],
    config: Annotated[
        str | None, typer.Argument(help="A config; its world, llm and prompt count.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("-s", "--set", metavar="KEY=VALUE", help="Lay a value over the config."),
    ] = None,
    items: Annotated[
        list[str] | None,
        typer.Option("--items", metavar="ITEM,...", help="What to ask for; all items if none."),
    ] = None,
) -> None:
    """Ask for items and keep the answers on a cassette."""
    from deckard import share
    from deckard.config import load, parse
    from deckard.events import Event
    from deckard.record import record as ask_and_keep
    from deckard.view import spent
    from deckard.view.words import entry

    settings = settings or []
    named = [item for listed in items or [] for item in listed.split(",")]
    found = share.find("configs", config) if config else None
    chosen = load(found, settings) if found else parse({}, "-s", settings)

    def told(event: Event) -> None:
        typer.echo(f"  {entry([event])}", err=True)

    typer.echo(spent.line(ask_and_keep(chosen, out, named, told)))
    typer.echo(f"  deckard run -s llm.name=recorded -s llm.path={out}")


@llm_app.command()
def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory, or a cassette.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The file.")],
) -> None:
    """Write the questions and answers of a run to one file, to be shared."""
    from deckard.record import export as copy

    typer.echo(f"{copy(run, out)} answers in {out}")


@llm_app.command()
def usage(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory, or a cassette.")],
    prices: Annotated[
        str | None, typer.Option(help="A YAML file of prices, laid over the known ones.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show what the language model of a run took: calls, tokens, seconds, USD."""
    from deckard.llms.ledger import spent as took
    from deckard.llms.tape import locate
    from deckard.view import spent

    if not (run / "config.yaml").is_file():
        locate(run)
    found = took(run, prices)
    typer.echo(json.dumps(spent.document(found), indent=2) if as_json else spent.line(found))
