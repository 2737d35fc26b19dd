"""Cassettes: files of JSON lines that keep every question to a language model with its answer.

The first line is a header: `deckard_cassette` (the version of the format), and whatever else its
maker wants to add. Every other line is one of

- an exchange: `asked` (see `Question`) and its `answer` (see `Answer`), or the `fault` for which
  there is none; `about`, what decides answers besides the question; `key`, the sha256 of both;
- a text to which exchanges refer by its sha256, written once: `sha256`, `text`;
- what was `learnt` about the server (see `LLM.capabilities`);
- the key of a question whose answers so far are `void`, and `why`: it is asked again.

One process at a time appends to a file, line by line. Readers leave out a torn last line.
"""

import errno
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from deckard.errors import ConfigError, RunDirError
from deckard.files import AppendOnlyFile, free_bytes, writing
from deckard.llms import Request
from deckard.llms.contents import HEADER, Contents, is_whole_line, parse_cassette
from deckard.llms.records import Exchange, Question, canonical, exchange_line
from deckard.types import JsonObject

NAME = "cassette.jsonl"
LEAST_FREE = 1_000_000
"""Bytes that must be free on a disk before a question is asked: an answer takes some thousands."""


class CassetteFile:
    """A cassette that any thread may write to, while no other process does.

    The first exchange creates the file; the first question locks it.
    """

    def __init__(self, path: Path) -> None:
        with writing(path):
            data = path.read_bytes() if path.is_file() else b""
        self.contents = parse_cassette(path, data) if b"\n" in data else Contents(path)
        self._lock, self._bytes_read = Lock(), len(data)
        self._file: AppendOnlyFile | None = None
        self._is_synced = True

    def check(self) -> None:
        """Raise RunDirError where an answer could not be kept: before it is paid for."""
        path = self.contents.path
        with writing(path), self._lock:
            if self._file is None and path.is_file():
                self._open()
            file = self._file
            if (free_bytes(self._place()) if file is None else file.free_bytes()) < LEAST_FREE:
                raise RunDirError(f"cannot write {path}: the disk is full; make room first")

    def _place(self) -> Path:
        """Return the folder in which the file, or the folders above it, would be made."""
        path = self.contents.path
        try:
            parents = path.resolve().parents
        except RuntimeError:  # Python below 3.13, of links that lead round in a circle
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
        there = next(place for place in (path, *parents) if place.exists())
        if path.exists() or not os.access(there, os.W_OK):
            raise RunDirError(f"cannot write {path}: choose another place, or make it writable")
        return there

    def keep(self, request: Request, exchange: Exchange) -> None:
        """Write an exchange, and before it the texts to which it is the first to refer."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        exchange = exchange.model_copy(update={"at": at})
        with self._lock:
            self._open()
            new = self._new_texts(request, exchange.question)
            texts = ({"sha256": sha256, "text": text} for sha256, text in new.items())
            self._append([*texts, exchange_line(exchange)])
            self.contents.texts.update(new)
            self.contents.add(exchange)
            if exchange.answer and not exchange.answer.cached:
                self._is_synced = False

    def sync(self) -> None:
        """Return once the disk holds all answers that were kept so far."""
        file = self._file
        if file is None or self._is_synced:
            return
        self._is_synced = True  # until another answer comes, which may be meanwhile
        with writing(self.contents.path):
            file.sync()

    def _new_texts(self, request: Request, question: Question) -> dict[str, str]:
        """The texts of a question that are not yet on the cassette, by their sha256."""
        new = dict[str, str]()
        if question.system and question.system not in self.contents.texts:
            new[question.system] = request.system
        schema = question.schema_sha256
        if schema and schema not in self.contents.texts and request.schema is not None:
            new[schema] = canonical(request.schema)
        return new

    def keep_capabilities(self, capabilities: JsonObject) -> None:
        """Write what was found out about the server, if that is new."""
        with self._lock:
            if capabilities != self.contents.capabilities:
                self._open()
                self._append([{"learnt": capabilities}])
                self.contents.capabilities = dict(capabilities)

    def void(self, reasons: Mapping[str, str]) -> None:
        """Use the answers to questions no more.

        Args:
            reasons: Why, by the keys of the questions.
        """
        with self._lock:
            file = self._open()
            self._append([{"void": key, "why": why} for key, why in reasons.items()])
            for key, why in reasons.items():
                self.contents.void(key, why)
        with writing(self.contents.path):
            file.sync()

    def close(self) -> None:
        """Let others write to the file; an answer that comes late is still kept."""
        self.sync()
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None

    def _open(self) -> AppendOnlyFile:
        """Lock the file, and read what others wrote since it was read."""
        if self._file is not None:
            return self._file
        path = self.contents.path
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            file = AppendOnlyFile(path)
            try:
                self._begin(file)
            except BaseException:
                file.close()
                raise
        self._file = file
        return file

    def _begin(self, file: AppendOnlyFile) -> None:
        path = self.contents.path
        if not file.lock():
            raise RunDirError(
                f"another deckard writes to {path}; wait for it, or name another file"
            )
        data = file.read()
        end = data.rfind(b"\n") + 1
        if is_whole_line(data[end:]):
            file.append(b"\n")
            end = len(data)
        elif 0 < end < len(data):
            file.cut(end)
        if not end:
            if not _line(HEADER).startswith(data):
                raise RunDirError(f"{path} is no cassette, and is left as it is; name another file")
            file.cut(0)
            file.append(_line(HEADER))
        elif len(data) != self._bytes_read:
            self.contents = parse_cassette(path, data[:end])

    def _append(self, lines: Iterable[Mapping[str, object]]) -> None:
        assert self._file is not None
        with writing(self.contents.path):
            self._file.append(b"".join(map(_line, lines)))


def _line(value: Mapping[str, object]) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode()


def locate(path: Path) -> Path:
    """Return the cassette at `path`: a file, or a folder or run directory that holds one."""
    for file in (path, path / NAME, path / "llm" / NAME):
        with suppress(OSError):  # a name that is too long, a folder that is shut
            if file.is_file():
                return file
    raise ConfigError(f"no cassette in {path}: it is no file, and holds neither {NAME} nor llm/")
