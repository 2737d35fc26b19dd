"""The command line. What takes long to import is imported inside the commands that need it."""

from typing import Annotated

import typer

from deckard import __version__
from deckard.cli.bench import bench
from deckard.cli.graph import graph_app
from deckard.cli.group import command_group
from deckard.cli.llm import llm_app
from deckard.cli.malmo import malmo_serve
from deckard.cli.minedojo import minedojo_app
from deckard.cli.play import play
from deckard.cli.replay import replay
from deckard.cli.report import report_command
from deckard.cli.run import run
from deckard.cli.runs import runs_app
from deckard.cli.score import score
from deckard.cli.setup import doctor, fetch_weights
from deckard.cli.watch import watch

app = command_group()
app.add_typer(graph_app, name="graph")
app.add_typer(runs_app, name="runs")
app.add_typer(llm_app, name="llm")
app.add_typer(minedojo_app, name="minedojo")
app.command("report")(report_command)
for command in (run, watch, play, replay, score, bench, doctor, fetch_weights, malmo_serve):
    app.command()(command)


@app.callback(invoke_without_command=True)
def deckard(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Dream recipes, learn to act on them, correct them."""
    if version:
        print(f"deckard {__version__}")
        raise typer.Exit
