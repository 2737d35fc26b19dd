"""Pieces of config: what a bench takes by name or by label, and how pieces become a config."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from deckard.config import COMPONENTS, Section, read_yaml
from deckard.errors import ConfigError
from deckard.resources import find_resource
from deckard.types import JsonObject

OWN = "own"
"""The name of the prior of agents that have a language model of their own."""
LABEL = re.compile(r"\w[\w.+-]*")
"""The form of a label."""
Piece = JsonObject
"""A part of a config: some of its keys."""


class BuiltinPieces(Section):
    """The built-in agents, priors and worlds: pieces of a config by name."""

    agents: dict[str, Piece]
    priors: dict[str, Piece]
    worlds: dict[str, Piece]


def builtin_pieces() -> BuiltinPieces:
    """Return the built-in agents, priors and worlds."""
    return BuiltinPieces.model_validate(
        read_yaml(find_resource("configs/bench", "names/known.yaml"))
    )


def pieces_by_label(
    what: str, entries: Iterable[str | Piece], pieces: Mapping[str, Piece]
) -> dict[str, Piece]:
    """Return pieces of config by their labels; ConfigError for an unknown name or label."""
    by_label: dict[str, Piece] = {}
    for entry in entries:
        label, piece = _piece(what, entry, pieces)
        if label in by_label:
            raise ConfigError(f"{what} {label!r} is named twice; leave one out")
        by_label[label] = piece
    return by_label


def _piece(what: str, entry: str | Piece, pieces: Mapping[str, Piece]) -> tuple[str, Piece]:
    if isinstance(entry, str):
        if entry not in pieces:
            raise ConfigError(f"unknown {what} {entry!r}; known: {', '.join(pieces)}")
        return entry, pieces[entry]
    label = str(entry.get("label", ""))
    if not LABEL.fullmatch(label) or label == OWN:
        raise ConfigError(
            f"{what} {dict(entry)}: give it a label of letters, digits, and . + - _ (not {OWN!r}), "
            "as {label: mine, ...}"
        )
    return label, {key: value for key, value in entry.items() if key != "label"}


def merge_pieces(below: object, above: object) -> Any:
    """Merge a piece of config into another; components are replaced as a whole."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    merged = dict(below)
    for key, value in above.items():
        merged[key] = value if key in COMPONENTS else merge_pieces(below.get(key), value)
    return merged


def substitute(tree: object, values: Mapping[str, object], where: str) -> Any:
    """Return a config tree with values in place of `$seed` and `$version`."""
    if isinstance(tree, dict):
        return {key: substitute(value, values, where) for key, value in tree.items()}
    if not isinstance(tree, str) or not tree.startswith("$"):
        return tree
    if values.get(tree) is None:
        raise ConfigError(f"{where}: {tree} stands for nothing here; {', '.join(values)} may")
    return values[tree]
