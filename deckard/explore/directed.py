"""Explorers: what to do next."""

import random
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from deckard.dream.ask import open_hypotheses, unlearnt
from deckard.explore.propose import Supposing
from deckard.explore.ranking import Key, Ranked
from deckard.graph.awm import VERIFIED
from deckard.graph.planner import UNLEARNT_STEPS
from deckard.journal.events import Supposed
from deckard.journal.state import State, way
from deckard.types import Item, Recipe
from deckard.verify.revising import elsewhere


@dataclass(frozen=True)
class Sweep:
    """Many crafts to attempt at once, with what is gathered for one of them."""

    recipe: Recipe
    also: tuple[Item, ...]


Decision = Recipe | Supposed | Sweep
"""A recipe to pursue, a supposition to take up, or many crafts to attempt with one stock."""
Explorer = Callable[[State, "Aim", random.Random], Decision | None]
KNOWN = {
    "directed": "deckard.explore.directed:Directed",
    "frontier": "deckard.explore.directed:Frontier",
    "thrifty": "deckard.explore.thrifty.explorer:Thrifty",
    "no-llm": "deckard.bench.baselines.uniform:Untaught",
    "random": "deckard.bench.baselines.uniform:AtRandom",
    "adam": "deckard.bench.baselines.adam:Adam",
    "xenon": "deckard.bench.baselines.xenon:Xenon",
    "oracle": "deckard.bench.baselines.oracle:Oracle",
}


@dataclass(frozen=True)
class Aim:
    """What the run is after, the bounds it keeps to, and what there is in its world."""

    target: Item | None
    tries: int
    stations: Sequence[Item]
    """Items that can be placed to craft or smelt at."""
    sights: Collection[str]
    """Blocks and mobs that can be perceived."""
    vocabulary: Sequence[Item] = ()
    """Every name that an item can have."""
    fuels: Mapping[Item, float] = field(default_factory=dict)
    """How many items one unit of a fuel smelts."""

    def items(self, state: State) -> set[Item]:
        """The items that matter: the target and what it leads down to, or all in the graph."""
        return state.awm.behind(self.target) if self.target else set(state.awm.known)

    def unknown(self, state: State) -> list[Item]:
        """Items of the world, or those that the target leads down to, that are not verified.

        Of no language model's naming, where there is no target; in alphabetical order.
        """
        matter = self.items(state) & set(self.vocabulary) if self.target else set(self.vocabulary)
        return sorted(item for item in matter if not state.awm.is_verified(item))


class Directed:
    """The cheapest frontier subgoal of those that matter; then doubt; suppositions; proofs.

    Wrong hypotheses can block each other (planks need a table, a table needs planks). Pursuing the
    least blocked item without what is unverified breaks the circle: it succeeds exactly when the
    requirement was imagined.
    """

    def __init__(self) -> None:
        self._ranked: Ranked | None = None
        self._tries = 0

    def __call__(self, state: State, aim: Aim, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when nothing is left to try."""
        if proof := unproven(state, aim):
            return proof
        matter = aim.items(state) if aim.target else None
        if found := self._cheapest(state, aim.tries, matter):
            return found
        relevant = [i for i in sorted(aim.items(state)) if not state.awm.is_verified(i)]
        live = [r for i in relevant for r in open_hypotheses(state, i, aim.tries)]
        if live:
            return min(live, key=lambda r: (_price(state, r), _blocked(state, r), *_name(state, r)))
        supposed = next(Supposing(state, aim.stations, aim.sights).of_any(relevant), None)
        return Supposed(recipe=supposed) if supposed else next(_proofs(state, aim), None)

    def _cheapest(self, state: State, tries: int, matter: Collection[Item] | None) -> Recipe | None:
        """The cheapest of what can be tried, among the items that matter; None is all."""
        if self._ranked is None or self._ranked.state is not state or self._tries != tries:
            self._tries = tries
            self._ranked = Ranked(state, lambda item: _ready(state, item, tries))
        for *_, item, _, recipe in self._ranked.order():
            if matter is None or item in matter:
                return recipe
        return None


def _ready(state: State, item: Item, tries: int) -> list[Key]:
    """The hypotheses of an item that can be tried, each with what ranks it: the cheapest first.

    Of an item that was only collected by chance so far, the crafts.
    """
    known = state.awm.is_verified(item)
    if known and not unlearnt(state, item):
        return []
    left = open_hypotheses(state, item, tries)
    ready = [r for r in left if not state.awm.unverified(r) and not (known and r.how == "collect")]
    ranks = [(_price(state, r), state.tried(r), *_name(state, r)) for r in ready]
    return [(*rank, k, recipe) for k, (rank, recipe) in enumerate(zip(ranks, ready, strict=True))]


def unproven(state: State, aim: Aim) -> Recipe | None:
    """The target when it is verified, but was not yet obtained in a life."""
    if not aim.target or state.obtained[aim.target]:
        return None
    known = state.awm.recipes(aim.target, VERIFIED)
    return next((r for r in known if state.tried(r) < 5 * aim.tries), None)


def _proofs(state: State, aim: Aim) -> Iterator[Recipe]:
    """Crafts of what matters without the station of which nothing shows that it is needed."""
    for item in sorted(aim.items(state)):
        for recipe in state.awm.recipes(item, VERIFIED):
            open_ones = elsewhere(state, recipe) if recipe.station else ()
            yield from (r for r in open_ones if state.pursued[way(r)] < 5 * aim.tries)


def _price(state: State, recipe: Recipe) -> float:
    """Rough env steps until a success, if a belief's weight is the chance that it is true."""
    return _effort(state, recipe) / state.awm.weight(recipe)


def _name(state: State, recipe: Recipe) -> tuple[float, Item]:
    """What decides between equals: the heavier first, then the name."""
    return -state.awm.weight(recipe), recipe.item


def _effort(state: State, recipe: Recipe) -> float:
    """Rough env steps of an attempt: crafts are nearly free, policies to be learnt are dear."""
    needs = UNLEARNT_STEPS * sum(unlearnt(state, need) for need in recipe.needs)
    if recipe.how != "collect" or recipe.item in state.options:
        return needs
    return needs + UNLEARNT_STEPS * (1 + len(recipe.tools))


def _blocked(state: State, recipe: Recipe) -> int:
    return len(state.awm.unverified(recipe))


def free_attempts(state: State, unknown: Collection[Item]) -> Sweep | None:
    """Attempt everything unknown with what is held, once for each inventory."""
    held = {i: n for i, n in sorted(state.holds.items()) if state.awm.is_verified(i)}
    if not held or not unknown or frozenset(held.items()) in state.swept:
        return None
    items = tuple(sorted(unknown))
    return Sweep(Recipe(item=items[0], how="craft", ingredients=held), items)


class Frontier:
    """The rules of the 2023 release: unvisited subgoals first, then any, drawn evenly.

    Subgoals are the frontier and, until the target is verified, everything verified; a wrong
    hypothesis so stays on the frontier for ever, bounded only by the budget. With `free`, every new
    inventory is first tried on all unknown items, as in the release (which stops at the first
    success); the runs that XENON was compared with had none of that. A visit counts also when its
    episode ended early, which the release takes back; and every item is on the frontier that may
    be, while the release's filter of duplicates passes over most at the start (both kinder).
    """

    def __init__(self, free: bool = False) -> None:
        self.free = free
        self._ranked: Ranked | None = None

    def __call__(self, state: State, aim: Aim, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when the frontier and the verified are empty."""
        if self.free and (attempts := free_attempts(state, aim.unknown(state))):
            return attempts
        if self._ranked is None or self._ranked.state is not state:
            self._ranked = Ranked(state, lambda item: _goals(state, item))
        goals = self._ranked.order()
        if aim.target:
            matter, done = aim.items(state), state.awm.is_verified(aim.target)
            goals = [g for g in goals if g[2] in (matter if not (done and g[1]) else [aim.target])]
        fresh = bisect_left(goals, (True,))
        return goals[rng.choice(range(fresh or len(goals)))][-1] if goals else None


def _goals(state: State, item: Item) -> list[Key]:
    """What of an item the release may pursue, what was not yet first: the frontier before all."""
    visited, known = state.pursuits[item] > 0, state.awm.recipes(item, VERIFIED)[:1]
    found = [(False, r) for r in state.awm.open(item)] + [(True, r) for r in known]
    return [(visited, verified, item, k, r) for k, (verified, r) in enumerate(found)]
