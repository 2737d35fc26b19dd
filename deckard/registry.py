"""Components by name: the names deckard ships, or any `package.module:Class`."""

import inspect
import sys
from abc import ABCMeta
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic_core import ErrorDetails

from deckard.errors import ConfigError

CONFIG = ConfigDict(extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False)
AnyModel = TypeVar("AnyModel", bound=BaseModel)
FUNCTIONS = {"explorer": ("state", "goal", "rng"), "verifier": ("state", "outcome")}
"""Families in which a plain function is a component, without options, and its parameters."""


class Components(dict[str, str]):
    """The components of one seam: the `package.module:Class` of each name."""

    def __init__(self, base: type, paths: Mapping[str, str]) -> None:
        """Take the components of a seam.

        Args:
            base: The base class of the seam, or its protocol. Every component must be of it.
            paths: The `package.module:Class` of each name.
        """
        super().__init__(paths)
        self.base = base


def build_component(
    family: str,
    components: Mapping[str, str],
    name: str,
    lent: Mapping[str, object] = {},
    /,
    **options: Any,
) -> Any:
    """Import a component by its name and make it, with options checked against their types.

    Args:
        family: What the component is, for messages: "world", "llm", ...
        components: Those that deckard ships; a `Components` also gives their base class.
        name: One of them, or `package.module:Class`, which the current folder may hold.
        lent: What the run decides for all its components. One whose constructor has a parameter of
            that name gets it; it is no option.
        options: Arguments of the constructor, converted to the types of its parameters.

    Raises:
        ConfigError: There is no such component, an option is wrong, or it is not of the seam.
    """
    make, who = lookup(family, components, name), f"{family} {name!r}"
    if family in FUNCTIONS and inspect.isfunction(make) and not options:
        _check_parameters(family, who, make)
        return make
    if isinstance(make, ABCMeta) and make.__abstractmethods__:
        raise _incomplete(who, make.__abstractmethods__)
    taken = {key: lent[key] for key in inspect.signature(make).parameters if key in lent}
    made = make(**_checked(who, make, options, taken), **taken)
    check_component(family, components, name, made)
    return made


def check_component(
    family: str, components: Mapping[str, str], name: str, component: object
) -> None:
    """Raise a ConfigError unless an object is a component of its seam.

    Args:
        family: What it should be, for messages: "world", "llm", ...
        components: Those that deckard ships; a `Components` also gives their base class.
        name: How the config names it.
        component: The object.
    """
    who = f"{family} {name!r}"
    if family in FUNCTIONS:
        if not callable(component):
            raise _incomplete(who, ["__call__"])
        _check_parameters(family, who, component)
    if isinstance(components, Components):
        _check_base(who, component, components.base)


def _check_parameters(family: str, who: str, component: Callable[..., Any]) -> None:
    """Raise a ConfigError unless a component can be called as its family is."""
    parameters = FUNCTIONS[family]
    try:
        signature = inspect.signature(component)
    except ValueError:  # something built in, which does not tell
        return
    try:
        signature.bind(*parameters)
    except TypeError as error:
        wanted = f"give it the parameters ({', '.join(parameters)})"
        raise ConfigError(f"{who} cannot be used: {error}; {wanted}") from None


def wrong_answer(who: str, answer: object, right: str) -> ConfigError:
    """Return the error of a component that returned what it must not.

    Args:
        who: What returned it, for the message.
        answer: What it returned.
        right: What it should return, in words.
    """
    kind = type(answer).__name__
    article = "an" if kind[0].lower() in "aeiou" else "a"
    return ConfigError(f"{who} returned {article} {kind}: return {right}")


def _check_base(who: str, component: object, base: type) -> None:
    """Raise a ConfigError unless a component is of the base class or protocol of its seam."""
    if lacking := _required(base) - set(dir(component)):
        raise _incomplete(who, lacking)
    if Protocol not in base.__bases__ and not isinstance(component, base):
        raise ConfigError(
            f"{who} cannot be used: make it a subclass of {base.__module__}.{base.__qualname__}"
        )


def _required(base: type) -> set[str]:
    """Return the members that a base class declares and leaves to its subclasses."""
    declared = set(base.__abstractmethods__) if isinstance(base, ABCMeta) else set()
    for cls in base.__mro__:
        declared |= inspect.get_annotations(cls).keys() - vars(cls).keys()
    if Protocol in base.__bases__:
        declared |= vars(base).keys()
    return {name for name in declared if not name.startswith("_")}


def _incomplete(who: str, lacking: Collection[str]) -> ConfigError:
    return ConfigError(f"{who} cannot be used: it has no {', '.join(sorted(lacking))}")


def lookup(family: str, components: Mapping[str, str], name: str) -> Callable[..., Any]:
    """Import the class or function that a name means.

    Args:
        family: What it should be, for messages: "world", "llm", ...
        components: Those that deckard ships.
        name: One of them, or `package.module:Class`, which the current folder may hold.

    Raises:
        ConfigError: There is none. The message lists the known names, or where it was looked for.
    """
    module, _, attribute = components.get(name, name).partition(":")
    if not attribute:
        names = ", ".join(sorted(components))
        raise ConfigError(f"unknown {family} {name!r}; known: {names}; or package.module:Class")
    places = "" if name in components else f" (looked in {_add_current_folder()})"
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


class Options(BaseModel):
    """The options of a component that has many.

    A constructor with a parameter of such a class takes each field as an option, by its own name.
    The docstring under a field is its meaning.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


def option_group(make: Callable[..., Any]) -> tuple[str, type[Options]] | None:
    """Return the parameter of a component that takes all its options, and its class, if any.

    Args:
        make: The component's class, or the function that makes it.
    """
    hints = get_type_hints(make.__init__ if inspect.isclass(make) else make)
    groups = ((p, hints.get(p)) for p in inspect.signature(make).parameters)
    return next(((p, h) for p, h in groups if isinstance(h, type) and issubclass(h, Options)), None)


def _checked(
    who: str, make: Callable[..., Any], options: Mapping[str, Any], taken: Collection[str]
) -> dict[str, Any]:
    """Check options against the types of the component's parameters; return them converted."""
    if (group := option_group(make)) is not None:
        parameter, model = group
        return {parameter: _validated(who, model, options)}
    hints = get_type_hints(make.__init__ if inspect.isclass(make) else make, include_extras=True)
    fields: dict[str, Any] = {
        p.name: (hints.get(p.name, Any), ... if p.default is p.empty else p.default)
        for p in inspect.signature(make).parameters.values()
        if p.kind != p.VAR_KEYWORD and p.name not in taken
    }
    checked = _validated(who, create_model("Options", __config__=CONFIG, **fields), options)
    return {name: getattr(checked, name) for name in options}


def _validated(who: str, model: type[AnyModel], options: Mapping[str, object]) -> AnyModel:
    try:
        return model(**options)
    except ValidationError as error:
        known = _known_options(model, error.errors()[0]["loc"])
        raise ConfigError(f"{who}: {complaints(error)}; {known}") from None


def _known_options(model: type[BaseModel], path: Sequence[str | int]) -> str:
    """Name the options beside the one that a path leads to."""
    whose = "its options"
    for key in path[:-1]:
        if (inner := _inner(model, str(key))) is None:
            break
        model, whose = inner, f"options of {key}"
    return f"{whose}: {', '.join(model.model_fields)}"


def _inner(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """Return the class of a field that has fields of its own, else None."""
    kind = model.model_fields[key].annotation if key in model.model_fields else None
    kinds = (kind, *get_args(kind))
    return next((k for k in kinds if inspect.isclass(k) and issubclass(k, BaseModel)), None)


def complaints(error: ValidationError) -> str:
    """Return every complaint of a validation, each with its dotted path, on one line."""
    return "; ".join(map(complaint, error.errors()))


def complaint(error: ErrorDetails) -> str:
    """Return one complaint of a validation, with its dotted path."""
    where = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        return f"{where}: there is no such key"
    if error["type"] == "missing":
        return f"{where}: is required"
    message = error["msg"]
    return f"{where}: {message[0].lower()}{message[1:]} (got {error['input']!r})"
