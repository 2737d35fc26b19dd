"""The folder of a bench: what it measures, its runs, and the table and figure made of them."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from deckard.bench.spec import Bench, Cell
from deckard.errors import RunDirError
from deckard.files import write_atomically, writing

NAME = "bench.json"
"""Says which bench lives in a folder."""


def open_bench(bench: Bench, cells: Sequence[Cell], folder: Path) -> None:
    """Begin a bench in a folder, or go on with the one there.

    ConfigError names what no run can be made of; RunDirError when the folder cannot be written, or
    holds something else. Then nothing is written.
    """
    # imports what runs, which a look at a bench needs not
    from deckard.runs.components import RunComponents

    for cell in _each_once(cells):
        RunComponents.of(cell.config)
    _check(bench, folder)
    with writing(folder / NAME):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / NAME, (json.dumps(bench.same, indent=2) + "\n").encode())


def _each_once(cells: Sequence[Cell]) -> Iterator[Cell]:
    """As few cells as have every agent, prior and world among them."""
    seen = set[tuple[int, str]]()
    for cell in cells:
        labels = set(enumerate(cell.group))
        if labels - seen:
            seen |= labels
            yield cell


def _check(bench: Bench, folder: Path) -> None:
    """Raise RunDirError unless a folder is empty, is to be made, or holds this bench."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        text = None
    except OSError as error:
        raise RunDirError(f"cannot read {folder / NAME}: {error.strerror}") from None
    if text is None:
        if folder.exists() and any(p.name != f"{NAME[:-5]}.part" for p in folder.iterdir()):
            raise RunDirError(f"{folder} holds something else than a bench; name another with -o")
        return
    try:
        kept = json.loads(text)
    except ValueError:
        raise RunDirError(f"{folder / NAME} is damaged; restore it, or name another -o") from None
    if kept != bench.same:
        told = kept.get("bench") if isinstance(kept, dict) else None
        raise RunDirError(
            f"{folder} holds the bench {told!r} with other items or another target than "
            f"{bench.name!r} has here; name another folder with -o"
        )
