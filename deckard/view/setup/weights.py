"""The weights that can be fetched, as a table."""

from collections.abc import Collection, Mapping

from rich.table import Table

from deckard.policies.weights import Weights


def weights_table(known: Mapping[str, Weights], kept: Collection[str]) -> Table:
    """Return a row for each: whether it is there, what it is, and its files."""
    drawn = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(4):
        drawn.add_column(overflow="fold")
    for name, weights in known.items():
        files = ", ".join(file.name for file in weights.files)
        drawn.add_row(name, "there" if name in kept else "-", weights.about, files)
    return drawn


def sources(known: Mapping[str, Weights]) -> list[str]:
    """Say where they were published, and what of each can be checked."""
    pages = sorted({weights.page for weights in known.values()})
    lines = [f"published at {page}" for page in pages]
    return [
        *lines,
        "MineCLIP's are checked by the MD5 that its loader names; VPT's: the first copy is trusted",
    ]
