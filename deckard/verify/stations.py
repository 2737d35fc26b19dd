"""What is known of the stations of a craft, before and after an attempt."""

from collections.abc import Collection, Iterable

from deckard.graph.beliefs import VERIFIED
from deckard.journal.state import State
from deckard.types import Failure, Item, Recipe, covers
from deckard.verify.inference import shows_need
from deckard.verify.observations import Observations


def made_alike(state: State, recipe: Recipe) -> list[Recipe]:
    """Return the verified recipes of the item that use up the same: another station may do."""
    verified = state.awm.recipes(recipe.item, VERIFIED)
    return [r for r in verified if (r.how, r.ingredients) == (recipe.how, recipe.ingredients)]


def stations_are_proven(state: State, recipe: Recipe, failures: Iterable[Failure]) -> bool:
    """Whether a recipe with stations is known to fail without each of them.

    Args:
        state: What the agent knows.
        recipe: A craft or smelt.
        failures: Those of the pursuit that goes on; they are not in the state yet.
    """
    known = [*state.view(Observations).failures.get(recipe.item, ()), *failures]
    return bool(recipe.stations) and all(
        any(shows_need(failure, recipe, station) for failure in known)
        for station in recipe.stations
    )


def fails_away(state: State, recipe: Recipe, failures: Iterable[Failure]) -> bool:
    """Whether a recipe with stations is known to fail where none of them is near.

    What fails with all else at hand fails with less.

    Args:
        state: What the agent knows.
        recipe: A craft or smelt.
        failures: Those of the pursuit that goes on; they are not in the state yet.
    """
    known = [*state.view(Observations).failures.get(recipe.item, ()), *failures]
    return bool(recipe.stations) and any(
        covers(failure.usable, recipe.ingredients)
        for failure in known
        if recipe.item in failure.items and failure.how == recipe.how
    )


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
