"""ADAM, as it was run beside XENON (arXiv 2505.24157): take everything, then leave one out.

Every item is first thought to take eight of every resource; what a success had at hand is held for
its causes until the item was obtained without them, one at a time. Re-implemented from that
description. Where this port is kinder or harsher:

- A resource is what crafts are known to use up: as in XENON's last resort, nothing else is thought
  of. Stations are put up as far as they can be made.
  `resources: any` takes everything that can be obtained, for runs in which no recipe is given.
- What was left of the stock of one item is there for the next (kinder).
- What is left out may still be in the inventory: then it counts as done without if the craft did
  not use it up, which is what leaving it out would have shown, crafts being deterministic. Of a
  cause that is confirmed the quantity is that used up (kinder: plans get cheaper).
- Items that no craft gives are collected, by hand or with the pickaxe that takes most (neither).
- Recipes that are given are not ablated (neither).
"""

import random
from collections.abc import Iterator, Sequence
from typing import Literal

from deckard.bench.baselines.tools import best_pickaxe
from deckard.bench.baselines.xenon import PLENTY, resources
from deckard.explore import Decision, Explorer, Goal, unproven
from deckard.explore.attempts import BulkHistory
from deckard.explore.searches import Searches
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.journal.events import Event, Refuted, Supposed, Verified
from deckard.journal.state import Fold, State
from deckard.types import (
    CRAFT_HOWS,
    BulkAttempt,
    Gain,
    Inventory,
    Item,
    Outcome,
    Recipe,
    as_set,
    without,
)
from deckard.verify import Correction, Verifier
from deckard.verify.inference import observed
from deckard.verify.observations import Observations
from deckard.worlds import World

MOST_ABLATIONS = 3
"""How often a cause is left out, if that remains without a verdict; chosen."""
Resources = Literal["used", "any"]
"""What crafts are known to use up; or whatever can be obtained."""


class GivenItems(Fold):
    """Items whose recipe was verified before anything was done."""

    def __init__(self) -> None:
        self.items = set[Item]()

    def apply(self, event: Event, state: State, entry: int) -> None:
        """Take in what is verified at the start."""
        if isinstance(event, Verified) and not state.pursuits:
            self.items.add(event.item)


class Adam(Explorer):
    """Ablate what was obtained; then attempt items with the stock; then collect."""

    def __init__(self, resources: Resources = "used") -> None:
        self.resources = resources

    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when nothing new can be attempted."""
        for item in state.awm.items(VERIFIED):
            if (less := self._ablation(state, item)) and item in goal.vocabulary:
                believed = state.awm.recipes(item, HYPOTHESISED)
                same = (recipe for recipe in believed if recipe.demands == less.demands)
                return next(same, None) or Supposed(recipe=less)
        if proof := unproven(state, goal):
            return proof
        unknown = [item for item in goal.vocabulary if not state.awm.is_verified(item)]
        return self._attempt(state, goal, sorted(unknown)) or self._collect(state, goal, unknown)

    def _ablation(self, state: State, item: Item) -> Recipe | None:
        """What to do without next for an item."""
        lesser = (ablation(state, recipe) for recipe in state.awm.recipes(item, VERIFIED))
        return next(filter(None, lesser), None)

    def _attempt(self, state: State, goal: Goal, unknown: list[Item]) -> BulkAttempt | None:
        """Attempt an item with eight of every resource, unless that is known to fail."""
        stations = [s for s in goal.stations if state.awm.is_verified(s)]
        kinds = sorted(_resources(state, self.resources) - {*stations})
        stock = dict.fromkeys(stations, 1) | dict.fromkeys(kinds, PLENTY)
        for item in unknown if kinds else ():
            attempt = BulkAttempt(stock=stock, items=(item,))
            is_open = state.view(BulkHistory).count(attempt) < goal.tries
            if is_open and _untried(state, item, stock, stations):
                return attempt
        return None

    def _collect(self, state: State, goal: Goal, unknown: list[Item]) -> Recipe | None:
        """Look for an item by hand, and with the pickaxe that takes most, `tries` times each."""
        pickaxe = best_pickaxe(state)
        hands = (None, pickaxe) if pickaxe else (None,)
        episodes = state.view(Searches).episodes
        ways = [
            (episodes[item, tool], tool or "", item)
            for item in unknown
            for tool in hands
            if episodes[item, tool] < goal.tries
        ]
        recipes = (
            Recipe(item=item, how="collect", tools=as_set(tool or None))
            for _, tool, item in sorted(ways)
        )
        return next((recipe for recipe in recipes if recipe.key not in state.blocked), None)


def _resources(state: State, which: Resources) -> set[Item]:
    return resources(state) if which == "used" else set(state.awm.items(VERIFIED))


def _untried(state: State, item: Item, stock: Inventory, stations: Sequence[Item]) -> bool:
    """Whether an item was not attempted in every manner with all of a stock."""
    held, observations = without(stock, stations), state.view(Observations)
    if not observations.failed(item, "craft", held, ()):
        return True
    manners = [(how, [station]) for station in stations for how in CRAFT_HOWS]
    return any(not observations.failed(item, how, held, near) for how, near in manners)


def ablation(state: State, recipe: Recipe) -> Recipe | None:
    """A verified recipe without the first of its causes that was not left out yet, if any is."""
    if recipe.how == "collect" or recipe.item in state.view(GivenItems).items:
        return None
    lesser = (less for less in _leaving_one_out(recipe) if not _is_ablated(state, recipe, less))
    return next(lesser, None)


def _leaving_one_out(recipe: Recipe) -> Iterator[Recipe]:
    for station in sorted(recipe.stations - recipe.ingredients.keys()):
        yield recipe.model_copy(update={"stations": recipe.stations - {station}})
    for cause in sorted(recipe.ingredients.keys() - recipe.stations):
        if len(recipe.ingredients) > 1:
            yield recipe.model_copy(update={"ingredients": without(recipe.ingredients, [cause])})


def _is_ablated(state: State, recipe: Recipe, less: Recipe) -> bool:
    """Whether it was seen to fail without a cause, with all the others, or left out too often."""
    if _fails(state, less) or state.pursued[less.key] >= MOST_ABLATIONS:
        return True
    [gone] = recipe.needs.keys() - less.needs.keys()
    refuted = [r for r in state.refuted.get(recipe.item, ()) if r.how == recipe.how]
    return any(gone not in r.needs and r.needs.keys() >= less.needs.keys() for r in refuted)


def _fails(state: State, recipe: Recipe) -> bool:
    making = recipe.item, recipe.how, recipe.ingredients
    return state.view(Observations).disproved(*making, recipe.stations)


class Ablating(Verifier):
    """Believe that all resources at hand were needed, until the item was obtained without one."""

    def __init__(self, world: World, resources: Resources = "used") -> None:
        self.resources, self.stations = resources, world.stations

    def __call__(self, state: State, outcome: Outcome) -> list[Correction]:
        """Return the corrections that an outcome calls for."""
        gains = {gain.item: gain for gain in reversed(outcome.gains)}
        corrections: list[Correction] = []
        for item in sorted(gains):
            if state.awm.is_verified(item):
                corrections += _judged(state, gains[item])
            else:
                guesses = tuple(state.awm.recipes(item, HYPOTHESISED))
                corrections.append(
                    Verified(recipe=self._lavish(state, gains[item]), corrects=guesses)
                )
        in_vain = outcome.failures and outcome.item not in gains
        return [*corrections, *_failed(state, outcome.item)] if in_vain else corrections

    def _lavish(self, state: State, gain: Gain) -> Recipe:
        """A gain as the recipe that takes every resource that was at hand."""
        recipe = observed(gain)
        if gain.how == "collect":
            return recipe
        scarce = _resources(state, self.resources) - {gain.item, *self.stations}
        held = {i: min(n, PLENTY) for i, n in gain.before.items() if i in scarce}
        causes = dict(sorted({**held, **gain.lost}.items()))
        return recipe.model_copy(update={"ingredients": causes})


def _judged(state: State, gain: Gain) -> Iterator[Correction]:
    """What a success without a cause says of it: it is gone, or needed as often as it was used."""
    believed = {r.demands: r for r in state.awm.recipes(gain.item, HYPOTHESISED)}
    for recipe in state.awm.recipes(gain.item, VERIFIED):
        less = ablation(state, recipe)
        if less is None or less.demands not in believed or gain.how != recipe.how:
            continue
        [gone] = recipe.needs.keys() - less.needs.keys()
        if gone not in gain.lost and (gone not in recipe.stations or gone not in gain.near):
            yield Verified(recipe=less, corrects=(recipe,))
            continue
        yield Refuted(recipe=believed[less.demands], reason=f"it took {gone}")
        if gain.lost.get(gone, 0) not in (0, recipe.ingredients.get(gone)):
            exact = recipe.model_copy(
                update={"ingredients": {**recipe.ingredients, gone: gain.lost[gone]}}
            )
            yield Verified(recipe=exact, corrects=(recipe,))


def _failed(state: State, item: Item) -> Iterator[Correction]:
    """Refute what was left out in vain, with all the rest at hand."""
    if state.awm.is_verified(item):
        for guess in state.awm.recipes(item, HYPOTHESISED):
            if guess.how != "collect" and _fails(state, guess):
                yield Refuted(recipe=guess, reason="nothing came of it without the rest")
