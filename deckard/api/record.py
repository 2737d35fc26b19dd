"""What was recorded of a run: its config, its journal, and the graph that they lead to."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deckard.api.checks import check_kind
from deckard.api.network import to_networkx
from deckard.config import RunConfig
from deckard.errors import GraphError
from deckard.graph.awm import AWM
from deckard.journal.events import Event
from deckard.journal.reader import Entry
from deckard.journal.state import State
from deckard.runs.directory import read_run_config
from deckard.runs.listing import run_status
from deckard.runs.snapshot import Source
from deckard.types import Item

if TYPE_CHECKING:
    import networkx as nx


class RunRecord:
    """What is on disk of a run, or of a graph in a file; `Run` is what users see of it."""

    def __init__(self, source: Source) -> None:
        """Read the journal.

        Args:
            source: Where the graph and its journal are.
        """
        self._source = source
        self._entries = source.entries  # read now: a run that goes on will have more

    @property
    def path(self) -> Path:
        """The run directory, or the file that the graph is from."""
        return self._source.path

    @property
    def is_file(self) -> bool:
        """Whether this is a graph from a file, without config, journal and policies."""
        return self._source.file is not None

    @property
    def target(self) -> Item | None:
        """The item that the run is after; None where it is after all, or it is not known."""
        return self._source.pursued

    @property
    def world(self) -> Mapping[str, Any] | None:
        """What its world says of itself, such as its Minecraft version; None if not known."""
        return self._source.world

    @cached_property
    def config(self) -> RunConfig:
        """The config of the run.

        Raises:
            GraphError: This is a graph from a file.
        """
        self._need_run("config")
        return read_run_config(self.path)

    @property
    def status(self) -> str:
        """`running`, `stopped`, or why the run ended, as in `target verified: log`.

        Raises:
            GraphError: This is a graph from a file.
        """
        self._need_run("status")
        return run_status(self.path)

    @property
    def env_steps(self) -> int:
        """Env steps (ticks of the world) that are recorded, practice included."""
        return self._source.whole.steps

    @property
    def awm(self) -> AWM:
        """The Abstract World Model: for each item the recipes that are believed, best first."""
        return self._source.whole.awm

    @cached_property
    def graph(self) -> "nx.MultiDiGraph":
        """The graph as a `networkx.MultiDiGraph`, for a run directory and a file alike.

        A node is an item, its name the key:

        | attribute | type | meaning |
        |---|---|---|
        | `status` | str | `verified`, `hypothesised` or `unknown` (only named as a need) |
        | `how` | str | `collect`, `craft` or `smelt`, of its best recipe; "" when unknown |
        | `recipe` | str | its best recipe in words; "" when unknown |
        | `target` | bool | whether the run is after it |

        An edge from `a` to `b` says that a recipe of `b` needs `a`. An item with several recipes
        has the edges of each:

        | attribute | type | meaning |
        |---|---|---|
        | `role` | str | `ingredient` (used up), `tool` (in the hand) or `station` (near) |
        | `quantity` | int | units that one run of the recipe takes |
        | `status` | str | `verified` or `hypothesised`, of the recipe |
        | `recipe` | int | the place of the recipe in `run.awm.beliefs(b)`; 0 is the best |

        All values are str, int or bool, so that networkx can write the graph in any form.

        Examples:
            >>> import deckard
            >>> graph = deckard.load("runs/first").graph
            >>> sorted(graph.predecessors("wooden_pickaxe"))
            ['crafting_table', 'planks', 'stick']
            >>> [d["quantity"] for _, _, d in graph.in_edges("stick", data=True)]
            [2]
        """
        return to_networkx(self.awm, self.target)

    @property
    def state(self) -> State:
        """All that the agent knew, policies included; of a file the graph alone."""
        return self._source.known

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the journal, which the agent wrote one at a time.

        Of each there are its `number` (from 1), `at` (when, in ISO form), `steps` (env steps spent
        by then) and `full` (its events).

        Raises:
            GraphError: This is a graph from a file.
        """
        self._need_run("entries")
        return self._entries or ()

    def events(self, kind: str | None = None) -> list[Event]:
        """Return what happened, in order.

        Args:
            kind: Only events of this kind: `dreamed`, `misdreamed`, `voided`, `supposed`,
                `practised`, `pursued`, `attempted`, `verified` or `refuted`.

        Returns:
            The events, as the classes of `deckard.journal.events`.

        Raises:
            ConfigError: There is no such kind.
            GraphError: This is a graph from a file.
            RunDirError: An entry of the journal is damaged.

        Examples:
            >>> import deckard
            >>> [e.recipe.item for e in deckard.load("runs/first").events("verified")][:2]
            ['log', 'planks']
        """
        check_kind(kind)
        events = (event for entry in self.entries for event in entry.full)
        return [event for event in events if kind in (None, event.kind)]

    def _need_run(self, what: str) -> None:
        if self.is_file:
            raise GraphError(
                f"{self.path} is a graph from a file, which has no {what}: load a run directory"
            )
