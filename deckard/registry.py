"""Components by name: the names deckard ships, or any `package.module:Class`."""

import inspect
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, get_type_hints

from pydantic import ConfigDict, ValidationError, create_model

from deckard.errors import ConfigError

CONFIG = ConfigDict(extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False)
FUNCTIONS = {"explorer", "verifier"}
"""Families in which a plain function is a component, without options."""


class Components(dict[str, str]):
    """The components of a seam: by name the `package.module:Class` where each stands."""

    def __init__(self, base: type, paths: Mapping[str, str]) -> None:
        """Take the base class of the seam, or its protocol, of which every component must be."""
        super().__init__(paths)
        self.base = base


def build_component(
    family: str,
    known: Mapping[str, str],
    name: str,
    lent: Mapping[str, Any] = {},
    /,
    **options: Any,
) -> Any:
    """Import the component called `name` and call it with its options, checked by their types.

    Args:
        family: What the component is, for messages: "world", "llm", ...
        known: The shipped components of the seam; a `Components` also says of which base class.
        name: One of them, or `package.module:Class`, which the current folder may hold.
        lent: What the run decides for all its components. One whose constructor has a parameter of
            that name gets it; it is no option.
        options: Arguments of the constructor, converted to the types of its parameters.

    Raises:
        ConfigError: There is no such component, an option is wrong, or it is not of the seam.
    """
    make, who = lookup(family, known, name), f"{family} {name!r}"
    if family in FUNCTIONS and inspect.isfunction(make) and not options:
        return make
    if inspect.isabstract(make):
        raise _incomplete(who, make.__abstractmethods__)
    taken = {key: lent[key] for key in inspect.signature(make).parameters if key in lent}
    made = make(**_checked(who, make, options, taken), **taken)
    check_component(family, known, name, made)
    return made


def check_component(family: str, known: Mapping[str, str], name: str, component: object) -> None:
    """Raise ConfigError unless an object has what a component of its seam must have."""
    who = f"{family} {name!r}"
    if family in FUNCTIONS and not callable(component):
        raise _incomplete(who, ["__call__"])
    if isinstance(known, Components):
        _check_base(who, component, known.base)


def _check_base(who: str, made: object, base: type) -> None:
    """Raise a ConfigError unless a component is of the base class, or the protocol, of its seam."""
    if lacking := _required(base) - set(dir(made)):
        raise _incomplete(who, lacking)
    if Protocol not in base.__bases__ and not isinstance(made, base):
        raise ConfigError(
            f"{who} is none: make it a subclass of {base.__module__}.{base.__qualname__}"
        )


def _required(base: type) -> set[str]:
    """Return the members that a base class declares and leaves to its subclasses."""
    declared = set(getattr(base, "__abstractmethods__", ()))
    for cls in base.__mro__:
        declared |= inspect.get_annotations(cls).keys() - vars(cls).keys()
    if Protocol in base.__bases__:
        declared |= vars(base).keys()
    return {name for name in declared if not name.startswith("_")}


def _incomplete(who: str, lacking: Collection[str]) -> ConfigError:
    return ConfigError(f"{who} is none: it has no {', '.join(sorted(lacking))}")


def lookup(family: str, known: Mapping[str, str], name: str) -> Any:
    """Import the class or function that a name means.

    Raises:
        ConfigError: There is none. The message lists the known names, or where it was looked for.
    """
    module, _, attribute = known.get(name, name).partition(":")
    if not attribute:
        raise ConfigError(
            f"unknown {family} {name!r}; known: {', '.join(sorted(known))}; or package.module:Class"
        )
    places = "" if name in known else f" (looked in {_add_current_folder()})"
    try:
        component = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise ConfigError(f"cannot load {family} {name!r}: {error}{places}") from error
    if not callable(component):
        raise ConfigError(f"cannot load {family} {name!r}: it is no class or function")
    return component


def _add_current_folder() -> str:
    """Let modules of the current folder be imported; return in words where modules come from.

    A console script does not have that folder on its import path; `python -m deckard` has.
    """
    folder = ""
    with suppress(OSError):  # the folder was deleted
        folder = str(Path.cwd())
        if folder not in sys.path and "" not in sys.path:
            sys.path.insert(0, folder)
    return f"the current folder {folder} and the installed packages".replace("  ", " ")


def _checked(
    who: str, make: Callable, options: Mapping[str, Any], taken: Collection[str]
) -> dict[str, Any]:
    """Check options against the types of the component's parameters; return them converted."""
    hints = get_type_hints(make.__init__ if inspect.isclass(make) else make, include_extras=True)
    fields: dict[str, Any] = {
        p.name: (hints.get(p.name, Any), ... if p.default is p.empty else p.default)
        for p in inspect.signature(make).parameters.values()
        if p.kind != p.VAR_KEYWORD and p.name not in taken
    }
    model = create_model("Options", __config__=CONFIG, **fields)
    try:
        checked = model(**options)
    except ValidationError as error:
        raise ConfigError(f"{who}: {complaints(error)}; its options: {', '.join(fields)}") from None
    return {name: getattr(checked, name) for name in options}


def complaints(error: ValidationError) -> str:
    """Return every complaint of a validation, each with its dotted path, on one line."""
    return "; ".join(_complaint(e) for e in error.errors())


def _complaint(error: Any) -> str:
    where = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        return f"{where}: there is no such key"
    if error["type"] == "missing":
        return f"{where}: is required"
    message = error["msg"]
    return f"{where}: {message[0].lower()}{message[1:]} (got {error['input']!r})"
