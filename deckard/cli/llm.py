"""The commands about language models."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.cli.options import Json, Settings, named_config, print_json, split_commas
from deckard.view import output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deckard.bench.compare_llms import Compared
    from deckard.journal.events import Dreamed, Misdreamed

llm_app = typer.Typer(
    no_args_is_help=True, help="Probe, record and compare language models, and see their usage."
)

Replay = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Take all answers from this cassette; ask no model."),
]
"""Of the command that runs."""

Config = Annotated[
    str | None,
    typer.Argument(metavar="CONFIG", help="A config, for its world, llm and prompt."),
]
Items = Annotated[
    list[str] | None,
    typer.Option("--items", metavar="ITEM,...", help="Items to ask for. Default: all."),
]
More = Annotated[list[str] | None, typer.Argument(metavar="MODEL", help="More of --models.")]
Models = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MODEL...",
        help="NAME, NAME:MODEL, a cassette, or {name: ..., model: ..., temperature: 1}.",
    ),
]
Answers = Annotated[
    Path, typer.Option("-o", "--out", help="A folder for the answers: one cassette per model.")
]
Plot = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Also plot the shares, as .svg or .png.")
]
RunOrCassette = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run directory, or a cassette.")
]


@llm_app.command("probe")
def probe_command(config: Config = None, settings: Settings = None, as_json: Json = False) -> None:
    """Ask the server of a language model a few questions and report what it can do.

    Exit code 1 when the model cannot be used.
    """
    from deckard.dream.answers.schema import SCHEMA
    from deckard.llms.http.probe import probe_llm
    from deckard.llms.http.probing.questions import MOST
    from deckard.view.setup.probe import probe_json, probe_text

    run_config = named_config(config, settings)
    if not as_json:
        typer.echo(f"  at most {MOST} questions", err=True)
    report = probe_llm(run_config.llm, SCHEMA)
    if as_json:
        print_json(probe_json(report))
    else:
        typer.echo(probe_text(report))
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
    """Ask several language models for the same items and compare their answers with the truth.

    Answers that the folder holds already are not asked for again. Settings apply to every model.
    """
    from deckard.bench.compare_llms import compare_llms
    from deckard.errors import ConfigError
    from deckard.view.bench.llm_plot import check_plot_path, llm_picture

    labels = [*(models or []), *(more or [])]
    if not labels:
        raise ConfigError("name models: deckard llm compare --models recorded ollama:qwen3:8b")
    if plot is not None:
        check_plot_path(plot)
        output.check_writable(plot)
    on_answer = (lambda label, event: None) if as_json else _tell_of
    config = named_config(None, settings)
    comparison = compare_llms(config, labels, split_commas(items), out, on_answer)
    if plot is not None:
        output.save(plot, llm_picture(comparison, plot))
    _show(comparison, as_json)


def _tell_of(label: str, event: "Dreamed | Misdreamed") -> None:
    _tell(event, f"{label}: ")


def _tell(event: "Dreamed | Misdreamed", prefix: str = "") -> None:
    from deckard.view.event_text import entry_text

    output.tell(f"  {prefix}{entry_text([event])}", err=True)


def _show(comparison: "Sequence[Compared]", as_json: bool) -> None:
    from rich.console import Console

    from deckard.view.bench.llms import llm_notes, llm_tables, llms_json

    if as_json:
        print_json(llms_json(comparison))
        return
    console = Console()
    for table in llm_tables(comparison, console.width):
        console.print(table)
    for note in llm_notes(comparison):
        console.print(note, markup=False, highlight=False)


@llm_app.command("record")
def record_command(
    out: Annotated[
        Path, typer.Option("-o", "--out", help="The cassette. Answers that it holds are kept.")
    ],
    config: Config = None,
    settings: Settings = None,
    items: Items = None,
    as_json: Json = False,
) -> None:
    """Ask a language model for items and keep the answers on a cassette."""
    from deckard.dream.record import record_answers
    from deckard.view.run.usage import usage_json, usage_line

    on_answer = (lambda event: None) if as_json else _tell
    usage = record_answers(named_config(config, settings), out, split_commas(items), on_answer)
    if as_json:
        print_json({"cassette": str(out), "took": usage_json(usage)})
        return
    typer.echo(usage_line(usage))
    typer.echo(f"  deckard run -s llm.name=recorded -s llm.path={out}")


@llm_app.command("export")
def export_cassette(
    run: RunOrCassette,
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write.")],
    as_json: Json = False,
) -> None:
    """Write the questions and answers of a run to one cassette that can be shared."""
    from deckard.dream.record import copy_answers

    answers = copy_answers(run, out)
    if as_json:
        print_json({"cassette": str(out), "answers": answers})
    else:
        typer.echo(f"{answers} answers in {out}")


@llm_app.command("repair")
def repair_command(run: RunOrCassette, as_json: Json = False) -> None:
    """Have answers asked again that older versions kept, though they may be a server's failures.

    The run asks for them again when it goes on.
    """
    from deckard.runs.repair import repair_answers
    from deckard.view.run.repair import repair_line

    repair = repair_answers(run)
    if as_json:
        cassette, items = str(repair.cassette), list(repair.items)
        print_json({"cassette": cassette, "answers": repair.answers, "items": items})
        return
    typer.echo(repair_line(repair))


@llm_app.command("usage")
def usage_command(
    run: RunOrCassette,
    prices: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="A YAML file of prices that override the built-in ones."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the usage of a run's language model: calls, tokens, seconds and USD."""
    from deckard.llms.cassette import locate
    from deckard.llms.usage import run_usage
    from deckard.view.run.usage import usage_json, usage_line

    if not (run / "config.yaml").is_file():
        locate(run)
    usage = run_usage(run, prices)
    if as_json:
        print_json(usage_json(usage))
    else:
        typer.echo(usage_line(usage))


@llm_app.command("serve")
def serve_model(
    model: Annotated[Path, typer.Argument(metavar="MODEL.gguf", help="A model as a GGUF file.")],
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")
    ] = 8080,
    context: Annotated[
        int, typer.Option(min=256, help="Tokens of one question with its answer.")
    ] = 8192,
    parallel: Annotated[
        int, typer.Option(min=1, help="Questions answered at once; each takes memory.")
    ] = 1,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads that compute. Default: llama.cpp's.")
    ] = None,
    gpu_layers: Annotated[
        int | None, typer.Option(min=0, help="Layers on the GPU. Default: llama.cpp's.")
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A chat template in place of the model's own."),
    ] = None,
    thinking: Annotated[
        int | None,
        typer.Option(min=0, help="Tokens of thoughts before an answer at most; 0 asks for none."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Show the log of llama.cpp.")
    ] = False,
) -> None:
    """Serve a language model of your own on this machine, by llama.cpp, until Ctrl-C.

    It needs the extra llamacpp.
    """
    from deckard.llms.local.server import ServerOptions, read_template, serving
    from deckard.view.setup.serve import serve_lines

    options = ServerOptions(
        host=host,
        port=port,
        context=context,
        parallel=parallel,
        threads=threads,
        gpu_layers=gpu_layers,
        template=None if template is None else read_template(template),
        thinking=thinking,
    )
    log = (lambda line: typer.echo(line, err=True)) if verbose else None
    with suppress(KeyboardInterrupt), serving(model, options, log) as server:
        for line in serve_lines(server, parallel):
            typer.echo(line)
        server.wait()
