"""Explorers: what the agent tries next."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from deckard.explore.searches import Searches
from deckard.graph.beliefs import VERIFIED
from deckard.journal.events import Supposed
from deckard.journal.state import State, unlearnt
from deckard.types import BulkAttempt, Item, Recipe
from deckard.verify.harms import Harms, defences

Decision = Recipe | Supposed | BulkAttempt
"""A recipe to pursue, a recipe of the agent's own to take up, or many crafts to attempt at once."""
PROOF_FACTOR = 5
"""A verified recipe is pursued for a proof at most this many times `tries`; chosen."""
KNOWN = {
    "directed": "deckard.explore.directed:Directed",
    "frontier": "deckard.bench.baselines.deckard2023:Frontier",
    "thrifty": "deckard.explore.thrifty.explorer:Thrifty",
    "no-llm": "deckard.bench.baselines.deckard2023:Untaught",
    "random": "deckard.bench.baselines.uniform:AtRandom",
    "adam": "deckard.bench.baselines.adam:Adam",
    "xenon": "deckard.bench.baselines.xenon:Xenon",
    "oracle": "deckard.bench.baselines.oracle:Oracle",
}


@dataclass(frozen=True)
class Goal:
    """What a run is after, and what there is in its world."""

    target: Item | None
    """The item to obtain; None to learn the recipes of all items."""
    tries: int
    """Pursuits in vain after which a hypothesis is left alone; `wake.tries`."""
    stations: Sequence[Item]
    """Items that can be placed to craft or smelt at."""
    sights: Collection[str]
    """Blocks and mobs that can be perceived."""
    vocabulary: Sequence[Item] = ()
    """Everything that can be pursued in the world: its items, deeds and needs."""
    fuels: Mapping[Item, float] = field(default_factory=dict)
    """How many items one unit of each fuel smelts."""
    unheld: frozenset[Item] = frozenset()
    """Deeds and needs: they are never held, and no recipe may use them."""
    needs: Sequence[Item] = ()
    """The needs of the world: to know what meets them matters to every run."""
    walks: bool = False
    """Whether policies take several decisions on their way, so that each practice learns one."""

    @property
    def proof_tries(self) -> int:
        """Pursuits of a verified recipe, or of less than it, after which a proof is given up."""
        return PROOF_FACTOR * self.tries

    def items(self, state: State) -> set[Item]:
        """Return the items that matter.

        Args:
            state: What the agent knows.

        Returns:
            The target, the needs of the world, and all that they lead down to; without a target,
            all items in the graph.
        """
        if not self.target:
            return set(state.awm.known)
        return set().union(*map(state.awm.behind, (self.target, *self.needs)))

    def vital(self, state: State) -> set[Item]:
        """Return what comes before all else: what the agent needs to stay alive, and cannot do.

        Args:
            state: What the agent knows.

        Returns:
            Of the needs that harm the agent when they are not met, those of which nothing is
            verified, or collects alone that no reliable option serves; deeds by which what harms it
            is met, and that were never practised; and all that these lead down to. None where
            nothing harms.
        """
        awm, practised = state.awm, {item for item, _ in state.view(Searches).practices}
        needs = [need for need in self.needs if need in state.view(Harms).harmful]
        unmet = [need for need in needs if not awm.is_verified(need) or unlearnt(state, need)]
        met_by = defences(state, self.unheld.difference(self.needs)).values()
        against = {recipe.item for recipe in met_by} - practised
        return set().union(*map(awm.behind, (*unmet, *sorted(against))))

    def unknown(self, state: State) -> list[Item]:
        """Return the items of the world that matter and are not verified.

        Args:
            state: What the agent knows.

        Returns:
            Those that the target leads down to; without a target, all. In alphabetical order.
        """
        matter = self.items(state) & set(self.vocabulary) if self.target else set(self.vocabulary)
        return sorted(item for item in matter if not state.awm.is_verified(item))


class Explorer(ABC):
    """Decides what the agent tries next.

    Derive from this class, or write a plain function with the parameters of `__call__`. The
    constructor's parameters are options of the config (`explorer.NAME=VALUE`), but for `world` and
    `patience`, which the run fills in. What an explorer needs to remember of the events is a `Fold`
    (see `deckard.journal.state`); whatever else it keeps must follow from the state, or a run that
    is resumed would go on otherwise.
    """

    benchmark: str = ""
    """What of the truth it is told, for the manifest. Empty for an explorer that knows nothing."""
    goes_astray: bool = False
    """Whether it also tries hypotheses of items that the target does not lead down to."""

    @abstractmethod
    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return what to try next.

        The run calls this whenever no question to the language model is due, once before each step
        of the agent. It must not change the state, and must return the same for the same arguments.

        Args:
            state: What the agent knows.
            goal: What the run is after; the same object in every call of a run.
            rng: The only source of chance; seeded anew for each decision.

        Returns:
            A recipe to pursue, a `Supposed` event with a recipe of its own to add to the graph, a
            `BulkAttempt`, or None when nothing is left to try.
        """


class FunctionExplorer(Explorer):
    """An explorer that decides by a function."""

    def __init__(self, rule: Callable[[State, Goal, random.Random], Decision | None]) -> None:
        """Take the function.

        Args:
            rule: What decides; see `Explorer.__call__`.
        """
        self.rule = rule

    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return what the function returns."""
        return self.rule(state, goal, rng)


ExplorerLike = Explorer | Callable[[State, Goal, random.Random], Decision | None]
"""An explorer, or a function that decides like one."""


def as_explorer(component: ExplorerLike) -> Explorer:
    """Return an explorer for what may be a function.

    Args:
        component: An explorer, or anything else that is called like one.
    """
    return component if isinstance(component, Explorer) else FunctionExplorer(component)


def unproven(state: State, goal: Goal) -> Recipe | None:
    """Return what is left to pursue once the target is verified, if anything is.

    A run ends when the target was obtained in the agent's life; practice alone verifies it, too.

    Args:
        state: What the agent knows.
        goal: What the run is after.

    Returns:
        A verified recipe of the target, unless it was obtained in a life or pursued too often.
    """
    if not goal.target or state.obtained[goal.target]:
        return None
    return next(untried_proofs(state, goal, goal.target), None)


def is_open_proof(state: State, goal: Goal, less: Recipe) -> bool:
    """Return whether less than a verified recipe is still to be pursued for a proof.

    Args:
        state: What the agent knows.
        goal: What the run is after.
        less: The recipe without something.
    """
    return less.key not in state.blocked and state.pursued[less.key] < goal.proof_tries


def untried_proofs(state: State, goal: Goal, item: Item) -> Iterator[Recipe]:
    """Yield the verified recipes of an item that were not pursued too often.

    Args:
        state: What the agent knows.
        goal: What the run is after.
        item: The item.
    """
    recipes = state.awm.recipes(item, VERIFIED)
    return (recipe for recipe in recipes if state.tried(recipe) < goal.proof_tries)
