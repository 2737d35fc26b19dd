"""What is known of the stations of a craft, before and after an attempt."""

from collections.abc import Collection, Iterable

from deckard.graph.beliefs import VERIFIED
from deckard.journal.state import State
from deckard.types import Failure, Item, Recipe, as_set
from deckard.verify.inference import is_attempt
from deckard.verify.observations import Observations


def made_alike(state: State, recipe: Recipe) -> list[Recipe]:
    """Return the verified recipes of the item that use up the same: another station may do."""
    verified = state.awm.recipes(recipe.item, VERIFIED)
    return [r for r in verified if (r.how, r.ingredients) == (recipe.how, recipe.ingredients)]


def untried(state: State, recipe: Recipe, failures: Iterable[Failure]) -> list[frozenset[Item]]:
    """Return fewer stations than a recipe has, near which it may work for all that is known.

    They are none, each alone, and all but one, in this order. What fails near some stations fails
    near fewer.

    Args:
        state: What the agent knows.
        recipe: A craft or smelt.
        failures: Those of the pursuit that goes on; they are not in the state yet.
    """
    stations = sorted(recipe.stations)
    sets = [frozenset[Item](), *map(as_set, stations)]
    sets += (recipe.stations - {station} for station in stations)
    known = (*state.view(Observations).failures.get(recipe.item, ()), *failures)
    failed = [failure.near for failure in known if is_attempt(failure, recipe)]
    fewer = (some for some in dict.fromkeys(sets) if some < recipe.stations)
    return [some for some in fewer if not any(some <= near for near in failed)]


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
    away = any(is_attempt(failure, goal) and not stations & failure.near for failure in failures)
    return bool(stations) and not away
