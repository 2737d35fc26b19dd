"""The weights that can be fetched, as a table."""

from collections.abc import Collection, Mapping

from rich.table import Table

from deckard.policies.weights import Weights


def weights_table(published: Mapping[str, Weights], downloaded: Collection[str]) -> Table:
    """Return a row for each: whether it is there, what it is, and its files."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(4):
        table.add_column(overflow="fold")
    for name, weights in published.items():
        files = ", ".join(file.name for file in weights.files)
        table.add_row(name, "there" if name in downloaded else "-", weights.about, files)
    return table


def sources(published: Mapping[str, Weights]) -> list[str]:
    """Say where they were published, and what of each can be checked."""
    pages = sorted({weights.page for weights in published.values()})
    lines = [f"published at {page}" for page in pages]
    return [
        *lines,
        "MineCLIP's are checked by the MD5 that its loader names; VPT's: the first copy is trusted",
    ]
