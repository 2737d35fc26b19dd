"""How code becomes Markdown: tables, types in words, and what docstrings say."""

import ast
import inspect
import itertools
import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]
Row = Sequence[str]


def table(head: Row, rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    for row in (head, ["---"] * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def code(value: object) -> str:
    """Return a value as Markdown code, in YAML's words."""
    written = value if isinstance(value, str) else json.dumps(value, default=str)
    return "none" if value is None else f"`{written}`"


def type_words(schema: Schema) -> str:
    """Return what a JSON schema takes, in words."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(type_words(part) for part in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return ", ".join(code(value) for value in schema.get("enum", [schema.get("const")]))
    words = {"null": "none", "object": "map", "array": "list", "boolean": "true or false"}
    name = str(schema.get("type", "any"))
    bounds = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    limits = [f"{sign} {schema[key]:g}" for key, sign in bounds.items() if key in schema]
    return " ".join([words.get(name, name), *limits])


def attribute_docs(owner: type) -> dict[str, str]:
    """Return the docstring below each attribute of a class and its bases, on one line."""
    docs = dict[str, str]()
    for base in reversed(owner.__mro__):
        if base.__module__.startswith("deckard."):
            docs |= _own_attribute_docs(base)
    return docs


def _own_attribute_docs(owner: type) -> dict[str, str]:
    body = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
    assert isinstance(body, ast.ClassDef)
    docs = dict[str, str]()
    for node, after in zip(body.body, body.body[1:], strict=False):
        match node, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=text)):
                docs[name] = " ".join(str(text).split())
    return docs


def described(make: Any) -> tuple[str, dict[str, str]]:
    """Return what a component's docstrings say, and what their Args say of each parameter."""
    constructor = vars(make).get("__init__") if inspect.isclass(make) else None
    prose, meanings = list[str](), dict[str, str]()
    for owner in (make, constructor):
        text, _, args = inspect.cleandoc(getattr(owner, "__doc__", None) or "").partition(
            "\nArgs:\n"
        )
        prose += [text.strip()] if text.strip() else []
        meanings |= argument_docs(args)
    return "\n\n".join(prose), meanings


def argument_docs(section: str) -> dict[str, str]:
    """Return what the Args of a Google docstring say of each parameter, on one line."""
    lines = itertools.takewhile(lambda line: not line or line.startswith(" "), section.split("\n"))
    docs, name = dict[str, str](), ""
    for line in filter(str.strip, lines):
        if started := re.match(r" {4}(\w+)[^:]*: *(.*)", line):
            name, docs[started[1]] = started[1], started[2]
        else:
            docs[name] += " " + line.strip()
    return docs


def field_words(schema: Schema) -> str:
    """Return what a JSON schema takes, with links to the parts that it names."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(field_words(part) for part in schema["anyOf"])
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        return f"list of {field_words(schema['items'])}"
    return type_words(schema)
