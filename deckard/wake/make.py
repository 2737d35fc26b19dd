"""Take a step of a plan that crafts or smelts."""

from collections import Counter

from deckard.graph.beliefs import VERIFIED
from deckard.graph.planner import Step
from deckard.types import Item, Recipe, as_set
from deckard.verify.stations import fails_away, stations_are_proven
from deckard.wake.acting import Acting


def make(acting: Acting, step: Step) -> bool:
    """Craft or smelt, first without the stations unless all of them are known to be needed.

    Returns:
        Whether anything came of it; also True when the plan must first obtain something again.
    """
    recipe, missing, made = step.recipe, _missing(acting, step.recipe), False
    state, failures = acting.library.state, acting.evidence.failures
    is_settled = stations_are_proven(state, recipe, failures)
    if not is_settled or _may_hide_the_need(acting, recipe):
        acting.take_up()
    if not is_settled and not fails_away(state, recipe, failures):
        made = acting.attempt(recipe)
    for stations in () if made else _stations(acting, recipe):
        for k, station in enumerate(sorted(stations), 1):
            acting.place(station)
            if _missing(acting, recipe) - missing:
                return True  # stepping aside used some of it up
            if (k == len(stations) or not is_settled) and (made := acting.attempt(recipe)):
                return _repeat(acting, recipe, step.times - 1)
    if made:
        return _repeat(acting, recipe, step.times - 1)
    return bool(_missing(acting, recipe) - missing)  # less is held than was reported


def _may_hide_the_need(acting: Acting, recipe: Recipe) -> bool:
    """Whether a success would leave it open which of the stations nearby a guess takes."""
    verified = acting.library.state.awm.recipes(recipe.item, VERIFIED)
    is_guess = recipe.demands not in {r.demands for r in verified}
    return is_guess and bool({*acting.life.info["near"]} - recipe.stations)


def _repeat(acting: Acting, recipe: Recipe, times: int) -> bool:
    """Attempt a recipe again, as long as it gives something."""
    for _ in range(times):
        if not acting.attempt(recipe):
            break
    return True


def _missing(acting: Acting, recipe: Recipe) -> Counter[Item]:
    """Ingredients of a recipe that are not at hand."""
    return Counter(recipe.ingredients) - Counter(acting.life.at_hand())


def _stations(acting: Acting, recipe: Recipe) -> list[frozenset[Item]]:
    """The recipe's stations, or each that is at hand when a recipe without one fails."""
    if recipe.stations:
        return [recipe.stations]
    verified = acting.library.state.awm.recipes(recipe.item, VERIFIED)
    if recipe.demands in {r.demands for r in verified}:
        return []
    at_hand = acting.life.at_hand()
    return [as_set(s) for s in acting.library.world.stations if s in at_hand]
