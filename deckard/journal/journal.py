"""The journal of a run: one JSON line per entry, appended and never rewritten.

An entry holds the events that belong together, so that a run killed while writing loses whole
entries, never half of one. The first line is a head that names the journal's version. Entries are
numbered from 1, so that one that is lost is missed.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from deckard.errors import NoRun, RunDirError
from deckard.files import AppendOnlyFile, try_lock, writing
from deckard.graph.document import with_stations
from deckard.journal.events import EVENT, Event
from deckard.journal.fold import apply, fold
from deckard.journal.state import State

VERSION = 6
OLD_VERSIONS = (3, 4, 5)
"""Versions that are read, but not continued: what they verified has one station at most, may have
been replaced, and was not proven to be needed."""
HEAD = {"deckard_journal": VERSION}
GLANCE = 0.05
"""Seconds for which `is_written` of another process may hold the lock."""
MEND = "restore the file, or delete it from there on: the run goes on where it ends"
"""What to do about a damaged entry."""
Judge = Callable[[State], Sequence[Event]]
"""Returns the corrections that a state calls for, in which an outcome is already folded."""


class Journal:
    """Appends entries to a file that no other process may write to, and keeps the state."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = AppendOnlyFile(path)
        try:
            self._lock()
            self.state = fold(
                read_journal(path)
            )  # before mending, which must not touch another's file
            self._mend()
        except BaseException:
            self.close()
            raise

    def record(self, event: Event, judge: Judge | None = None) -> tuple[Event, ...]:
        """Write an event, and what a judge concludes from the state with it, as one entry.

        The entry is on disk when this returns. Returns the events of the entry.
        """
        number = self.state.entries + 1
        apply(self.state, event, number)
        events = (event, *(judge(self.state) if judge else ()))
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        written = [e.model_dump(mode="json") for e in events]
        self._append({"entry": number, "at": at, "events": written})
        for conclusion in events[1:]:
            apply(self.state, conclusion, number)
        return events

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _lock(self) -> None:
        locked = self._file.lock()
        if not locked:
            time.sleep(GLANCE)
            locked = self._file.lock()
        if not locked:
            raise RunDirError(
                f"another deckard is at work in {self.path.parent}; wait for it, or choose another "
                "run directory"
            )

    def _mend(self) -> None:
        """Write the head of a new journal; cut a torn last line off an old one."""
        with writing(self.path):
            self._refuse_older()
            size = self._file.cut_torn_line()
        if not size:
            self._append(HEAD)

    def _refuse_older(self) -> None:
        head, end, _ = self._file.read().partition(b"\n")
        version = _version(self.path, head + end) if end else VERSION
        if version in OLD_VERSIONS:
            raise RunDirError(
                f"{self.path} is of journal version {version}, which can be looked at but not "
                "continued; go on with the deckard that made it, or choose another run directory"
            )

    def _append(self, line: dict[str, Any]) -> None:
        with writing(self.path):
            self._file.append((json.dumps(line) + "\n").encode(), sync=True)


def is_written(path: Path) -> bool:
    """Whether a process is at work on a journal."""
    try:
        with path.open("rb") as file:
            return not try_lock(file, shared=True)
    except OSError:
        return False


def read_journal(path: Path) -> Iterator[tuple[Event, ...]]:
    """Yield the entries of a journal; a torn last line is left out, anything else is an error."""
    for number, line in enumerate(journal_lines(path), 1):
        try:
            yield tuple(EVENT.validate_python(event) for event in line["events"])
        except (ValidationError, KeyError, TypeError):
            raise RunDirError(f"{path}, line {number + 1}: not a journal entry; {MEND}") from None


def journal_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the entries of a journal as they are written, time stamps included."""
    for number, line in enumerate(whole_lines(path), 1):
        entry = _json(path, number + 1, line)
        check_number(path, number, entry)
        yield entry


def whole_lines(path: Path) -> Iterator[bytes]:
    """Return the lines of a journal without its head and without a torn last line."""
    try:
        text = BytesIO(path.read_bytes())  # at once: whoever writes to it may cut a torn line off
    except FileNotFoundError:
        raise NoRun(path.parent, path.name) from None
    except OSError as error:
        raise RunDirError(f"cannot read {path}: {error.strerror}") from None
    version = _version(path, text.readline())
    lines = (line for line in text if line.endswith(b"\n"))
    return map(_upgraded, lines) if version in OLD_VERSIONS else lines


def _upgraded(line: bytes) -> bytes:
    """Return a line of an older version in today's form; one that is damaged as it is."""
    try:
        entry = parsed(line)
        entry["events"] = [_upgraded_event(event) for event in entry["events"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return line
    return json.dumps(with_stations(entry)).encode() + b"\n"


def _upgraded_event(event: dict[str, Any]) -> dict[str, Any]:
    """In version 3 a bulk attempt was a pursuit of a made-up recipe of its stock."""
    fields = dict(event)
    if not (also := fields.pop("also", ())):
        return fields
    stock = fields.pop("recipe")["ingredients"]
    return fields | {"kind": "attempted", "stock": stock, "items": also}


def parsed(line: bytes) -> Any:
    """Return the JSON value of a line, damaged letters replaced; ValueError if it is no JSON."""
    return json.loads(line.decode(errors="replace"))


def _json(path: Path, number: int, line: bytes) -> Any:
    try:
        return parsed(line)
    except ValueError:
        raise RunDirError(f"{path}, line {number}: damaged, not JSON; {MEND}") from None


def _version(path: Path, line: bytes) -> int:
    """Return the version that a journal's head names; RunDirError unless it can be read."""
    if not line.endswith(b"\n"):
        if not json.dumps(HEAD).encode().startswith(line):
            raise RunDirError(f"{path} is no journal; choose another run directory")
        return VERSION
    head = _json(path, 1, line)
    version = head.get("deckard_journal") if isinstance(head, dict) else None
    if version not in (*OLD_VERSIONS, VERSION):
        raise RunDirError(
            f"{path} is of journal version {version}, this deckard reads versions "
            f"{OLD_VERSIONS[0]} to {VERSION}; "
            "use the deckard that made it, or choose another run directory"
        )
    return version


def check_number(path: Path, number: int, entry: Any) -> None:
    """Raise a RunDirError unless an entry has the number of its place in the journal."""
    written = entry.get("entry") if isinstance(entry, dict) else None
    if written != number:
        raise RunDirError(
            f"{path}, line {number + 1}: entry {number} should stand here, not {written}; lines "
            "were lost or added: restore the journal"
        )
