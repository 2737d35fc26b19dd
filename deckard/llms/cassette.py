"""Cassettes: files of JSON lines that keep every question to a language model with its answer.

The first line is a head: `deckard_cassette` (the version of the form), and what else its maker
wants to say. Every other line is one of

- a take: `asked` (a question, see Asked) and its `answer` (see Answer), or the `fault` for which
  there is none; `about`, what decides answers besides the question; `key`, the sha256 of both;
- a text that takes refer to by its sha256, written once: `sha256`, `text`;
- what was `learnt` about the server.

A file is only appended to, one line at a time, by one process; a torn last line is left out.
"""

import errno
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import ValidationError

from deckard.errors import ConfigError, RunDirError
from deckard.files import AppendOnlyFile, free_bytes, writing
from deckard.llms import Request
from deckard.llms.records import Answer, Exchange, Question, canonical, digest, request_key, written

FORM = 1
HEAD = {"deckard_cassette": FORM}
NAME = "cassette.jsonl"
ROOM = 1_000_000
"""Bytes that must be free on a disk before a question is asked: an answer takes some thousands."""


@dataclass
class Contents:
    """What is on a cassette."""

    path: Path
    head: dict[str, Any] = field(default_factory=dict)
    takes: list[Exchange] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    learnt: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    """By key."""

    def take(self, line: Mapping[str, Any]) -> None:
        """Take in a line; ValueError when it is none of a cassette."""
        if "learnt" in line:
            self.learnt = _map(line["learnt"])
        elif "asked" in line:
            self._add(Exchange.model_validate(line))
        elif digest(line["text"]) != line["sha256"]:
            raise ValueError("the text is not the one that its sha256 tells")
        else:
            self.texts[line["sha256"]] = line["text"]

    def _add(self, take: Exchange) -> None:
        if take.key and take.key != request_key(take.about, take.asked):
            raise ValueError("the question is not the one that its key tells")
        self.add(take)

    def add(self, take: Exchange) -> None:
        """Take in a take whose key is known to be right."""
        self.takes.append(take)
        if take.answer is not None:
            self.answers.setdefault(take.key, take.answer)


def _map(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("what was learnt is no map")
    return value


def read_cassette(path: Path) -> Contents:
    """Read a cassette; ConfigError names the line that is none of one."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read cassette {path}: {error.strerror}") from None
    return contents(path, data)


def contents(path: Path, data: bytes) -> Contents:
    """Return what the bytes of a cassette at `path` hold."""
    found = Contents(path)
    *whole, last = data.split(b"\n")
    lines = [*whole, last] if _is_whole(last) else whole
    for number, line in enumerate(lines or [b""], 1):
        try:
            value = json.loads(line.decode("utf-8"))
            if number == 1:
                found.head = _head(value)
            else:
                found.take(value)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ConfigError(f"{path}:{number}: no line of a cassette: {_why(error)}") from None
    return found


def _head(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or value.get("deckard_cassette") != FORM:
        raise ValueError(f"a cassette begins with {json.dumps(HEAD)}")
    return value


def _is_whole(line: bytes) -> bool:
    """Whether a last line lacks nothing but its end, as editors leave it."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _why(error: Exception) -> str:
    match error:
        case UnicodeDecodeError():
            return (
                f"byte {error.start + 1} is no UTF-8 text: delete the line, or copy the file anew"
            )
        case json.JSONDecodeError() | RecursionError():
            return "not JSON"
        case ValidationError():
            first = error.errors()[0]
            return f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}"
        case KeyError():
            return f"lacks {error}"
    return " ".join(str(error).split())


class CassetteFile:
    """A cassette that is written to, from any thread, while no other process writes to it.

    The file comes into being with its first take, and is locked from the first question on.
    """

    def __init__(self, path: Path) -> None:
        with writing(path):
            data = path.read_bytes() if path.is_file() else b""
        self.on_it = contents(path, data) if b"\n" in data else Contents(path)
        self._lock, self._read = Lock(), len(data)
        self._file: AppendOnlyFile | None = None

    def check(self) -> None:
        """Raise RunDirError where an answer could not be kept: that is better known before it."""
        path = self.on_it.path
        with writing(path), self._lock:
            if self._file is None and path.is_file():
                self._open()
            file = self._file
            if (free_bytes(self._place()) if file is None else file.free_bytes()) < ROOM:
                raise RunDirError(f"cannot write {path}: the disk is full; make room first")

    def _place(self) -> Path:
        """Return the folder in which the file, or the folders above it, would be made."""
        path = self.on_it.path
        try:
            parents = path.resolve().parents
        except RuntimeError:  # Python below 3.13, of links that lead round in a circle
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
        there = next(place for place in (path, *parents) if place.exists())
        if path.exists() or not os.access(there, os.W_OK):
            raise RunDirError(f"cannot write {path}: choose another place, or make it writable")
        return there

    def keep(self, request: Request, take: Exchange) -> None:
        """Write a take, and before it the texts that it refers to for the first time."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        take = take.model_copy(update={"at": at})
        with self._lock:
            file = self._open()
            new = self._new_texts(request, take.asked)
            self._append([*({"sha256": s, "text": t} for s, t in new.items()), written(take)])
            self.on_it.texts.update(new)
            self.on_it.add(take)
        if take.answer and not take.answer.cached:
            with writing(self.on_it.path):  # apart from writing, so that threads wait together
                file.sync()

    def _new_texts(self, request: Request, asked: Question) -> dict[str, str]:
        """The texts of a question that are not yet on the cassette, by their sha256."""
        new = dict[str, str]()
        if asked.system and asked.system not in self.on_it.texts:
            new[asked.system] = request.system
        schema = asked.schema_sha256
        if schema and schema not in self.on_it.texts and request.schema is not None:
            new[schema] = canonical(request.schema)
        return new

    def learn(self, learnt: Mapping[str, Any]) -> None:
        """Write what was found out about the server, if that is new."""
        with self._lock:
            if dict(learnt) != self.on_it.learnt:
                self._open()
                self._append([{"learnt": dict(learnt)}])
                self.on_it.learnt = dict(learnt)

    def close(self) -> None:
        """Let others write to the file; what comes late is still kept."""
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None

    def _open(self) -> AppendOnlyFile:
        """Lock the file, and take in what others wrote since it was read."""
        if self._file is not None:
            return self._file
        path = self.on_it.path
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
        path = self.on_it.path
        if not file.lock():
            raise RunDirError(
                f"another deckard writes to {path}; wait for it, or name another file"
            )
        data = file.read()
        end = data.rfind(b"\n") + 1
        if _is_whole(data[end:]):
            file.append(b"\n")
            end = len(data)
        elif 0 < end < len(data):
            file.cut(end)
        if not end:
            if not _line(HEAD).startswith(data):
                raise RunDirError(f"{path} is no cassette, and is left as it is; name another file")
            file.cut(0)
            file.append(_line(HEAD))
        elif len(data) != self._read:
            self._take_in(contents(path, data[:end]))

    def _take_in(self, found: Contents) -> None:
        """Know what is in the file by now, in the place where others look for it."""
        for name in ("head", "takes", "texts", "learnt", "answers"):
            setattr(self.on_it, name, getattr(found, name))

    def _append(self, lines: Iterable[Mapping[str, Any]]) -> None:
        assert self._file is not None
        with writing(self.on_it.path):
            self._file.append(b"".join(map(_line, lines)))


def _line(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode()


def locate(path: Path) -> Path:
    """Return the cassette at `path`: a file, or a folder or run directory that holds one."""
    for found in (path, path / NAME, path / "llm" / NAME):
        with suppress(OSError):  # a name that is too long, a folder that is shut
            if found.is_file():
                return found
    raise ConfigError(f"no cassette in {path}: it is no file, and holds neither {NAME} nor llm/")
