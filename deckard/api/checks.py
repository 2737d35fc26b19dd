"""Checks of what Python callers give: each error says what to give instead."""

from collections.abc import Mapping
from numbers import Integral
from os import PathLike
from pathlib import Path
from typing import get_args

from deckard.errors import ConfigError
from deckard.journal.events import Event

KINDS = tuple(kind.model_fields["kind"].default for kind in get_args(Event))
"""The kinds of events."""


def as_path(path: object, what: str) -> Path:
    """Return a path; ConfigError, which says what it should name, for anything else."""
    if isinstance(path, str | PathLike):
        return Path(path)
    raise ConfigError(f"{path!r} is no path: give the path of {what}")


def check_name(item: object) -> None:
    """Raise ConfigError for what cannot be the name of an item."""
    if not isinstance(item, str):
        raise ConfigError(f"{item!r} is no name of an item: give one such as 'stick'")


def check_number(number: object, what: str, least: int) -> None:
    """Raise ConfigError unless a value is a whole number and large enough."""
    is_whole = isinstance(number, Integral) and not isinstance(number, bool)
    if not is_whole or int(str(number)) < least:
        raise ConfigError(f"{what} is {number!r}: give a whole number of at least {least}")


def check_have(have: object) -> None:
    """Raise ConfigError unless this is an inventory."""
    if not isinstance(have, Mapping):
        raise ConfigError(f"`have` is {have!r}: give items with quantities, such as {{'log': 2}}")
    for item, quantity in have.items():
        check_name(item)
        check_number(quantity, f"the quantity of {item!r} in `have`", 0)


def check_kind(kind: object) -> None:
    """Raise ConfigError for a kind of events that there is not."""
    if kind is not None and kind not in KINDS:
        raise ConfigError(f"there are no events of the kind {kind!r}: name {', '.join(KINDS)}")


def check_callbacks(callbacks: object) -> None:
    """Raise ConfigError unless callbacks stand in a list or the like."""
    if not isinstance(callbacks, list | tuple):
        raise ConfigError(f"`callbacks` is {callbacks!r}: give a list, also of a single callback")
