"""The commands that look at a graph: of a run, also while it goes on, or in a file."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.cli.exports import PLANNING, Form, encoded, save_tables
from deckard.cli.options import Json, print_json
from deckard.cli.planning import Request, save_problem
from deckard.errors import ConfigError, GraphError
from deckard.view import output

if TYPE_CHECKING:
    from rich.text import Text

    from deckard.runs.snapshot import Source

graph_app = typer.Typer(
    no_args_is_help=True, help="Show, explain, compare and export the graph of a run or a file."
)

RunOrFile = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run directory, or a file with a graph.")
]
Item = Annotated[str, typer.Argument(metavar="ITEM", help="The name of an item, such as planks.")]
Part = Annotated[
    str | None, typer.Argument(metavar="ITEM", help="Only this item and all that it needs.")
]
Have = Annotated[
    str, typer.Option("--have", metavar="ITEM=N,...", help="The inventory to start with.")
]
At = Annotated[
    str | None,
    typer.Option(
        "--at", metavar="STEP", help="The graph after this many env steps, or after `entry:N`."
    ),
]
REFERENCE = re.compile(r"reference(?::(.+))?")
"""The word for the true recipes, with or without a version of Minecraft."""


FORMATS = f"One of {', '.join(Form)}."


@graph_app.command("show")
def show_command(run: RunOrFile, item: Part = None, at: At = None, as_json: Json = False) -> None:
    """Show all items with their recipes, from raw to finished, or one item as a tree of needs."""
    source = _open(run, at, item)
    if as_json:
        from deckard.view.graph.document import graph_json

        print_json(graph_json(source.state, source.target, source.world))
    elif item is None:
        from deckard.view.graph.text import graph_text

        _print(graph_text(source.state, source.target))
    else:
        from deckard.view.graph.tree import graph_tree

        _print(graph_tree(source.state, item, source.target))


@graph_app.command("why")
def why_command(run: RunOrFile, item: Item, at: At = None, as_json: Json = False) -> None:
    """Explain each recipe of an item: which entries of the journal made or refuted it."""
    from deckard.view.graph.accounts import explain_item
    from deckard.view.graph.tree import check_graph_item
    from deckard.view.graph.why import why_json, why_text

    source = _open(run, at)
    why = explain_item(source.journal(), item)
    if not (why.accounts or why.unusable or why.swept):
        check_graph_item(source.state, item, source.target)
    if as_json:
        print_json(why_json(why))
    else:
        _print(why_text(why))


@graph_app.command("plan")
def plan_command(
    run: RunOrFile,
    wanted: Annotated[
        str,
        typer.Argument(metavar="ITEM[=N]", help="An item, and how many more of it: stick=16."),
    ],
    have: Have = "",
    at: At = None,
    as_json: Json = False,
) -> None:
    """Plan the cheapest way to an item from what is held: recipes in order, expected env steps."""
    from deckard.view.graph.plan import parse_have, parse_wanted, plan_item, plan_json, plan_text
    from deckard.view.graph.tree import check_graph_item

    source = _open(run, at)
    inventory, (item, quantity) = parse_have(have), parse_wanted(wanted)
    for name in (item, *inventory):
        check_graph_item(source.state, name)
    plan = plan_item(source.known, source.fuels, item, inventory, quantity)
    if as_json:
        print_json(plan_json(plan))
    else:
        _print(plan_text(plan))


@graph_app.command("craftable")
def craftable_command(
    run: RunOrFile, have: Have = "", at: At = None, as_json: Json = False
) -> None:
    """List what can be crafted or smelted now of what is held, and what lacks one kind of item."""
    from deckard.view.graph.craftable import craftable, craftable_json, craftable_text
    from deckard.view.graph.plan import parse_have
    from deckard.view.graph.tree import check_graph_item

    source = _open(run, at)
    inventory = parse_have(have)
    for name in inventory:
        check_graph_item(source.state, name)
    made = craftable(source.known, source.fuels, inventory)
    if as_json:
        print_json(craftable_json(made))
    else:
        _print(craftable_text(made))


@graph_app.command()
def diff(
    one: Annotated[str, typer.Argument(metavar="A", help="A run directory or a graph file.")],
    other: Annotated[
        str,
        typer.Argument(metavar="B", help="Another, or reference[:VERSION]: the true recipes."),
    ],
    at: At = None,
    any_version: Annotated[
        bool,
        typer.Option("--any-version", help="Allow a reference of another version than the run's."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Compare two graphs: recipes that B changes, lacks or adds; or that differ from the truth.

    --at applies to both graphs. `reference` has the version of the run's own world.
    """
    from deckard.graph.diff import diff_graphs
    from deckard.view.graph.diff import diff_json, diff_text

    if REFERENCE.fullmatch(one):
        raise ConfigError(f"the reference comes second: deckard graph diff {other} {one}")
    source = _open(Path(one), at)
    if reference := REFERENCE.fullmatch(other):
        from deckard.bench.score.recipes import compare_with_tables, tables_of

        tables = tables_of(source.world or {}, reference[1], any_version)
        differences = compare_with_tables(source.awm, tables)
    else:
        path = Path(other)
        differences = diff_graphs(source.awm, _open(path, None if path.is_file() else at).awm)
    if as_json:
        print_json(diff_json(differences, one, other, bool(reference)))
    else:
        _print(diff_text(differences, one, other, bool(reference)))


@graph_app.command()
def frontier(run: RunOrFile, at: At = None, as_json: Json = False) -> None:
    """List the frontier: hypotheses whose every need is verified, so that they can be tried."""
    from deckard.view.graph.frontier import frontier_json, frontier_text

    source = _open(run, at)
    if as_json:
        print_json(frontier_json(source.state))
    else:
        _print(frontier_text(source.state))


@graph_app.command()
def stats(run: RunOrFile, at: At = None, as_json: Json = False) -> None:
    """Count items by status, recipes by kind, needs, cycles and, of a run, its events."""
    from deckard.view.graph.stats import stats_json, stats_text

    source = _open(run, at)
    counts = stats_json(source.state, source.entries)
    if as_json:
        print_json(counts)
    else:
        _print(stats_text(counts))


@graph_app.command("export")
def export_command(
    run: RunOrFile,
    to: Annotated[Form, typer.Option("--to", metavar="FORMAT", help=FORMATS, show_default=False)],
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="ITEM[=N]",
            help="Only this item and all that it needs. In pddl the goal: N more of it.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="A file; a folder for csv, pddl. Default: print it."),
    ] = None,
    at: At = None,
    have: Annotated[
        str,
        typer.Option("--have", metavar="ITEM=N,...", help="In pddl: the inventory at the start."),
    ] = "",
    hypotheses: Annotated[
        bool,
        typer.Option("--hypotheses", help="In pddl: use what is believed where none is verified."),
    ] = False,
) -> None:
    """Write a graph in a format that other programs read, or as a picture."""
    if to in PLANNING:
        save_problem(_open(run, at), to, Request(item, have, hypotheses), out)
        return
    if have or hypotheses:
        raise ConfigError(f"--have and --hypotheses are for {' and '.join(PLANNING)}, not {to}")
    source = _open(run, at, item)
    if to is Form.csv:
        save_tables(source, out)
    elif to is Form.png and out is None:
        raise ConfigError("a png is no text: name a file for it with -o")
    elif out is None:
        print(encoded(source, to).decode(), end="")
    else:
        _save(out, encoded(source, to), to)


def _save(path: Path, content: bytes, to: Form) -> None:
    output.save(path, content)
    if to is Form.png:
        from deckard.view.graph.png import remarks

        output.tell(*(f"{path}: {remark}" for remark in remarks(content)))


@graph_app.command("import")
def import_(
    path: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="deckard's JSON, GraphML, GEXF, or the JSON of 2023."),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write deckard's JSON.")],
) -> None:
    """Convert a graph file to deckard's JSON."""
    source = _open(path, None)
    if out.is_dir():
        raise GraphError(f"{out} is a folder: name a file with -o")
    output.save(out, encoded(source, Form.json))


def _open(run: Path, at: str | None, item: str | None = None) -> "Source":
    from deckard.runs.snapshot import open_source
    from deckard.view.graph.tree import check_graph_item

    source = open_source(run, at, item)
    if item is not None:
        check_graph_item(source.whole, item, source.pursued)
    return source


def _print(text: "Text") -> None:
    from rich.console import Console

    Console().print(text, soft_wrap=True)
