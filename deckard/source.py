"""Where a graph is read from: a run, at any moment of it, or a file with a graph in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from deckard import graphs, rundir, skim
from deckard.awm import AWM
from deckard.errors import GraphError
from deckard.events import State
from deckard.recipes import Item
from deckard.skim import Entry, Moment


@dataclass(frozen=True)
class Source:
    """A graph, and the journal behind it where it is a run's."""

    path: Path
    target: Item | None
    state: State
    """The graph and what it cost; of a run, `known` has the rest."""
    entries: tuple[Entry, ...] | None
    """Up to the moment that was asked for; None for a file."""

    @cached_property
    def known(self) -> State:
        """All that the agent knew, policies included."""
        return self.state if self.entries is None else skim.known(self.entries)

    @cached_property
    def fuels(self) -> Mapping[Item, float]:
        """What burns in the world of the run; nothing is known of that from a file."""
        if self.entries is None:
            return {}
        from deckard import worlds  # which numpy comes with
        from deckard.registry import build

        world = rundir.load_config(self.path).world
        return build("world", worlds.KNOWN, world.name, **world.options).fuels

    def journal(self) -> tuple[Entry, ...]:
        """The entries; GraphError when this is a file."""
        if self.entries is None:
            raise GraphError(f"{self.path} is a graph without a journal: name a run directory")
        return self.entries

    def leading_to(self, item: Item | None) -> "Source":
        """The part of the graph that leads to an item; all of it for None."""
        if item is None:
            return self
        awm = self.state.awm
        part = AWM.of({i: awm.beliefs(i) for i in sorted(awm.behind(item))})
        state = State(awm=part, steps=self.state.steps, entries=self.state.entries)
        return Source(self.path, item, state, self.entries)


def open_source(path: Path, at: str | None = None) -> Source:
    """Read a run directory, as it was at a moment, or a file with a graph."""
    until = skim.ALWAYS if at is None else Moment.parse(at)
    if not path.is_file():
        target = rundir.load_config(path).target
        entries = tuple(skim.skim(path / "journal.jsonl", until))
        return Source(path, target, skim.grow(entries), entries)
    if at is not None:
        raise GraphError(f"{path} is a graph of one moment: --at needs a run directory")
    graph = graphs.load(path)
    return Source(path, graph.target, graph.state(), None)
