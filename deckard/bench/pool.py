"""The crew: cells of a bench worked off side by side, each in a process of its own."""

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from deckard.bench.cell import FailedCell, Result, read_cell, work
from deckard.bench.spec import Cell
from deckard.errors import DeckardError

PRELOADED = ["deckard.bench.cell", "deckard.runs.orchestrator"]
"""What a process would import before it begins; a fork of one that has it is quicker."""


@dataclass(frozen=True)
class BenchProgress:
    """How far a bench is, once a cell has ended."""

    result: Result
    done: int
    of: int
    left: float | None
    """Seconds until the end, by those that the cells worked off so far took; None if none was."""


Told = Callable[[BenchProgress], None]


def work_off(
    cells: Sequence[Cell], folder: Path, items: str | None, jobs: int, told: Told
) -> list[Result]:
    """Read the cells that have ended, work the others off, and return what came of each, in order.

    A cell that fails stops no other. The processes end with this one, however it ends, and what
    they have recorded by then is gone on with the next time. RunDirError when the folder has
    another run in the place of a cell; then nothing is started.
    """
    ended = {
        str(cell): done for cell in cells if (done := read_cell(cell, folder, items)) is not None
    }
    waiting = [cell for cell in cells if str(cell) not in ended]
    results = dict[str, Result](ended)
    for number, done in enumerate(ended.values(), 1):
        told(BenchProgress(done, number, len(cells), None))
    began, before = time.monotonic(), len(results)
    with Crew(folder, items) as crew:
        while waiting or crew.busy:
            while waiting and len(crew.busy) < jobs:
                crew.begin(waiting.pop(0))
            for result in crew.next():
                results[str(result.cell)] = result
                each = (time.monotonic() - began) / (len(results) - before)
                left = each * (len(cells) - len(results))
                told(BenchProgress(result, len(results), len(cells), left))
    return [results[str(cell)] for cell in cells]


class Crew:
    """Processes at work on a cell each; those still at work when it is left are ended."""

    def __init__(self, folder: Path, items: str | None) -> None:
        self.folder, self.items = folder, items
        self.busy: dict[Connection, tuple[Cell, BaseProcess]] = {}
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *why: object) -> None:
        for ours, (_, process) in self.busy.items():
            ours.close()  # its process sees that, and ends
            process.terminate()
            process.join()

    def begin(self, cell: Cell) -> None:
        """Set a process to work on a cell."""
        ours, theirs = self._context.Pipe()
        words = (theirs, cell, self.folder, self.items)
        process = self._context.Process(target=labour, args=words)
        process.start()
        theirs.close()
        self.busy[ours] = cell, process

    def next(self) -> list[Result]:
        """Return what came of the cells that end next."""
        return [self._ended(c) for c in wait(list(self.busy)) if isinstance(c, Connection)]

    def _ended(self, connection: Connection) -> Result:
        cell, process = self.busy.pop(connection)
        try:
            result: Result = connection.recv()
        except (EOFError, OSError):
            process.join()
            result = FailedCell(cell, f"its process died (exit code {process.exitcode})")
        connection.close()
        process.join()
        return result


def labour(pipe: Connection, cell: Cell, folder: Path, items: str | None) -> None:
    """Work on a cell and send what came of it; end at once when whoever waits for it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(pipe,), daemon=True).start()
    with suppress(OSError):
        pipe.send(_came_of(cell, folder, items))


def _came_of(cell: Cell, folder: Path, items: str | None) -> Result:
    try:
        return work(cell, folder, items)
    except DeckardError as error:
        return FailedCell(cell, " ".join(str(error).split()))
    except Exception as error:  # a bug in one cell must not take the others with it
        report = folder / cell.folder / "traceback.txt"
        with suppress(OSError):
            report.write_text(traceback.format_exc(), encoding="utf-8")
        told = " ".join(f"{type(error).__name__}: {error}".split())
        return FailedCell(cell, f"a bug: {told} (see {report})")


def _end_with(pipe: Connection) -> None:
    with suppress(EOFError, OSError):
        pipe.recv()
    os._exit(1)
