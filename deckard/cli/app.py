"""The command line. What takes long to import is imported inside the commands that need it."""

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deckard import __version__
from deckard.cli.bench import INTERRUPTED, bench
from deckard.cli.graph import graph_app
from deckard.cli.group import command_group
from deckard.cli.llm import Replay, llm_app
from deckard.cli.malmo import malmo_serve
from deckard.cli.minedojo import minedojo_app
from deckard.cli.replay import replay
from deckard.cli.report import report_command
from deckard.cli.runs import runs_app
from deckard.cli.setup import doctor, fetch_weights
from deckard.cli.watch import watch
from deckard.errors import ConfigError, RunDirError
from deckard.view import output

if TYPE_CHECKING:
    from deckard.config import RunConfig
    from deckard.runs.orchestrator import Ended
    from deckard.runs.play import Episode
from deckard.cli.options import Json, Run, print_json

DEFAULT = "iron_pickaxe"
"""The config of a run that names none."""
UNFINISHED = 3
"""The exit code of a run that ended without its target."""
FRAMES = 300
"""Pictures of a film at most."""

app = command_group()
app.add_typer(graph_app, name="graph")
app.add_typer(runs_app, name="runs")
app.add_typer(llm_app, name="llm")
app.add_typer(minedojo_app, name="minedojo")
app.command()(replay)
app.command("report")(report_command)
app.command()(doctor)
app.command()(fetch_weights)
app.command()(watch)
app.command()(malmo_serve)
app.command()(bench)


@app.callback(invoke_without_command=True)
def deckard(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Dream recipes, learn to act on them, correct them."""
    if version:
        print(f"deckard {__version__}")
        raise typer.Exit


@app.command()
def run(
    config: Annotated[
        str | None,
        typer.Argument(help=f"A config that deckard ships, or a file; {DEFAULT} if none."),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("-s", "--set", metavar="KEY=VALUE", help="Lay a value over the config."),
    ] = None,
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

    replayed = [f"llm.cassette={json.dumps(str(llm_cassette))}"] if llm_cassette else []
    chosen, folder = choose(config, [*(settings or []), *replayed], out)
    _tell_changes(folder)
    try:
        ended = _work(chosen, folder, as_json)
    except KeyboardInterrupt:
        typer.echo(_how_to_go_on(folder), err=True)
        raise typer.Exit(INTERRUPTED) from None
    entries = list(read_journal(folder / "journal.jsonl"))
    done = summary.succeeded(chosen, ended)
    if as_json:
        print_json(summary.summary_json(chosen, folder, ended, entries))
    else:
        from rich.console import Console

        summary.print_summary(Console(), chosen, folder, ended, entries)
        output.tell(ended.reason if done else f"stopped before it was done: {ended.reason}")
    raise typer.Exit(0 if done else UNFINISHED)


def choose(config: str | None, settings: list[str], out: Path | None) -> "tuple[RunConfig, Path]":
    """Return the config of a run and its directory.

    A directory that holds a run brings its own config, unless one is named.
    """
    from deckard import resources as share
    from deckard.config import load_config
    from deckard.runs.directory import holds_run
    from deckard.runs.run_name import run_name

    if config is not None and holds_run(Path(config)):
        raise ConfigError(f"{config} is a run directory; go on with it by: deckard run -o {config}")
    if out is not None and holds_run(out) and config is None:
        return load_config(out / "config.yaml", settings), out
    if out is not None and out.exists() and not out.is_dir():
        raise RunDirError(f"{out} is a file; name another run directory with -o")
    path = share.find_resource("configs", DEFAULT if config is None else config)
    chosen = load_config(path, settings)
    file = None if config is None else path.stem
    return chosen, out or Path("runs") / run_name(chosen, settings, file)


def _work(chosen: "RunConfig", folder: Path, as_json: bool) -> "Ended":
    """Run the agent in sight of the user."""
    from deckard.view.run.watch import watching

    with watching(chosen, folder, as_json) as callbacks:
        # takes seconds, which the screen explains
        from deckard.runs.run import run as run_agent

        return run_agent(chosen, folder, callbacks)


def _tell_changes(folder: Path) -> None:
    """Warn when a run would go on with other versions than it began with."""
    from deckard.runs.manifest import version_changes

    if found := "; ".join(version_changes(folder)):
        told = f"{folder} began with other versions ({found}): its events may not repeat exactly"
        output.tell(f"deckard: {told}", err=True)


def _how_to_go_on(folder: Path) -> str:
    if not (folder / "config.yaml").exists():
        return "stopped before anything was recorded"
    return f"stopped; go on with: deckard run -o {shlex.quote(str(folder))}"


@app.command()
def play(
    run_dir: Run,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="What to obtain.")],
    episodes: Annotated[int, typer.Option(min=1, help="Fresh worlds to play in.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Chooses the worlds.")] = 0,
    gif: Annotated[Path | None, typer.Option(help="A file for a film of one episode.")] = None,
    as_json: Json = False,
) -> None:
    """Obtain an item in fresh worlds with what a run has learnt; nothing is recorded."""
    from deckard.runs.directory import load_state, read_run_config
    from deckard.view.run.watch import setting_up

    config, state = read_run_config(run_dir), load_state(run_dir)
    from deckard.runs.play import PolicyPlayer
    from deckard.view.run import play as view

    if gif is not None:
        output.check_writable(gif)
    player = PolicyPlayer(config, state, run_dir / "policies")
    player.recipe(item)
    if not as_json:
        typer.echo(f"  {setting_up(config)}", err=True)
    played = player.play(item, episodes, seed, _keep_quiet if as_json else _tell)
    if gif is not None:
        from deckard.view.run.film import film

        output.save(gif, film(player.frames(played.telling, FRAMES)))
    if as_json:
        print_json(view.play_json(played, seed))
    else:
        output.tell(*view.play_lines(played))


def _tell(episode: "Episode") -> None:
    how = "obtained" if episode.obtained else episode.why
    typer.echo(f"  {how}, {episode.steps:,} env steps", err=True)


def _keep_quiet(episode: "Episode") -> None:
    """Leave the terminal to the JSON document."""


@app.command()
def score(
    source: Annotated[Path, typer.Argument(metavar="RUN|GRAPH", help="A run directory or a file.")],
    reference: Annotated[
        str | None,
        typer.Option(metavar="VERSION|FILE", help="What is true; of a run, its own world."),
    ] = None,
    across_versions: Annotated[
        bool, typer.Option("--across-versions", help="Compare with another version or world.")
    ] = False,
    items: Annotated[
        str | None, typer.Option(help="A set (goals67), or items with commas between; else all.")
    ] = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print one row an item, as CSV.")] = False,
) -> None:
    """Compare what a run or a graph knows with the true recipes of its world."""
    from deckard.bench.score.graph import assess, reference_for
    from deckard.runs import manifest
    from deckard.runs.snapshot import open_source
    from deckard.view.bench import graph_score as assessed

    if as_json and as_csv:
        raise ConfigError("--json and --csv are two forms of one output; give one of them")
    graph = open_source(source)
    world = graph.world if source.is_file() else manifest.world(source)
    true = reference_for(world, reference, across_versions, items)
    found = assess(graph.state.awm, true)
    if as_csv:
        typer.echo(assessed.graph_score_csv(found), nl=False)
        return
    judged = None if source.is_file() else _judged(source, world, reference)
    if as_json:
        print_json((judged[0] if judged else {}) | {"graph": assessed.graph_score_json(found)})
    else:
        output.tell(*(judged[1] if judged else ()), *assessed.graph_score_lines(found))


def _judged(
    source: Path, world: dict[str, Any] | None, reference: str | None
) -> tuple[dict[str, Any], list[str]] | None:
    """What came of the dreams of a run, beside the truth of its own world."""
    from deckard.bench.score.recipes import score_recipes as compare
    from deckard.journal.journal import read_journal
    from deckard.view.bench import recipe_score as scored

    if world is None or reference is not None:
        return None
    found = compare(world, read_journal(source / "journal.jsonl"))
    return scored.recipe_score_json(found), scored.recipe_score_lines(found)
