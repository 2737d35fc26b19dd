"""Bench: agents, priors and worlds by name, and the cells of their table: one run each."""

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
from deckard.types import Item

OWN = "own"
"""The prior of agents that have a language model of their own."""
BOUND = "bound"
"""The key of an agent, beside those of a config, that says that it is an upper bound."""
LABEL = re.compile(r"\w[\w.+-]*")
Piece = Mapping[str, Any]
"""Some keys of a config."""
Said = Annotated[list[str | dict[str, Any]], Field(min_length=1)]


class BenchFile(Section):
    """What the file of a bench says.

    Agents, priors and worlds are names that deckard knows, or maps with a `label` and keys of a
    config, in which `$seed` and `$version` stand for those of the run.
    """

    agents: Said
    priors: Said
    worlds: Said
    seeds: Annotated[int, Field(ge=1)] = 10
    max_steps: Annotated[int, Field(ge=1)] = 1_000_000
    items: str | None = None
    """What is compared: a named set, or names with commas between; else everything."""
    target: bool | str = False
    """The item that all are after; `true` when the command names it."""
    config: dict[str, Any] = {}
    """What all runs have in common."""


class NamedPieces(Section):
    """Pieces of config by the names that deckard knows them by."""

    agents: dict[str, dict[str, Any]]
    priors: dict[str, dict[str, Any]]
    worlds: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Bench:
    """Agents, priors and worlds, as many seeds of each, and one budget for all."""

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
        """Agents that show what can be done at all: no other is measured by them."""
        return [agent for agent, piece in self.agents.items() if piece.get(BOUND)]

    @property
    def same(self) -> dict[str, Any]:
        """What may not differ when more is measured in the same folder."""
        return {"bench": self.name, "items": self.items, "target": self.target}

    def groups(self) -> Iterator[tuple[str, str, str]]:
        """Yield the agent, prior and world of each row of the table."""
        own = [agent for agent, piece in self.agents.items() if "llm" in piece]
        for world in self.worlds:
            for prior in self.priors:
                yield from ((agent, prior, world) for agent in self.agents if agent not in own)
            yield from ((agent, OWN, world) for agent in own)

    def runs(self) -> Iterator["Cell"]:
        """Yield every cell, the first seed of all rows before the second of any.

        ConfigError names what is wrong in the config of one.
        """
        for seed in range(self.seeds):
            for group in self.groups():
                yield Cell(*group, seed, self._config(*group, seed))

    def _config(self, agent: str, prior: str, world: str, seed: int) -> RunConfig:
        pieces = [self.config, self.worlds[world], self.priors.get(prior, {}), self.agents[agent]]
        tree = {"seed": seed, "max_steps": self.max_steps, "target": self.target}
        for piece in pieces:
            tree = _laid_over(tree, deepcopy({k: v for k, v in piece.items() if k != BOUND}))
        said = tree.get("world")
        version = said.get("version") if isinstance(said, dict) else None
        where = f"bench {self.name!r}, {agent} with {prior} in {world}"
        return config.parse_config(
            _filled(tree, {"$seed": seed, "$version": version}, where), where
        )


@dataclass(frozen=True)
class Cell:
    """One run of a bench."""

    agent: str
    prior: str
    world: str
    seed: int
    config: RunConfig

    @property
    def group(self) -> tuple[str, str, str]:
        """Its row of the table: agent, prior and world."""
        return self.agent, self.prior, self.world

    @property
    def folder(self) -> Path:
        """Where its run directory is, from the folder of the bench."""
        return Path("cells", self.world, self.prior, self.agent, f"seed{self.seed}")

    def __str__(self) -> str:
        return f"{self.agent}, {self.prior}, {self.world}, seed {self.seed}"


def load_bench(name: str) -> Bench:
    """Return the bench of a preset or file, or of `NAME:ITEM`; ConfigError if there is none.

    Nothing is known yet of whether its runs can be: see `Bench.runs`.
    """
    preset, colon, target = (name, "", "") if Path(name).is_file() else name.partition(":")
    path = find_resource("configs/bench", preset)
    tree = config.read_yaml(path)
    if not isinstance(tree, dict):
        raise ConfigError(f"{path}: a bench is a map of keys to values")
    try:
        said = BenchFile.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(f"{path}: {complaints(error)}") from None
    known = known_names()
    return Bench(
        name=f"{path.stem}{colon}{target}",
        agents=_pieces("agent", said.agents, known.agents),
        priors=_pieces("prior", said.priors, known.priors),
        worlds=_pieces("world", said.worlds, known.worlds),
        seeds=said.seeds,
        max_steps=said.max_steps,
        items=said.items,
        target=_target(path.stem, said.target, target if colon else None),
        config=said.config,
    )


def known_names() -> NamedPieces:
    """Return what a bench may take by name."""
    return NamedPieces.model_validate(
        config.read_yaml(find_resource("configs/bench", "names/known.yaml"))
    )


def narrowed(
    bench: Bench,
    agents: Sequence[str] = (),
    priors: Sequence[str] = (),
    seeds: int | None = None,
    max_steps: int | None = None,
) -> Bench:
    """Return the bench with other agents, priors, seeds or another budget, where any are given.

    They may be the bench's own or any that deckard knows; ConfigError names those that are neither.
    """
    known = known_names()
    some = _pieces("agent", agents, {**known.agents, **bench.agents})
    others = _pieces("prior", priors, {**known.priors, **bench.priors})
    return replace(
        bench,
        agents=some or bench.agents,
        priors=others or bench.priors,
        seeds=bench.seeds if seeds is None else seeds,
        max_steps=bench.max_steps if max_steps is None else max_steps,
    )


def _target(preset: str, said: bool | str, given: str | None) -> Item | None:
    if said is not True:
        if given is not None:
            raise ConfigError(f"bench {preset!r} takes no item: leave out ':{given}'")
        return said or None
    if not given:
        raise ConfigError(
            f"bench {preset!r} is after an item: name it, as {preset}:diamond_pickaxe"
        )
    return given


def _pieces(
    what: str, said: Iterable[str | Mapping[str, Any]], known: Mapping[str, Piece]
) -> dict[str, Piece]:
    """The pieces of config by their labels; ConfigError names what is none."""
    found: dict[str, Piece] = {}
    for one in said:
        label, piece = _piece(what, one, known)
        if label in found:
            raise ConfigError(f"{what} {label!r} is named twice; leave one out")
        found[label] = piece
    return found


def _piece(
    what: str, said: str | Mapping[str, Any], known: Mapping[str, Piece]
) -> tuple[str, Piece]:
    if isinstance(said, str):
        if said not in known:
            raise ConfigError(f"unknown {what} {said!r}; known: {', '.join(known)}")
        return said, known[said]
    label = str(said.get("label", ""))
    if not LABEL.fullmatch(label) or label == OWN:
        raise ConfigError(
            f"{what} {dict(said)}: give it a label of letters, digits, and . + - _ (not {OWN!r}), "
            "as {label: mine, ...}"
        )
    return label, {key: value for key, value in said.items() if key != "label"}


def _laid_over(below: Any, above: Any) -> Any:
    """A piece of config over another: sections are merged, components replaced whole."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    merged = dict(below)
    for key, value in above.items():
        merged[key] = value if key in COMPONENTS else _laid_over(below.get(key), value)
    return merged


def _filled(tree: Any, values: Mapping[str, Any], where: str) -> Any:
    """The same with values in the place of what stands for them."""
    if isinstance(tree, dict):
        return {key: _filled(value, values, where) for key, value in tree.items()}
    if not isinstance(tree, str) or not tree.startswith("$"):
        return tree
    if values.get(tree) is None:
        raise ConfigError(f"{where}: {tree} stands for nothing here; {', '.join(values)} may")
    return values[tree]
