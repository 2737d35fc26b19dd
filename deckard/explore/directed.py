"""The explorer that goes for its target: the cheapest frontier subgoal first."""

import random
from collections.abc import Collection, Iterator

from deckard.explore import Decision, Explorer, Goal, is_open_proof, unproven
from deckard.explore.propose import Supposing
from deckard.explore.ranking import Key, Ranked
from deckard.graph.beliefs import VERIFIED
from deckard.graph.order import of_same_kinds
from deckard.graph.planner import UNLEARNT_STEPS
from deckard.journal.events import Supposed
from deckard.journal.state import State, open_hypotheses, unlearnt
from deckard.types import Item, Recipe
from deckard.verify.inference import with_fewer_stations


class Directed(Explorer):
    """The cheapest frontier subgoal of those that matter; then doubt; suppositions; proofs.

    What meets the needs of a world comes first.

    Wrong hypotheses can block each other (planks need a table, a table needs planks). Pursuing the
    least blocked item without what is unverified breaks the circle: it succeeds exactly when the
    requirement was imagined.
    """

    goes_astray = True

    def __init__(self) -> None:
        self._ranked: Ranked | None = None
        self._tries = 0

    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when nothing is left to try."""
        if proof := unproven(state, goal):
            return proof
        vital = goal.vital(state)
        if vital and (recipe := self._vital(state, goal.tries, vital)):
            return recipe
        matter = goal.items(state)
        if recipe := self._hypothesis(state, goal.tries, matter if goal.target else None):
            return recipe
        relevant = [i for i in sorted(matter) if not state.awm.is_verified(i)]
        supposing = Supposing(state, goal.stations, goal.sights, goal.unheld)
        supposed = next(supposing.of_any(relevant), None)
        if supposed:
            return Supposed(recipe=supposed)
        return self._outside(state, goal, matter) or next(_proofs(state, goal), None)

    def _vital(self, state: State, tries: int, vital: Collection[Item]) -> Recipe | None:
        """What meets a need: a hypothesis, or a verified collect that is to be practised."""
        if recipe := self._hypothesis(state, tries, vital):
            return recipe
        unable = (item for item in sorted(vital) if unlearnt(state, item))
        known = (recipe for item in unable for recipe in state.awm.recipes(item, VERIFIED))
        return next((recipe for recipe in known if state.tried(recipe) < tries), None)

    def _hypothesis(
        self, state: State, tries: int, matter: Collection[Item] | None
    ) -> Recipe | None:
        """The cheapest hypothesis that can be tried, then the least blocked of the others."""
        if cheapest := self._cheapest(state, tries, matter):
            return cheapest
        items = sorted(state.awm.known if matter is None else matter)
        relevant = (i for i in items if not state.awm.is_verified(i))
        live = [r for i in relevant for r in open_hypotheses(state, i, tries)]

        def rank(recipe: Recipe) -> Key:
            return _price(state, recipe), _blocked(state, recipe), *_name(state, recipe)

        return min(live, key=rank, default=None)

    def _outside(self, state: State, goal: Goal, matter: Collection[Item]) -> Recipe | None:
        """A hypothesis of an item that the target does not lead down to: of the same kinds first.

        Another pickaxe may do where the one that was dreamed of waits for itself.
        """
        if goal.target is None or state.awm.is_verified(goal.target):
            return None
        alike = of_same_kinds(matter, state.awm.known)
        near = {need for item in sorted(alike) for need in state.awm.behind(item)}
        scopes = (near, None)
        return next(filter(None, (self._hypothesis(state, goal.tries, s) for s in scopes)), None)

    def _cheapest(self, state: State, tries: int, matter: Collection[Item] | None) -> Recipe | None:
        """The cheapest hypothesis that can be tried, among the items that matter; None for all."""
        if self._ranked is None or self._ranked.state is not state or self._tries != tries:
            self._tries = tries
            self._ranked = Ranked(state, lambda item: _ready(state, item, tries))
        for *_, item, _, recipe in self._ranked.order():
            if matter is None or item in matter:
                return recipe
        return None


def _ready(state: State, item: Item, tries: int) -> list[Key]:
    """The hypotheses of an item that can be tried, each with its rank, the cheapest first.

    For an item that so far was only collected by chance, these are its crafts.
    """
    is_verified = state.awm.is_verified(item)
    if is_verified and not unlearnt(state, item):
        return []
    left = open_hypotheses(state, item, tries)
    ready = [
        r for r in left if not state.awm.unverified(r) and not (is_verified and r.how == "collect")
    ]
    ranks = [(_price(state, r), state.tried(r), *_name(state, r)) for r in ready]
    return [(*rank, k, recipe) for k, (rank, recipe) in enumerate(zip(ranks, ready, strict=True))]


def _proofs(state: State, goal: Goal) -> Iterator[Recipe]:
    """Experiments: verified crafts without a station, where it was not shown to be needed."""
    for item in sorted(goal.items(state)):
        for recipe in state.awm.recipes(item, VERIFIED):
            experiments = with_fewer_stations(state, recipe)
            yield from (r for r in experiments if is_open_proof(state, goal, r))


def _price(state: State, recipe: Recipe) -> float:
    """Rough env steps until a success, taking a belief's weight for the chance that it is true."""
    return _effort(state, recipe) / state.awm.weight(recipe)


def _name(state: State, recipe: Recipe) -> tuple[float, Item]:
    """What decides between equals: the larger weight, then the name."""
    return -state.awm.weight(recipe), recipe.item


def _effort(state: State, recipe: Recipe) -> float:
    """Rough env steps of an attempt: crafts are nearly free, learning a policy is not."""
    needs = UNLEARNT_STEPS * sum(unlearnt(state, need) for need in recipe.needs)
    if recipe.how != "collect" or recipe.item in state.options:
        return needs
    return needs + UNLEARNT_STEPS * (1 + len(recipe.tools))


def _blocked(state: State, recipe: Recipe) -> int:
    return len(state.awm.unverified(recipe))
