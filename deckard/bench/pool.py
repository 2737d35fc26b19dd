"""Run the cells of a bench in parallel, each in a process of its own."""

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

from deckard.bench.cell import FailedCell, Result, read_cell, run_cell
from deckard.bench.spec import Cell
from deckard.errors import DeckardError

PRELOADED = ["deckard.bench.cell", "deckard.runs.orchestrator"]
"""Modules that a worker needs; the fork server imports them once for all workers."""


@dataclass(frozen=True)
class BenchProgress:
    """The progress of a bench after a cell has ended."""

    result: Result
    done: int
    """Cells that have ended."""
    of: int
    """All cells."""
    left: float | None
    """Seconds until the end, estimated from the cells that ran so far; None before the first."""


OnProgress = Callable[[BenchProgress], None]
"""Called after each cell."""


def run_cells(
    cells: Sequence[Cell], folder: Path, items: str | None, jobs: int, on_progress: OnProgress
) -> list[Result]:
    """Read the cells that have ended and run the others.

    A cell that fails stops no other. The workers end with this process, however it ends; the next
    call resumes their runs.

    Args:
        cells: The runs of a bench.
        folder: The folder of the bench, in which each cell has its run directory.
        items: The items that are compared, as in `BenchFile.items`.
        jobs: Processes that work at the same time.
        on_progress: Called after each cell.

    Returns:
        The result of each cell, in the order of `cells`.

    Raises:
        RunDirError: The folder holds another run in the place of a cell. No cell is started then.
    """
    finished = {
        str(cell): done for cell in cells if (done := read_cell(cell, folder, items)) is not None
    }
    waiting = [cell for cell in cells if str(cell) not in finished]
    results = dict[str, Result](finished)
    for number, done in enumerate(finished.values(), 1):
        on_progress(BenchProgress(done, number, len(cells), None))
    began, before = time.monotonic(), len(results)
    with WorkerPool(folder, items) as pool:
        while waiting or pool.busy:
            while waiting and len(pool.busy) < jobs:
                pool.begin(waiting.pop(0))
            for result in pool.next():
                results[str(result.cell)] = result
                each = (time.monotonic() - began) / (len(results) - before)
                left = each * (len(cells) - len(results))
                on_progress(BenchProgress(result, len(results), len(cells), left))
    return [results[str(cell)] for cell in cells]


class WorkerPool:
    """Processes that each run one cell. Leaving the context ends those that still run."""

    def __init__(self, folder: Path, items: str | None) -> None:
        self.folder, self.items = folder, items
        self.busy: dict[Connection, tuple[Cell, BaseProcess]] = {}
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(self, *why: object) -> None:
        for ours, (_, process) in self.busy.items():
            ours.close()  # the worker notices and exits
            process.terminate()
            process.join()

    def begin(self, cell: Cell) -> None:
        """Start a process that runs a cell."""
        ours, theirs = self._context.Pipe()
        arguments = (theirs, cell, self.folder, self.items)
        process = self._context.Process(target=run_worker, args=arguments)
        process.start()
        theirs.close()
        self.busy[ours] = cell, process

    def next(self) -> list[Result]:
        """Wait until a cell ends, and return the results of all that have ended."""
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


def run_worker(pipe: Connection, cell: Cell, folder: Path, items: str | None) -> None:
    """Run a cell and send its result; exit at once when the parent process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_exit_with_parent, args=(pipe,), daemon=True).start()
    with suppress(OSError):
        pipe.send(_result_of(cell, folder, items))


def _result_of(cell: Cell, folder: Path, items: str | None) -> Result:
    try:
        return run_cell(cell, folder, items)
    except DeckardError as error:
        return FailedCell(cell, " ".join(str(error).split()))
    except Exception as error:  # a bug in one cell must not take the others with it
        report = folder / cell.folder / "traceback.txt"
        with suppress(OSError):
            report.write_text(traceback.format_exc(), encoding="utf-8")
        problem = " ".join(f"{type(error).__name__}: {error}".split())
        return FailedCell(cell, f"a bug: {problem} (see {report})")


def _exit_with_parent(pipe: Connection) -> None:
    with suppress(EOFError, OSError):
        pipe.recv()
    os._exit(1)
