"""Reading graphs from files of any supported format."""

import json
from pathlib import Path

from pydantic import ValidationError

from deckard.errors import GraphError
from deckard.graph.document import UPGRADES, VERSION, Graph


def parse_graph(document: object) -> Graph:
    """Read a graph from deckard's JSON document.

    Args:
        document: The decoded JSON, of this version of the format or an older one.

    Raises:
        GraphError: The document is no such graph; the message names the first wrong field.
    """
    if not isinstance(document, dict) or not _is_version(document.get("deckard_graph")):
        raise GraphError("not a deckard graph: it has no version under `deckard_graph`")
    version = document["deckard_graph"]
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


def _is_version(value: object) -> bool:
    return type(value) is int and value >= 1


def load_graph(path: Path) -> Graph:
    """Read a graph from a file: deckard's JSON, GraphML, GEXF, or the 2023 release's nested JSON.

    Raises:
        GraphError: The file cannot be read, or holds no graph in one of these formats.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise GraphError(f"{path} is no graph that deckard reads: it is not text") from None
    except OSError as error:
        raise GraphError(f"cannot read {path}: {error.strerror}") from None
    try:
        return _parse_xml(text) if text.lstrip().startswith("<") else _parse_json(text)
    except (ValueError, RecursionError):
        raise GraphError(
            f"{path} is no graph that deckard reads: deckard's JSON, GraphML, GEXF, or the nested "
            "JSON of the 2023 release"
        ) from None
    except GraphError as error:
        raise GraphError(f"{path}: {error}") from None


def _parse_json(text: str) -> Graph:
    from deckard.graph.release2023 import parse_release2023

    document = json.loads(text)
    is_ours = isinstance(document, dict) and "deckard_graph" in document
    return parse_graph(document) if is_ours else parse_release2023(document)


def _parse_xml(text: str) -> Graph:
    """Read GraphML or GEXF, by modules that import networkx, which takes long."""
    if "<graphml" in text:
        from deckard.graph.graphml import parse_graphml

        return parse_graphml(text)
    if "<gexf" in text:
        from deckard.graph.gexf import parse_gexf

        return parse_gexf(text)
    raise GraphError("neither GraphML nor GEXF: it has no `<graphml>` and no `<gexf>`")
