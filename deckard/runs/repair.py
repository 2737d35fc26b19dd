"""Have answers asked again that older versions kept though they may be failures of a server.

The cassette comes first: whoever is stopped in between repairs again, and nothing is lost.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from deckard.journal.events import Dreamed, Event, Misdreamed, Voided
from deckard.journal.journal import Journal, read_journal
from deckard.llms.cassette import CassetteFile, locate
from deckard.llms.contents import Contents
from deckard.llms.doubt import doubtful_exchanges, is_doubtful, run_of
from deckard.llms.records import Exchange
from deckard.types import Item

AnswerKey = tuple[Item, int, int, str]
"""Item, attempt and sample of a question, and the text of its answer."""
WHY = "an older version kept it; it may be a failure of the server"


@dataclass(frozen=True)
class Repair:
    """What a repair did."""

    cassette: Path
    answers: int = 0
    """Answers that are used no more."""
    items: tuple[Item, ...] = ()
    """Items for which the run asks again."""
    run: Path | None = None
    """The run to which the cassette belongs, if it belongs to one."""


def repair_answers(path: Path) -> Repair:
    """Take back every answer of a run, or of a cassette, that may be a failure of a server.

    An answer of which a hypothesis was made stays: evidence corrects it.

    Args:
        path: A run directory, or a cassette.

    Raises:
        ConfigError: There is no cassette, or it is none.
        RunDirError: The cassette or the journal cannot be written, or a run is at work on them.
    """
    file = locate(path)
    run = run_of(file)
    with ExitStack() as stack:
        journal = None if run is None else Journal(run / "journal.jsonl")
        if journal is not None:
            stack.callback(journal.close)
        cassette = CassetteFile(file)
        stack.callback(cassette.close)
        cassette.check()
        entries = [] if journal is None else list(read_journal(journal.path))
        voided = _unused(doubtful_exchanges(cassette.contents), entries)
        if voided:
            cassette.void(dict.fromkeys(voided, WHY))
        items = () if journal is None else _take_back(journal, entries, cassette.contents)
    return Repair(file, len(voided), items, run)


def _take_back(
    journal: Journal, entries: Iterable[Sequence[Event]], contents: Contents
) -> tuple[Item, ...]:
    """Void the events of a journal that stand for doubtful answers; return their items."""
    answers = unfounded_answers(entries, contents.exchanges)
    for answer in answers:
        item, reason, sample = answer.item, answer.reason, answer.sample
        journal.record(Voided(item=item, reason=reason, fault=answer.fault, sample=sample))
    return tuple(dict.fromkeys(answer.item for answer in answers))


def _unused(exchanges: Iterable[Exchange], entries: Iterable[Sequence[Event]]) -> list[str]:
    """Return the keys of exchanges of whose answers no hypothesis was made."""
    events = (event for events in entries for event in events)
    used = {(event.item, event.text) for event in events if isinstance(event, Dreamed)}
    unused = (e for e in exchanges if e.answer and (e.question.item, e.answer.text) not in used)
    return list(dict.fromkeys(exchange.key for exchange in unused))


def unfounded_answers(
    entries: Iterable[Sequence[Event]], exchanges: Sequence[Exchange]
) -> list[Misdreamed]:
    """Return the events of a journal that stand for doubtful answers, as far as none voids them.

    Args:
        entries: The entries of the journal.
        exchanges: The exchanges on the cassette of the run.
    """
    doubtful = {_place(e) for e in exchanges if is_doubtful(e.answer)}
    # A place with a good answer was asked again: what is empty there now is the model's.
    doubtful -= {_place(e) for e in exchanges if e.valid_answer and not is_doubtful(e.answer)}
    unfounded, asked = list[Misdreamed](), Counter[Item]()
    for events in entries:
        answers = [event for event in events if isinstance(event, Dreamed | Misdreamed)]
        unfounded += _of_doubtful(answers, asked, doubtful)
        for event in events:
            match event:
                case Dreamed() | Misdreamed():
                    asked[event.item] += not event.sample
                case Voided():
                    asked[event.item] -= not event.sample
                    unfounded = _without(unfounded, event)
    return unfounded


def _place(exchange: Exchange) -> AnswerKey:
    question, text = exchange.question, exchange.answer.text if exchange.answer else ""
    return (question.item, question.attempt, question.sample, text)


def _of_doubtful(
    answers: Sequence[Dreamed | Misdreamed],
    asked: Counter[Item],
    doubtful: Collection[AnswerKey],
) -> list[Misdreamed]:
    """Return the answers of one entry if none of them says anything but what is doubtful."""
    unusable = [a for a in answers if isinstance(a, Misdreamed)]
    keys = [(a.item, asked[a.item], a.sample, a.text) for a in unusable]
    return unusable if len(unusable) == len(answers) and all(k in doubtful for k in keys) else []


def _without(events: Sequence[Misdreamed], voided: Voided) -> list[Misdreamed]:
    """Return events without the first one that an event takes back."""
    taken_back = (voided.item, voided.reason, voided.sample)
    same = (k for k, e in enumerate(events) if (e.item, e.reason, e.sample) == taken_back)
    first = next(same, len(events))
    return [*events[:first], *events[first + 1 :]]
