"""What the agent knows and has spent, folded from the events of its journal."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.graph.document import VERSION, Graph, GraphItem
from deckard.types import (
    Failure,
    How,
    Inventory,
    Item,
    Making,
    Option,
    Recipe,
    Touch,
    Touches,
    Way,
    covers,
    way,
)

ENDED = frozenset(("stuck", "aborted"))
"""Endings of a pursuit that end the life, too."""


@dataclass
class State:
    """What the agent knows and has spent so far."""

    awm: AWM = field(default_factory=AWM)
    options: dict[Item, Option] = field(default_factory=dict)
    asked: Counter[Item] = field(default_factory=Counter)
    """How often the language model was asked for an item."""
    vain: defaultdict[Way, float] = field(default_factory=lambda: defaultdict(float))
    """For each hypothesis, and what of its needs was verified, the weight of vain pursuits."""
    refuted: dict[Item, list[Recipe]] = field(default_factory=lambda: defaultdict(list))
    replaced: dict[Item, list[Recipe]] = field(default_factory=lambda: defaultdict(list))
    """Recipes that one which was seen corrected."""
    reasons: dict[Item, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Why hypotheses were refuted or answers not usable: evidence for the next question."""
    failures: dict[Item, list[Failure]] = field(default_factory=lambda: defaultdict(list))
    stood: dict[Making, tuple[frozenset[Item], ...]] = field(default_factory=dict)
    """Of what was made of the same things: the stations that stood by, each time that tells."""
    touches: dict[tuple[str, Item | None], Touch] = field(default_factory=Touches)
    obtained: Counter[Item] = field(default_factory=Counter)
    """Items gained in a life, and how many pursuits gained them."""
    pursuits: Counter[Item] = field(default_factory=Counter)
    """How often each item was practised or pursued, or came first in a bulk attempt."""
    pursued: Counter[Way] = field(default_factory=Counter)
    """How often each recipe was practised or pursued."""
    attempted: Counter[tuple] = field(default_factory=Counter)
    """How often each bulk attempt was made, by its key."""
    given: set[Item] = field(default_factory=set)
    """Items whose recipe was verified before anything was done."""
    steps: int = 0
    """Env steps, practice included."""
    practice_steps: int = 0
    sought: Counter[tuple[Item, Item | None]] = field(default_factory=Counter)
    """Practice episodes that sought an item with one thing in the hand."""
    met: dict[Item, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Sources that were broken or used while an item was sought."""
    attempts: dict[Item, Counter[tuple[How, bool]]] = field(default_factory=dict)
    """Of each item its practices and pursuits by how, and whether they succeeded, since one of its
    recipes was last refuted."""
    setbacks: dict[Item, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The entries in which a recipe of an item was refuted."""
    judged: Counter[tuple[How, bool]] = field(default_factory=Counter)
    """Dreamed recipes by how, and whether they proved right."""
    aborted: int = 0
    """Episodes, lives among them, that the world broke off."""
    restarts: int = 0
    """How often the world had to be started again, since the run first began."""
    life: int = 0
    """Number of the current life; a life ends when a pursuit in it gets stuck or is aborted."""
    life_seed: int | None = None
    trace: list[str] = field(default_factory=list)
    """What was done in the current life, one trace for each pursuit."""
    swept: set[frozenset] = field(default_factory=set)
    """Stocks with which everything unknown was attempted."""
    stocked: Counter[Item] = field(default_factory=Counter)
    """The most of each item that was in a stock."""
    barren: int = 0
    """Bulk attempts since one last obtained something."""
    short: Counter[Item] = field(default_factory=Counter)
    """How often a stock was to have an item and did not get it."""
    holds: dict[Item, int] = field(default_factory=dict)
    """What is held in the current life, or placed within reach."""
    entries: int = 0
    """Entries of the journal that this state was folded from."""

    @classmethod
    def of_graph(cls, graph: Graph) -> "State":
        """Return what an agent would know that knew a graph and nothing else."""
        state = cls(awm=graph.awm(), steps=graph.env_steps, entries=graph.entries)
        state.refuted.update(
            {known.item: list(known.wrong) for known in graph.items if known.wrong}
        )
        return state

    def document(
        self, target: Item | None, order: Iterable[Item], world: dict[str, Any] | None = None
    ) -> Graph:
        """Return what is known as a document that lists the items in an order."""
        items = [
            GraphItem(item=item, beliefs=self.awm.beliefs(item), wrong=self.wrong(item))
            for item in order
        ]
        return Graph(
            deckard_graph=VERSION,
            target=target,
            env_steps=self.steps,
            entries=self.entries,
            world=world,
            items=tuple(items),
        )

    def wrong(self, item: Item) -> tuple[Recipe, ...]:
        """The recipes that were believed of an item and found wrong, each once."""
        recipes = (*self.refuted.get(item, ()), *self.replaced.get(item, ()))
        return tuple(r for k, r in enumerate(recipes) if r not in recipes[:k])

    def tried(self, recipe: Recipe) -> float:
        """How often a hypothesis was pursued in vain with as many of its needs verified as now."""
        return self.vain.get(self._attempt(recipe), 0.0)

    def _attempt(self, recipe: Recipe) -> Way:
        return (*way(recipe), *self.awm.unverified(recipe))

    def failed(self, item: Item, how: str, inventory: Inventory, near: Iterable[Item]) -> bool:
        """Whether a craft is known to fail: it did with all this at hand, or with more."""
        return any(covers(f.before, inventory) for f in self._failures(item, how, near))

    def disproved(self, item: Item, how: str, used: Inventory, near: Iterable[Item]) -> bool:
        """Whether a craft was seen not to take this: all was there, and what burnt besides."""
        return any(covers(f.usable, used) for f in self._failures(item, how, near))

    def _failures(self, item: Item, how: str, near: Iterable[Item]) -> Iterator[Failure]:
        stations = frozenset(near)
        for failure in self.failures.get(item, ()):
            if failure.how == how and failure.near >= stations:
                yield failure


def doubtful(state: State, item: Item) -> bool:
    """Whether an item was dreamed to be made, but so far was only collected by chance."""
    dreamed = [*state.awm.recipes(item, HYPOTHESISED), *state.refuted.get(item, ())]
    return unlearnt(state, item) and any(r.how != "collect" for r in dreamed)


def unlearnt(state: State, item: Item) -> bool:
    """Whether all verified ways to an item are collects that no option can be relied on for."""
    known, option = state.awm.recipes(item, VERIFIED), state.options.get(item)
    learnt = option is not None and option.reliable
    return bool(known) and not learnt and all(r.how == "collect" for r in known)


def open_hypotheses(state: State, item: Item, tries: int) -> list[Recipe]:
    """Hypotheses of an item that were not yet pursued in vain `tries` times."""
    return [r for r in state.awm.recipes(item, HYPOTHESISED) if state.tried(r) < tries]
