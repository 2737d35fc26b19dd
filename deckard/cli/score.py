"""The command that compares what is known with the truth."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.cli.options import Csv, Json, print_json
from deckard.errors import ConfigError
from deckard.types import JsonObject
from deckard.view import output

if TYPE_CHECKING:
    from deckard.journal.reader import Entry
    from deckard.worlds.tables.reference import Reference


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
    through_time: Annotated[
        bool,
        typer.Option("--through-time", help="Say at which entry of the journal it was worst."),
    ] = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Compare what a run or a graph knows with the true recipes of its world."""
    from deckard.bench.score.graph import assess, reference_for
    from deckard.runs import manifest
    from deckard.runs.snapshot import open_source
    from deckard.view.bench import graph_score as view

    if as_json and as_csv:
        raise ConfigError("--json and --csv are two forms of one output; give one of them")
    if through_time and as_csv:
        raise ConfigError("--through-time has no form as CSV; give --json, or neither")
    graph = open_source(source)
    if graph.entries == ():
        raise ConfigError(
            f"the journal of {source} has no entries, so there is nothing to score: let the run "
            f"begin with `deckard resume {source}`"
        )
    world = graph.world if source.is_file() else manifest.world(source)
    truth = reference_for(world, reference, across_versions, items)
    graph_score = assess(graph.state.awm, truth)
    if as_csv:
        typer.echo(view.graph_score_csv(graph_score), nl=False)
        return
    parts = [({"graph": view.graph_score_json(graph_score)}, view.graph_score_lines(graph_score))]
    if not source.is_file() and world is not None and reference is None:
        parts.insert(0, _dreams(source, world))
    if through_time:
        parts.append(_through_time(graph.entries, truth))
    _print(parts, as_json)


def _print(parts: Sequence[tuple[JsonObject, list[str]]], as_json: bool) -> None:
    if as_json:
        print_json({key: value for document, _ in parts for key, value in document.items()})
    else:
        output.tell(*(line for _, lines in parts for line in lines))


def _dreams(source: Path, world: JsonObject) -> tuple[JsonObject, list[str]]:
    """What became of the hypotheses of a run, beside the truth of its own world."""
    from deckard.bench.score.recipes import score_recipes
    from deckard.journal.journal import read_journal
    from deckard.view.bench.recipe_score import recipe_score_json, recipe_score_lines

    recipe_score = score_recipes(world, read_journal(source / "journal.jsonl"))
    return recipe_score_json(recipe_score), recipe_score_lines(recipe_score)


def _through_time(
    entries: "Sequence[Entry] | None", truth: "Reference"
) -> tuple[JsonObject, list[str]]:
    """What was wrong or not proven at any entry of the journal."""
    from deckard.bench.score.through_time import score_through_time
    from deckard.view.bench.through_time import through_time_json, through_time_lines

    if entries is None:
        raise ConfigError("--through-time reads a journal, which a graph file has not: name a run")
    score = score_through_time(entries, truth)
    return {"through_time": through_time_json(score)}, [*through_time_lines(score)]
