"""Answers on a cassette that may be failures of a server, as older versions kept them.

Until answers were kept with their place in the reply, an empty or half an answer beside an error
was kept like any other, and so was one of which thoughts took all tokens.
"""

import logging
from pathlib import Path

from deckard.llms.contents import Contents
from deckard.llms.endings import Ending, ending_of, is_broken_off, is_thoughts_alone
from deckard.llms.records import Answer, Exchange

log = logging.getLogger(__name__)


def is_doubtful(answer: Answer | None) -> bool:
    """Whether an answer may be a failure of the server rather than what the model said.

    Args:
        answer: An answer as it was kept; None is none.
    """
    if answer is None or answer.cached or answer.answer_in is not None:
        return False
    if answer.ended is None:  # as was kept for every word that was not known then
        return is_broken_off(answer.text)
    return is_thoughts_alone(answer.text) and ending_of(answer.ended) is Ending.BOUND


def doubtful_exchanges(contents: Contents) -> list[Exchange]:
    """Return the exchanges on a cassette whose answers are used, but doubtful."""
    return [e for e in contents.exchanges if e.key and is_doubtful(e.valid_answer)]


def warn_of_doubtful(contents: Contents) -> None:
    """Log one line where a cassette holds empty answers that are doubtful."""
    answers = [exchange.answer for exchange in doubtful_exchanges(contents)]
    count = sum(answer is not None and is_thoughts_alone(answer.text) for answer in answers)
    if count:
        which = "an empty answer" if count == 1 else f"{count} empty answers"
        log.warning(
            "%s holds %s of an older version, maybe of a server that failed: deckard llm repair %s "
            "has %s asked again",
            contents.path, which, run_of(contents.path) or contents.path,
            "it" if count == 1 else "them",
        )  # fmt: skip


def run_of(cassette: Path) -> Path | None:
    """Return the run directory to which a cassette belongs, if it belongs to one."""
    run = cassette.parent.parent
    return run if cassette.parent.name == "llm" and (run / "journal.jsonl").is_file() else None
