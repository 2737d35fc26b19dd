"""A run as an object: what it knows, how it came to know that, and what can be done with it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deckard.api.answers import RunPlan, RunScore, RunWhy
from deckard.api.network import to_networkx
from deckard.config import RunConfig
from deckard.errors import GraphError
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED
from deckard.journal.events import Event
from deckard.journal.reader import Entry, Moment
from deckard.journal.state import State
from deckard.runs.directory import read_run_config
from deckard.runs.listing import run_status
from deckard.runs.snapshot import Source
from deckard.types import Inventory, Item

if TYPE_CHECKING:
    import networkx as nx


class Run:
    """A run, or a graph from a file, to look into; `deckard.load` and `deckard.run` make one.

    It is a snapshot: what the run records later is not in it. Everything is computed from the
    journal when it is first asked for.

    Examples:
        >>> import deckard
        >>> run = deckard.load("runs/first")
        >>> run.target, run.env_steps
        ('stone_pickaxe', 4004)
        >>> run.awm.beliefs("stick")[0].recipe.ingredients
        {'planks': 2}
    """

    def __init__(self, source: Source) -> None:
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
            kind: Only events of this kind: `dreamed`, `misdreamed`, `supposed`, `practised`,
                `pursued`, `verified` or `refuted`.

        Returns:
            The events, as the classes of `deckard.journal.events`.

        Raises:
            GraphError: This is a graph from a file.
            RunDirError: An entry of the journal is damaged.

        Examples:
            >>> import deckard
            >>> [e.recipe.item for e in deckard.load("runs/first").events("verified")][:2]
            ['log', 'planks']
        """
        events = (event for entry in self.entries for event in entry.full)
        return [event for event in events if kind in (None, event.kind)]

    def at(self, step: int | str) -> "Run":
        """Return the run as it was at a moment.

        Args:
            step: Env steps, as in 2000; or an entry of the journal, as in "entry:12".

        Returns:
            A run with the entries that were recorded by then.

        Raises:
            ConfigError: The moment is neither.
            GraphError: This is a graph from a file.

        Examples:
            >>> import deckard
            >>> run = deckard.load("runs/first")
            >>> run.at(0).graph.nodes["stick"]["status"]
            'hypothesised'
        """
        self._need_run("at")
        return Run(replace(self._source, until=Moment.parse(str(step))))

    def score(
        self,
        reference: str | None = None,
        items: str | None = None,
        across_versions: bool = False,
    ) -> RunScore:
        """Compare the graph with the truth, which the agent never sees.

        Args:
            reference: What is true: a Minecraft version (1.11.2, 1.16) or a file; None for the
                truth of the run's own world.
            items: A named set (goals67), or items with commas between; None for all.
            across_versions: Whether `reference` may be another version or world than the run's.

        Returns:
            The comparison; printed, it is what `deckard score` says.

        Raises:
            ConfigError: The truth is not known, is of another world, or has none of the items.

        Examples:
            >>> import deckard
            >>> score = deckard.load("runs/first").score(items="log,planks,stick")
            >>> score.accuracy(verified=True).right
            3
        """
        from deckard.bench.score.graph import assess, reference_for

        true = reference_for(
            dict(self.world) if self.world else None, reference, across_versions, items
        )
        return RunScore.of(assess(self.awm, true))

    def why(self, item: Item) -> RunWhy:
        """Tell for each recipe of an item what made it believed, and what refuted others.

        Args:
            item: An item of the graph.

        Returns:
            The accounts of its recipes; printed, it is what `deckard graph why` says.

        Raises:
            GraphError: The item is not in the graph (near names are suggested), or this is a graph
                from a file.

        Examples:
            >>> import deckard
            >>> why = deckard.load("runs/first").why("stick")
            >>> why.status, len(why.accounts)
            ('verified', 1)
        """
        self._need_run("why")
        return RunWhy.of(self.entries, item, self._source)

    def plan(self, item: Item, quantity: int = 1, have: Inventory | None = None) -> RunPlan:
        """Tell in which order to obtain what an item takes, and the env steps expected.

        Args:
            item: An item of the graph.
            quantity: Units to obtain, beyond those in `have`.
            have: What is held already: item to quantity.

        Returns:
            The steps; printed, it is what `deckard graph plan` says.

        Raises:
            GraphError: An item is not in the graph; near names are suggested.
            NoPlan: Nothing is known of how to obtain the item.

        Examples:
            >>> import deckard
            >>> plan = deckard.load("runs/first").plan("stick", quantity=8)
            >>> plan.raw
            {'log': 1}
        """
        return RunPlan.of(self._source, item, quantity, have or {})

    def __repr__(self) -> str:
        """Return one line: what the run is after, and how far it is."""
        items, verified = len(self.awm.known), len(self.awm.items(VERIFIED))
        known = f"{verified} of {items} items verified, {self.env_steps:,} env steps"
        if self.is_file:
            return f"<Run {self.path}: a graph, {known}>"
        config = self.config
        what = f"{config.target or 'everything'} in {config.world.name}, seed {config.seed}"
        return f"<Run {self.path}: {what}, {known}>"

    def _repr_html_(self) -> str:
        """Return the graph as SVG, for notebooks."""
        from html import escape

        from deckard.view.graph.svg import graph_svg

        picture = graph_svg(self._source.whole, self.target)
        return f'<div style="overflow:auto"><p>{escape(repr(self))}</p>{picture}</div>'

    def _need_run(self, what: str) -> None:
        if self.is_file:
            raise GraphError(
                f"{self.path} is a graph from a file, which has no {what}: load a run directory"
            )
