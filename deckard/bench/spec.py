"""The definition of a bench: agents, priors, worlds and seeds, and a cell (one run) for each."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from deckard import config
from deckard.config import COMPONENTS, RunConfig, Section
from deckard.errors import ConfigError
from deckard.registry import complaints
from deckard.resources import find_resource
from deckard.types import Item, JsonObject

OWN = "own"
"""The name of the prior of agents that have a language model of their own."""
BOUND = "bound"
"""The key of an agent that marks it as an upper bound; all its other keys are config keys."""
OF_BENCH = frozenset(("target", "seed", "max_steps"))
"""Keys of a config that the bench itself decides for every cell."""
LABEL = re.compile(r"\w[\w.+-]*")
"""The form of a label."""
Piece = JsonObject
"""A part of a config: some of its keys."""
Entries = Annotated[list[str | JsonObject], Field(min_length=1)]
"""Names of built-in pieces, or pieces with a `label`."""


class BenchFile(Section):
    """The keys of a bench file.

    Agents, priors and worlds are built-in names, or maps with a `label` and config keys. In these
    `$seed` and `$version` stand for the seed and the Minecraft version of the run.
    """

    agents: Entries
    priors: Entries
    worlds: Entries
    seeds: Annotated[int, Field(ge=1)] = 10
    """Seeds of each agent, prior and world: 0, 1, ..."""
    max_steps: Annotated[int, Field(ge=1)] = 1_000_000
    """Env steps of each run."""
    items: str | None = None
    """Items that are compared: a named set, or names with commas between; else all."""
    target: bool | str = False
    """The target of all runs; `true` when the command names it."""
    config: JsonObject = {}
    """Config keys of all runs."""


class BuiltinPieces(Section):
    """The built-in agents, priors and worlds: pieces of a config by name."""

    agents: dict[str, Piece]
    priors: dict[str, Piece]
    worlds: dict[str, Piece]


@dataclass(frozen=True)
class Bench:
    """An experiment: a run for each agent, prior, world and seed, all with one budget.

    Attributes:
        name: The name of the preset or file, with the item if the command names one.
        agents: A piece of config per label: explorer, verifier, trainer and so on.
        priors: A piece per label with the language model.
        worlds: A piece per label with the world.
        seeds: Seeds of each agent, prior and world: 0, 1, ...
        max_steps: Env steps of each run.
        items: Items that are compared, as in `BenchFile.items`.
        target: The target of all runs; None when each learns the whole graph.
        config: Config keys of all runs.
    """

    name: str
    agents: Mapping[str, Piece]
    priors: Mapping[str, Piece]
    worlds: Mapping[str, Piece]
    seeds: int
    max_steps: int
    items: str | None
    target: Item | None
    config: Piece

    @property
    def bounds(self) -> list[str]:
        """Agents that are upper bounds; no other agent is compared with them."""
        return [agent for agent, piece in self.agents.items() if piece.get(BOUND)]

    @property
    def same(self) -> JsonObject:
        """The values that must be the same for all runs in one folder."""
        return {"bench": self.name, "items": self.items, "target": self.target}

    def groups(self) -> Iterator[tuple[str, str, str]]:
        """Yield the agent, prior and world of each row of the table."""
        own = [agent for agent, piece in self.agents.items() if "llm" in piece]
        for world in self.worlds:
            for prior in self.priors:
                yield from ((agent, prior, world) for agent in self.agents if agent not in own)
            yield from ((agent, OWN, world) for agent in own)

    def runs(self) -> Iterator["Cell"]:
        """Yield every cell, seed 0 of all rows first.

        Raises:
            ConfigError: The config of a cell is wrong.
        """
        for seed in range(self.seeds):
            for group in self.groups():
                yield Cell(*group, seed, self._config(*group, seed))

    def _config(self, agent: str, prior: str, world: str, seed: int) -> RunConfig:
        pieces = [self.config, self.worlds[world], self.priors.get(prior, {}), self.agents[agent]]
        tree = {"seed": seed, "max_steps": self.max_steps, "target": self.target}
        for piece in pieces:
            tree = _merge(tree, deepcopy({k: v for k, v in piece.items() if k != BOUND}))
        world_config = tree.get("world")
        version = world_config.get("version") if isinstance(world_config, dict) else None
        where = f"bench {self.name!r}, {agent} with {prior} in {world}"
        return config.parse_config(
            _substitute(tree, {"$seed": seed, "$version": version}, where), where
        )


@dataclass(frozen=True)
class Cell:
    """One run of a bench: an agent with a prior in a world, with a seed."""

    agent: str
    prior: str
    world: str
    seed: int
    config: RunConfig

    @property
    def group(self) -> tuple[str, str, str]:
        """The row of the table to which it belongs: agent, prior and world."""
        return self.agent, self.prior, self.world

    @property
    def folder(self) -> Path:
        """Its run directory, relative to the folder of the bench."""
        return Path("cells", self.world, self.prior, self.agent, f"seed{self.seed}")

    def __str__(self) -> str:
        return f"{self.agent}, {self.prior}, {self.world}, seed {self.seed}"


def load_bench(name: str) -> Bench:
    """Read the definition of a bench; the configs of its runs are checked by `Bench.runs`.

    Args:
        name: A preset (`goals67`), a preset with its target (`target:diamond_pickaxe`), or the path
            of a file.

    Raises:
        ConfigError: There is no such preset or file, or it is wrong.
    """
    preset, colon, target = (name, "", "") if Path(name).is_file() else name.partition(":")
    path = find_resource("configs/bench", preset)
    tree = config.read_yaml(path)
    if not isinstance(tree, dict):
        raise ConfigError(f"{path}: a bench is a map of keys to values")
    try:
        file = BenchFile.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(f"{path}: {complaints(error)}") from None
    if of_bench := sorted(OF_BENCH & file.config.keys()):
        raise ConfigError(
            f"{path}: config.{of_bench[0]}: leave it out; a bench sets it for every run: target, "
            "seeds and max_steps stand beside config"
        )
    pieces = builtin_pieces()
    return Bench(
        name=f"{path.stem}{colon}{target}",
        agents=_pieces("agent", file.agents, pieces.agents),
        priors=_pieces("prior", file.priors, pieces.priors),
        worlds=_pieces("world", file.worlds, pieces.worlds),
        seeds=file.seeds,
        max_steps=file.max_steps,
        items=file.items,
        target=_target(path.stem, file.target, target if colon else None),
        config=file.config,
    )


def builtin_pieces() -> BuiltinPieces:
    """Return the built-in agents, priors and worlds."""
    return BuiltinPieces.model_validate(
        config.read_yaml(find_resource("configs/bench", "names/known.yaml"))
    )


def narrow_bench(
    bench: Bench,
    agents: Sequence[str] = (),
    priors: Sequence[str] = (),
    seeds: int | None = None,
    max_steps: int | None = None,
) -> Bench:
    """Return the bench with other agents, priors, seeds or another budget.

    Args:
        bench: The bench.
        agents: Labels of its agents, or built-in names; empty keeps its agents.
        priors: The same for priors.
        seeds: The number of seeds; None keeps it.
        max_steps: Env steps of each run; None keeps them.

    Raises:
        ConfigError: A name is neither a label of the bench nor built in.
    """
    pieces = builtin_pieces()
    chosen_agents = _pieces("agent", agents, {**pieces.agents, **bench.agents})
    chosen_priors = _pieces("prior", priors, {**pieces.priors, **bench.priors})
    return replace(
        bench,
        agents=chosen_agents or bench.agents,
        priors=chosen_priors or bench.priors,
        seeds=bench.seeds if seeds is None else seeds,
        max_steps=bench.max_steps if max_steps is None else max_steps,
    )


def _target(preset: str, own: bool | str, named: str | None) -> Item | None:
    if own is not True:
        if named is not None:
            raise ConfigError(f"bench {preset!r} takes no item: leave out ':{named}'")
        return own or None
    if not named:
        raise ConfigError(
            f"bench {preset!r} is after an item: name it, as {preset}:diamond_pickaxe"
        )
    return named


def _pieces(
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


def _merge(below: object, above: object) -> Any:
    """Merge a piece of config into another; components are replaced as a whole."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    merged = dict(below)
    for key, value in above.items():
        merged[key] = value if key in COMPONENTS else _merge(below.get(key), value)
    return merged


def _substitute(tree: object, values: Mapping[str, object], where: str) -> Any:
    """Return a config tree with values in place of `$seed` and `$version`."""
    if isinstance(tree, dict):
        return {key: _substitute(value, values, where) for key, value in tree.items()}
    if not isinstance(tree, str) or not tree.startswith("$"):
        return tree
    if values.get(tree) is None:
        raise ConfigError(f"{where}: {tree} stands for nothing here; {', '.join(values)} may")
    return values[tree]
