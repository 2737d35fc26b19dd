"""Graphs read from any form that is known."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from deckard.errors import GraphError
from deckard.graph.document import UPGRADES, VERSION, Graph


def parse_graph(document: Any) -> Graph:
    """Read a JSON document of any version so far; GraphError says what is wrong with it."""
    version = document.get("deckard_graph") if isinstance(document, dict) else None
    if type(version) is not int or version < 1:
        raise GraphError("not a deckard graph: it has no version under `deckard_graph`")
    if version > VERSION:
        raise GraphError(
            f"a graph of version {version}, this deckard reads up to version {VERSION}; read it "
            "with a newer deckard"
        )
    for older in range(version, VERSION):
        document = UPGRADES[older](document)
    try:
        return Graph.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise GraphError(f"not a deckard graph: {where}: {first['msg'].lower()}") from None


def load_graph(path: Path) -> Graph:
    """Read a graph from a file: our JSON, GraphML, or the nested JSON of the 2023 release."""
    from deckard.graph import release2023 as nested

    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise GraphError(f"{path} is no graph that deckard reads: it is not text") from None
    except OSError as error:
        raise GraphError(f"cannot read {path}: {error.strerror}") from None
    try:
        if text.lstrip("\ufeff \t\r\n").startswith("<"):
            from deckard.graph import graphml  # and with it networkx, which takes long

            return graphml.parse_graphml(text)
        document = json.loads(text)
        is_ours = isinstance(document, dict) and "deckard_graph" in document
        return parse_graph(document) if is_ours else nested.parse_release2023(document)
    except (ValueError, RecursionError):
        raise GraphError(
            f"{path} is no graph that deckard reads: deckard's JSON, GraphML, or the nested JSON "
            "of the 2023 release"
        ) from None
    except GraphError as error:
        raise GraphError(f"{path}: {error}") from None
