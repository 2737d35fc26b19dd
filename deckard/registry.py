"""Components by name: the names deckard ships, or any `package.module:Class`."""

import inspect
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import Any, get_type_hints

from pydantic import ConfigDict, ValidationError, create_model

from deckard.errors import ConfigError

CONFIG = ConfigDict(extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False)
FORMS: dict[str, tuple[str, ...]] = {
    "world": ("practice", "live", "items", "sights", "fuels", "stations"),
    "llm": ("complete",),
    "trainer": ("train", "load", "envs", "max_decisions"),
    "explorer": ("__call__",),
    "verifier": ("__call__",),
}
"""What a component of each family must have."""
FUNCTIONS = {"explorer", "verifier"}
"""Families in which a plain function is a component, without options."""


def build_component(
    family: str,
    known: Mapping[str, str],
    name: str,
    lent: Mapping[str, Any] = {},
    /,
    **options: Any,
) -> Any:
    """Import the component called `name` and call it with its options, checked by their types.

    `lent` is what the run decides for all its components: one whose constructor has a parameter of
    that name gets it, and it is no option.
    """
    make = lookup(family, known, name)
    if family in FUNCTIONS and inspect.isfunction(make) and not options:
        return make
    taken = {key: lent[key] for key in inspect.signature(make).parameters if key in lent}
    made = make(**_checked(f"{family} {name!r}", make, options, taken), **taken)
    lacking = [part for part in FORMS.get(family, ()) if not hasattr(made, part)]
    if lacking:
        raise ConfigError(f"{family} {name!r} is none: it has no {', '.join(lacking)}")
    return made


def lookup(family: str, known: Mapping[str, str], name: str) -> Any:
    """Import what is called `name`; ConfigError names the known ones."""
    module, _, attribute = known.get(name, name).partition(":")
    if not attribute:
        raise ConfigError(f"unknown {family} {name!r}; known: {', '.join(sorted(known))}")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise ConfigError(f"cannot load {family} {name!r}: {error}") from error
    if not callable(found):
        raise ConfigError(f"cannot load {family} {name!r}: it is no class or function")
    return found


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
