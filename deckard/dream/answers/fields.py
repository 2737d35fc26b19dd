"""The forms in which language models answer, brought to the one that `prompts/recipe.md` asks for.

An answer is an object, wherever in the text it stands, or else lines of `field: value`. What its
fields are called and how they nest differs from model to model; what they mean mostly is plain.
"""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

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
"""What models call the three ways, as words of what they say."""
NO_WAY = frozenset((
    "", "none", "null", "no", "n_a", "na", "nothing", "impossible", "unobtainable", "creative",
    "creative_only", "uncraftable", "not_obtainable", "cannot", "cannot_be_obtained",
))  # fmt: skip
"""What they call it when there is none."""
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
"""The fields of an answer, and what models call them, the likeliest first."""
NAMES = frozenset(name for names in FIELDS.values() for name in names)
PART = frozenset(("ingredients", "station", "tool", "method"))
"""A map that holds one of these within an answer is a part of it."""
LINE = re.compile(
    r"^(?P<in>[ \t]*)(?P<bullet>(?:[-*•>]|\d+\.)[ \t]+)?[\"']?(?P<key>[A-Za-z][\w ]{1,25})[\"']?"
    r"[ \t]*:(?P<value>.*)$",
    re.MULTILINE,
)
BELOW = re.compile(r"\n([ \t]*)([-*•]?)([^\n]*)")
LONGEST_BLOCK = 2000
"""Characters of lines below a field that are read as YAML."""


class AnswerFields(NamedTuple):
    """An answer in the form that was asked for, and where it stands in the text."""

    fields: dict[str, Any]
    text: str
    """The text without the thoughts before the answer."""
    start: int
    end: int
    cut: tuple[Any, ...] = ()
    """What broke off with the answer, if it did."""

    @property
    def whole(self) -> set[str]:
        """The fields that are there in full."""
        broken = {id(part) for part in self.cut}
        return {field for field, value in self.fields.items() if id(value) not in broken}


def find_answer(item: Item, text: str) -> AnswerFields:
    """Return the last answer in a text, one that names the item before all others.

    Models think aloud before they answer, and go on with other items after it. Of alternatives in
    one list the first counts: the likeliest comes first.
    """
    if not text.strip():
        raise BadCompletion("is empty")
    said = spoken(text)
    found = [*_in_objects(said)] or [*_in_objects(said.replace('\\"', '"'))] or [*_in_lines(said)]
    if not found:
        where = "" if said.strip() else "broke off in thoughts: it "
        raise BadCompletion(f'{where}holds no JSON object with a "method"')
    named = [[a for a in group if _name(a.fields.get("item")) == normal(item)] for group in found]
    return ([group for group in named if group] or found)[-1][0]


def method_of(said: object) -> str | None:
    """Return collect, craft or smelt, `none` where a model says there is no way, or None."""
    said = said[0] if isinstance(said, list) and said else said
    name = "none" if said is None else _name(said)
    if name in NO_WAY or name.startswith(("not_", "un", "cannot_", "can_not_")):
        return "none"
    return next((METHODS[word] for word in name.split("_") if word in METHODS), None)


def _in_objects(text: str) -> Iterator[list[AnswerFields]]:
    for found in values(text, lambda value: any(_answers(value))):
        place = text, found.start, found.end, found.cut
        yield [AnswerFields(fields, *place) for fields in _answers(found.value)]


def _answers(value: Any, key: str = "") -> Iterator[dict[str, Any]]:
    """Yield the answers in a value, outermost first, each in the form that was asked for.

    A key under which an answer stands is the item it is about, if it says of none.
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


def _fields(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a value in the form that was asked for, or None if it is no answer."""
    said = {normal(key): field for key, field in value.items()}
    if said.keys() & {*FIELDS["item"], *FIELDS["method"]}:
        for inner in [v for v in said.values() if isinstance(v, dict)]:
            part = {normal(key): field for key, field in inner.items()}
            said = part | said if PART & part.keys() else said
    fields = _from_grid(said) | _from_flags(said) | _renamed(said)
    method = _method(fields)
    return fields | {"method": method} if method is not None else None


def _renamed(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields by their own names; `output: {item: torch, count: 4}` is two of them."""
    fields: dict[str, Any] = {}
    for field, names in FIELDS.items():
        for name in (n for n in names if n in said):
            if name == field or _fits(field, said[name]):
                fields.setdefault(field, said[name])
    made = fields.get("item")
    if isinstance(made, dict):
        thing, quantity = next(pairs(made), (None, 1))
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


def _method(fields: Mapping[str, Any]) -> object:
    """The method of an answer, inferred where it names none; None where nothing says it."""
    said = fields.get("method")
    if said is not None:
        return method_of(said) or said
    if fields.get("ingredients"):
        return "smelt" if "furnace" in _name(fields.get("station")) else "craft"
    if fields.get("source"):
        return "collect"
    return "none" if "method" in fields else None


def _from_grid(said: Mapping[str, Any]) -> dict[str, Any]:
    """Read the form of Minecraft's own recipe files, a pattern of signs and what they mean."""
    pattern, key = said.get("pattern"), said.get("key")
    if not (isinstance(pattern, list) and isinstance(key, dict)):
        return {}
    rows = [row for row in pattern if isinstance(row, str)]
    signs = Counter("".join(rows))
    things = {sign: next(pairs(thing), (None, 1))[0] for sign, thing in key.items()}
    return {
        "ingredients": [{"item": things[sign], "quantity": signs[sign]} for sign in things],
        "station": "crafting_table" if max([len(rows), *map(len, rows)]) > 2 else None,
    }


def _from_flags(said: Mapping[str, Any]) -> dict[str, Any]:
    """Read `crafting_table: true` and `requires_furnace: true` as stations."""
    named = [key for key, value in said.items() if value is True]
    stations = [s for s in ("crafting_table", "furnace") if any(n.endswith(s) for n in named)]
    return {"station": stations[0]} if stations else {}


def _in_lines(text: str) -> Iterator[list[AnswerFields]]:
    """Read lines of `field: value`, be they YAML or a list in Markdown."""
    text = re.sub(r"\*\*|__|`", "", text[-LONGEST:])
    said: dict[str, Any] = {}
    start = at = 0
    while line := LINE.search(text, at):
        at = line.end()
        key = normal(line["key"])
        if key in said:
            yield from _group(said, text, start, line.start())
            said = {}
        if key in NAMES:
            start = start if said else line.start()
            said[key], at = _below(line, text)
    yield from _group(said, text, start, at)


def _group(
    said: Mapping[str, Any], text: str, start: int, end: int
) -> Iterator[list[AnswerFields]]:
    fields = _fields(said) if said.keys() & set(FIELDS["method"]) else None
    if fields:
        yield [AnswerFields(fields, text, start, end)]


def _below(line: re.Match[str], text: str) -> tuple[Any, int]:
    """Return the value of a field and its end: on its line, or on those set in below it."""
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


def _block(text: str) -> Any:
    """Return a block as YAML has it, or as it stands."""
    if len(text) > LONGEST_BLOCK or re.search(r"[&*!]", text):
        return text.strip()
    try:
        return yaml.safe_load(textwrap.dedent(text))
    except (yaml.YAMLError, ValueError, RecursionError):
        return text.strip()


def _name(value: object) -> str:
    """Return a value's normal name; of what is not text, nothing that any item is called."""
    return normal(value) if isinstance(value, str) else f"<{type(value).__name__}>"
