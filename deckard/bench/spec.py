"""The definition of a bench: agents, priors, worlds and seeds, and a cell (one run) for each."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from deckard import config
from deckard.bench.game.published import PublishedRow, read_published
from deckard.bench.pieces import (
    OWN,
    Piece,
    builtin_pieces,
    merge_pieces,
    pieces_by_label,
    substitute,
)
from deckard.config import RunConfig, Section
from deckard.errors import ConfigError
from deckard.registry import complaints
from deckard.resources import find_resource
from deckard.types import Item, JsonObject

BOUND = "bound"
"""The key of an agent that marks it as an upper bound."""
BY_REWARD = "by_reward"
"""The key of an agent that learns the whole game by its reward: its trainer alone, without a graph.
It has no prior."""
MARKS_OF_AGENT = (BOUND, BY_REWARD)
OF_BENCH = frozenset(("target", "seed", "max_steps"))
"""Keys of a config that the bench itself decides for every cell."""
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
    episodes: Annotated[int, Field(ge=0)] = 0
    """Fresh episodes of the whole game that each agent plays with what it has learnt."""
    published: str | None = None
    """A YAML file of published results that are shown beside: under configs/bench, or a path."""
    config: JsonObject = {}
    """Config keys of all runs."""


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
        episodes: Fresh episodes of the whole game that each agent then plays.
        published: Published results that are shown beside.
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
    episodes: int = 0
    published: tuple[PublishedRow, ...] = ()

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
        own = [a for a, piece in self.agents.items() if "llm" in piece or piece.get(BY_REWARD)]
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
                by_reward = bool(self.agents[group[0]].get(BY_REWARD))
                config = self._config(*group, seed)
                yield Cell(*group, seed, config, self.episodes, by_reward)

    def _config(self, agent: str, prior: str, world: str, seed: int) -> RunConfig:
        pieces = [self.config, self.worlds[world], self.priors.get(prior, {}), self.agents[agent]]
        tree = {"seed": seed, "max_steps": self.max_steps, "target": self.target}
        for piece in pieces:
            tree = merge_pieces(
                tree, deepcopy({k: v for k, v in piece.items() if k not in MARKS_OF_AGENT})
            )
        world_config = tree.get("world")
        version = world_config.get("version") if isinstance(world_config, dict) else None
        where = f"bench {self.name!r}, {agent} with {prior} in {world}"
        return config.parse_config(
            substitute(tree, {"$seed": seed, "$version": version}, where), where
        )


@dataclass(frozen=True)
class Cell:
    """One run of a bench: an agent with a prior in a world, with a seed."""

    agent: str
    prior: str
    world: str
    seed: int
    config: RunConfig
    episodes: int = 0
    """Fresh episodes of the whole game that are played in the end."""
    by_reward: bool = False
    """Whether the trainer alone learns the whole game by its reward."""

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
        agents=pieces_by_label("agent", file.agents, pieces.agents),
        priors=pieces_by_label("prior", file.priors, pieces.priors),
        worlds=pieces_by_label("world", file.worlds, pieces.worlds),
        seeds=file.seeds,
        max_steps=file.max_steps,
        items=file.items,
        target=_target(path.stem, file.target, target if colon else None),
        config=file.config,
        episodes=file.episodes,
        published=read_published(file.published, path.parent) if file.published else (),
    )


def narrow_bench(
    bench: Bench,
    agents: Sequence[str] = (),
    priors: Sequence[str] = (),
    seeds: int | None = None,
    max_steps: int | None = None,
    episodes: int | None = None,
) -> Bench:
    """Return the bench with other agents, priors, seeds or another budget.

    Args:
        bench: The bench.
        agents: Labels of its agents, or built-in names; empty keeps its agents.
        priors: The same for priors.
        seeds: The number of seeds; None keeps it.
        max_steps: Env steps of each run; None keeps them.
        episodes: Fresh episodes of the whole game; None keeps their number.

    Raises:
        ConfigError: A name is neither a label of the bench nor built in.
    """
    pieces = builtin_pieces()
    chosen_agents = pieces_by_label("agent", agents, {**pieces.agents, **bench.agents})
    chosen_priors = pieces_by_label("prior", priors, {**pieces.priors, **bench.priors})
    return replace(
        bench,
        agents=chosen_agents or bench.agents,
        priors=chosen_priors or bench.priors,
        seeds=bench.seeds if seeds is None else seeds,
        max_steps=bench.max_steps if max_steps is None else max_steps,
        episodes=bench.episodes if episodes is None else episodes,
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
