"""The verifier of DECKARD's release of 2023, as a baseline."""

import random
from bisect import bisect_left
from collections.abc import Collection

from deckard.bench.baselines.tools import best_pickaxe
from deckard.explore import Decision, Explorer, Goal, unproven
from deckard.explore.attempts import BulkHistory
from deckard.explore.ranking import Key, Ranked
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.journal.events import Verified
from deckard.journal.state import State
from deckard.types import BulkAttempt, Gain, Item, Outcome, Recipe, as_set
from deckard.verify import Correction, Verifier


class Cooccurrence(Verifier):
    """The rules of the 2023 release: what was held when it first happened is what it takes.

    A collect needs the best pickaxe held; a craft needs the stations held or near. A verified
    recipe never changes again, and nothing is ever refuted.
    """

    PICKAXES = tuple(
        f"{material}_pickaxe"
        for material in ("golden", "diamond", "iron", "stone", "wooden", "wood")
    )
    STATIONS = {"craft": ("crafting_table", "table"), "smelt": ("furnace",)}
    """The station of each way to make things, by its names in Minecraft and in Crafter."""

    def __call__(self, state: State, outcome: Outcome) -> list[Correction]:
        """Return a verification for every item gained for the first time."""
        fresh = {g.item: g for g in reversed(outcome.gains) if not state.awm.is_verified(g.item)}
        return [
            Verified(recipe=r, corrects=tuple(state.awm.recipes(r.item, HYPOTHESISED)))
            for r in (self._held(fresh[item]) for item in sorted(fresh))
        ]

    def _held(self, gain: Gain) -> Recipe:
        held = {*gain.before, *gain.near}
        station = next((s for s in self.STATIONS.get(gain.how, ()) if s in held), None)
        pickaxe = next((p for p in self.PICKAXES if p in held and gain.how == "collect"), None)
        return Recipe(
            item=gain.item,
            how=gain.how,
            ingredients=gain.lost,
            tools=frozenset({pickaxe} if pickaxe else ()),
            stations=as_set(station),
            source=gain.source,
            yields=gain.gained,
        )


def free_attempts(state: State, unknown: Collection[Item]) -> BulkAttempt | None:
    """Attempt everything unknown with what is held, once for each inventory."""
    held = {i: n for i, n in sorted(state.holds.items()) if state.awm.is_verified(i)}
    if not held or not unknown or state.view(BulkHistory).is_tried(held):
        return None
    return BulkAttempt(stock=held, items=tuple(sorted(unknown)))


class Frontier(Explorer):
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

    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when the frontier and the verified are empty."""
        if self.free and (attempts := free_attempts(state, goal.unknown(state))):
            return attempts
        if self._ranked is None or self._ranked.state is not state:
            self._ranked = Ranked(state, lambda item: _goals(state, item))
        goals = self._ranked.order()
        if goal.target:
            matter, done = goal.items(state), state.awm.is_verified(goal.target)
            goals = [g for g in goals if g[2] in (matter if not (done and g[1]) else [goal.target])]
        fresh = bisect_left(goals, (True,))
        return goals[rng.choice(range(fresh or len(goals)))][-1] if goals else None


def _goals(state: State, item: Item) -> list[Key]:
    """What of an item the release may pursue, what was not yet first: the frontier before all."""
    is_visited, verified = state.pursuits[item] > 0, state.awm.recipes(item, VERIFIED)[:1]
    recipes = [(False, r) for r in state.awm.open(item)] + [(True, r) for r in verified]
    return [(is_visited, is_verified, item, k, r) for k, (is_verified, r) in enumerate(recipes)]


class Untaught(Explorer):
    """The 2023 agent without a language model.

    At each new inventory it attempts every unknown item with what is held. The original stops at
    the first success, so this one is kinder. When nothing is left to attempt, it gathers an item:
    first those that were never pursued, then any, drawn evenly. An unknown item is collected with
    the best pickaxe that is known. A known item is obtained by its verified recipe.
    """

    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when everything is known."""
        if proof := unproven(state, goal):
            return proof
        unknown = [item for item in goal.vocabulary if not state.awm.is_verified(item)]
        if not unknown:
            return None
        if free := free_attempts(state, unknown):
            return free
        pickaxe = best_pickaxe(state)
        hand = frozenset({pickaxe} if pickaxe else ())
        goals = [Recipe(item=i, how="collect", tools=hand) for i in sorted(unknown)]
        goals += [state.awm.recipes(i, VERIFIED)[0] for i in state.awm.items(VERIFIED)]
        fresh = [r for r in goals if not state.pursuits[r.item]]
        return rng.choice(fresh or goals)
