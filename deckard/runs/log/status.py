"""What a run is at: `live.json` in its directory, written for whoever looks on from outside.

The run itself never reads it: what the agent knows is in the journal alone.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from deckard.files import write_atomically
from deckard.wake.progress import Doing, RunProgress

NAME = "live.json"
PAUSE = 1.0
"""Seconds between two writings of one kind that may come often."""


@dataclass(frozen=True)
class Live:
    """What `live.json` says."""

    began: datetime
    """When the process began to work on the run."""
    at: datetime
    """When this was written."""
    now: Doing
    steps: int
    """Env steps of the run, those of the training that goes on included."""
    speed: float
    """Env steps a second."""
    ended: str | None = None
    """Why the run ended; None while it goes on, and when it was killed."""


LIVE: TypeAdapter[Live] = TypeAdapter(Live)


class LiveFile:
    """Writes `live.json` so that it is either whole or as it was."""

    def __init__(self, folder: Path, progress: RunProgress) -> None:
        self.path, self.progress = folder / NAME, progress
        self._began = datetime.now(UTC)
        self._refreshed: dict[str, float] = {}

    def write(self, ended: str | None = None) -> None:
        """Write what goes on; OSError when that fails."""
        progress, at = self.progress, datetime.now(UTC)
        speed = round(progress.speed, 1)
        live = Live(self._began, at, progress.now, progress.steps, speed, ended)
        write_atomically(self.path, LIVE.dump_json(live))

    def refresh(self, kind: str) -> None:
        """Write, unless that was done for the same kind of reason within the last second."""
        now = time.monotonic()
        if now - self._refreshed.get(kind, -PAUSE) >= PAUSE:
            self._refreshed[kind] = now
            self.write()


def load_status(folder: Path) -> Live | None:
    """Return what a run directory says of the moment; None where it says nothing that is whole."""
    try:
        return LIVE.validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError):
        return None
