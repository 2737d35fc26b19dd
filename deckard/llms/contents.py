"""What is on a cassette; see `deckard.llms.cassette` for the form."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from deckard.errors import ConfigError
from deckard.llms.records import Answer, Exchange, digest, request_key
from deckard.types import JsonObject

VERSION = 1
HEADER = {"deckard_cassette": VERSION}


@dataclass
class Contents:
    """What is on a cassette."""

    path: Path
    header: JsonObject = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)
    """In the order in which they were written."""
    texts: dict[str, str] = field(default_factory=dict)
    """System texts and schemas, by their sha256."""
    capabilities: JsonObject = field(default_factory=dict)
    """What was found out about the server (see `LLM.capabilities`)."""
    answers: dict[str, Answer] = field(default_factory=dict)
    """The first answer to each question, by the key of the exchange."""

    def add_line(self, line: JsonObject) -> None:
        """Add what a line holds; ValueError when a cassette has no such line."""
        if "learnt" in line:
            self.capabilities = _object(line["learnt"])
        elif "asked" in line:
            exchange = Exchange.model_validate(line)
            _check_key(exchange)
            self.add(exchange)
        elif "void" in line:
            self.void(str(line["void"]), str(line["why"]))
        elif digest(line["text"]) != line["sha256"]:
            raise ValueError("the text is not the one that its sha256 tells")
        else:
            self.texts[line["sha256"]] = line["text"]

    def add(self, exchange: Exchange) -> None:
        """Add an exchange whose key is right."""
        self.exchanges.append(exchange)
        if exchange.valid_answer is not None:
            self.answers.setdefault(exchange.key, exchange.valid_answer)

    def void(self, key: str, why: str) -> None:
        """Use the answers to a question no more."""
        self.answers.pop(key, None)
        for place, exchange in enumerate(self.exchanges):
            if exchange.key == key and exchange.valid_answer is not None:
                self.exchanges[place] = exchange.model_copy(update={"void": why})


def _check_key(exchange: Exchange) -> None:
    if exchange.key and exchange.key != request_key(exchange.about, exchange.question):
        raise ValueError("the question is not the one that its key tells")


def _object(value: object) -> JsonObject:
    if not isinstance(value, dict):
        raise ValueError("what was learnt is no map")
    return value


def read_cassette(path: Path) -> Contents:
    """Read a cassette; ConfigError names the first line that a cassette cannot have."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read cassette {path}: {error.strerror}") from None
    return parse_cassette(path, data)


def parse_cassette(path: Path, data: bytes) -> Contents:
    """Return what the bytes of a cassette at `path` hold."""
    contents = Contents(path)
    *whole, last = data.split(b"\n")
    lines = [*whole, last] if is_whole_line(last) else whole
    for number, line in enumerate(lines or [b""], 1):
        try:
            value = json.loads(line.decode("utf-8"))
            if number == 1:
                contents.header = _header(value)
            else:
                contents.add_line(value)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ConfigError(f"{path}:{number}: no line of a cassette: {_why(error)}") from None
    return contents


def _header(value: object) -> JsonObject:
    if not isinstance(value, dict) or value.get("deckard_cassette") != VERSION:
        raise ValueError(f"a cassette begins with {json.dumps(HEADER)}")
    return value


def is_whole_line(line: bytes) -> bool:
    """Whether a last line lacks only its line end, as editors leave it."""
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
