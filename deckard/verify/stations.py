"""What is known of the station of a craft, before and after an attempt."""

from collections.abc import Collection, Iterable

from deckard.graph.beliefs import VERIFIED
from deckard.journal.state import State
from deckard.types import Failure, Item, Recipe, covers
from deckard.verify.inference import in_vain, stood_by
from deckard.verify.observations import Observations


def made_alike(state: State, recipe: Recipe) -> list[Recipe]:
    """Return the verified recipes of the item that use up the same: another station may do."""
    verified = state.awm.recipes(recipe.item, VERIFIED)
    return [r for r in verified if (r.how, r.ingredients) == (recipe.how, recipe.ingredients)]


def station_is_proven(
    state: State, recipe: Recipe, failures: Iterable[Failure], near: Collection[Item]
) -> bool:
    """Whether a recipe is known to fail without its station, whatever else is near.

    Args:
        state: What the agent knows.
        recipe: A craft or smelt.
        failures: Those of the pursuit that goes on; they are not in the state yet.
        near: The stations within reach.
    """
    if not recipe.stations or other_station_may_do(state, recipe, near):
        return False
    observations = state.view(Observations)
    return any(
        covers(failure.usable, recipe.ingredients)
        for failure in (*observations.failures.get(recipe.item, ()), *failures)
        if recipe.item in failure.items and failure.how == recipe.how and not failure.near
    )


def other_station_may_do(state: State, recipe: Recipe, near: Collection[Item]) -> bool:
    """Whether another station is near that may be what the recipe takes."""
    making = recipe.item, recipe.how, recipe.ingredients
    others = {*near} - recipe.stations
    if not others or stood_by(state, *making) == recipe.stations:
        return False
    return bool(others - in_vain(state, *making))


def is_uninformative(
    state: State, goal: Recipe, failures: Iterable[Failure], near: Collection[Item]
) -> bool:
    """Whether a success cannot show what the goal takes, in this life at all.

    That is so where a station at which the item is known to be made is near still, for it cannot be
    taken up, and no attempt failed away from it.

    Args:
        state: What the agent knows.
        goal: The recipe that succeeded.
        failures: Those of the pursuit.
        near: The stations within reach.
    """
    alike = {station for r in made_alike(state, goal) for station in r.stations}
    stations = {*near} & (alike - goal.stations)
    away = any(
        covers(failure.usable, goal.ingredients) and not stations & failure.near
        for failure in failures
        if goal.item in failure.items
    )
    return bool(stations) and not away
