"""The commands about language models."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.view import output

if TYPE_CHECKING:
    from deckard.config import RunConfig
    from deckard.events import Dreamed, Misdreamed

llm_app = typer.Typer(
    no_args_is_help=True, help="Probe, record and compare language models, and see what they took."
)

Replay = Annotated[
    Path | None,
    typer.Option(help="Take all answers from this cassette; no language model is asked."),
]
"""Of the command that runs."""

Config = Annotated[str | None, typer.Argument(help="A config; its world, llm and prompt count.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("-s", "--set", metavar="KEY=VALUE", help="Lay a value over the config."),
]
Items = Annotated[
    list[str] | None,
    typer.Option("--items", metavar="ITEM,...", help="What to ask for; all items if none."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def _chosen(config: str | None, settings: list[str] | None) -> "RunConfig":
    """Return a config by its name, or one of nothing but settings."""
    from deckard import share
    from deckard.config import load, parse

    settings = settings or []
    return load(share.find("configs", config), settings) if config else parse({}, "-s", settings)


def _named(items: list[str] | None) -> list[str]:
    return [item.strip() for listed in items or [] for item in listed.split(",") if item.strip()]


@llm_app.command()
def probe(config: Config = None, settings: Settings = None, as_json: Json = False) -> None:
    """Tell what the server of a language model can do; asks it a few questions, and says how many.

    Exit code 1 when it cannot be used.
    """
    from deckard.probe import MOST
    from deckard.probe import probe as ask_server
    from deckard.view import probed

    chosen = _chosen(config, settings)
    if not as_json:
        typer.echo(f"  at most {MOST} questions", err=True)
    found = ask_server(chosen.llm)
    typer.echo(json.dumps(probed.document(found), indent=2) if as_json else probed.text(found))
    raise typer.Exit(0 if found.usable else 1)


@llm_app.command()
def compare(
    more: Annotated[
        list[str] | None, typer.Argument(metavar="[MODEL]...", help="More of --models.")
    ] = None,
    models: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODEL...",
            help="name, name:model, a cassette, or {name: ..., model: ..., temperature: 1}.",
        ),
    ] = None,
    items: Items = None,
    settings: Settings = None,
    out: Annotated[
        Path, typer.Option("-o", "--out", help="A folder for the answers, a cassette a model.")
    ] = Path("runs/compare"),
    plot: Annotated[
        Path | None, typer.Option(help="A file, .svg or .png, for a picture of the shares.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask several language models for the same items and compare the answers with the truth.

    What is in the folder already is not asked for again. Settings count for every model.
    """
    from rich.console import Console

    from deckard.contest import compare as ask_all
    from deckard.errors import ConfigError
    from deckard.view import compared
    from deckard.view import plot as drawing
    from deckard.view.words import entry

    labels = [*(models or []), *(more or [])]
    if not labels:
        raise ConfigError("name models: deckard llm compare --models recorded ollama:qwen3:8b")
    if plot is not None:
        drawing.check(plot)
        output.check(plot)

    def told(label: str, event: "Dreamed | Misdreamed") -> None:
        if not as_json:
            typer.echo(f"  {label}: {entry([event])}", err=True)

    found = ask_all(_chosen(None, settings), labels, _named(items), out, told)
    if plot is not None:
        output.save(plot, drawing.picture(found, plot))
    if as_json:
        typer.echo(json.dumps(compared.document(found), indent=2))
    else:
        Console().print(compared.table(found))
        typer.echo("\n".join(compared.notes(found)))


@llm_app.command()
def record(
    out: Annotated[Path, typer.Option("-o", "--out", help="The cassette; what it holds stays.")],
    config: Config = None,
    settings: Settings = None,
    items: Items = None,
) -> None:
    """Ask for items and keep the answers on a cassette."""
    from deckard.record import record as ask_and_keep
    from deckard.view import spent
    from deckard.view.words import entry

    def told(event: "Dreamed | Misdreamed") -> None:
        typer.echo(f"  {entry([event])}", err=True)

    chosen = _chosen(config, settings)
    typer.echo(spent.line(ask_and_keep(chosen, out, _named(items), told)))
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
    as_json: Json = False,
) -> None:
    """Show what the language model of a run took: calls, tokens, seconds, USD."""
    from deckard.llms.ledger import spent as took
    from deckard.llms.tape import locate
    from deckard.view import spent

    if not (run / "config.yaml").is_file():
        locate(run)
    found = took(run, prices)
    typer.echo(json.dumps(spent.document(found), indent=2) if as_json else spent.line(found))
