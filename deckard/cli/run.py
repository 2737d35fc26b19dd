"""The command that runs an agent."""

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.cli.bench import INTERRUPTED
from deckard.cli.llm import Replay
from deckard.cli.options import Json, Settings, print_json
from deckard.errors import ConfigError, RunDirError
from deckard.resources import DEFAULT_CONFIG, find_resource
from deckard.view import output

if TYPE_CHECKING:
    from deckard.config import RunConfig
    from deckard.runs.result import RunResult

UNFINISHED = 3
"""The exit code of a run that ended without its target."""


def run(
    config: Annotated[
        str | None,
        typer.Argument(help=f"A config that deckard ships, or a file; {DEFAULT_CONFIG} if none."),
    ] = None,
    settings: Settings = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            parser=output.directory,
            help="Where the run lives, or goes on; named after what is run if none.",
        ),
    ] = None,
    llm_cassette: Replay = None,
    as_json: Json = False,
) -> None:
    """Run the agent until its target is verified, its budget spent, or nothing left to try."""
    from deckard.journal.journal import read_journal
    from deckard.view.run import summary

    cassette = [f"llm.cassette={json.dumps(str(llm_cassette))}"] if llm_cassette else []
    chosen, folder = choose_run(config, [*(settings or []), *cassette], out)
    _warn_of_changes(folder)
    try:
        result = _work(chosen, folder, as_json)
    except KeyboardInterrupt:
        typer.echo(_how_to_go_on(folder), err=True)
        raise typer.Exit(INTERRUPTED) from None
    entries = list(read_journal(folder / "journal.jsonl"))
    done = summary.succeeded(chosen, result)
    if as_json:
        print_json(summary.summary_json(chosen, folder, result, entries))
    else:
        from rich.console import Console

        summary.print_summary(Console(), chosen, folder, result, entries)
        output.tell(result.reason if done else f"stopped before it was done: {result.reason}")
    raise typer.Exit(0 if done else UNFINISHED)


def choose_run(
    config: str | None, settings: list[str], out: Path | None
) -> "tuple[RunConfig, Path]":
    """Return the config of a run and its directory.

    A directory that holds a run brings its own config, unless one is named.
    """
    from deckard.config import load_config
    from deckard.runs.directory import holds_run
    from deckard.runs.run_name import run_name

    if config is not None and holds_run(Path(config)):
        raise ConfigError(f"{config} is a run directory; go on with it by: deckard run -o {config}")
    if out is not None and holds_run(out) and config is None:
        return load_config(out / "config.yaml", settings), out
    if out is not None and out.exists() and not out.is_dir():
        raise RunDirError(f"{out} is a file; name another run directory with -o")
    path = find_resource("configs", DEFAULT_CONFIG if config is None else config)
    chosen = load_config(path, settings)
    file = None if config is None else path.stem
    return chosen, out or Path("runs") / run_name(chosen, settings, file)


def _work(chosen: "RunConfig", folder: Path, as_json: bool) -> "RunResult":
    """Run the agent in sight of the user."""
    from deckard.view.run.watch import watching

    with watching(chosen, folder, as_json) as callbacks:
        # takes seconds, which the screen explains
        from deckard.runs.run import run as run_agent

        return run_agent(chosen, folder, callbacks)


def _warn_of_changes(folder: Path) -> None:
    """Warn when a run would go on with other versions than it began with."""
    from deckard.runs.manifest import version_changes

    if changes := "; ".join(version_changes(folder)):
        warning = (
            f"{folder} began with other versions ({changes}): its events may not repeat exactly"
        )
        output.tell(f"deckard: {warning}", err=True)


def _how_to_go_on(folder: Path) -> str:
    if not (folder / "config.yaml").exists():
        return "stopped before anything was recorded"
    return f"stopped; go on with: deckard run -o {shlex.quote(str(folder))}"
