"""What the agent knows and has spent, folded from the events of its journal."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.graph.document import VERSION, Graph, GraphItem
from deckard.journal.events import Event
from deckard.types import (
    Item,
    Option,
    Recipe,
    RecipeKey,
)

ENDED = frozenset(("stuck", "aborted", "died"))
"""Endings of a pursuit that end the life, too."""


SETTLED = 1000.0
"""How many tries in vain an attempt counts for that settles a recipe."""


class Fold:
    """What one explorer or verifier keeps of a run: a function of the events alone.

    A component that needs more than the state holds defines a subclass beside itself, without
    arguments to `__init__`, and reads it by `state.view(Subclass)`. Every state folds all
    subclasses that are defined when it takes in its first event:

        class Visits(Fold):
            def __init__(self) -> None:
                self.counts = Counter[Item]()

            def apply(self, event: Event, state: State, entry: int) -> None:
                if isinstance(event, Pursued):
                    self.counts[event.item] += 1

        def explorer(state: State, goal: Goal, rng: random.Random) -> Decision | None:
            counts = state.view(Visits).counts
    """

    classes: ClassVar[list[type["Fold"]]] = []
    """Every fold that is defined."""

    def __init_subclass__(cls) -> None:
        """Have every state that is made from now on keep this fold."""
        Fold.classes.append(cls)

    def apply(self, event: Event, state: "State", entry: int) -> None:
        """Take in one event.

        It must not keep the state, nor change it, but for what it notes in `state.awm.changes`.

        Args:
            event: What happened.
            state: What was known before the event.
            entry: The number of the journal entry that holds the event; 0 for none.
        """
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        """Two folds are equal when they are of one class and keep the same."""
        return type(self) is type(other) and vars(self) == vars(other)


AnyFold = TypeVar("AnyFold", bound=Fold)


@dataclass
class State:
    """What the agent knows and has spent so far, as far as every agent needs it.

    What a single explorer or verifier needs is a `Fold` of its own; see `view`.
    """

    awm: AWM = field(default_factory=AWM)
    options: dict[Item, Option] = field(default_factory=dict)
    """The latest option of each item that has one."""
    asked: Counter[Item] = field(default_factory=Counter)
    """How often the language model was asked for an item."""
    vain: defaultdict[RecipeKey, float] = field(default_factory=lambda: defaultdict(float))
    """The weight of pursuits in vain, by a recipe's key and its needs that were unverified then."""
    deadly: defaultdict[RecipeKey, float] = field(default_factory=lambda: defaultdict(float))
    """The same of pursuits that killed since an option was last learnt."""
    refuted: dict[Item, list[Recipe]] = field(default_factory=lambda: defaultdict(list))
    replaced: dict[Item, list[Recipe]] = field(default_factory=lambda: defaultdict(list))
    """Recipes that an observed one replaced."""
    reasons: dict[Item, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Why hypotheses were refuted or answers unusable: evidence for the next question."""
    obtained: Counter[Item] = field(default_factory=Counter)
    """How many pursuits gained each item in a life; practice does not count."""
    pursuits: Counter[Item] = field(default_factory=Counter)
    """How often each item was practised or pursued, or came first in a bulk attempt."""
    blocked: set[RecipeKey] = field(default_factory=set)
    """Keys of recipes whose pursuit could not begin, for want of a plan, with what is known now."""
    pursued: Counter[RecipeKey] = field(default_factory=Counter)
    """How often each recipe was practised or pursued."""
    steps: int = 0
    """Env steps, practice included."""
    practice_steps: int = 0
    """Env steps of practice."""
    aborted: int = 0
    """Episodes, lives among them, that the world broke off."""
    died: int = 0
    """Episodes, lives among them, in which the agent died."""
    restarts: int = 0
    """How often the world had to be started again, since the run first began."""
    life: int = 0
    """Number of the current life; one ends when a pursuit in it gets stuck, is aborted or kills."""
    life_seed: int | None = None
    """Seed of the current life; None before it begins."""
    trace: list[str] = field(default_factory=list)
    """What was done in the current life, one trace for each pursuit."""
    holds: dict[Item, int] = field(default_factory=dict)
    """What is held in the current life, or placed within reach."""
    entries: int = 0
    """Entries of the journal that this state was folded from."""
    folds: dict[type[Fold], Fold] = field(default_factory=dict, repr=False)
    _begun: bool = False
    """Whether an event was taken in."""

    def view(self, kind: type[AnyFold]) -> AnyFold:
        """Return a fold of the events so far; it follows the events to come.

        Args:
            kind: The class of the fold.

        Raises:
            RuntimeError: The class was defined after the state had taken in events.
        """
        fold = self.folds.get(kind)
        if fold is None:
            if self._begun:
                raise RuntimeError(
                    f"{kind.__name__} was defined after this state had taken in events: import its "
                    "module before the journal is read"
                )
            fold = self.folds[kind] = kind()
        assert isinstance(fold, kind)
        return fold

    def begin(self) -> None:
        """Make every fold that is defined; nothing from the second call on."""
        if not self._begun:
            self._begun = True
            self.folds = {kind: self.folds.get(kind) or kind() for kind in Fold.classes}

    @classmethod
    def of_graph(cls, graph: Graph) -> "State":
        """Return the state of an agent that knows a graph and nothing else."""
        state = cls(awm=graph.awm(), steps=graph.env_steps, entries=graph.entries)
        state.refuted.update({node.item: list(node.wrong) for node in graph.items if node.wrong})
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
        """Return how often a recipe was pursued in vain, with the needs verified that are now.

        An attempt of a craft settles it and counts 1000; to get stuck on the way counts 0.2. To
        die on it counts 0.05, until another option is learnt: with that the agent may live. One
        whose pursuit could not begin counts as settled, until more is known (see `blocked`).

        Args:
            recipe: A hypothesis or a verified recipe.
        """
        if recipe.key in self.blocked:
            return SETTLED
        attempt = self._attempt(recipe)
        return self.vain.get(attempt, 0.0) + self.deadly.get(attempt, 0.0)

    def survive(self) -> None:
        """Let every pursuit that killed begin again: with what is learnt now it may not."""
        self.awm.changes.note(*sorted({item for item, *_ in self.deadly}))
        self.deadly.clear()

    def unblock(self) -> None:
        """Let every pursuit begin again: there may be a plan for it now."""
        self.awm.changes.note(*sorted({item for item, *_ in self.blocked}))
        self.blocked.clear()

    def _attempt(self, recipe: Recipe) -> RecipeKey:
        return (*recipe.key, *self.awm.unverified(recipe))


def doubtful(state: State, item: Item) -> bool:
    """Whether a craft was dreamed of an item that so far was only collected by chance."""
    dreamed = [*state.awm.recipes(item, HYPOTHESISED), *state.refuted.get(item, ())]
    return unlearnt(state, item) and any(r.how != "collect" for r in dreamed)


def unlearnt(state: State, item: Item) -> bool:
    """Whether all verified recipes of an item are collects, and no reliable option serves them."""
    recipes, option = state.awm.recipes(item, VERIFIED), state.options.get(item)
    learnt = option is not None and option.reliable
    return bool(recipes) and not learnt and all(r.how == "collect" for r in recipes)


def open_hypotheses(state: State, item: Item, tries: int) -> list[Recipe]:
    """Hypotheses of an item that were not yet pursued in vain `tries` times.

    Partial ones are among them only where no whole one is left.
    """
    left = [r for r in state.awm.recipes(item, HYPOTHESISED) if state.tried(r) < tries]
    whole = state.awm.whole(item)
    return [r for r in left if r in whole] or left
