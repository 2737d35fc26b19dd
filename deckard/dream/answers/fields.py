"""Find the answer in the text of a language model.

An answer is an object, wherever in the text it stands, or else tags, a table, lines of
`field: value`, a call or a sentence. Models name and nest the fields in many ways; they are brought
to the names of `prompts/recipe.md`.
"""

import html
import re
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from deckard.dream.answers.calls import calls_in
from deckard.dream.answers.field_names import NAMES, normal_name
from deckard.dream.answers.grounding import normal
from deckard.dream.answers.lenient_json import values
from deckard.dream.answers.lenient_reader import FoundValue, Work
from deckard.dream.answers.lines import groups_in, groups_on_one_line
from deckard.dream.answers.objects import Fields, answers_in
from deckard.dream.answers.prose import sentences_in
from deckard.dream.answers.tables import ingredients_in_tables, read_tables
from deckard.dream.answers.tags import read_tags
from deckard.errors import BadCompletion
from deckard.llms.thoughts import part_thoughts
from deckard.types import Item

ESCAPED = re.compile(r"\\+([nrt](?![A-Za-z])|[^\w\s]|_)")
"""An escape outside of a string."""
UNBRACED = re.compile(r"\s*[\"'][\w ]{1,25}[\"']\s*:")
"""The beginning of an object without its brace."""
MOST_ANSWERS = 500
"""Answers in one object that are looked at; chosen: a world has some 400 items."""
FEWEST_LINES = 3
"""Objects of one field that are read as one answer; chosen."""


class AnswerFields(NamedTuple):
    """The fields of an answer by their own names, and its place in the text."""

    fields: Fields
    text: str
    """The text without the model's thoughts before the answer."""
    start: int
    end: int
    cut: tuple[object, ...] = ()
    """Objects and lists that the end of the text cut off."""

    @property
    def whole(self) -> set[str]:
        """The fields that are not cut off."""
        broken = {id(part) for part in self.cut}
        return {field for field, value in self.fields.items() if id(value) not in broken}


Alternatives = list[AnswerFields]
"""Answers in one place, the likeliest first."""
Form = Callable[[str, Work], Iterator[Alternatives]]


def find_answer(item: Item, text: str) -> AnswerFields:
    """Return the last answer in a text, preferably one that names the item.

    Models think aloud before they answer and go on with other items after it. Of alternatives in
    one list the first counts: the likeliest comes first.

    Args:
        item: The item that the model was asked about.
        text: The whole answer of the model.

    Returns:
        The fields by their own names, with the text in which they stand.

    Raises:
        BadCompletion: The text is empty or holds no answer.
    """
    return next(find_answers(item, text))


def find_answers(item: Item, text: str) -> Iterator[AnswerFields]:
    """Yield the answer in a text, or without one those in the thoughts, the likeliest first.

    What the model said aloud counts alone when it holds an answer. Of thoughts the last usable
    answer counts, preferably one that names the item: the caller tells what is usable.

    Args:
        item: The item that the model was asked about.
        text: The whole answer of the model.

    Raises:
        BadCompletion: The text is empty or holds no answer.
    """
    if not text.strip():
        raise BadCompletion("is empty")
    work, parts = Work(), part_thoughts(text)
    aloud = [*_read(parts.spoken, (*FORMS, _prose(item)), work)]
    if aloud:
        yield _likeliest(item, aloud)[0]
        return
    silent = [*_read(parts.thoughts, FORMS, work)] if parts.thoughts else []
    if not silent:
        where = "" if parts.spoken.strip() else "broke off in thoughts: it "
        raise BadCompletion(f'{where}holds no JSON object with a "method"')
    yield from _likeliest(item, silent)


def _read(text: str, forms: tuple[Form, ...], work: Work) -> Iterator[Alternatives]:
    """Yield the answers in a text in the first form that any has."""
    for form in forms:
        answers = form(text, work)
        if first := next(answers, None):
            yield from chain([first], answers)
            return


def _likeliest(item: Item, groups: list[Alternatives]) -> list[AnswerFields]:
    """Return one answer of each group, the last first, those that name the item before others."""
    named, others = list[AnswerFields](), list[AnswerFields]()
    for group in reversed(groups):
        own = [a for a in group if normal_name(a.fields.get("item")) == normal(item)]
        (named if own else others).append((own or group)[0])
    return named + others


def _objects(text: str, work: Work) -> Iterator[Alternatives]:
    answers: list[Fields] = []

    def holds_answers(value: object) -> bool:
        answers[:] = islice(answers_in(value, work), MOST_ANSWERS)
        return bool(answers)

    for located in values(text, holds_answers, work):
        place = text, located.start, located.end, located.cut
        yield [AnswerFields(fields, *place) for fields in answers]


def _unescaped(text: str, work: Work) -> Iterator[Alternatives]:
    """Yield the answers in objects that were escaped as a whole, for JSON, a template or HTML."""
    plain = html.unescape(text) if "&quot;" in text else text
    plain = ESCAPED.sub(lambda e: "\n" if e[1] in "nrt" else e[1], plain)
    plain = plain.replace("{{", "{").replace("}}", "}") if "{{" in plain else plain
    if plain != text:
        yield from _objects(plain, work)


def _unbraced(text: str, work: Work) -> Iterator[Alternatives]:
    """Yield the answer in an object whose first brace is missing."""
    if UNBRACED.match(text):
        yield from _objects("{" + text, work)


def _merged(text: str, work: Work) -> Iterator[Alternatives]:
    """Yield the answer whose fields each stand in an object on a line of its own."""
    if text.count("}\n{") < FEWEST_LINES - 1:
        return
    fields, places = Fields(), list[FoundValue]()
    for located in values(text, lambda value: isinstance(value, dict) and len(value) == 1, work):
        for name, value in located.value.items() if isinstance(located.value, dict) else ():
            if normal(str(name)) in NAMES and name not in fields:
                fields[name] = value
                places.append(located)
    if len(places) >= FEWEST_LINES:
        for answer in islice(answers_in(fields, work), 1):
            yield [AnswerFields(answer, text, places[0].start, places[-1].end)]


def _tags(text: str, work: Work) -> Iterator[Alternatives]:
    if located := read_tags(text, work):
        for fields in answers_in(located.value, work):
            yield [AnswerFields(fields, text, located.start, located.end, located.cut)]


def _tables(text: str, work: Work) -> Iterator[Alternatives]:
    for row in read_tables(text):
        for fields in answers_in(row, work):
            yield [AnswerFields(fields, text, 0, len(text))]


def _lines(text: str, work: Work) -> Iterator[Alternatives]:
    beside = ingredients_in_tables(text) if "|" in text else {}
    for group in groups_in(text, work):
        fields = {"ingredients": beside} | group.fields if beside else group.fields
        yield [AnswerFields(fields, group.text, group.start, group.end)]


def _one_line(text: str, work: Work) -> Iterator[Alternatives]:
    yield from ([AnswerFields(*group)] for group in groups_on_one_line(text, work))


def _calls(text: str, work: Work) -> Iterator[Alternatives]:
    yield from ([AnswerFields(c.fields, text, c.start, c.end)] for c in calls_in(text, work))


def _prose(item: Item) -> Form:
    def read(text: str, work: Work) -> Iterator[Alternatives]:
        yield from ([AnswerFields(f, text, 0, len(text))] for f in sentences_in(item, text))

    return read


FORMS: tuple[Form, ...] = (
    _merged,
    _objects,
    _unescaped,
    _tags,
    _tables,
    _lines,
    _unbraced,
    _calls,
    _one_line,
)
"""The forms of an answer, the likeliest first."""
