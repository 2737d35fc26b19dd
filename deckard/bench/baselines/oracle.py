"""Insiders of benchmarks: parts of an agent that know the truth of its world, and say so.

A run with one of them has `benchmark` in its manifest. `Oracle` is the upper bound of what an agent
could do. `Counting` is XENON's verifier (see `xenon`): on a success the original copies the exact
recipe from an oracle, and this port does so, too.
"""

import random
from collections.abc import Iterator
from dataclasses import replace

from deckard.bench.baselines.xenon import LATE, is_hopeless, revisions
from deckard.errors import ConfigError
from deckard.explore import Decision, Explorer, Goal, unproven
from deckard.graph.beliefs import HYPOTHESISED
from deckard.graph.planner import Planner
from deckard.graph.walk import walk
from deckard.journal.events import Refuted, Supposed, Verified
from deckard.journal.state import State
from deckard.types import Gain, Item, Outcome, Recipe
from deckard.verify import Correction, Verifier
from deckard.worlds import World
from deckard.worlds.tables import Tables, tables_named
from deckard.worlds.tables.perturbed import truth_of
from deckard.worlds.tables.true_recipe import nearest_recipe
from deckard.worlds.tables.usual import Usual

PATIENCE = 50
"""Attempts in vain after which even what is true is given up."""


class Counting(Verifier):
    """Verify what was gained, as it truly is; refute what failed by every act.

    A refuted item may have been verified before: then that is what is refuted. Once an item has
    failed too often, those that are thought to take it are refuted with it.
    """

    benchmark = "on a success the exact recipe is copied from the truth"

    def __init__(self, world: World) -> None:
        self.tables = _truth(world)

    def __call__(self, state: State, outcome: Outcome) -> list[Correction]:
        """Return the corrections that an outcome calls for."""
        fresh = {g.item: g for g in reversed(outcome.gains) if not state.awm.is_verified(g.item)}
        verified: list[Correction] = [
            Verified(recipe=r, corrects=tuple(state.awm.recipes(r.item, HYPOTHESISED)))
            for r in (self._true(fresh[item]) for item in sorted(fresh))
        ]
        gained = any(gain.item == outcome.item for gain in outcome.gains)
        if gained or not is_hopeless(state, outcome.item):
            return verified
        return [*verified, *_bumped(state, outcome.item)]

    def _true(self, gain: Gain) -> Recipe:
        recipe = Recipe(
            item=gain.item,
            how=gain.how,
            ingredients=gain.lost,
            tools=frozenset({gain.hand} if gain.how == "collect" and gain.hand else ()),
            source=gain.source if gain.how == "collect" else None,
            yields=gain.gained,
        )
        truth = nearest_recipe(self.tables.ways_of(gain.item), recipe)
        return truth.plain if truth and truth.recipe.how == recipe.how else recipe


def _bumped(state: State, item: Item) -> Iterator[Correction]:
    """Refute all that is believed of an item, and of its children once it fell often enough."""
    yield from _refuted(state, item, "every act for it failed too often")
    if revisions(state, item) + 1 > LATE:
        for child in state.awm.items(HYPOTHESISED):
            needs = {need for b in state.awm.beliefs(child) for need in b.recipe.needs}
            if item in needs and child != item:
                yield from _refuted(state, child, f"it was thought to take {item}")


def _refuted(state: State, item: Item, reason: str) -> Iterator[Correction]:
    return (Refuted(recipe=b.recipe, reason=reason) for b in state.awm.beliefs(item))


class Oracle(Explorer):
    """Is told the true recipes, and pursues whichever is nearest: the least that learning costs."""

    benchmark = "is told the true recipes"

    def __init__(self, world: World) -> None:
        usual = Usual(_in_sight(_truth(world), world))
        truths = {item: usual.way(item) for item in world.subgoals if item in usual.rounds}
        self.recipes = {item: recipe for item, recipe in truths.items() if recipe}
        fuels = [fuel for fuel in world.fuels if fuel in self.recipes]
        self.fuels = sorted(fuels, key=lambda fuel: (usual.rounds[fuel], fuel))[:1]

    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return the cheapest true recipe whose needs are verified, or None when none is left."""
        if proof := unproven(state, goal):
            return proof
        true = [self.recipes[item] for item in self._wanted(state, goal) if item in self.recipes]
        ready = [r for r in true if not state.awm.unverified(r) and state.tried(r) < PATIENCE]
        if not ready:
            return None
        planner = Planner(state.awm, state.options, goal.fuels)
        best = min(ready, key=lambda r: (r.how == "collect", _cost(planner, r), r.item))
        believed = state.awm.recipes(best.item, HYPOTHESISED)
        same = (recipe for recipe in believed if recipe.key == best.key)
        return next(same, None) or Supposed(recipe=best)

    def _wanted(self, state: State, goal: Goal) -> list[Item]:
        """What is to be learnt: all, or what the target truly leads down to, fuel included."""
        starts = [goal.target] if goal.target else goal.vocabulary
        needed = set(walk(starts, self._true_needs)) & set(goal.vocabulary)
        return sorted(item for item in needed if not state.awm.is_verified(item))

    def _true_needs(self, item: Item) -> list[Item]:
        recipe = self.recipes.get(item)
        if recipe is None:
            return []
        return [*recipe.needs, *(self.fuels if recipe.how == "smelt" else [])]


def _cost(planner: Planner, recipe: Recipe) -> float:
    """Env steps that what a recipe needs costs."""
    choices = planner.choices()
    return sum(n * choices[need].cost for need, n in recipe.needs.items() if need in choices)


def _truth(world: World) -> Tables:
    """The tables that are the truth of a world; ConfigError of a world that has none."""
    if tables_named(world.about) is None:
        raise ConfigError(
            "what copies the truth needs a world of recipe tables: set world=symbolic or craftworld"
        )
    return truth_of(world.about).tables


def _in_sight(tables: Tables, world: World) -> Tables:
    """The tables without the mobs and uses that a world has not."""
    mobs = {name: mob for name, mob in tables.mobs.items() if name in world.sights}
    uses = tuple(use for use in tables.uses if use.source in world.sights)
    return replace(tables, mobs=mobs, uses=uses)
