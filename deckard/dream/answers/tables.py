"""Read the answers in tables: of Markdown, or values between commas."""

import csv
import re
from collections.abc import Iterator, Sequence

from deckard.dream.answers.field_names import FIELDS, NAMES
from deckard.dream.answers.grounding import normal
from deckard.dream.answers.lenient_reader import LONGEST
from deckard.dream.answers.objects import Fields
from deckard.dream.answers.quantities import COUNT

RULE = re.compile(r"[\s|:+-]+")
"""The line between the head of a table and its rows."""
MOST_ROWS = 400
"""Lines that are read, from the end of the text; chosen."""
LONGEST_ROW = 1000
"""Characters of a row; chosen."""
FEWEST = 3
"""Fields that the head of a table without pipes must name; chosen."""
THING = ("ingredient", "ingredients", "item", "items", "material", "materials")
"""Heads of a column of ingredients."""
Rows = list[list[str]]


def read_tables(text: str) -> list[Fields]:
    """Return the rows of the tables of a text as maps; of a table of fields and values, one map."""
    lines = text[-LONGEST:].split("\n")[-MOST_ROWS:]
    return [row for table in _tables(lines) for row in _maps(table)]


def ingredients_in_tables(text: str) -> Fields:
    """Return the last table of ingredients and quantities as a map; empty where there is none."""
    ingredients: Fields = {}
    for table in _tables(text[-LONGEST:].split("\n")[-MOST_ROWS:]):
        head, *rows = [[*row, ""][:2] for row in table]
        if normal(head[0]) in THING and normal(head[1]) in COUNT:
            ingredients = {name: n for name, n in rows if not RULE.fullmatch(name)}
    return ingredients


def _tables(lines: Sequence[str]) -> Iterator[Rows]:
    """Yield the cells of each run of lines that is a table."""
    rows: Rows = []
    for line in [*lines, ""]:
        cells = _cells(line, rows) if len(line) <= LONGEST_ROW else []
        if cells:
            rows.append(cells)
        elif rows:
            yield rows
            rows = []


def _cells(line: str, rows: Rows) -> list[str]:
    """Return the cells of a line; of one between commas only below a head of fields."""
    if "|" in line:
        plain = re.sub(r"\*\*|__|`", "", line).strip().removeprefix("|").removesuffix("|")
        return [cell.strip() for cell in plain.split("|")]
    if line.count(",") < FEWEST - 1:
        return []
    cells = [cell.strip() for cell in next(csv.reader([line], skipinitialspace=True), [])]
    return cells if rows or sum(cell.lower() in NAMES for cell in cells) >= FEWEST else []


def _maps(table: Rows) -> Iterator[Fields]:
    """Yield a map for each row below a head of fields, or one map of a column of fields."""
    rows = [row for row in table if not RULE.fullmatch("|".join(row) + "|")]
    if len(rows) < 2:
        return
    head = [normal(cell) for cell in rows[0]]
    if sum(name in NAMES for name in head) > 1 and not {*FIELDS["method"]}.isdisjoint(head):
        for row in rows[1:]:
            yield {**dict(zip(head, row, strict=False))}
    elif all(len(row) == 2 for row in rows):
        fields: Fields = {normal(name): value for name, value in rows if normal(name) in NAMES}
        if len(fields) > 1:
            yield fields
