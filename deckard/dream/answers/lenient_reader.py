"""Read one value that is nearly JSON, in bounded work.

It accepts comments, trailing and missing commas, quotes of any kind or none at one side, words
without quotes, sets, calls and the literals of Python, brackets that nothing closes, and a text
that was cut off.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

LONGEST = 50_000
"""Characters from the end of a text in which values are looked for; chosen."""
LONGEST_STRING = 1000
"""Characters of one string that is not valid JSON; chosen."""
DEEPEST = 12
"""Levels of nesting that are read; chosen: an answer has two or three."""
WORK = 4000
"""Values, keys and runs of characters that one text may cost; chosen.

An answer that is not valid JSON costs about 40, so that no text takes longer than a few hundredths
of a second."""
RUN = 64
"""Characters that cost as much as a value; chosen."""
PLAIN = str.maketrans(
    "“”„«»‘’`「」『』：，；｛｝［］\u200b\u2060\ufeff",  # noqa: RUF001
    '"""""' + "'''" + '""""' + ":,;{}[]" + "   ",
)
"""Marks that stand for those of JSON; one for one, so that positions stay the same."""
SPACE = re.compile(r"(?:\s|//[^\n]*|#[^\n]*|/\*[^*]{0,300}\*/)*")
KEY = re.compile(r"([\w$][\w$ -]*)[\"']?")
BRACKETED = re.compile(r"\[[\"']([^\"'\]\n]{1,99})[\"']\](?=\s*=)")
"""A key of a table in Lua."""
BARE = re.compile(r"(?:(?!\s(?://|#|/\*))[^,;{}\[\]()\n\"])+")
NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,9})?")
LITERALS = {"true": True, "false": False, "null": None, "none": None, "undefined": None}
OMITTED = re.compile(r"[,;]|\.\.\.|…")
"""What may stand between two values, or in place of one."""
VALID = re.compile(r"\{\s{0,99}[\"}]|\[\s{0,99}[\]\[{\"\d tfn-]")
"""How an object or a list of valid JSON begins."""
DECODER = json.JSONDecoder()
CLOSING = {"{": "}", "[": "]", "(": ")"}
ASSIGN = re.compile(r":|=>?")
NAMED = re.compile(r"\s*([A-Za-z_]\w*)\s*=(?!=)")
"""The name of an argument."""
GOES_ON = re.compile(r"\}\s*,\s*[\"']?[\w ]{1,40}[\"']?\s*:")
"""A bracket of the wrong kind: behind it the object goes on in which the list stands."""
CALLED = re.compile(r"\s*(?:new\s+)?[A-Za-z_][\w.]*")
END = re.compile(r"\Z|'''|~~~|</")
"""Where a value ends although nothing closes it; a fence of ticks is one of quotes here."""
CLOSED = re.compile(r"\s*(?:[\"',:;=>)}\]]|//|#|/\*|\Z)|[ \t]*\n")
"""What follows a quote that ends a string."""
UNCLOSED = re.compile(r"(.*?)\s*,\s*[\"']?[\w ]{1,40}\Z", re.DOTALL)
"""A string that ran on into the next key, since its quote is missing."""
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)


class FoundValue(NamedTuple):
    """A value and its place in the text."""

    value: object
    start: int
    end: int
    cut: tuple[object, ...] = ()
    """The objects and lists, itself included, that the end of the text cut off."""


class Arguments(NamedTuple):
    """The arguments of a call."""

    positional: list[object]
    named: dict[str, object]

    @property
    def value(self) -> object:
        """What a call within a value stands for: `dict(a=1)`, `Part(item="a")`, `set([1])`."""
        if self.named:
            return self.named
        alone = self.positional[0] if len(self.positional) == 1 else None
        return alone if isinstance(alone, dict | list) else self.positional


@dataclass
class Work:
    """What reading a text may still cost."""

    left: int = WORK

    def spend(self, characters: int = 0) -> None:
        """Take one value, or a run of characters, off; ValueError when nothing is left."""
        self.left -= 1 + characters // RUN
        if self.left < 0:
            raise ValueError("too much to read")


class LenientReader:
    """Reads values by their look; the depth of a read and the work of all reads are bounded."""

    def __init__(self, text: str, work: Work | None = None) -> None:
        self.raw, self.text = text, text.translate(PLAIN)
        self.work = work or Work()
        self.at, self.cut = 0, False
        self.broken: list[object] = []

    def strict(self, start: int) -> FoundValue | None:
        """Return the valid JSON that begins at a place, or None."""
        self.work.left -= 1
        if not VALID.match(self.raw, start):
            return None
        try:
            # An error counts the lines before it, so it is given none.
            value, length = DECODER.raw_decode(self.raw[start:])
        except (ValueError, RecursionError) as error:
            read = error.pos if isinstance(error, json.JSONDecodeError) else LONGEST
            self.work.left -= read // RUN
            return None
        self.work.left -= length // RUN
        return FoundValue(value, start, start + length)

    def read(self, start: int) -> FoundValue | None:
        """Return the object or list that begins at a place, or None if it cannot be one."""
        located = self._located(start, lambda: self._value(0))
        return located and located._replace(cut=tuple(self.broken))

    def arguments(self, start: int) -> Arguments | None:
        """Return the arguments of a call whose bracket is at a place, or None if it cannot be one.

        Where it ends is the reader's `at`.
        """
        located = self._located(start, lambda: self._arguments(0))
        return located.value if located and isinstance(located.value, Arguments) else None

    def _located(self, start: int, read: Callable[[], object]) -> FoundValue | None:
        self.at, self.cut, self.broken = start, False, []
        try:
            return FoundValue(read(), start, self.at)
        except ValueError:
            return None
        finally:
            self.work.left -= (self.at - start) // RUN

    def _value(self, depth: int, before_key: bool = False) -> object:
        self.work.spend()
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        mark = self._peek()
        if mark == "{":
            return self._object(depth)
        if mark in ("[", "("):
            return self._list(depth)
        return self._string(before_key) if mark in ('"', "'") else self._bare(depth)

    def _peek(self) -> str:
        """Return the next character that is no space; empty at the end of the text."""
        space = SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        return self.text[self.at : self.at + 1]

    def _ends(self, closing: str) -> bool:
        """Whether a bracket is closed here, by its own mark, another's, or the end of the text."""
        while (mark := self._peek()) and (omitted := OMITTED.match(self.text, self.at)):
            self.at = omitted.end()
        if mark and mark in "}])":
            self.at += mark == closing or GOES_ON.match(self.text, self.at) is not None
            return True
        self.cut = self.cut or END.match(self.text, self.at) is not None
        return self.cut

    def _object(self, depth: int) -> object:
        fields: dict[str, object] = {}
        opening = self.at
        self.at += 1
        while not self._ends("}"):
            key = self._key()
            if not fields and self._peek() in (",", "}") and not self.cut:
                self.at = opening  # a set
                return self._list(depth)
            self._assign()
            value = None if self.cut else self._value(depth + 1, before_key=True)
            if not self.cut or isinstance(value, dict | list):
                fields[key] = value
        self.broken += [fields] if self.cut else []
        return fields

    def _assign(self) -> None:
        self._peek()
        sign = ASSIGN.match(self.text, self.at)
        self.cut = self.cut or END.match(self.text, self.at) is not None
        if sign is None and not self.cut:
            raise ValueError("no value")
        self.at = sign.end() if sign else self.at

    def _list(self, depth: int) -> list[object]:
        elements: list[object] = []
        closing = CLOSING[self.text[self.at]]
        self.at += 1
        while not self._ends(closing):
            value = self._value(depth + 1)
            if isinstance(value, str) and self._peek() == ":" and not self.cut:
                self.at += 1  # a map in the brackets of a list
                value = {value: self._value(depth + 1)}
            if not self.cut or isinstance(value, dict | list):
                elements.append(value)
        self.broken += [elements] if self.cut else []
        return elements

    def _arguments(self, depth: int) -> Arguments:
        arguments = Arguments([], {})
        self.at += 1
        while not self._ends(")"):
            name = NAMED.match(self.text, self.at)
            self.at = name.end() if name else self.at
            value = self._value(depth + 1)
            if not self.cut and name:
                arguments.named[name[1]] = value
            elif not self.cut:
                arguments.positional.append(value)
        return arguments

    def _key(self) -> str:
        self.work.spend()
        if self._peek() in ('"', "'"):
            return self._string()
        if bracketed := BRACKETED.match(self.text, self.at):
            self.at = bracketed.end()
            return bracketed[1]
        word = KEY.match(self.text, self.at)
        if word is None:
            raise ValueError("no key")
        self.at = word.end()
        return word[1].strip()

    def _string(self, before_key: bool = False) -> str:
        """Read up to a quote that ends a string, so that `jack o'lantern` is one string."""
        quote, start = self.text[self.at], self.at + 1
        last = start + LONGEST_STRING
        end = self.text.find(quote, start, last)
        while end >= 0 and not self._closes(end):
            end, self.work.left = self.text.find(quote, end + 1, last), self.work.left - 1
        if end < 0 and last < len(self.text):
            raise ValueError("no end of a string")
        self.cut = self.cut or end < 0
        self.at = len(self.text) if end < 0 else end + 1
        inner = self.text[start : self.at - 1]
        if before_key and not self.cut and self._peek() == ":":
            inner = self._back_to_comma(start, inner)
        return ESCAPE.sub(_unescape, inner)

    def _closes(self, end: int) -> bool:
        if self.text[end - 1] == "\\":
            return False
        after = CLOSED.match(self.text, end + 1)
        return after is not None

    def _back_to_comma(self, start: int, inner: str) -> str:
        """Cut a string that ran on into the next key, and go back to its end."""
        whole = UNCLOSED.match(inner)
        if whole is None:
            raise ValueError("a string before a colon")
        self.at = start + whole.end(1)
        return whole[1]

    def _bare(self, depth: int) -> object:
        word = BARE.match(self.text, self.at)
        if word is None:
            raise ValueError("no value")
        self.at = word.end()
        text = word[0].strip()
        if self.text[self.at : self.at + 1] == "(" and CALLED.fullmatch(word[0]):
            return self._arguments(depth + 1).value
        # A word at the very end may be the beginning of another.
        self.cut = self.cut or self.at == len(self.text)
        if text.lower() in LITERALS:
            return LITERALS[text.lower()]
        if NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
        return text


def _unescape(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return " " if escape[2] in "nrt" else str(escape[2])
