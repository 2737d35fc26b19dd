"""The journal read fast: all that changes the graph, and of an act only its env steps.

A skim checks and keeps every dream, correction and number of env steps; what was observed in an
act, nearly all of a journal, is passed over until an entry is asked for its `full` events.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, NotRequired

from pydantic import Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from deckard.errors import ConfigError, RunDirError
from deckard.graph.awm import AWM
from deckard.journal.events import (
    EVENT,
    Dreamed,
    Event,
    Misdreamed,
    Proven,
    Refuted,
    Supposed,
    Verified,
    Voided,
)
from deckard.journal.fold import apply, fold
from deckard.journal.journal import MEND, check_number, parsed, whole_lines
from deckard.journal.state import State


class Spent(TypedDict):
    """The env steps of an outcome."""

    steps: int


class ActCost(TypedDict):
    """An act reduced to its env steps, and for a bulk attempt the items.

    A typed dict is several times as fast as a model.
    """

    kind: Literal["practised", "pursued", "attempted"]
    outcome: Spent
    items: NotRequired[list[str]]


Glimpse = Dreamed | Misdreamed | Voided | Supposed | Verified | Refuted | Proven | ActCost


class _Line(TypedDict):
    entry: NotRequired[int]
    at: NotRequired[str]
    events: list[Annotated[Glimpse, Field(discriminator="kind")]]


LINE: TypeAdapter[_Line] = TypeAdapter(_Line)
ACT, KIND, HEADED = re.compile(rb'"events": \[\{"kind": "(attem|pract|purs)'), b'"kind"', 120
"""The beginning of an act's events, the key that each event has once, and the bytes of a line
within which the events begin."""
MOMENT = re.compile(r"(entry:)?(\d+)")


class Entry(NamedTuple):
    """An entry of a journal, skimmed. A tuple takes half the time of a dataclass to make."""

    number: int
    at: str
    """When it was written, in ISO form."""
    steps: int
    """Env steps that the run had spent once it was written."""
    events: tuple[Glimpse, ...]
    line: bytes
    """The line of the journal."""

    @property
    def full(self) -> tuple[Event, ...]:
        """Its events with all that was observed; RunDirError when they are damaged."""
        try:
            return tuple(EVENT.validate_python(e) for e in parsed(self.line)["events"])
        except (ValueError, KeyError, TypeError):
            raise RunDirError(
                f"entry {self.number} of the journal: not a journal entry; {MEND}"
            ) from None


@dataclass(frozen=True)
class Moment:
    """A point in a run: when so many env steps were spent, or when an entry was written."""

    steps: int | None = None
    entry: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Moment":
        """Read `12000` (env steps) or `entry:12`."""
        match = MOMENT.fullmatch(text.strip())
        if match is None:
            raise ConfigError(
                f"{text!r} is no moment of a run: give env steps, as in 12000, or an entry of the "
                "journal, as in entry:12"
            )
        number = int(match[2])
        return cls(entry=number) if match[1] else cls(steps=number)

    def holds(self, entry: Entry) -> bool:
        """Whether an entry was written by then."""
        if self.entry is not None:
            return entry.number <= self.entry
        return self.steps is None or entry.steps <= self.steps


ALWAYS = Moment()
"""The end of the journal."""


def skim(path: Path, until: Moment = ALWAYS) -> list[Entry]:
    """Return the entries of a journal up to a moment; a torn last line is left out.

    RunDirError names what else is damaged; ConfigError the entries, where a later one is asked for.
    """
    entries, steps = list[Entry](), 0
    for number, line in enumerate(whole_lines(path), 1):
        parsed_line = _glimpse(path, number, line)
        check_number(path, number, parsed_line)
        for event in parsed_line["events"]:
            if isinstance(event, dict):
                steps += event["outcome"]["steps"]
        entry = Entry(number, parsed_line.get("at", ""), steps, tuple(parsed_line["events"]), line)
        if not until.holds(entry):
            break
        entries.append(entry)
    if until.entry is not None and until.entry > len(entries):
        raise ConfigError(
            f"entry:{until.entry} is not written: the journal has {len(entries)} entries"
        )
    return entries


def _glimpse(path: Path, number: int, line: bytes) -> _Line:
    try:
        return LINE.validator.validate_json(line)
    except ValidationError:
        pass  # half of a surrogate pair, which models do write, passes only the slower way
    try:
        return LINE.validate_python(parsed(line))
    except ValueError:
        raise RunDirError(
            f"{path}, line {number + 1}: damaged, not a journal entry; {MEND}"
        ) from None


def read_graph(path: Path) -> AWM:
    """Return the graph that a whole journal leads to; acts without corrections are not parsed.

    RunDirError as in a skim, but of a damage within such an act.
    """
    state = State()
    for number, line in enumerate(whole_lines(path), 1):
        lone = ACT.search(line, 0, HEADED) and line.count(KIND) == 1
        if lone and line.startswith(b'{"entry": %d, ' % number):
            continue
        parsed_line = _glimpse(path, number, line)
        check_number(path, number, parsed_line)
        for event in parsed_line["events"]:
            if not isinstance(event, dict):
                apply(state, event, number)
    return state.awm


def read_growth(entries: Iterable[Entry]) -> State:
    """Return the state as far as a skim tells it: graph, questions, refutations, env steps."""
    state = State()
    for entry in entries:
        for event in entry.events:
            if isinstance(event, dict):
                state.practice_steps += event["outcome"]["steps"] * (event["kind"] == "practised")
            else:
                apply(state, event, entry.number)
        state.entries, state.steps = entry.number, entry.steps
    return state


def known(entries: Sequence[Entry]) -> State:
    """Return the whole state after some entries, which are read in full."""
    return fold(entry.full for entry in entries)
