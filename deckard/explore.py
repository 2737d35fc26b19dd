"""Explorers: what to do next."""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from deckard.awm import VERIFIED
from deckard.dream import open_hypotheses, unlearnt
from deckard.events import State, Supposed
from deckard.plan import UNLEARNT_STEPS
from deckard.recipes import Item, Recipe
from deckard.suppose import suppositions


@dataclass(frozen=True)
class Sweep:
    """Many crafts to attempt at once, with what is gathered for one of them."""

    recipe: Recipe
    also: tuple[Item, ...]


Decision = Recipe | Supposed | Sweep
"""A recipe to pursue, a supposition to take up, or many crafts to attempt with one stock."""
Explorer = Callable[[State, "Aim", random.Random], Decision | None]
KNOWN = {
    "directed": "deckard.explore:Directed",
    "frontier": "deckard.explore:Frontier",
    "thrifty": "deckard.thrifty:Thrifty",
    "no-llm": "deckard.untaught:Untaught",
    "random": "deckard.untaught:AtRandom",
    "adam": "deckard.adam:Adam",
    "xenon": "deckard.xenon:Xenon",
    "oracle": "deckard.insiders:Oracle",
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
    """The cheapest frontier subgoal of those that matter; then doubt; then suppositions.

    Wrong hypotheses can block each other (planks need a table, a table needs planks). Pursuing the
    least blocked item without what is unverified breaks the circle: it succeeds exactly when the
    requirement was imagined.
    """

    def __call__(self, state: State, aim: Aim, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when nothing is left to try."""
        if proof := unproven(state, aim):
            return proof
        matter = sorted(aim.items(state))
        relevant = [i for i in matter if not state.awm.is_verified(i)]
        live = [r for i in relevant for r in open_hypotheses(state, i, aim.tries)]
        frontier = [r for r in live if not state.awm.unverified(r)]
        frontier += [r for i in matter for r in self._better(state, i, aim.tries)]
        if frontier:
            return min(frontier, key=lambda r: (_price(state, r), state.tried(r), *_name(state, r)))
        if live:
            return min(live, key=lambda r: (_price(state, r), _blocked(state, r), *_name(state, r)))
        return self._suppose(state, aim, relevant)

    def _better(self, state: State, item: Item, tries: int) -> list[Recipe]:
        """Crafts not tried yet of an item that was only collected by chance so far."""
        if not unlearnt(state, item):
            return []
        found = [r for r in open_hypotheses(state, item, tries) if r.how != "collect"]
        return [r for r in found if not state.awm.unverified(r)]

    def _suppose(self, state: State, aim: Aim, relevant: Sequence[Item]) -> Supposed | None:
        """The first supposition for an item that was asked for and has no hypothesis left."""
        for item in relevant:
            for recipe in suppositions(state, item, aim.stations, aim.sights):
                return Supposed(recipe=recipe)
        return None


def unproven(state: State, aim: Aim) -> Recipe | None:
    """The target when it is verified, but was not yet obtained in a life."""
    if not aim.target or state.obtained[aim.target]:
        return None
    known = state.awm.recipes(aim.target, VERIFIED)
    return next((r for r in known if state.tried(r) < 5 * aim.tries), None)


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

    def __call__(self, state: State, aim: Aim, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when the frontier and the verified are empty."""
        if self.free and (attempts := free_attempts(state, aim.unknown(state))):
            return attempts
        matter = aim.items(state)
        goals = [r for r in state.awm.frontier() if r.item in matter]
        verified = [i for i in state.awm.items(VERIFIED) if i in matter]
        if aim.target and state.awm.is_verified(aim.target):
            verified = [aim.target]
        goals += [state.awm.recipes(i, VERIFIED)[0] for i in verified]
        fresh = [r for r in goals if not state.pursuits[r.item]]
        return rng.choice(fresh or goals) if goals else None
