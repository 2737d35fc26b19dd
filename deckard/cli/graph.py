"""The commands that look at a graph: of a run, also while it goes on, or in a file."""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deckard.errors import ConfigError, GraphError
from deckard.view import output

if TYPE_CHECKING:
    from rich.text import Text

    from deckard.runs.snapshot import Source

graph_app = typer.Typer(no_args_is_help=True, help="Look at a graph, compare or export it.")

Run = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run directory, or a file with a graph.")
]
Item = Annotated[str, typer.Argument(metavar="ITEM")]
Part = Annotated[str | None, typer.Argument(metavar="[ITEM]", help="Only what leads to this item.")]
At = Annotated[
    str | None,
    typer.Option(
        "--at", metavar="STEP", help="As it was after so many env steps, or after `entry:N`."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
REFERENCE = re.compile(r"reference(?::(.+))?")


class Form(StrEnum):
    """What a graph can be exported to."""

    json = "json"
    graphml = "graphml"
    dot = "dot"
    mermaid = "mermaid"
    csv = "csv"
    svg = "svg"
    png = "png"
    text = "text"


@graph_app.command("show")
def show_command(run: Run, item: Part = None, at: At = None, as_json: Json = False) -> None:
    """Show what is known, from raw to finished items, or what an item is made of, as a tree."""
    from deckard.view.graph import document, text, tree

    source = _open(run, at, item)
    if as_json:
        _print_json(document.graph_json(source.state, source.target, source.world))
    elif item is None:
        _print(text.graph_text(source.state, source.target))
    else:
        _print(tree.graph_tree(source.state, item, source.target))


@graph_app.command("why")
def why_command(run: Run, item: Item, at: At = None, as_json: Json = False) -> None:
    """Tell for each recipe of an item what made it believed, and what refuted others."""
    from deckard.view.graph import tree
    from deckard.view.graph import why as view

    source = _open(run, at)
    why = view.explain_item(source.journal(), item)
    if not (why.accounts or why.unusable or why.swept):
        tree.check_graph_item(source.state, item, source.target)
    if as_json:
        _print_json(view.why_json(why))
    else:
        _print(view.why_text(why))


@graph_app.command("plan")
def plan_command(
    run: Run,
    item: Item,
    have: Annotated[
        str, typer.Option("--have", metavar="ITEM=N,...", help="What is held already.")
    ] = "",
    at: At = None,
    as_json: Json = False,
) -> None:
    """Tell in which order to obtain what an item takes, what is missing, and the steps expected."""
    from deckard.view.graph import plan as planned
    from deckard.view.graph import tree

    source = _open(run, at)
    inventory = planned.parse_have(have)
    for name in (item, *inventory):
        tree.check_graph_item(source.state, name)
    plan = planned.plan_item(source.known, source.fuels, item, inventory)
    if as_json:
        _print_json(planned.plan_json(plan))
    else:
        _print(planned.plan_text(plan))


@graph_app.command()
def diff(
    one: Annotated[str, typer.Argument(metavar="A", help="A run directory or a graph file.")],
    other: Annotated[
        str, typer.Argument(metavar="B", help="Another, or reference[:VERSION]: the truth.")
    ],
    at: At = None,
    any_version: Annotated[
        bool, typer.Option("--any-version", help="Also a reference that is not the run's.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Tell what B says otherwise than A: what is changed, missing and added; of the truth, wrong.

    --at is the moment of every run among the two. `reference` is that of the run's own version.
    """
    from deckard.graph.diff import diff_graphs
    from deckard.view.graph import diff as diffed

    if REFERENCE.fullmatch(one):
        raise ConfigError(f"the reference comes second: deckard graph diff {other} {one}")
    source = _open(Path(one), at)
    awm = source.awm
    if reference := REFERENCE.fullmatch(other):
        from deckard.bench.score.recipes import compare_with_tables, tables_of

        differences = compare_with_tables(
            awm, tables_of(source.world or {}, reference[1], any_version)
        )
    else:
        path = Path(other)
        differences = diff_graphs(awm, _open(path, None if path.is_file() else at).awm)
    if as_json:
        _print_json(diffed.diff_json(differences, one, other, bool(reference)))
    else:
        _print(diffed.diff_text(differences, one, other, bool(reference)))


@graph_app.command()
def frontier(run: Run, at: At = None, as_json: Json = False) -> None:
    """List the hypotheses of which every need is verified: what could be tried next."""
    from deckard.view.graph import frontier as view

    source = _open(run, at)
    if as_json:
        _print_json(view.frontier_json(source.state))
    else:
        _print(view.frontier_text(source.state))


@graph_app.command()
def stats(run: Run, at: At = None, as_json: Json = False) -> None:
    """Count items, recipes and what became of them."""
    from deckard.view.graph import stats as view

    source = _open(run, at)
    counts = view.stats_json(source.state, source.entries)
    if as_json:
        _print_json(counts)
    else:
        _print(view.stats_text(counts))


@graph_app.command("export")
def export_command(
    run: Run,
    to: Annotated[Form, typer.Option("--to", help="The form.", show_default=False)],
    item: Part = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="A file, for csv a folder; else it is printed."),
    ] = None,
    at: At = None,
) -> None:
    """Write a graph in a form that other programs read, or as a picture."""
    source = _open(run, at, item)
    if to is Form.csv:
        _save_tables(source, out)
    elif out is not None:
        content = _exported(source, to)
        output.save(out, content)
        if to is Form.png:
            from deckard.view.graph.png import remarks

            output.tell(*(f"{out}: {remark}" for remark in remarks(content)))
    elif to is Form.png:
        raise ConfigError("a png is no text: name a file for it with -o")
    else:
        print(_exported(source, to).decode(), end="")


@graph_app.command("import")
def import_(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="deckard's JSON, GraphML, or DECKARD's of 2023.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The file for deckard's JSON.")],
) -> None:
    """Read a graph from a file and write it as deckard's JSON, as every command here reads it."""
    source = _open(path, None)
    if out.is_dir():
        raise GraphError(f"{out} is a folder: name a file with -o")
    output.save(out, _exported(source, Form.json))


def _open(run: Path, at: str | None, item: str | None = None) -> "Source":
    from deckard.runs.snapshot import open_source
    from deckard.view.graph import tree

    source = open_source(run, at, item)
    if item is not None:
        tree.check_graph_item(source.whole, item, source.pursued)
    return source


def _exported(source: "Source", to: Form) -> bytes:
    """Return a graph in a form that is one file."""
    state, target = source.state, source.target
    match to:
        case Form.json:
            from deckard.view.graph import document as view

            document = view.graph_json(state, target, source.world)
            return (json.dumps(document, indent=2) + "\n").encode()
        case Form.graphml:
            from deckard.graph import graphml

            return graphml.write_graphml(state.document(target, sorted(state.awm.known))).encode()
        case Form.svg:
            from deckard.view.graph.svg import graph_svg

            return graph_svg(state, target).encode()
        case Form.png:
            from deckard.view.graph.png import graph_png

            return graph_png(state, target)
    from deckard.view.graph import dot, mermaid, text

    texts = {
        Form.dot: lambda: dot.dot(state, target),
        Form.mermaid: lambda: mermaid.mermaid(state, target),
        Form.text: lambda: f"{text.graph_text(state, target)}\n",
    }
    return texts[to]().encode(errors="replace")


def _save_tables(source: "Source", folder: Path | None) -> None:
    from deckard.view.graph import tables

    if folder is None:
        raise ConfigError("csv is two tables, nodes.csv and edges.csv: name a folder with -o")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraphError(f"cannot make {folder}: {error.strerror}; name another folder") from None
    nodes, edges = tables.nodes(source.state, source.target), tables.edges(source.state)
    output.save(folder / "nodes.csv", nodes.encode(errors="replace"))
    output.save(folder / "edges.csv", edges.encode(errors="replace"))


def _print(text: "Text") -> None:
    from rich.console import Console

    Console().print(text, soft_wrap=True)


def _print_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=2))
