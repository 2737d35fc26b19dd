"""Files as `deckard graph export` writes them."""

from pathlib import Path

from typer.testing import CliRunner

from deckard.cli.app import app
from deckard.graph.document import Graph

FORMATS = ("graphml", "gexf", "cytoscape", "dot", "mermaid", "csv")


def export(document: Graph, folder: Path) -> dict[str, Path]:
    """Write a graph in every format, and return where; CSV is a folder."""
    (folder / "graph.json").write_text(document.model_dump_json(), encoding="utf-8")
    files = {form: folder / f"out.{form}" for form in FORMATS}
    for form, path in files.items():
        words = ["graph", "export", str(folder / "graph.json"), "--to", form, "-o", str(path)]
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output
    return files
