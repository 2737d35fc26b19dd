"""The command that measures agents beside each other."""

import json
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.errors import ConfigError
from deckard.view import output

if TYPE_CHECKING:
    from deckard.bench.cell import Result
    from deckard.bench.pool import BenchProgress
    from deckard.bench.spec import Bench, Cell

Names = Annotated[list[str] | None, typer.Option(metavar="NAME,...")]
INTERRUPTED = 130
"""The exit code that shells give for Ctrl-C."""
FILES = ("table.txt", "table.json", "runs.csv")
"""What is kept in the folder beside the figure."""


def bench(
    preset: Annotated[
        str,
        typer.Argument(
            metavar="PRESET|FILE",
            help="goals67, all-items, target:ITEM, or the file of a bench of your own.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", parser=output.directory, help="Where the bench lives, or goes on."
        ),
    ] = None,
    agents: Names = None,
    priors: Names = None,
    seeds: Annotated[int | None, typer.Option(min=1, help="Runs of each.")] = None,
    max_steps: Annotated[int | None, typer.Option(min=1, help="Env steps of a run.")] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Runs at a time; else as many as there are cores.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and nothing else.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print one row a run, as CSV.")] = False,
) -> None:
    """Run agents with priors in worlds, several seeds of each, and compare what they came to.

    A bench that was stopped goes on where it was; runs that have ended are read, not run again.
    """
    from deckard.bench.directory import open_bench
    from deckard.bench.spec import load_bench, narrow_bench

    if as_json and as_csv:
        raise ConfigError("--json and --csv are two forms of one output; give one of them")
    spec = narrow_bench(load_bench(preset), _listed(agents), _listed(priors), seeds, max_steps)
    folder = out or Path("runs") / f"bench-{spec.name.replace(':', '-')}"
    cells = list(spec.runs())
    open_bench(spec, cells, folder)
    try:
        results = _work(spec, cells, folder, jobs or len(os.sched_getaffinity(0)))
    except KeyboardInterrupt:
        again = shlex.join(["deckard", "bench", preset, "-o", str(folder)])
        typer.echo(f"stopped; go on with the same command, as in: {again}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if not _show(spec, results, folder, as_json, as_csv):
        raise typer.Exit(1)
    if not (as_json or as_csv):
        typer.echo(f"\nfigure: {folder / 'bench.svg'} and .png; the table as {', '.join(FILES)}")


def _work(spec: "Bench", cells: "Sequence[Cell]", folder: Path, jobs: int) -> "list[Result]":
    from deckard.bench.pool import run_cells

    return run_cells(cells, folder, spec.items, jobs, _tell)


def _tell(state: "BenchProgress") -> None:
    from deckard.view.bench import table as benched

    output.tell(benched.progress(state), err=True)


def _listed(options: list[str] | None) -> list[str]:
    return [name.strip() for one in options or [] for name in one.split(",") if name.strip()]


def _show(
    spec: "Bench", results: "Sequence[Result]", folder: Path, as_json: bool, as_csv: bool
) -> bool:
    """Print the table and keep it and the figure in the folder; whether every run ended."""
    from deckard.bench.cell import FailedCell, FinishedCell
    from deckard.bench.summary import rows
    from deckard.view.bench import curves
    from deckard.view.bench import table as benched

    finished = [result for result in results if isinstance(result, FinishedCell)]
    summary = rows(finished, spec.max_steps)
    failed = [result for result in results if isinstance(result, FailedCell)]
    document = json.dumps(benched.bench_json(spec, summary, results), indent=2) + "\n"
    table = benched.bench_csv(spec, results)
    lines = "\n".join(benched.bench_lines(spec, summary, failed)) + "\n"
    for name, text in zip(FILES, (lines, document, table), strict=True):
        output.save(folder / name, text.encode())
    for form in ("svg", "png"):
        output.save(folder / f"bench.{form}", curves.figure(spec, summary, form))
    typer.echo(document if as_json else table if as_csv else lines, nl=False)
    return not failed
