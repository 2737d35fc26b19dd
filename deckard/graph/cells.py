"""Attributes as programs hand them back.

igraph makes a float of every number. Where an edge has no number it writes `nan`, where a node has
no text it writes an empty one.
"""

from collections.abc import Mapping

from deckard.types import JsonObject


def filled(attributes: Mapping[str, object]) -> JsonObject:
    """Return the attributes that hold something."""
    return {str(key): value for key, value in attributes.items() if not _is_blank(value)}


def _is_blank(value: object) -> bool:
    return value is None or value == "" or value != value  # NaN differs from itself


def whole(attributes: JsonObject, key: str, default: int) -> int:
    """Return a whole number, whatever type a program gave it.

    Raises:
        ValueError: It is another number, or none.
    """
    value = attributes.get(key, default)
    if isinstance(value, int):
        return value
    if not float(value).is_integer():
        raise ValueError(f"{key} {value} is no whole number")
    return int(float(value))


def is_true(value: object) -> bool:
    """Tell whether a mark is set, be it a boolean, a number or its text."""
    return str(value).lower() in ("true", "1", "1.0")
