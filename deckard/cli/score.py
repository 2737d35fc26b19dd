"""The command that compares what is known with the truth."""

from pathlib import Path
from typing import Annotated

import typer

from deckard.cli.options import Csv, Json, print_json
from deckard.errors import ConfigError
from deckard.types import JsonObject
from deckard.view import output


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
    as_csv: Csv = False,
) -> None:
    """Compare what a run or a graph knows with the true recipes of its world."""
    from deckard.bench.score.graph import assess, reference_for
    from deckard.runs import manifest
    from deckard.runs.snapshot import open_source
    from deckard.view.bench import graph_score as view

    if as_json and as_csv:
        raise ConfigError("--json and --csv are two forms of one output; give one of them")
    graph = open_source(source)
    world = graph.world if source.is_file() else manifest.world(source)
    truth = reference_for(world, reference, across_versions, items)
    graph_score = assess(graph.state.awm, truth)
    if as_csv:
        typer.echo(view.graph_score_csv(graph_score), nl=False)
        return
    dreams = None if source.is_file() else _dreams(source, world, reference)
    if as_json:
        print_json((dreams[0] if dreams else {}) | {"graph": view.graph_score_json(graph_score)})
    else:
        output.tell(*(dreams[1] if dreams else ()), *view.graph_score_lines(graph_score))


def _dreams(
    source: Path, world: JsonObject | None, reference: str | None
) -> tuple[JsonObject, list[str]] | None:
    """What became of the hypotheses of a run, beside the truth of its own world."""
    from deckard.bench.score.recipes import score_recipes
    from deckard.journal.journal import read_journal
    from deckard.view.bench.recipe_score import recipe_score_json, recipe_score_lines

    if world is None or reference is not None:
        return None
    recipe_score = score_recipes(world, read_journal(source / "journal.jsonl"))
    return recipe_score_json(recipe_score), recipe_score_lines(recipe_score)
