"""Where a graph is read from: a run, at any moment of it, or a file with a graph in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deckard.errors import GraphError
from deckard.graph.awm import AWM
from deckard.journal import reader as skim
from deckard.journal.reader import Entry, Moment
from deckard.journal.state import State
from deckard.types import Item

if TYPE_CHECKING:
    from deckard.config import RunConfig
    from deckard.graph.document import Graph
    from deckard.worlds import World


@dataclass(frozen=True)
class Source:
    """A graph, and the journal behind it where it is a run's; derived when it is asked for."""

    path: Path
    file: "Graph | None" = None
    """What stands in a file; None for a run."""
    until: Moment = skim.ALWAYS
    """The moment of a run that was asked for."""
    item: Item | None = None
    """Of the graph only what leads to it; None for all."""

    @cached_property
    def entries(self) -> tuple[Entry, ...] | None:
        """Up to the moment that was asked for; None for a file."""
        return None if self.file else tuple(skim.skim(self.path / "journal.jsonl", self.until))

    @property
    def awm(self) -> AWM:
        """All of the graph, and not what it cost: read fast."""
        if self.file or self.until != skim.ALWAYS:
            return self.whole.awm
        return skim.read_graph(self.path / "journal.jsonl")

    @cached_property
    def whole(self) -> State:
        """All of the graph, and what it cost; of a run, `known` has the rest."""
        return State.of_graph(self.file) if self.file else skim.read_growth(self.entries or ())

    @cached_property
    def state(self) -> State:
        """The part of the graph that was asked for, and what the whole cost."""
        if self.item is None:
            return self.whole
        whole, items = self.whole, sorted(self.whole.awm.behind(self.item))
        awm = AWM.of({i: whole.awm.beliefs(i) for i in items})
        part = State(awm=awm, steps=whole.steps, entries=whole.entries)
        part.refuted.update({i: whole.refuted[i] for i in items if i in whole.refuted})
        part.replaced.update({i: whole.replaced[i] for i in items if i in whole.replaced})
        return part

    @property
    def target(self) -> Item | None:
        """What the graph leads to: what was asked for, else what the run is for."""
        return self.pursued if self.item is None else self.item

    @cached_property
    def pursued(self) -> Item | None:
        """What the run is for, if it is one."""
        return self.file.target if self.file else _config(self.path).target

    @cached_property
    def world(self) -> dict[str, Any] | None:
        """What the world of the run says of itself, if that is known."""
        if self.file:
            return self.file.world
        from deckard.runs import manifest  # which loads what reads configs

        made_with = manifest.read_manifest(self.path)
        return made_with["world"] if made_with else None

    @cached_property
    def known(self) -> State:
        """All that the agent knew, policies included."""
        return self.whole if self.entries is None else skim.known(self.entries)

    @property
    def fuels(self) -> Mapping[Item, float]:
        """What burns in the world of the run; nothing is known of that from a file."""
        return {} if self._built is None else self._built.fuels

    @property
    def rooted(self) -> frozenset[Item]:
        """Stations that cannot be taken up in the world of the run, as far as is known."""
        return frozenset() if self._built is None else self._built.rooted

    @cached_property
    def _built(self) -> "World | None":
        """The world of the run; None for a file."""
        if self.entries is None:
            return None
        from deckard import worlds  # which numpy comes with

        return worlds.build_world(_config(self.path).world)

    def journal(self) -> tuple[Entry, ...]:
        """The entries; GraphError when this is a file."""
        if self.entries is None:
            raise GraphError(f"{self.path} is a graph without a journal: name a run directory")
        return self.entries


def _config(folder: Path) -> "RunConfig":
    # which reads YAML, and not every question asks for that
    from deckard.runs import directory as rundir

    return rundir.read_run_config(folder)


def open_source(path: Path, at: str | None = None, item: Item | None = None) -> Source:
    """Read a run directory, as it was at a moment, or a file; what leads to an item, or all."""
    if not path.exists():
        raise GraphError(f"there is no {path}: name a run directory, or a file with a graph")
    until = skim.ALWAYS if at is None else Moment.parse(at)
    if not path.is_file():
        return Source(path, until=until, item=item)
    if at is not None:
        raise GraphError(f"{path} is a graph of one moment: --at needs a run directory")
    from deckard.graph import formats as graphs

    return Source(path, graphs.load_graph(path), item=item)
