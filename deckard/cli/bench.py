"""The command that compares agents."""

import json
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.cli.options import Csv, Json, split_commas
from deckard.errors import ConfigError
from deckard.view import output

if TYPE_CHECKING:
    from deckard.bench.cell import Result
    from deckard.bench.pool import BenchProgress
    from deckard.bench.spec import Bench, Cell

INTERRUPTED = 130
"""The exit code that shells give for Ctrl-C."""
FILES = ("table.txt", "table.json", "runs.csv")
"""Files that are kept in the folder beside the figure."""


Preset = Annotated[
    str,
    typer.Argument(
        metavar="PRESET|FILE",
        help="goals67, craftax-classic, target:ITEM, or the YAML file of your own benchmark.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        parser=output.directory,
        help="The folder of the benchmark. One that was stopped goes on there.",
    ),
]
Agents = Annotated[list[str] | None, typer.Option(metavar="NAME,...", help="Only these agents.")]
Priors = Annotated[list[str] | None, typer.Option(metavar="NAME,...", help="Only these priors.")]
Seeds = Annotated[int | None, typer.Option(min=1, help="Seeds per agent, prior and world.")]
MaxSteps = Annotated[int | None, typer.Option(min=1, help="Env steps of a run at most.")]
Episodes = Annotated[
    int | None, typer.Option(min=0, help="Episodes of the whole game that each run then plays.")
]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Runs at the same time. Default: one per core.")
]


def bench(
    preset: Preset,
    out: Out = None,
    agents: Agents = None,
    priors: Priors = None,
    seeds: Seeds = None,
    max_steps: MaxSteps = None,
    episodes: Episodes = None,
    jobs: Jobs = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Run agents with priors in worlds, several seeds of each, and compare their results.

    A benchmark that was stopped goes on where it was. Runs that have ended are not run again.
    """
    from deckard.bench.directory import open_bench
    from deckard.bench.spec import load_bench, narrow_bench

    if as_json and as_csv:
        raise ConfigError("--json and --csv are two forms of one output; give one of them")
    names = split_commas(agents), split_commas(priors)
    spec = narrow_bench(load_bench(preset), *names, seeds, max_steps, episodes)
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


def _tell(progress: "BenchProgress") -> None:
    from deckard.view.bench.table import progress_line

    output.tell(progress_line(progress), err=True)


def _show(
    spec: "Bench", results: "Sequence[Result]", folder: Path, as_json: bool, as_csv: bool
) -> bool:
    """Print the table and keep it and the figures in the folder; whether every run ended."""
    from deckard.bench.cell import FailedCell, FinishedCell
    from deckard.bench.game.summary import game_rows
    from deckard.bench.summary import rows
    from deckard.view.bench.curves import figure
    from deckard.view.bench.game import game_figures, game_json, game_lines
    from deckard.view.bench.table import bench_csv, bench_json, bench_lines

    finished = [result for result in results if isinstance(result, FinishedCell)]
    failed = [result for result in results if isinstance(result, FailedCell)]
    summary, games = rows(finished, spec.max_steps), game_rows(finished)
    tree = bench_json(spec, summary, results)
    tree |= {"game": game_json(games, spec.published)} if games else {}
    document = json.dumps(tree, indent=2) + "\n"
    table = bench_csv(spec, results)
    lines = [*bench_lines(spec, summary, failed), *game_lines(games, spec.published)]
    text = "\n".join(lines) + "\n"
    for name, content in zip(FILES, (text, document, table), strict=True):
        output.save(folder / name, content.encode())
    for form in ("svg", "png"):
        output.save(folder / f"bench.{form}", figure(spec, summary, form))
        for world, picture in game_figures(games, form):
            output.save(folder / f"game-{world}.{form}", picture)
    typer.echo(document if as_json else table if as_csv else text, nl=False)
    return not failed
