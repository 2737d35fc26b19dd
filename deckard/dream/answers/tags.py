"""Read tags as maps: XML, and the calls of models that write them in tags.

Qwen3-Coder writes `<function=NAME><parameter=KEY>VALUE</parameter></function>` (llama.cpp#15012).
"""

import re
from collections import deque
from dataclasses import dataclass, field

from deckard.dream.answers.field_names import method_in, normal_name
from deckard.dream.answers.lenient_json import value_of
from deckard.dream.answers.lenient_reader import LONGEST, FoundValue, Work

TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z_][\w.:-]{0,40})(?:=[\"']?(?P<is>[\w.:-]{1,40})[\"']?)?"
    r"(?P<rest>[^<>]{0,300})>"
)
ATTRIBUTE = re.compile(r"([\w.:-]{1,40})[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)')")
NAMED = ("parameter", "param", "arg", "field", "invoke", "function", "tool")
"""Tags whose attribute `name` says what they are."""
MOST_TAGS = 400
"""Tags that are read, from the end of the text; chosen."""


@dataclass
class _Node:
    """An element with what is in it."""

    tag: str
    name: str
    start: int
    """Where its text begins."""
    children: list[tuple[str, object]] = field(default_factory=list)

    def value(self, text: str, work: Work) -> object:
        """Return the element as a map of its children, a list where all have one name, or text."""
        fields: dict[str, list[object]] = {}
        for name, value in self.children:
            fields.setdefault(name, []).append(value)
        if not fields:
            return value_of(text.strip(), work)
        keys, given = fields.get("arg_key", []), fields.get("arg_value", [])
        if keys and len(keys) == len(given):  # as GLM writes calls
            return {str(key): value for key, value in zip(keys, given, strict=True)}
        first, alike = next(iter(fields.items()))
        if len(fields) == 1 and (len(alike) > 1 or self.name == f"{first}s"):
            return alike
        return {name: own if len(own) > 1 else own[0] for name, own in fields.items()}


def read_tags(text: str, work: Work) -> FoundValue | None:
    """Return the tags of a text as one value, or None where it has none.

    Elements that are not closed at the end of the text are cut off.
    """
    text = text[-LONGEST:]
    tags = deque(TAG.finditer(text), maxlen=MOST_TAGS)
    if not tags:
        return None
    stack, broken = [_Node("", "", 0)], list[object]()
    for tag in tags:
        if tag["close"]:
            _close(stack, tag, text, work)
        else:
            _open(stack, tag, work)
    while len(stack) > 1:
        node = stack.pop()
        if node.children:
            broken.append(node.value("", work))
            stack[-1].children.append((node.name, broken[-1]))
    return FoundValue(stack[0].value("", work), tags[0].start(), tags[-1].end(), tuple(broken))


def _open(stack: list[_Node], tag: re.Match[str], work: Work) -> None:
    """Begin the element of a tag; `<parameter=item>` is called `item`."""
    children: list[tuple[str, object]] = [
        (key, double or single) for key, double, single in ATTRIBUTE.findall(tag["rest"])
    ]
    name, called = tag["name"], tag["is"]
    if called is None and name in NAMED:
        called = next((str(value) for key, value in children if key == "name"), None)
        children = []
    if called and method_in(normal_name(called)):
        children.append(("method", called))
    elif called:
        name = called
    node = _Node(tag["name"], name, tag.end(), children)
    if tag["rest"].endswith("/"):
        stack[-1].children.append((name, node.value("", work)))
    else:
        stack.append(node)


def _close(stack: list[_Node], tag: re.Match[str], text: str, work: Work) -> None:
    """End the element of a tag, and what was left open in it."""
    if tag["name"] not in [node.tag for node in stack[1:]]:
        return
    while True:
        node = stack.pop()
        value = node.value(text[node.start : tag.start()], work)
        stack[-1].children.append((node.name, value))
        if node.tag == tag["name"]:
            return
