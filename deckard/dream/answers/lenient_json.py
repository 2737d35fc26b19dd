"""Find the objects and lists in a text, valid JSON or nearly (see `lenient_reader`)."""

import re
from collections.abc import Callable, Iterator

from deckard.dream.answers.lenient_reader import LONGEST, WORK, FoundValue, LenientReader, Work

TAIL = 2000
"""Characters at the end of a text that are read whatever stands before them; chosen."""
OPENING = re.compile(
    r"\{(?=\s{0,99}(?:\}|//|#|/\*|(?:\"(?:[^\"\\\n]|\\.){0,99}\"|'[^'\n]{0,99}'|"
    r"[\w$][\w$ -]{0,40}[\"']?)\s{0,99}[:=]))|\[(?=\s{0,99}(?:[\]\[{(\"'\w.+-]|//|#|/\*))"
)
"""Where an object or a list may begin: at a bracket with a key and a colon, or an element."""


def values(
    text: str, wanted: Callable[[object], bool], work: Work | None = None
) -> Iterator[FoundValue]:
    """Yield the objects and lists of a text that are wanted.

    An object or list that is not wanted is searched for inner ones.

    Args:
        text: Any text.
        wanted: Whether to yield a value.
        work: What it may cost; the end of the text is read all the same.
    """
    reader = LenientReader(text, work or Work())
    tail = len(text) - TAIL
    at = max(0, len(text) - LONGEST)
    while opening := OPENING.search(reader.text, at):
        if reader.work.left <= 0:
            if at >= tail:
                return
            at, reader.work = tail, Work(WORK // 4)
            continue
        at = opening.start() + 1
        located = reader.strict(opening.start()) or reader.read(opening.start())
        if located is not None and wanted(located.value):
            at = located.end
            yield located


def value_of(text: str, work: Work | None = None) -> object:
    """Return the one object or list that a text is, or the text itself if it is none."""
    first = text.lstrip()[:1]
    located = next(values(text, lambda _: True, work), None) if first in ("{", "[") else None
    return text if first == "" or located is None or located.cut else located.value
