"""Running an agent from Python."""

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from deckard.api.reading import load
from deckard.api.run import Run
from deckard.config import COMPONENTS, RunConfig, parse_config, read_yaml
from deckard.errors import ConfigError
from deckard.resources import find_resource
from deckard.runs.directory import holds_run

DEFAULT = "iron_pickaxe"
"""The config of a run that names none."""
Config = str | Path | Mapping[str, Any] | RunConfig | None
"""A config: a name or path, its contents, or None for the default."""


def run(
    config: Config = None,
    out: str | Path | None = None,
    *,
    verbose: bool = False,
    **settings: Any,
) -> Run:
    """Run an agent until its target is verified, its budget spent, or nothing is left to try.

    A directory that holds a run already is gone on with, also after it was killed or interrupted.
    Nothing is printed unless `verbose` is set.

    Args:
        config: The name of a config that deckard ships, a file, a mapping with the same keys, or a
            `RunConfig`. None is the config of the run in `out`, or else "iron_pickaxe".
        out: The run directory; None for a name made of the config and its seed below `runs/`.
        verbose: Whether to show the progress, as the command line does.
        **settings: Values laid over the config, by its keys: `target="stick"`, `seed=3`,
            `world="symbolic"`, `wake={"tries": 5}`.

    Returns:
        The run, as `deckard.load` opens it.

    Raises:
        ConfigError: A key, a value or a component of the config is wrong; nothing has started.
        RunDirError: The directory holds a run with another config, or cannot be written.

    Examples:
        >>> import deckard
        >>> run = deckard.run(world="symbolic", target="stone_pickaxe", out="runs/first")
        >>> run.status
        'target verified: stone_pickaxe'
    """
    chosen, stem = _config(config, None if out is None else Path(out), settings)
    folder = Path("runs") / f"{stem}-seed{chosen.seed}" if out is None else Path(out)
    _work(chosen, folder, verbose)
    return load(folder)


def _work(config: RunConfig, folder: Path, verbose: bool) -> None:
    from deckard.bench.cell import Silent
    from deckard.runs.run import run as run_agent
    from deckard.view.run.watch import watching

    if not verbose:
        run_agent(config, folder, Silent())
        return
    with watching(config, folder, aside=False) as watcher:
        run_agent(config, folder, watcher)


def _config(config: Config, out: Path | None, settings: Mapping[str, Any]) -> tuple[RunConfig, str]:
    """Return the config of a run, and what its directory is named after."""
    overrides = list(_overrides(settings))
    if isinstance(config, RunConfig):
        return parse_config(config.model_dump(), "config", overrides), "run"
    if isinstance(config, Mapping):
        return parse_config(copy.deepcopy(dict(config)), "config", overrides), "run"
    path = _file(config, out)
    return parse_config(read_yaml(path), str(path), overrides), path.stem


def _file(config: str | Path | None, out: Path | None) -> Path:
    if config is None and out is not None and holds_run(out):
        return out / "config.yaml"
    if config is not None and holds_run(Path(config)):
        raise ConfigError(f"{config} is a run directory; go on with it by: deckard.run(out=...)")
    return find_resource("configs", DEFAULT if config is None else str(config))


def _overrides(settings: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Yield settings as the overrides `key=value` of the command line."""
    for key, value in settings.items():
        path = f"{above}{key}"
        if isinstance(value, Mapping) and value:
            yield from _overrides(value, f"{path}.")
        elif path in COMPONENTS and isinstance(value, str):
            yield f"{path}.name={value}"
        else:
            yield f"{path}={_plain(path, value)}"


def _plain(key: str, value: object) -> str:
    """Write a value as YAML has it: every JSON is."""
    try:
        return value if key.endswith(".name") and isinstance(value, str) else json.dumps(value)
    except TypeError:
        raise ConfigError(f"{key}: a config has no value such as {value!r}") from None
