"""Find the answer in the text of a language model, and bring its fields to their own names.

An answer is an object, wherever in the text it stands, or else lines of `field: value`. Models
name and nest the fields in many ways; this module maps them to those of `prompts/recipe.md`.
"""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import yaml

from deckard.dream.answers.grounding import normal
from deckard.dream.answers.lenient_json import LONGEST, spoken, value_of, values
from deckard.dream.answers.quantities import pairs, whole_number
from deckard.errors import BadCompletion
from deckard.types import How, Item

METHODS: Mapping[str, How] = {
    **dict.fromkeys(
        ("collect", "collected", "collecting", "mine", "mined", "mining", "harvest", "harvested",
         "harvesting", "gather", "gathered", "gathering", "drop", "drops", "dropped", "kill",
         "killed", "killing", "hunt", "hunting", "dig", "digging", "chop", "chopping", "break",
         "breaking", "shear", "shearing", "scoop", "scooped", "pick", "pickup", "loot"), "collect"
    ),
    **dict.fromkeys(("craft", "crafts", "crafted", "crafting", "shaped", "shapeless"), "craft"),
    **dict.fromkeys(("smelt", "smelts", "smelted", "smelting", "cook", "cooked", "cooking",
                     "furnace", "blasting", "smoking"), "smelt"),
}  # fmt: skip
"""Words by which models name a method, and the method."""
NO_WAY = frozenset((
    "", "none", "null", "no", "n_a", "na", "nothing", "impossible", "unobtainable", "creative",
    "creative_only", "uncraftable", "not_obtainable", "cannot", "cannot_be_obtained",
))  # fmt: skip
"""Words by which models say that an item cannot be obtained."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "item": ("item", "item_id", "item_name", "name", "id", "output", "result", "product", "target"),
    "method": ("method", "how", "type", "action", "way", "process", "recipe_type", "acquisition",
               "obtained_by", "obtain_method", "procedure"),
    "ingredients": ("ingredients", "ingredient", "requires", "requirements", "required_items",
                    "materials", "material", "inputs", "input", "components", "consumes", "needs",
                    "items_needed", "used_up"),
    "station": ("station", "workstation", "crafting_station", "work_station", "workbench",
                "required_station", "station_required", "where", "at"),
    "tool": ("tool", "tools", "tool_required", "required_tool", "tool_needed", "minimum_tool",
             "min_tool", "weakest_tool", "equipment", "with"),
    "yield": ("yield", "yields", "amount", "count", "output_count", "output_amount",
              "output_quantity", "output", "quantity", "produces", "gives", "result_count",
              "result"),
    "source": ("source", "from", "block", "mob", "entity", "mined_from", "dropped_by", "drops_from",
               "obtained_from", "collected_from", "source_block", "source_mob", "origin"),
}  # fmt: skip
"""The fields of an answer, and the names that models give them, the likeliest first."""
NAMES = frozenset(name for names in FIELDS.values() for name in names)
"""All names of all fields."""
PART = frozenset(("ingredients", "station", "tool", "method"))
"""A map within an answer that holds one of these is a part of the answer."""
LINE = re.compile(
    r"^(?P<in>[ \t]*)(?P<bullet>(?:[-*•>]|\d+\.)[ \t]+)?[\"']?(?P<key>[A-Za-z][\w ]{1,25})[\"']?"
    r"[ \t]*:(?P<value>.*)$",
    re.MULTILINE,
)
"""A line `field: value`, perhaps of a list."""
BELOW = re.compile(r"\n([ \t]*)([-*•]?)([^\n]*)")
"""One more line, with its indentation and bullet."""
LONGEST_BLOCK = 2000
"""Characters of the lines below a field up to which they are read as YAML; chosen."""


class AnswerFields(NamedTuple):
    """The fields of an answer by their own names, and its place in the text."""

    fields: dict[str, object]
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
    if not text.strip():
        raise BadCompletion("is empty")
    answer_text = spoken(text)
    candidates = (
        [*_in_objects(answer_text)]
        or [*_in_objects(answer_text.replace('\\"', '"'))]
        or [*_in_lines(answer_text)]
    )
    if not candidates:
        where = "" if answer_text.strip() else "broke off in thoughts: it "
        raise BadCompletion(f'{where}holds no JSON object with a "method"')
    named = [
        [a for a in group if _name(a.fields.get("item")) == normal(item)] for group in candidates
    ]
    return ([group for group in named if group] or candidates)[-1][0]


def method_of(value: object) -> str | None:
    """Return collect, craft or smelt, `none` where a model says it is impossible, or None."""
    value = value[0] if isinstance(value, list) and value else value
    name = "none" if value is None else _name(value)
    if name in NO_WAY or name.startswith(("not_", "un", "cannot_", "can_not_")):
        return "none"
    return next((METHODS[word] for word in name.split("_") if word in METHODS), None)


def _in_objects(text: str) -> Iterator[list[AnswerFields]]:
    for located in values(text, lambda value: any(_answers(value))):
        place = text, located.start, located.end, located.cut
        yield [AnswerFields(fields, *place) for fields in _answers(located.value)]


def _answers(value: object, key: str = "") -> Iterator[dict[str, object]]:
    """Yield the answers in a value, outermost first, each with its fields by their own names.

    An answer without an `item` is about the item that is the key above it.
    """
    if isinstance(value, str):
        value = value_of(value) if value.lstrip().startswith("{") else None
    if isinstance(value, dict):
        if fields := _fields(value):
            yield {"item": key or None} | fields
            return
        about = value.get("item")
        for name, inner in value.items():
            yield from _answers(inner, about if isinstance(about, str) else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _answers(inner, key)


def _fields(value: Mapping[str, object]) -> dict[str, object] | None:
    """Return an object's fields by their own names, or None if it is no answer."""
    raw_fields = {normal(key): field for key, field in value.items()}
    if raw_fields.keys() & {*FIELDS["item"], *FIELDS["method"]}:
        for inner in [v for v in raw_fields.values() if isinstance(v, dict)]:
            part = {normal(key): field for key, field in inner.items()}
            raw_fields = part | raw_fields if PART & part.keys() else raw_fields
    fields = _from_grid(raw_fields) | _from_flags(raw_fields) | _renamed(raw_fields)
    method = _method(fields)
    return fields | {"method": method} if method is not None else None


def _renamed(raw_fields: Mapping[str, object]) -> dict[str, object]:
    """Return fields by their own names; `output: {item: torch, count: 4}` gives two of them."""
    fields: dict[str, object] = {}
    for field, names in FIELDS.items():
        for name in (n for n in names if n in raw_fields):
            if name == field or _fits(field, raw_fields[name]):
                fields.setdefault(field, raw_fields[name])
    product = fields.get("item")
    if isinstance(product, dict):
        thing, quantity = next(pairs(product), (None, 1))
        fields = {"yield": quantity} | fields | {"item": thing}
    return fields


def _fits(field: str, value: object) -> bool:
    """Whether a value can be that of a field: `type: function` is no method."""
    match field:
        case "method":
            return value is not None and method_of(value) is not None
        case "yield":
            return whole_number(value) is not None
        case "item":
            return isinstance(value, str | dict)
    return value is not None


def _method(fields: Mapping[str, object]) -> object:
    """Return the method of an answer, inferred where it names none; None where nothing says it."""
    method = fields.get("method")
    if method is not None:
        return method_of(method) or method
    if fields.get("ingredients"):
        return "smelt" if "furnace" in _name(fields.get("station")) else "craft"
    if fields.get("source"):
        return "collect"
    return "none" if "method" in fields else None


def _from_grid(raw_fields: Mapping[str, object]) -> dict[str, object]:
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


def _from_flags(raw_fields: Mapping[str, object]) -> dict[str, object]:
    """Read `crafting_table: true` and `requires_furnace: true` as stations."""
    named = [key for key, value in raw_fields.items() if value is True]
    stations = [s for s in ("crafting_table", "furnace") if any(n.endswith(s) for n in named)]
    return {"station": stations[0]} if stations else {}


def _in_lines(text: str) -> Iterator[list[AnswerFields]]:
    """Yield the answers in lines of `field: value`, YAML or a list in Markdown."""
    text = re.sub(r"\*\*|__|`", "", text[-LONGEST:])
    raw_fields: dict[str, object] = {}
    start = at = 0
    while line := LINE.search(text, at):
        at = line.end()
        key = normal(line["key"])
        if key in raw_fields:
            yield from _group(raw_fields, text, start, line.start())
            raw_fields = {}
        if key in NAMES:
            start = start if raw_fields else line.start()
            raw_fields[key], at = _below(line, text)
    yield from _group(raw_fields, text, start, at)


def _group(
    raw_fields: Mapping[str, object], text: str, start: int, end: int
) -> Iterator[list[AnswerFields]]:
    fields = _fields(raw_fields) if raw_fields.keys() & set(FIELDS["method"]) else None
    if fields:
        yield [AnswerFields(fields, text, start, end)]


def _below(line: re.Match[str], text: str) -> tuple[object, int]:
    """Return the value of a field, on its line or indented below it, and its end."""
    value = re.sub(r"\s#.*", "", line["value"]).strip().rstrip(",").strip("\"'")
    if value:
        return value_of(value), line.end()
    end = line.end()
    depth = len(line["in"]) + bool(line["bullet"])
    while (below := BELOW.match(text, end)) and below[3].strip():
        if len(below[1]) + bool(below[2]) <= depth:
            break
        end = below.end()
    return _block(text[line.end() : end]), end


def _block(text: str) -> object:
    """Return a block read as YAML, or its text where it is none."""
    if len(text) > LONGEST_BLOCK or re.search(r"[&*!]", text):
        return text.strip()
    try:
        return yaml.safe_load(textwrap.dedent(text))
    except (yaml.YAMLError, ValueError, RecursionError):
        return text.strip()


def _name(value: object) -> str:
    """Return the normal name of a text; for any other value a name that no item has."""
    return normal(value) if isinstance(value, str) else f"<{type(value).__name__}>"
