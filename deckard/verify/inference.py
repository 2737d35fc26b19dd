"""What outcomes say about recipes."""

from collections import Counter
from collections.abc import Iterator

from deckard.intervals import wilson
from deckard.journal.state import State
from deckard.types import NONE, Failure, Gain, Inventory, Item, Recipe, covers
from deckard.verify.observations import Observations
from deckard.verify.touches import (
    EPISODES_DOUBT,
    LEAST_EPISODES,
    Touch,
    contacts_that_tell,
    trials_that_tell,
)


def observed(gain: Gain, left: Inventory = NONE) -> Recipe:
    """Return a gain as a recipe: what it lost, what it gave, and all that was at hand for it.

    Args:
        gain: A gain.
        left: What of that which came back may be left of the fuel.
    """
    collected = gain.how == "collect"
    tools = {gain.hand} if collected and gain.hand and gain.hand not in gain.lost else set()
    return Recipe(
        item=gain.item,
        how=gain.how,
        ingredients=gain.lost,
        tools=frozenset(tools),
        stations=frozenset() if collected else gain.near,
        source=gain.source if collected else None,
        yields=gain.gained,
        returns=Counter(gain.returned) - Counter(left),
        unsettled=dict(left),
    )


def armed(state: State, gain: Gain) -> Gain | None:
    """Return a gain with what gave it in the hand, where several things were held without hands.

    Args:
        state: What is known.
        gain: A gain.

    Returns:
        The gain; None where nobody can tell yet which of the things gave it, or whether any did.
    """
    if not gain.handless:
        return gain
    touches = state.view(Observations).touches
    hands = [None, *sorted(gain.before, key=lambda i: (state.awm.size(i), i))]
    givers = [hand for hand in hands if touches[gain.source or "", hand].gave[gain.item]]
    if not givers:
        return None
    return gain.model_copy(update={"hand": givers[0], "handless": False})


def with_fewer_stations(state: State, recipe: Recipe) -> Iterator[Recipe]:
    """Yield experiments that test whether a verified recipe needs each of its stations.

    Each is the recipe without one station of which no failure shows that it is needed, those first
    that are least often the station of what is so made.

    Args:
        state: What is known.
        recipe: A verified recipe.
    """
    for station in sorted(recipe.stations, key=lambda s: (state.awm.made_at(recipe.how, s), s)):
        if not is_shown_needed(state, recipe, station):
            yield recipe.model_copy(update={"stations": recipe.stations - {station}})


def is_shown_needed(state: State, recipe: Recipe, station: Item) -> bool:
    """Whether some failure shows that a recipe needs a station."""
    failures = state.view(Observations).failures.get(recipe.item, ())
    return any(shows_need(failure, recipe, station) for failure in failures)


def shows_need(failure: Failure, recipe: Recipe, station: Item) -> bool:
    """Whether a craft failed for want of a station: all else that the recipe takes was there."""
    others = recipe.stations - {station}
    return is_attempt(failure, recipe) and station not in failure.near and others <= failure.near


def is_attempt(failure: Failure, recipe: Recipe) -> bool:
    """Whether a craft failed with all at hand that a recipe uses up, wherever that was."""
    return (
        recipe.item in failure.items
        and failure.how == recipe.how
        and covers(failure.usable, recipe.ingredients)
    )


def chance(state: State, recipe: Recipe) -> float:
    """Return the share of contacts with a collect's source, by its hand, that gave the item."""
    hand = next(iter((*recipe.tools, *recipe.ingredients)), None)
    touch = state.view(Observations).touches[recipe.source or "", hand]
    count = touch.telling(recipe.item)
    return touch.gave[recipe.item] / count if count else 0.0


def settled(state: State, recipe: Recipe) -> bool:
    """Whether contacts show that the tool of a collect is needed: weaker hands gave nothing.

    With the tool a contact gives the item with a chance of at least p, the lower end of Wilson's
    interval. If the tool is not needed, n contacts in vain without it have the chance (1 - p)^n.
    The same is asked of episodes, for what goes wrong in one may do so in all of its contacts.
    """
    if recipe.source is None:
        return False
    hands = [None, *weaker(state, recipe)]
    tool, contacts = next(iter(recipe.tools), None), state.view(Observations).touches
    armed, item = contacts[recipe.source, tool], recipe.item
    return all(is_in_vain(state, contacts[recipe.source, hand], armed, item) for hand in hands)


def is_in_vain(state: State, touch: Touch, armed: Touch, item: Item) -> bool:
    """Whether contacts by one hand show that it does not give what another gave."""
    unsure = touch.unsure[item]
    return (
        not touch.gave[item]
        and touch.telling(item) >= contacts_that_tell(armed, item, unsure)
        and touch.telling_episodes(item) >= episodes_that_tell(state, unsure)
    )


def episodes_that_tell(state: State, unsure: int = 0) -> int:
    """Return of how many episodes contacts in vain must be, by the luck of practice so far.

    Args:
        state: What is known.
        unsure: In how many of the episodes the item seems to have been gained.
    """
    luck = state.view(Observations).luck
    if not luck[True]:
        return LEAST_EPISODES
    chance, _ = wilson(luck[True], luck.total())
    return max(LEAST_EPISODES, trials_that_tell(chance, EPISODES_DOUBT, unsure))


def weaker(state: State, recipe: Recipe) -> list[Item]:
    """Tools that can be had, of the same kind as the recipe's that take less to make, least first.

    The kind is the last word of the name; what takes less is what fewer items lead to.
    """
    tool = next(iter(recipe.tools), None)
    if tool is None or "_" not in tool:
        return []
    named = state.awm.obtainable_like(tool.rpartition("_")[2])
    alike = [i for i in named if "_" in i and i != tool]
    size = {i: state.awm.size(i) for i in (*alike, tool)}
    return sorted((i for i in alike if size[i] < size[tool]), key=lambda i: (size[i], i))
