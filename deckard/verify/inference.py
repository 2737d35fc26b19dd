"""What outcomes say about recipes."""

import math
from collections.abc import Iterator

from deckard.intervals import binomial_tail, wilson
from deckard.journal.state import State
from deckard.types import Failure, Gain, Item, Recipe, covers
from deckard.verify.observations import Observations, Touch

DOUBT = 0.01
"""Chance of being wrong at which contacts in vain settle that a tool is needed; chosen."""
LEAST_CONTACTS = 5
"""Contacts in vain that are asked for at least; chosen."""
EPISODES_DOUBT = 1e-4
"""Chance at which bad luck is no explanation of episodes in vain: a drop that was lost, or an
inventory that was full from the beginning to the end; chosen."""
LEAST_EPISODES = 3
"""Episodes or lives in vain that are asked for at least; chosen."""
SUREST = 0.999
"""No contact, and no episode, is taken to give an item with a greater chance; chosen."""


def observed(gain: Gain) -> Recipe:
    """Return a gain as a recipe: what it lost, what it gave, and all that was at hand for it."""
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
        returns=gain.returned,
    )


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


def contacts_that_tell(touch: Touch, item: Item, unsure: int = 0) -> int:
    """Return how many contacts in vain prove that none would give what `touch` gave.

    Args:
        touch: The contacts by a hand that gave the item.
        item: The item.
        unsure: How many of the others seem to have given it.
    """
    if not touch.gave[item]:
        return LEAST_CONTACTS
    chance, _ = wilson(touch.gave[item], touch.telling(item))
    return max(LEAST_CONTACTS, _trials(chance, DOUBT, unsure))


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
    return max(LEAST_EPISODES, _trials(chance, EPISODES_DOUBT, unsure))


def _trials(chance: float, doubt: float, successes: int) -> int:
    """The least number of trials of which so few succeed with a smaller chance than `doubt`."""
    sure = min(chance, SUREST)
    trials = max(successes, math.ceil(math.log(doubt) / math.log1p(-sure)))
    while successes and binomial_tail(trials - successes, trials, 1 - sure) > doubt:
        trials += 1 + trials // 100
    return trials


def weaker(state: State, recipe: Recipe) -> list[Item]:
    """Verified tools of the same kind as the recipe's that take less to make, least first.

    The kind is the last word of the name; what takes less is what fewer items lead to.
    """
    tool = next(iter(recipe.tools), None)
    if tool is None or "_" not in tool:
        return []
    named = state.awm.verified_like(tool.rpartition("_")[2])
    alike = [i for i in named if "_" in i and i != tool]
    size = {i: state.awm.size(i) for i in (*alike, tool)}
    return sorted((i for i in alike if size[i] < size[tool]), key=lambda i: (size[i], i))
