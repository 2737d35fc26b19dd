"""The published weights, as a table."""

from collections.abc import Collection, Mapping

from rich.table import Table

from deckard.policies.weights import Weights


def weights_table(published: Mapping[str, Weights], downloaded: Collection[str]) -> Table:
    """Return a row for each: its name, whether it was downloaded, what it is, and its files."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(4):
        table.add_column(overflow="fold")
    for name, weights in published.items():
        files = ", ".join(file.name for file in weights.files)
        table.add_row(name, "there" if name in downloaded else "-", weights.about, files)
    return table


def sources(published: Mapping[str, Weights]) -> list[str]:
    """Return lines on where the weights are published and how each file is checked."""
    pages = sorted({weights.page for weights in published.values()})
    lines = [f"published at {page}" for page in pages]
    return [
        *lines,
        "MineCLIP's are checked by the MD5 that its loader names; VPT's: the first copy is trusted",
    ]
