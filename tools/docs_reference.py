"""The generated part of the pages under docs/reference, from the code.

    python tools/docs_reference.py            # rewrites the pages
    python tools/docs_reference.py --check    # exits with 1 when one is stale

A page keeps what a hand wrote above the line MARK; everything below it is made here.
"""

import argparse
import inspect
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_type_hints

import typer.main
from docs_tables import (
    Row,
    attribute_docs,
    code,
    described,
    field_words,
    table,
    type_words,
)
from pydantic import BaseModel, TypeAdapter
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticSchemaGenerationError

from deckard import explore, llms, policies, registry, verify, worlds
from deckard.cli.app import app
from deckard.config import (
    OWN,
    ComponentConfig,
    DreamConfig,
    LLMConfig,
    RunConfig,
    WakeConfig,
)
from deckard.journal import events
from deckard.llms.providers import SERVERS

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
SCHEMA = Path(__file__).parents[1] / "deckard" / "graph" / "graph.schema.json"
MARK = "<!-- Everything below is generated: python tools/docs_reference.py -->"
FAMILIES: Mapping[str, Mapping[str, str]] = {
    "world": worlds.KNOWN,
    "llm": llms.KNOWN,
    "trainer": policies.KNOWN,
    "explorer": explore.KNOWN,
    "verifier": verify.KNOWN,
}
MEANINGS = {
    "world": "Where the agent acts.",
    "llm": "The language model that it dreams with.",
    "trainer": "What learns policies.",
    "explorer": "What decides which recipe to try next.",
    "verifier": "What concludes from an outcome which recipes are true.",
}
LENT = {"explorer": {"world", "patience"}, "verifier": {"world", "patience"}, "trainer": {"world"}}
"""Parameters that the run gives to a component: they are no options."""
SECTIONS: Mapping[str, type[BaseModel]] = {
    "": RunConfig,
    "llm.": LLMConfig,
    "dream.": DreamConfig,
    "wake.": WakeConfig,
}


def config_page() -> Iterator[str]:
    """Yield the keys of a config, section by section."""
    for prefix, section in SECTIONS.items():
        yield f"\n## `{prefix.rstrip('.')}`\n" if prefix else "\n## Top level\n"
        yield from table(("key", "takes", "default", "meaning"), list(_keys(prefix, section)))
    yield "\n## Defaults of a world\n"
    yield "Some worlds replace defaults. Values that you set yourself always count.\n"
    rows = [
        (code(f"world={world}"), code(f"{key}.{name}"), code(value))
        for world, sections in OWN.items()
        for key, values in sections.items()
        for name, value in values.items()
    ]
    yield from table(("with", "key", "default"), rows)


def _keys(prefix: str, section: type[BaseModel]) -> Iterator[Row]:
    docs, schemas = attribute_docs(section), section.model_json_schema()["properties"]
    for name, field in section.model_fields.items():
        default = field.default
        if prefix == "llm." and name == "name":
            continue
        meaning = docs.get(name) or MEANINGS.get(name, "")
        if isinstance(default, ComponentConfig):
            kind, default = "name or map", default.name
        elif isinstance(default, BaseModel):
            kind, meaning, default = "map", inspect.getdoc(type(default)) or "", "see below"
        else:
            kind = type_words(schemas[name])
        yield code(prefix + name), kind, code(default), meaning


def components_page() -> Iterator[str]:
    """Yield every component with its options."""
    for family, known in FAMILIES.items():
        yield f"\n## `{family}`"
        for name, target in known.items():
            make = registry.lookup(family, known, name)
            yield f"\n### `{family}={name}`\n"
            yield f"`{target}`\n"
            prose, meanings = described(make)
            yield prose
            if rows := list(_options(make, LENT.get(family, set()), meanings)):
                yield ""
                wide = any(row[-1] for row in rows)
                head = ("option", "takes", "default", "meaning")
                yield from table(
                    head if wide else head[:3], rows if wide else [r[:3] for r in rows]
                )


def _options(make: Any, lent: set[str], meanings: Mapping[str, str]) -> Iterator[Row]:
    if (group := registry.option_group(make)) is not None:
        _, model = group
        for name, field in model.model_fields.items():
            meaning = " ".join((field.description or "").split())
            kind = type_words(model.model_json_schema()["properties"][name])
            yield code(name), kind, code(field.default), meaning
        return
    hints = get_type_hints(make.__init__ if inspect.isclass(make) else make, include_extras=True)
    for option in inspect.signature(make).parameters.values():
        if option.name not in lent and option.kind != option.VAR_KEYWORD:
            needed = option.default is option.empty
            default = "needed" if needed else code(option.default)
            kind = _hint_words(hints.get(option.name, Any))
            yield code(option.name), kind, default, meanings.get(option.name, "")


def _hint_words(hint: Any) -> str:
    try:
        return type_words(TypeAdapter(hint).json_schema())
    except (PydanticInvalidForJsonSchema, PydanticSchemaGenerationError):
        return getattr(hint, "__name__", "any")


def cli_page() -> Iterator[str]:
    """Yield every command with its arguments and options."""
    yield from _commands(typer.main.get_command(app), "deckard")


def _commands(group: Any, path: str) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
            continue
        yield f"\n## `{path} {name}`\n"
        yield inspect.cleandoc(command.help or "")
        if rows := [_parameter(p) for p in command.params if not getattr(p, "hidden", False)]:
            yield ""
            yield from table(("argument or option", "default", "meaning"), rows)


def _parameter(parameter: Any) -> Row:
    is_option = parameter.param_type_name == "option"
    shown = ", ".join(parameter.opts) if is_option else parameter.metavar or parameter.name.upper()
    return code(shown), code(parameter.default), parameter.help or ""


def providers_page() -> Iterator[str]:
    """Yield the servers that are known by name."""
    rows = [
        (code(name), server.base_url or server.example, _key_words(server))
        for name, server in SERVERS.items()
    ]
    yield ""
    yield from table(("`llm.name`", "address", "key in"), rows)


def _key_words(server: Any) -> str:
    if server.key is None:
        return "no key"
    return f"`{server.key}`" if server.needs_key else f"`{server.key}`, if it wants one"


def journal_page() -> Iterator[str]:
    """Yield the events of a journal, and the values in them."""
    for owner in _models(events.Event.__args__):
        schema = owner.model_json_schema()
        kind = schema["properties"].get("kind", {}).get("const")
        yield f"\n## `{kind}`\n" if kind else f"\n## {owner.__name__}\n"
        yield inspect.getdoc(owner) or ""
        yield ""
        docs = attribute_docs(owner)
        rows = [
            (code(name), field_words(part), docs.get(name, ""))
            for name, part in schema["properties"].items()
            if name != "kind"
        ]
        yield from table(("field", "holds", "meaning"), rows)


def _models(roots: Sequence[Any]) -> list[type[BaseModel]]:
    """Models, and the models that their fields hold, each once."""
    models = list[type[BaseModel]](roots)
    for model in models:
        for field in model.model_fields.values():
            models += [part for part in _parts(field.annotation) if part not in models]
    return models


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _parts(inner)


def graph_page() -> Iterator[str]:
    """Yield the parts of a graph document, from its JSON schema."""
    whole = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for name, schema in [("Document", whole), *whole["$defs"].items()]:
        yield f"\n## {name}\n"
        yield schema.get("description", "The whole file.")
        yield ""
        rows = [
            (code(key), field_words(part), part.get("description", ""))
            for key, part in schema["properties"].items()
        ]
        yield from table(("field", "holds", "meaning"), rows)


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "config.md": config_page,
    "components.md": components_page,
    "cli.md": cli_page,
    "providers.md": providers_page,
    "journal.md": journal_page,
    "graph-json.md": graph_page,
}


def made(name: str, present: str) -> str:
    """Return a page as it should be: what stands above the mark, and what the code says."""
    above, mark, _ = present.partition(MARK)
    if not mark:
        raise SystemExit(f"docs/reference/{name} lacks the line: {MARK}")
    return above + MARK + "\n" + "\n".join(PAGES[name]()) + "\n"


def main() -> None:
    """Rewrite the pages, or say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    check = parser.parse_args().check
    stale = []
    for name in PAGES:
        present = (REFERENCE / name).read_text(encoding="utf-8")
        if (page := made(name, present)) != present:
            stale.append(name)
            if not check:
                (REFERENCE / name).write_text(page, encoding="utf-8")
    if check and stale:
        sys.exit(f"stale: {', '.join(stale)}; run: python tools/docs_reference.py")


if __name__ == "__main__":
    main()
