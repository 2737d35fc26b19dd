"""Take a step of a plan that crafts or smelts, and find out which stations that takes."""

from collections import Counter
from collections.abc import Callable

from deckard.graph.beliefs import VERIFIED
from deckard.graph.plans.steps import Step
from deckard.types import Item, Recipe, covers
from deckard.verify.stations import made_alike, untried
from deckard.wake.acting import Acting

Stations = frozenset[Item]
MOST_OTHERS = 300
"""Times that an item is made of other things than those of which it is to be shown; chosen."""


def make(acting: Acting, step: Step) -> bool:
    """Craft or smelt, first near fewer stations, unless all of them are known to be needed.

    What fails near fewer costs nothing, and shows that the others are needed. A recipe that nobody
    has verified is tried near just its stations, so that a success shows that they suffice.

    Returns:
        Whether anything came of it; also True when the plan must first obtain something again.
    """
    recipe, is_guess = step.recipe, _is_guess(acting, step.recipe)
    is_proof = is_guess and bool(made_alike(acting.library.state, recipe))
    for stations in _settings(acting, recipe):
        missing, is_own = _missing(acting, recipe, stations), stations == recipe.stations
        if is_guess or not is_own:
            acting.leave(stations, walk=is_guess and is_own)
        if is_guess and not is_own and acting.life.info["near"] - recipe.stations:
            continue  # what stays behind may be what it takes
        acting.place_all(stations)
        if _missing(acting, recipe, stations) - missing:
            return True  # stepping aside used some of it up, or something stayed behind
        if _attempt_own(acting, step) if is_proof else acting.attempt(recipe, step.fuel):
            _repeat(acting, step)
            return True
        if _missing(acting, recipe, stations) - missing:
            return True  # less is held than was reported
    return False


def _attempt_own(acting: Acting, step: Step) -> bool:
    """Make an item until that uses up what its recipe names; whether anything came of it.

    Where other things are held of which it is made, too, the world chooses which it uses up.
    """
    for number in range(MOST_OTHERS):
        before = acting.life.inventory
        if not acting.attempt(step.recipe, step.fuel):
            return number > 0
        if not acting.used(before).keys() - step.recipe.ingredients.keys():
            break
    return True


def narrow(acting: Acting, recipe: Recipe, obtain: Callable[[], object]) -> None:
    """Make an item again near ever fewer stations, until it is plain which of them it takes.

    Args:
        acting: Who acts.
        recipe: What was just made, with all stations that were near.
        obtain: Obtains again what it used up, as far as that can be.
    """
    while made := _made_with_fewer(acting, recipe, obtain):
        recipe = made


def _made_with_fewer(acting: Acting, recipe: Recipe, obtain: Callable[[], object]) -> Recipe | None:
    """The recipe with fewer stations near which it was made now; None where it was not."""
    for stations in untried(acting.library.state, recipe, acting.evidence.failures):
        if not covers(acting.life.inventory, recipe.ingredients):
            obtain()
        acting.stand_at(stations)
        near = acting.life.info["near"]
        before = acting.life.inventory
        fewer = near < recipe.stations and acting.attempt(recipe)
        if fewer and acting.used(before) == recipe.ingredients:
            return recipe.model_copy(update={"stations": near})
    return None


def _is_guess(acting: Acting, recipe: Recipe) -> bool:
    verified = acting.library.state.awm.recipes(recipe.item, VERIFIED)
    return recipe.demands not in {r.demands for r in verified}


def _settings(acting: Acting, recipe: Recipe) -> list[Stations]:
    """The stations to try a recipe near, one set after the other."""
    state, failures = acting.library.state, acting.evidence.failures
    settings = [*untried(state, recipe, failures), recipe.stations]
    if not recipe.stations and not state.awm.is_verified(recipe.item):  # perhaps left out
        at_hand = acting.life.at_hand()
        settings.append(frozenset(s for s in acting.library.world.stations if s in at_hand))
    return list(dict.fromkeys(settings))


def _repeat(acting: Acting, step: Step) -> None:
    """Attempt a recipe again, as long as it gives something."""
    for _ in range(step.times - 1):
        if not acting.attempt(step.recipe, step.fuel):
            break


def _missing(acting: Acting, recipe: Recipe, stations: Stations) -> Counter[Item]:
    """Ingredients of a recipe and stations that are not at hand."""
    needs = Counter(recipe.ingredients)
    needs.update(stations)
    return needs - Counter(acting.life.at_hand())
