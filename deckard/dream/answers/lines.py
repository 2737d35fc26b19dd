"""Read the answers in lines of `field: value`: YAML, TOML, a list or headings in Markdown."""

import re
import textwrap
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from deckard.dream.answers.field_names import FIELDS, NAMES, method_of
from deckard.dream.answers.grounding import normal
from deckard.dream.answers.lenient_json import value_of
from deckard.dream.answers.lenient_reader import LONGEST, Work
from deckard.dream.answers.objects import Fields, fields_of
from deckard.types import HOWS

LINE = re.compile(
    r"^(?P<in>[ \t]*)(?P<bullet>(?:[^\w\s\"'<>{}\[\]()|=:#]|(?:\d{1,2}|[a-z])[.)])[ \t]+)?[\"']?"
    r"(?P<key>[A-Za-z][\w ]{1,25}?)[\"']?[ \t]*(?:\([^()\n]{0,40}\)[ \t]*)?"
    r"(?::|=(?!=)|(?<=[ \t])(?:->|[→–—-])(?=[ \t]))(?P<value>.*)$",  # noqa: RUF001
    re.MULTILINE,
)
"""A line `field: value`, perhaps of a list."""
BELOW = re.compile(r"\n([ \t]*)([-*•]?)([^\n]*)")
"""One more line, with its indentation and bullet."""
HEADING = re.compile(r"#{1,6}[ \t]+([A-Za-z][\w ]{1,25}?):?[ \t]*|\[(?:\w+\.)?(\w{1,25})\][ \t]*")
"""A heading in Markdown, or the head of a table in TOML."""
INLINE = re.compile(
    r"[;|,.][ \t]+(?=(?:{})[ \t]*[:=])".format(
        "|".join(name.replace("_", "[ _]") for name in sorted(NAMES))
    ),
    re.IGNORECASE,
)
"""What parts two fields on one line."""
NO_YAML = re.compile(r"[&*!]|^[^:\n]*=", re.MULTILINE)
"""Marks of a block that is not read as YAML: anchors, and assignments."""
LONGEST_BLOCK = 1000
"""Characters of the lines below a field up to which they are read as YAML; chosen."""
MOST_BLOCKS = 4
"""Blocks that are read as YAML, from the end of the text; chosen."""
MOST_ANSWERS = 64
"""Answers in lines that are read, from the end of the text; chosen."""


class Group(NamedTuple):
    """The lines of one answer."""

    fields: Fields
    text: str
    """The text in which they stand: that of the answer without its emphasis."""
    start: int
    end: int


class _Block(NamedTuple):
    """The lines below a field."""

    text: str


def groups_in(text: str, work: Work) -> Iterator[Group]:
    """Yield the answers in lines of `field: value`."""
    plain = _with_fields_below_headings(re.sub(r"\*\*|__|`", "", text[-LONGEST:]))
    yield from _read(plain, work)


def groups_on_one_line(text: str, work: Work) -> Iterator[Group]:
    """Yield the answers whose fields stand side by side: `item: torch; method: craft`."""
    plain = re.sub(r"\*\*|__|`", "", text[-LONGEST:])
    parted = INLINE.sub("\n", plain)
    if parted != plain:
        yield from _read(parted, work)


def _read(text: str, work: Work) -> Iterator[Group]:
    blocks = 0
    for group in reversed(groups := deque(_groups(text), maxlen=MOST_ANSWERS)):
        for name, value in group.fields.items():
            if isinstance(value, _Block):
                blocks += 1
                group.fields[name] = _block(value.text, blocks <= MOST_BLOCKS)
            else:
                group.fields[name] = value_of(str(value), work)
    for group in groups:
        fields = fields_of(group.fields)
        if fields and ({"method", "how"} & group.fields.keys() or _says_how(group.fields)):
            yield group._replace(fields=fields)


def _says_how(raw_fields: Fields) -> bool:
    """Whether a field of another name than `method` says one: `type: crafting`, not `type: int`."""
    named = [raw_fields[name] for name in FIELDS["method"] if name in raw_fields]
    return any(method_of(value) in HOWS for value in named)


def _groups(text: str) -> Iterator[Group]:
    """Yield the lines of each answer that names a method, with their values as they stand."""
    raw_fields: Fields = {}
    start = at = 0
    while line := LINE.search(text, at):
        at = line.end()
        key = normal(line["key"])
        if key not in NAMES:
            continue
        if key in raw_fields:
            yield Group(raw_fields, text, start, line.start())
            raw_fields = {}
        start = start if raw_fields else line.start()
        raw_fields[key], at = _below(line, text)
    if not raw_fields.keys().isdisjoint(FIELDS["method"]):
        yield Group(raw_fields, text, start, at)


def _with_fields_below_headings(text: str) -> str:
    """Return a text in which a heading that names a field, and what stands below, is one field."""
    if "#" not in text and "[" not in text:
        return text
    lines, is_below = list[str](), False
    for line in text.split("\n"):
        heading = HEADING.fullmatch(line)
        name = normal(heading[1] or heading[2]) if heading else ""
        if heading and name in NAMES and name != "recipe":
            lines.append(f"{name}:")
            is_below = True
        elif heading:
            is_below = False
            lines.append("")
        elif line.strip() or not is_below:
            lines.append(f"  {line}" if is_below else line)
    return "\n".join(lines)


def _below(line: re.Match[str], text: str) -> tuple[object, int]:
    """Return the value of a field, on its line or indented below it, and its end."""
    value = re.sub(r"\s#.*", "", line["value"]).strip().rstrip(",").strip("\"'")
    if value:
        return value, line.end()
    end = line.end()
    depth = len(line["in"]) + bool(line["bullet"])
    while (below := BELOW.match(text, end)) and below[3].strip():
        if len(below[1]) + bool(below[2]) <= depth:
            break
        end = below.end()
    return _Block(text[line.end() : end]), end


def _block(text: str, as_yaml: bool) -> object:
    """Return a block read as YAML, or its text where it is none."""
    if not as_yaml or len(text) > LONGEST_BLOCK or NO_YAML.search(text):
        return text.strip()
    try:
        return yaml.safe_load(textwrap.dedent(text))
    except (yaml.YAMLError, ValueError, RecursionError):
        return text.strip()
