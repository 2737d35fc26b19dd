"""Boards: where figures of a run go, to event files for TensorBoard or to Weights & Biases."""

import os
import time
import uuid
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from deckard.errors import ConfigError, MissingExtra
from deckard.runs.log.tfevents import event_record, head

FOLDER = "tensorboard"


class Board(Protocol):
    """Takes figures in."""

    def add(self, series: str, step: int, figures: Mapping[str, float]) -> None:
        """Take in figures at a step of a series; OSError when that fails."""

    def close(self) -> None:
        """Take in nothing more."""


def check_board(name: str) -> None:
    """Raise MissingExtra when a board that was asked for by name is not installed."""
    if name == "wandb" and find_spec("wandb") is None:
        raise MissingExtra("board 'wandb' needs one more package: pip install 'deckard-awm[wandb]'")


def board(name: str, run: Path, config: Mapping[str, Any]) -> Board:
    """Return the board of this name for a run directory."""
    return WandB(run, config) if name == "wandb" else EventFiles(run)


class EventFiles:
    """Appends figures to event files, which TensorBoard reads: a folder for each series.

    In it is a file of this process. Files are opened for each writing, so that what a killed run
    wrote can be read.
    """

    def __init__(self, run: Path) -> None:
        self.folder = run / FOLDER
        self.file = f"events.out.tfevents.{time.time():.0f}.{os.getpid()}"

    def add(self, series: str, step: int, figures: Mapping[str, float]) -> None:
        """Append figures at a step of a series; OSError when they cannot be written."""
        if not figures:
            return
        path, now = self.folder / series / self.file, time.time()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write((b"" if file.tell() else head(now)) + event_record(now, step, figures))

    def close(self) -> None:
        """Nothing is open."""


class WandB:
    """Logs figures to Weights & Biases, as WANDB_MODE, WANDB_PROJECT and its others say.

    A run that goes on is the same one there.
    """

    def __init__(self, run: Path, config: Mapping[str, Any]) -> None:
        import wandb

        self._error = wandb.Error
        self._series = set[str]()
        quiet = wandb.Settings(silent=True, console="off", disable_code=True)
        try:
            self._run = wandb.init(
                project=os.environ.get("WANDB_PROJECT", "deckard"),
                name=run.resolve().name,
                id=_id(run / "wandb" / "id"),
                resume="allow",
                dir=run,
                config=dict(config),
                settings=quiet,
            )
        except wandb.Error as error:
            raise ConfigError(
                f"board 'wandb': {error} Or keep it on this machine with WANDB_MODE=offline"
            ) from None

    def add(self, series: str, step: int, figures: Mapping[str, float]) -> None:
        """Log figures at a step of a series; OSError when wandb cannot."""
        try:
            if series not in self._series:
                self._run.define_metric(f"{series}/*", step_metric=f"{series}/step")
                self._series.add(series)
            named = {f"{series}/{name}": value for name, value in figures.items()}
            self._run.log({f"{series}/step": step, **named})
        except self._error as error:
            raise OSError(0, str(error)) from None

    def close(self) -> None:
        """Wait until all is sent or written."""
        self._run.finish()


def _id(path: Path) -> str:
    """Return what a run is called there for good, kept in a file."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(uuid.uuid4().hex, encoding="utf-8")
    return path.read_text(encoding="utf-8")
