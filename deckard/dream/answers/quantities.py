"""Read quantities, and lists of names with quantities, as language models write them."""

import re
from collections.abc import Iterator

from deckard.dream.answers.grounding import normal

NUMERALS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
"""The words for 0 to 12, in order."""
ONES = ("a", "an", "single", "each")
"""Other words for one."""
ITEM = ("item", "name", "id", "ingredient", "material", "type", "tag", "tool", "block")
"""Fields under which an entry of a list names its item."""
COUNT = ("quantity", "count", "amount", "qty", "number", "n", "num", "units", "required")
"""Fields under which an entry of a list gives its quantity."""
EMPTY = ("", "air", "empty", "none", "null")
"""Names of an empty cell of a crafting grid."""
ROLE = ("role", "purpose", "use", "usage", "note", "comment")
"""Fields of an entry that say what it is for."""
PLACE = re.compile(
    r"(?:slot|cell|position)?_?[1-9]|[a-c][1-3]"
    r"|(?:(?:top|middle|bottom|center|centre|upper|lower|left|right)_?){1,2}"
)
"""Names of the places of a crafting grid."""
LONGEST = 120
"""Characters of a name with its quantity; chosen."""
APPROXIMATE = re.compile(r"^(?:at least|about|exactly|approximately|~) ", re.IGNORECASE)
RANGE = re.compile(r"(\d{1,9})\s*(?:-|–|—|\.\.|to|or)\s*(\d{1,9})")  # noqa: RUF001
SIGNED = re.compile(r"-?(?:\d{1,9}(?:\.\d+)?|\.\d+)")
BETWEEN = re.compile(r"[,;+&\n]|\band\b|\bplus\b", re.IGNORECASE)
"""Separators of a list that is written as a sentence."""
HOWMANY = rf"\d{{1,9}}(?:[./]\d{{1,9}})?|\b(?:{'|'.join((*NUMERALS, *ONES))})\b"
BEFORE = re.compile(rf"\s*(?:[-*•]\s*)?x?\s*({HOWMANY})\s*[x×*]?\s+(?:of\s+)?(.+)", re.IGNORECASE)  # noqa: RUF001
AFTER = re.compile(rf"\s*(?:[-*•]\s*)?(.*?)\s*[\s(:=x×*]\s*({HOWMANY})\s*[x×)]*\s*", re.IGNORECASE)  # noqa: RUF001


def whole_number(value: object, most: bool = False) -> int | None:
    """Return the whole number that a value means, or None; of a range the least or the `most`."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _read(value.strip().lower(), most) if isinstance(value, str) else None


def _read(text: str, most: bool) -> int | None:
    if bounds := RANGE.search(text):
        return max(map(int, bounds.groups())) if most else min(map(int, bounds.groups()))
    numbers = SIGNED.findall(text)
    if len(numbers) == 1:
        return whole_number(float(numbers[0]))
    named = [w for w in re.findall(r"[a-z]+", text) if w in NUMERALS or w in ONES]
    if numbers or len(named) != 1:
        return None
    return NUMERALS.index(named[0]) if named[0] in NUMERALS else 1


def pairs(value: object) -> Iterator[tuple[object, object]]:
    """Yield the names and quantities in a map, a list or a sentence; another value once, with 1."""
    if isinstance(value, dict):
        yield from _map(value)
    elif isinstance(value, str):
        yield from (_pair(part) for part in BETWEEN.split(value) if part.strip())
    elif isinstance(value, list) and _is_pair(value):
        yield _named(value[0]), value[1]
    elif isinstance(value, list) and _is_alternatives(value):
        yield from pairs(value[0])
    elif isinstance(value, list):
        cells = [cell for row in value for cell in row] if _is_grid(value) else value
        for entry in cells:
            yield from _entry(entry)
    elif value is not None:
        yield value, 1


def _entry(entry: object) -> Iterator[tuple[object, object]]:
    """Yield the name and quantity of one entry of a list; of alternatives the first."""
    if isinstance(entry, str):
        yield from [_pair(entry)] if normal(entry) not in EMPTY else []
    elif isinstance(entry, list) and entry and not _is_pair(entry):
        yield from _entry(entry[0])
    else:
        yield from pairs(entry)


def _is_grid(value: list[object]) -> bool:
    """Whether a list holds the rows of a crafting grid."""
    lengths = {len(row) if isinstance(row, list) and not _is_pair(row) else 0 for row in value}
    return len(lengths) == 1 and lengths <= {2, 3} and 2 <= len(value) <= 3


def _is_pair(value: list[object]) -> bool:
    """Whether a list is one name with its quantity: `["coal", 2]`."""
    return (
        len(value) == 2 and isinstance(value[0], str | dict) and isinstance(value[1], int | float)
    )


def _is_alternatives(value: list[object]) -> bool:
    """Whether a list holds maps of several names each, any of which will do."""
    return len(value) > 1 and all(
        isinstance(each, dict) and len(each) > 1 and not {*map(_key, each)} & {*ITEM, *COUNT}
        for each in value
    )


def _map(value: dict[str, object]) -> Iterator[tuple[object, object]]:
    fields = {_key(key): field for key, field in value.items()}
    if all(PLACE.fullmatch(key) for key in fields):
        yield from pairs(list(value.values()))
        return
    name = next((fields[key] for key in ITEM if fields.get(key) is not None), None)
    if name is None or isinstance(name, int | float):
        for key, quantity in value.items():
            if _key(key) in ITEM and not isinstance(quantity, int | float):
                yield quantity, 1  # a list entry that names nothing
            else:
                yield key, _inner(quantity)
        return
    remark = next((fields[key] for key in ROLE if isinstance(fields.get(key), str)), None)
    first = _first(name)
    yield f"{first} ({remark})" if remark and isinstance(first, str) else first, _inner(fields)


def _key(key: object) -> str:
    return normal(str(key))


def _named(name: object) -> object:
    """Return a name that may stand in a map of its own."""
    return next(pairs(name), (None, 1))[0] if isinstance(name, dict) else name


def _inner(quantity: object) -> object:
    """Return the quantity in a map, 1 if it holds none; any other value as it is."""
    if not isinstance(quantity, dict):
        return quantity
    quantities = (quantity[key] for key in COUNT if quantity.get(key) is not None)
    return next(quantities, 1)


def _first(name: object) -> object:
    """Return the first of alternatives."""
    return name[0] if isinstance(name, list) and name else name


def _pair(text: str) -> tuple[str, object]:
    """Read `2 coal`, `coal x2`, `two pieces of coal`, or `coal` alone."""
    text = APPROXIMATE.sub("", " ".join(text[:LONGEST].split()))
    if match := BEFORE.fullmatch(text):
        return re.sub(r"^(?:pieces?|units?|blocks?|lumps?) of ", "", match[2].strip()), match[1]
    if match := AFTER.fullmatch(text):
        return match[1], match[2]
    return text, 1
