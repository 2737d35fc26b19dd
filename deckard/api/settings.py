"""The config of a run that is started from Python, and the directory that it lives in."""

import copy
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from deckard.api.checks import as_path
from deckard.config import COMPONENTS, ComponentConfig, RunConfig, parse_config, read_yaml
from deckard.errors import ConfigError, RunDirError
from deckard.resources import DEFAULT_CONFIG, find_resource
from deckard.runs.components import Objects
from deckard.runs.directory import holds_run
from deckard.runs.run_name import run_name

Config = str | Path | Mapping[str, Any] | RunConfig | None
"""A config: its name or path, its contents, or None for the default."""


def split_objects(components: Mapping[str, Any]) -> tuple[Objects, dict[str, Any]]:
    """Part components that are given as objects from those that are named."""
    given = {key: value for key, value in components.items() if value is not None}
    named = {k: v for k, v in given.items() if isinstance(v, str | Mapping | ComponentConfig)}
    objects = {key: value for key, value in given.items() if key not in named}
    return cast(Objects, objects), named


def chosen_config(
    config: Config, out: str | Path | None, settings: Mapping[str, Any], objects: Objects
) -> tuple[RunConfig, Path]:
    """Return the config of a run and its directory."""
    folder = None if out is None else as_path(out, "a run directory as `out`")
    if folder is not None and folder.exists() and not folder.is_dir():
        raise RunDirError(f"{folder} is a file; name another run directory with `out`")
    overrides = list(_overrides(settings))
    tree, where, stem = _contents(config, folder)
    chosen = parse_config(copy.deepcopy(tree), where, overrides, _keyword)
    if folder is not None:
        return chosen, folder
    told = [*_told_apart(config), *overrides, *_labels(objects)]
    file = stem if config is not None and stem else None
    return chosen, Path("runs") / run_name(_named(chosen, objects), told, file)


def _keyword(override: str) -> str:
    """What to call an override in errors: the keyword argument that it comes from."""
    return f"keyword {re.split('[.=]', override)[0]}"


def _told_apart(config: Config) -> Iterator[str]:
    """What tells configs apart that have no name."""
    if isinstance(config, RunConfig):
        yield from _overrides(config.model_dump(exclude_defaults=True))
    elif isinstance(config, Mapping):
        yield from _overrides(config)


def _named(config: RunConfig, objects: Objects) -> RunConfig:
    """The config with the class of a world that is given as an object."""
    if "world" not in objects:
        return config
    world = ComponentConfig(name=_class_name(objects["world"]))
    return config.model_copy(update={"world": world})


def _labels(objects: Objects) -> list[str]:
    """The classes of components that are given as objects, as if they were overrides."""
    return [f"{key}.name={_class_name(component)}" for key, component in objects.items()]


def _class_name(component: object) -> str:
    made_by = component if inspect.isroutine(component) else type(component)
    return made_by.__name__


def _contents(config: Config, out: Path | None) -> tuple[dict[str, Any], str, str]:
    """Return what stands in a config, what to call it in errors, and the name of its file."""
    if isinstance(config, RunConfig):
        return config.model_dump(), "config", ""
    if isinstance(config, Mapping):
        return dict(config), "config", ""
    if config is None and out is not None and holds_run(out):
        path = out / "config.yaml"
    elif config is not None and holds_run(as_path(config, "a config, or its name")):
        raise ConfigError(f"{config} is a run directory; go on with it by deckard.run(out=...)")
    else:
        path = find_resource("configs", DEFAULT_CONFIG if config is None else str(config))
    return read_yaml(path), str(path), path.stem


def _overrides(settings: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Yield settings as the overrides `key=value` of the command line."""
    for key, value in settings.items():
        path = f"{above}{key}"
        plain = value.model_dump() if isinstance(value, ComponentConfig) else value
        if isinstance(plain, Mapping) and plain:
            yield from _overrides(plain, f"{path}.")
        elif path in COMPONENTS and isinstance(plain, str):
            yield f"{path}.name={plain}"
        else:
            yield f"{path}={_yaml(path, plain)}"


def _yaml(key: str, value: object) -> str:
    """Write a value as YAML has it: every JSON is YAML, too."""
    if key.endswith(".name") and isinstance(value, str):
        return value
    try:
        return json.dumps(value)
    except TypeError:
        raise ConfigError(f"{key}: a config has no value such as {value!r}") from None
