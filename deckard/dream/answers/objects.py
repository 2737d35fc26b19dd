"""Read the answers in objects, whatever their fields are called and however they are nested."""

from collections import Counter
from collections.abc import Iterator, Mapping

from deckard.dream.answers.field_names import (
    FIELDS,
    MANY,
    NAMES,
    method_in,
    method_of,
    normal_name,
)
from deckard.dream.answers.grounding import normal
from deckard.dream.answers.lenient_json import value_of
from deckard.dream.answers.lenient_reader import DEEPEST, Work
from deckard.dream.answers.quantities import pairs, whole_number

Fields = dict[str, object]
"""The fields of an answer by their own names."""
PART = frozenset(("ingredients", "station", "tool", "method"))
"""A map within an answer that holds one of these is a part of the answer."""
MOST_FIELDS = 64
"""Fields up to which an object may be an answer; chosen: larger ones are maps of answers."""
COST = 3
"""Values to read that cost as much as to look for an answer in an object; measured."""
CALLER = ("name", "function", "tool", "tool_name", "action")
"""Fields that name what a call is made to."""
ARGUMENTS = ("arguments", "parameters", "args", "kwargs")
"""Fields that hold the arguments of a call."""
TYPES = ("string", "object", "array", "integer", "number", "boolean", "null")
"""Types of JSON Schema."""
STATIONS = ("crafting_table", "furnace", "workbench")
"""Stations that models name as tools: there is nothing to hold in a craft or a smelt."""
FLAGS = {"crafting_table": "crafting_table", "table": "crafting_table", "furnace": "furnace"}
"""Ends of the names of fields that are true where a station is needed."""
ROLES: Mapping[str, tuple[tuple[str, int], ...]] = {
    name: tuple(
        (field, names.index(name)) for field, names in FIELDS.items() if name in names
    )
    for names in FIELDS.values()
    for name in names
}  # fmt: skip
"""For each name the fields that it may mean, and how likely it is among their names."""


def answers_in(value: object, work: Work, key: str = "", depth: int = 0) -> Iterator[Fields]:
    """Yield the answers in a value, outermost first, each with its fields by their own names.

    An answer without an `item` is about the item that is the key above it.
    """
    if isinstance(value, str) and value.lstrip()[:1] == "{" and work.left > 0:
        value = value_of(value, work)
    if depth > DEEPEST or not isinstance(value, dict | list):
        return
    if isinstance(value, list):
        for inner in value:
            yield from answers_in(inner, work, key, depth + 1)
        return
    work.left -= COST
    raw_fields = _with_normal_names(value) if len(value) <= MOST_FIELDS else {}
    if fields := fields_of(_called(raw_fields, work)):
        is_source = fields.keys() <= {"method", "source"}  # which alone says too little
        if key or not is_source or raw_fields.keys() & FIELDS["method"]:
            yield {"item": key or None} | fields
        return
    about = value.get("item")
    for name, inner in value.items():
        yield from answers_in(inner, work, about if isinstance(about, str) else name, depth + 1)


def _with_normal_names(value: Mapping[str, object]) -> Fields:
    return {normal(str(key)): field for key, field in value.items()}


def _called(raw_fields: Fields, work: Work) -> Fields:
    """Return the arguments of a call with its method, where its name says one."""
    arguments = next((raw_fields[key] for key in ARGUMENTS if key in raw_fields), None)
    if arguments is None or "method" in raw_fields:
        return raw_fields
    caller = next((raw_fields[k] for k in CALLER if isinstance(raw_fields.get(k), str)), None)
    if isinstance(arguments, str) and arguments.lstrip()[:1] == "{":
        arguments = value_of(arguments, work)
    if caller is None or not isinstance(arguments, dict):
        return raw_fields
    inner = _with_normal_names(arguments)
    if NAMES.isdisjoint(inner):
        return raw_fields
    method = method_in(normal_name(caller))
    return {**({"method": method} if method else {}), **inner}


def fields_of(raw_fields: Fields) -> Fields | None:
    """Return the fields of an object by their own names, or None if it is no answer.

    Args:
        raw_fields: The fields as the object has them, with normal names.
    """
    if NAMES.isdisjoint(raw_fields) and "collectable" not in raw_fields:
        return None
    if raw_fields.keys().isdisjoint((*FIELDS["item"], *FIELDS["method"])):
        raw_fields = {n: value for n, value in raw_fields.items() if n not in MANY}
    for inner in [v for v in raw_fields.values() if isinstance(v, dict)]:
        part = _with_normal_names(inner)
        raw_fields = part | raw_fields if PART & part.keys() else raw_fields
    if _is_schema(raw_fields):
        return None
    return complete(_from_grid(raw_fields) | _from_flags(raw_fields) | _renamed(raw_fields))


def complete(fields: Fields) -> Fields | None:
    """Return fields with their method, inferred where none is named; None where nothing says it."""
    placed = _with_station(fields)
    method = _method(placed)
    return placed | {"method": method} if method is not None else None


def _with_station(fields: Fields) -> Fields:
    """Return fields whose station is no longer named as the tool or the method."""
    method = fields.get("method")
    if method_of(method) == "collect":
        return fields
    if station := _station(fields.get("tool")):
        return fields | {"station": fields.get("station") or station, "tool": None}
    station = _station(method)
    return {"station": station} | fields if station else fields


def _station(value: object) -> str | None:
    """Return the station that a tool or a method is, if it is one."""
    value = value[0] if isinstance(value, list) and value else value
    name = normal_name(value)
    return next((station for station in STATIONS if name.endswith(station)), None)


def _is_schema(raw_fields: Fields) -> bool:
    """Whether an object describes the form of an answer in place of being one."""
    described = [raw_fields.get("item"), raw_fields.get("method")]
    return any(isinstance(d, dict) and d.get("type") in TYPES for d in described)


def _renamed(raw_fields: Fields) -> Fields:
    """Return fields by their own names; `output: {item: torch, count: 4}` gives two of them."""
    ranked: dict[str, tuple[int, object]] = {}
    for name, value in raw_fields.items():
        for field, rank in ROLES.get(name, ()):
            likelier = field not in ranked or rank < ranked[field][0]
            if likelier and (name == field or _fits(field, name, value)):
                ranked[field] = rank, value
    fields = {field: value for field, (_, value) in ranked.items()}
    product = fields.get("item")
    if isinstance(product, dict):
        thing, quantity = next(pairs(product), (None, 1))
        fields = {"yield": quantity} | fields | {"item": thing}
    return fields


def _fits(field: str, name: str, value: object) -> bool:
    """Whether a value can be that of a field: `type: function` is no method."""
    match field:
        case "method":
            return value is not None and method_of(value) is not None
        case "yield":
            return whole_number(value) is not None
        case "item":
            return isinstance(value, str | dict)
    return value is not None and (name not in MANY or isinstance(value, dict | list))


def _method(fields: Fields) -> object:
    method = fields.get("method")
    if method is not None:
        return method_of(method) or method
    if fields.get("ingredients"):
        return "smelt" if "furnace" in normal_name(fields.get("station")) else "craft"
    if fields.get("source"):
        return "collect"
    return "none" if "method" in fields else None


def _from_grid(raw_fields: Fields) -> Fields:
    """Read the form of Minecraft's recipe files: a pattern of signs and a key of their items."""
    pattern, key = raw_fields.get("pattern"), raw_fields.get("key")
    if not (isinstance(pattern, list) and isinstance(key, dict)):
        return {}
    rows = [row for row in pattern if isinstance(row, str)]
    signs = Counter("".join(rows))
    things = {sign: next(pairs(thing), (None, 1))[0] for sign, thing in key.items()}
    return {
        "ingredients": [{"item": things[sign], "quantity": signs[sign]} for sign in things],
        "station": "crafting_table" if max([len(rows), *map(len, rows)]) > 2 else None,
    }


def _from_flags(raw_fields: Fields) -> Fields:
    """Read `crafting_table: true` and `requires_furnace: true` as stations, and `collectable`."""
    named = [key for key, value in raw_fields.items() if value is True]
    stations = [FLAGS[end] for end in FLAGS if any(name.endswith(end) for name in named)]
    fields: Fields = {"method": "collect"} if "collectable" in named else {}
    return fields | ({"station": stations[0]} if stations else {})
