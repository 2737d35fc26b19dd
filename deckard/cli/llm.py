"""The commands about language models."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.view import output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckard.bench.compare_llms import Compared
    from deckard.config import RunConfig
    from deckard.journal.events import Dreamed, Misdreamed

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
More = Annotated[list[str] | None, typer.Argument(metavar="[MODEL]...", help="More of --models.")]
Models = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MODEL...",
        help="name, name:model, a cassette, or {name: ..., model: ..., temperature: 1}.",
    ),
]
Answers = Annotated[
    Path, typer.Option("-o", "--out", help="A folder for the answers, a cassette a model.")
]
Plot = Annotated[
    Path | None, typer.Option(help="A file, .svg or .png, for a picture of the shares.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def _chosen(config: str | None, settings: list[str] | None) -> "RunConfig":
    """Return a config by its name, or one of nothing but settings."""
    from deckard import resources as share
    from deckard.config import load_config, parse_config

    settings = settings or []
    return (
        load_config(share.find_resource("configs", config), settings)
        if config
        else parse_config({}, "-s", settings)
    )


def _named(items: list[str] | None) -> list[str]:
    return [item.strip() for listed in items or [] for item in listed.split(",") if item.strip()]


@llm_app.command("probe")
def probe_command(config: Config = None, settings: Settings = None, as_json: Json = False) -> None:
    """Tell what the server of a language model can do; asks it a few questions, and says how many.

    Exit code 1 when it cannot be used.
    """
    from deckard.dream.answers.schema import SCHEMA
    from deckard.llms.http.probe import MOST
    from deckard.llms.http.probe import probe_llm as ask_server
    from deckard.view.setup import probe as probed

    run_config = _chosen(config, settings)
    if not as_json:
        typer.echo(f"  at most {MOST} questions", err=True)
    report = ask_server(run_config.llm, SCHEMA)
    typer.echo(
        json.dumps(probed.probe_json(report), indent=2) if as_json else probed.probe_text(report)
    )
    raise typer.Exit(0 if report.usable else 1)


@llm_app.command("compare")
def compare_command(
    more: More = None,
    models: Models = None,
    items: Items = None,
    settings: Settings = None,
    out: Answers = Path("runs/compare"),
    plot: Plot = None,
    as_json: Json = False,
) -> None:
    """Ask several language models for the same items and compare the answers with the truth.

    What is in the folder already is not asked for again. Settings count for every model.
    """
    from deckard.bench.compare_llms import compare_llms as ask_all
    from deckard.errors import ConfigError
    from deckard.view.bench import llm_plot as drawing

    labels = [*(models or []), *(more or [])]
    if not labels:
        raise ConfigError("name models: deckard llm compare --models recorded ollama:qwen3:8b")
    if plot is not None:
        drawing.check_plot_path(plot)
        output.check_writable(plot)
    on_answer = (lambda label, event: None) if as_json else _tell_of
    models_of = ask_all(_chosen(None, settings), labels, _named(items), out, on_answer)
    if plot is not None:
        output.save(plot, drawing.llm_picture(models_of, plot))
    _show(models_of, as_json)


def _tell_of(label: str, event: "Dreamed | Misdreamed") -> None:
    _tell(event, f"{label}: ")


def _show(models: "Sequence[Compared]", as_json: bool) -> None:
    from rich.console import Console

    from deckard.view.bench import llms as compared

    if as_json:
        typer.echo(json.dumps(compared.llms_json(models), indent=2))
        return
    console = Console()
    for table in compared.parts(models, console.width):
        console.print(table)
    for note in compared.notes(models):
        console.print(note, markup=False, highlight=False)


def _tell(event: "Dreamed | Misdreamed", before: str = "") -> None:
    from deckard.view.event_text import entry_text

    output.tell(f"  {before}{entry_text([event])}", err=True)


@llm_app.command("record")
def record_command(
    out: Annotated[Path, typer.Option("-o", "--out", help="The cassette; what it holds stays.")],
    config: Config = None,
    settings: Settings = None,
    items: Items = None,
    as_json: Json = False,
) -> None:
    """Ask for items and keep the answers on a cassette."""
    from deckard.dream.record import record_answers as ask_and_keep
    from deckard.view.run import usage as spent

    on_answer = (lambda event: None) if as_json else _tell
    usage = ask_and_keep(_chosen(config, settings), out, _named(items), on_answer)
    if as_json:
        typer.echo(json.dumps({"cassette": str(out), "took": spent.usage_json(usage)}, indent=2))
        return
    typer.echo(spent.usage_line(usage))
    typer.echo(f"  deckard run -s llm.name=recorded -s llm.path={out}")


@llm_app.command("export")
def export_cassette(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory, or a cassette.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The file.")],
    as_json: Json = False,
) -> None:
    """Write the questions and answers of a run to one file, to be shared."""
    from deckard.dream.record import copy_answers as copy

    answers = copy(run, out)
    if as_json:
        typer.echo(json.dumps({"cassette": str(out), "answers": answers}, indent=2))
    else:
        typer.echo(f"{answers} answers in {out}")


@llm_app.command("usage")
def usage_command(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory, or a cassette.")],
    prices: Annotated[
        str | None, typer.Option(help="A YAML file of prices, laid over the known ones.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what the language model of a run took: calls, tokens, seconds, USD."""
    from deckard.llms.cassette import locate
    from deckard.llms.usage import spent as took
    from deckard.view.run import usage as spent

    if not (run / "config.yaml").is_file():
        locate(run)
    usage = took(run, prices)
    typer.echo(
        json.dumps(spent.usage_json(usage), indent=2) if as_json else spent.usage_line(usage)
    )
