"""Cassettes: files of JSON lines that keep every question to a language model with its answer.

The first line is a head: `deckard_cassette` (the version of the form), and what else its maker
wants to say. Every other line is one of

- a take: `asked` (a question, see Asked) and its `answer` (see Answer), or the `fault` for which
  there is none; `about`, what decides answers besides the question; `key`, the sha256 of both;
- a text that takes refer to by its sha256, written once: `sha256`, `text`;
- what was `learnt` about the server.

A file is only appended to, one line at a time; a torn last line is left out.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import RawIOBase
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import ValidationError

from deckard.errors import ConfigError, RunDirError
from deckard.llms import Completion, Request
from deckard.prompts import digest
from deckard.recipes import Frozen

FORM = 1
HEAD = {"deckard_cassette": FORM}
NAME = "cassette.jsonl"


class Asked(Frozen):
    """A question; the system text and the schema by their sha256.

    A recording whose `system` is None answers to any prompt.
    """

    item: str
    system: str | None
    user: str = ""
    attempt: int = 0
    sample: int = 0
    schema_sha256: str | None = None

    @classmethod
    def of(cls, request: Request) -> "Asked":
        """Return what stands for a request."""
        schema = None if request.schema is None else digest(canonical(request.schema))
        return cls(
            item=request.item,
            system=digest(request.system),
            user=request.user,
            attempt=request.attempt,
            sample=request.sample,
            schema_sha256=schema,
        )


class Answer(Frozen):
    """What a model said, and what it took."""

    text: str
    model: str
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    cached: bool = False
    """Whether it came from another cassette or a recording: no model was asked."""


class Take(Frozen):
    """A question with its answer or its fault."""

    asked: Asked
    answer: Answer | None = None
    fault: str | None = None
    about: dict[str, Any] = {}
    key: str = ""
    at: str = ""


@dataclass
class Contents:
    """What is on a cassette."""

    path: Path
    head: dict[str, Any] = field(default_factory=dict)
    takes: list[Take] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    learnt: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    """By key."""

    def take(self, line: Mapping[str, Any]) -> None:
        """Take in a line; ValueError when it is none of a cassette."""
        if "learnt" in line:
            self.learnt = dict(line["learnt"])
        elif "asked" in line:
            self._add(Take.model_validate(line))
        elif digest(line["text"]) != line["sha256"]:
            raise ValueError("the text is not the one that its sha256 tells")
        else:
            self.texts[line["sha256"]] = line["text"]

    def _add(self, take: Take) -> None:
        if take.key and take.key != key(take.about, take.asked):
            raise ValueError("the question is not the one that its key tells")
        self.add(take)

    def add(self, take: Take) -> None:
        """Take in a take whose key is known to be right."""
        self.takes.append(take)
        if take.answer is not None:
            self.answers.setdefault(take.key, take.answer)


def canonical(value: Mapping[str, Any]) -> str:
    """Return the one way in which a map is written to be hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def key(about: Mapping[str, Any], asked: Asked) -> str:
    """Return the address of a question: the sha256 of all that decides its answer."""
    said = canonical({"about": about, "asked": asked.model_dump()})
    return hashlib.sha256(said.encode()).hexdigest()


def read(path: Path) -> Contents:
    """Read a cassette; ConfigError names the line that is none of one."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read cassette {path}: {error.strerror}") from None
    found = Contents(path)
    for number, line in enumerate(data.split(b"\n")[:-1] or [b""], 1):
        try:
            value = json.loads(line.decode("utf-8"))
            if number == 1:
                found.head = _head(value)
            else:
                found.take(value)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(f"{path}:{number}: no line of a cassette: {_why(error)}") from None
    return found


def _head(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or value.get("deckard_cassette") != FORM:
        raise ValueError(f"a cassette begins with {json.dumps(HEAD)}")
    return value


def _why(error: Exception) -> str:
    match error:
        case UnicodeDecodeError():
            return (
                f"byte {error.start + 1} is no UTF-8 text: delete the line, or copy the file anew"
            )
        case json.JSONDecodeError():
            return "not JSON"
        case ValidationError():
            first = error.errors()[0]
            return f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}"
        case KeyError():
            return f"lacks {error}"
    return " ".join(str(error).split())


class Tape:
    """A cassette that is written to, from any thread; other processes may write to it as well.

    The file comes into being with its first take.
    """

    def __init__(self, path: Path) -> None:
        begun = path.is_file() and b"\n" in path.read_bytes()
        self.on_it = read(path) if begun else Contents(path)
        self._lock = Lock()

    def check(self) -> None:
        """Raise RunDirError where an answer could not be kept: that is better known before it."""
        path = self.on_it.path
        if path.is_file() and os.access(path, os.W_OK):
            return
        there = next(place for place in (path, *path.resolve().parents) if place.exists())
        if path.is_dir() or not os.access(there, os.W_OK):
            raise RunDirError(f"cannot write {path}: choose another place, or make it writable")

    def keep(self, request: Request, take: Take) -> None:
        """Write a take, and before it the texts that it refers to for the first time."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        take = take.model_copy(update={"at": at})
        said = take.model_dump(mode="json")
        said = {name: value for name, value in said.items() if value is not None}
        with self._lock:
            new = self._new_texts(request, take.asked)
            self._append([*({"sha256": s, "text": t} for s, t in new.items()), said])
            self.on_it.texts.update(new)
            self.on_it.add(take)
        if take.answer and not take.answer.cached:
            self._sync()

    def _new_texts(self, request: Request, asked: Asked) -> dict[str, str]:
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
                self._append([{"learnt": dict(learnt)}])
                self.on_it.learnt = dict(learnt)

    def _append(self, lines: list[dict[str, Any]]) -> None:
        path, text = self.on_it.path, "".join(f"{_written(line)}\n" for line in lines)
        with self._disk():
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a+b", buffering=0) as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                head = "" if _mended(file) else f"{_written(HEAD)}\n"
                file.write((head + text).encode())

    def _sync(self) -> None:
        """Wait until what was written lasts; apart from writing, so that threads wait together."""
        with self._disk(), self.on_it.path.open("rb") as file:
            os.fsync(file.fileno())

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise RunDirError(
                f"cannot write {self.on_it.path}: {error.strerror}; mend that and run the same "
                "command again"
            ) from None


def _written(line: Mapping[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False)


def _mended(file: RawIOBase) -> int:
    """Cut off a line that was torn; return the length of what is left."""
    end = size = file.seek(0, os.SEEK_END)
    while end and not _ends_line(file, end):
        end -= 1
    if end < size:
        file.truncate(end)
    return end


def _ends_line(file: RawIOBase, end: int) -> bool:
    file.seek(end - 1)
    return file.read(1) == b"\n"


def completion(answer: Answer) -> Completion:
    """Return an answer from a cassette."""
    return Completion(**answer.model_dump() | {"cached": True})


def locate(path: Path) -> Path:
    """Return the cassette at `path`: a file, or a folder or run directory that holds one."""
    for found in (path, path / NAME, path / "llm" / NAME):
        if found.is_file():
            return found
    raise ConfigError(f"no cassette in {path}: it is no file, and holds neither {NAME} nor llm/")
