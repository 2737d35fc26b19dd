"""A lenient JSON reader: it finds values in a text and accepts the errors that models make.

It accepts comments, trailing and missing commas, quotes of any kind, words without quotes, the
literals of Python, brackets that nothing closes, and a text that was cut off.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

LONGEST = 50_000
"""Characters from the end of a text in which values are looked for; chosen.

More than any model needs, and few enough that no text takes longer than a second."""
LONGEST_STRING = 1000
"""Characters of one string that is not valid JSON; chosen."""
DEEPEST = 12
"""Levels of nesting that are read; chosen: an answer has two or three."""
WORK = 20_000
"""Values and keys that one search reads at most; chosen."""

THOUGHTS = re.compile(
    r"<(?P<tag>think(?:ing)?|thought|reasoning|analysis|scratchpad)\b[^>]*>.*?(?:</(?P=tag)>|\Z)"
    r"|<\|channel\|>analysis.*?(?:<\|end\|>|<\|channel\|>final|\Z)|◁think▷.*?(?:◁/think▷|\Z)",
    re.DOTALL | re.IGNORECASE,
)
UNOPENED = re.compile(r"\A.*(?:</think(?:ing)?>|◁/think▷)", re.DOTALL | re.IGNORECASE)
"""Thoughts whose opening tag the server left out."""
PLAIN = str.maketrans("“”„«»‘’`：，；", '"""""' + "'''" + ":,;")  # noqa: RUF001
"""Marks that stand for those of JSON; one for one, so that positions stay the same."""
SPACE = re.compile(r"(?:\s|//[^\n]*|#[^\n]*|/\*[^*]{0,300}\*/)*")
KEY = re.compile(r"[\w$][\w$ -]*")
BARE = re.compile(r"(?:(?!\s(?://|#|/\*))[^,;{}\[\]()\n\"])+")
NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,9})?")
LITERALS = {"true": True, "false": False, "null": None, "none": None, "undefined": None}
OPENING = re.compile(r"[{\[]")
CLOSING = {"{": "}", "[": "]", "(": ")"}
ASSIGN = re.compile(r":|=>?")
END = re.compile(r"\Z|'''|~~~|</")
"""Where a value ends although nothing closes it; a fence of ticks is one of quotes here."""


class FoundValue(NamedTuple):
    """A value and its place in the text."""

    value: object
    start: int
    end: int
    cut: tuple[object, ...] = ()
    """The objects and lists, itself included, that the end of the text cut off."""


def spoken(text: str) -> str:
    """Return a text without the model's thoughts before the answer."""
    return UNOPENED.sub("", THOUGHTS.sub("", text))


def values(text: str, wanted: Callable[[object], bool]) -> Iterator[FoundValue]:
    """Yield the objects and lists of a text that are wanted.

    An object or list that is not wanted is searched for inner ones.
    """
    reader = LenientReader(text.translate(PLAIN))
    at = max(0, len(text) - LONGEST)
    while (opening := OPENING.search(text, at)) and reader.work > 0:
        at = opening.start() + 1
        located = _strict(text, opening.start()) or reader.read(opening.start())
        if located is not None and wanted(located.value):
            at = located.end
            yield located


def value_of(text: str) -> object:
    """Return the one object or list that a text is, or the text itself if it is none."""
    located = next(values(text, lambda _: True), None) if text.strip()[:1] in ("{", "[") else None
    return text if located is None or located.cut else located.value


def _strict(text: str, start: int) -> FoundValue | None:
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return FoundValue(value, start, end)


class LenientReader:
    """Reads values by their look; the depth of a read and the work of all reads are bounded."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.cut, self.work = text, 0, False, WORK
        self.broken: list[object] = []

    def read(self, start: int) -> FoundValue | None:
        """Return the object or list that begins at a place, or None if it cannot be one."""
        self.at, self.cut, self.broken = start, False, []
        try:
            value = self._value(0)
        except ValueError:
            return None
        return FoundValue(value, start, self.at, tuple(self.broken))

    def _value(self, depth: int) -> object:
        self.work -= 1
        if depth > DEEPEST or self.work < 0:
            raise ValueError
        mark = self._peek()
        if mark == "{":
            return self._object(depth)
        if mark in ("[", "("):
            return self._list(depth)
        return self._string() if mark in ('"', "'") else self._bare()

    def _peek(self) -> str:
        """Return the next character that is no space; empty at the end of the text."""
        space = SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        return self.text[self.at : self.at + 1]

    def _ends(self, closing: str) -> bool:
        """Whether a bracket is closed here, by its own mark, another's, or the end of the text."""
        while (mark := self._peek()) and mark in ",;":
            self.at += 1
        if mark and mark in "}])":
            self.at += mark == closing
            return True
        self.cut = self.cut or END.match(self.text, self.at) is not None
        return self.cut

    def _object(self, depth: int) -> dict[str, object]:
        fields: dict[str, object] = {}
        self.at += 1
        while not self._ends("}"):
            key = self._key()
            self._assign()
            value = None if self.cut else self._value(depth + 1)
            if not self.cut or isinstance(value, dict | list):
                fields[key] = value
        self.broken += [fields] if self.cut else []
        return fields

    def _assign(self) -> None:
        self._peek()
        sign = ASSIGN.match(self.text, self.at)
        self.cut = self.cut or END.match(self.text, self.at) is not None
        if sign is None and not self.cut:
            raise ValueError
        self.at = sign.end() if sign else self.at

    def _list(self, depth: int) -> list[object]:
        elements: list[object] = []
        closing = CLOSING[self.text[self.at]]
        self.at += 1
        while not self._ends(closing):
            value = self._value(depth + 1)
            if not self.cut or isinstance(value, dict | list):
                elements.append(value)
        self.broken += [elements] if self.cut else []
        return elements

    def _key(self) -> str:
        self.work -= 1
        if self._peek() in ('"', "'"):
            return self._string()
        word = KEY.match(self.text, self.at)
        if word is None:
            raise ValueError
        self.at = word.end()
        return word[0].strip()

    def _string(self) -> str:
        """Read up to a quote that no letter follows, so that `jack o'lantern` is one string."""
        quote, start = self.text[self.at], self.at + 1
        last = start + LONGEST_STRING
        end = self.text.find(quote, start, last)
        while end >= 0 and not self._closes(end):
            end, self.work = self.text.find(quote, end + 1, last), self.work - 1
        if end < 0 and last < len(self.text):
            raise ValueError
        self.cut = self.cut or end < 0
        self.at = len(self.text) if end < 0 else end + 1
        inner = self.text[start : self.at - 1]
        return re.sub(r"\\(.)", r"\1", inner)

    def _closes(self, end: int) -> bool:
        after = self.text[end + 1 : end + 2]
        return self.text[end - 1] != "\\" and not after.isalnum()

    def _bare(self) -> object:
        word = BARE.match(self.text, self.at)
        if word is None:
            raise ValueError
        self.at = word.end()
        text = word[0].strip()
        # A word at the very end may be the beginning of another.
        self.cut = self.cut or self.at == len(self.text)
        if text.lower() in LITERALS:
            return LITERALS[text.lower()]
        if NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
        return text
