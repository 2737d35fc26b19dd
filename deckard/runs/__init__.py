"""Runs: their components, their loop and their directories; `deckard.runs(folder)` lists them.

Importing any module in here sets `deckard.runs` to this package, so no function of that name can
live beside it. Therefore the package itself can be called.
"""

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deckard.runs.listing import RunSummary


class _CallablePackage(ModuleType):
    """A package that lists runs when it is called."""

    def __call__(self, folder: str | Path = "runs") -> "list[RunSummary]":
        """List the runs below a folder; see `deckard.runs.listing.list_runs`."""
        from deckard.runs.listing import list_runs

        return list_runs(folder)


sys.modules[__name__].__class__ = _CallablePackage
