"""What outcomes say about recipes."""

import math
from collections import Counter
from collections.abc import Iterator

from deckard.graph.beliefs import VERIFIED
from deckard.intervals import wilson
from deckard.journal.state import State
from deckard.types import Gain, Inventory, Item, Recipe, as_set, covers
from deckard.verify.observations import Observations, Touch

DOUBT = 0.01
"""Chance of being wrong at which contacts in vain settle that a tool is needed; chosen."""
LEAST_CONTACTS = 5
"""Contacts in vain that are asked for at least; chosen."""


def observed(state: State, gain: Gain) -> Recipe:
    """Return a gain as a recipe: what it lost, what it gave, and what cannot be ruled out."""
    collected = gain.how == "collect"
    tools = {gain.hand} if collected and gain.hand and gain.hand not in gain.lost else set()
    return Recipe(
        item=gain.item,
        how=gain.how,
        ingredients=gain.lost,
        tools=frozenset(tools),
        stations=as_set(None if collected else _station(state, gain)),
        source=gain.source if collected else None,
        yields=gain.gained,
        returns=gain.returned,
    )


def _station(state: State, gain: Gain) -> Item | None:
    """The station a craft was near, unless the same craft is verified to do without.

    A station is kept until an attempt without it has succeeded. Of several that were near each time
    the likeliest is taken, until attempts have told them apart.
    """
    near = gain.near & stood_by(state, gain.item, gain.how, gain.lost)
    if not near:
        return None
    recipes = (r for r in state.awm.recipes(gain.item, VERIFIED) if r.how == gain.how)
    if any(not r.stations and r.ingredients == gain.lost for r in recipes):
        return None
    named = Counter(s for b in state.awm.beliefs(gain.item) for s in b.recipe.stations)
    return max(sorted(near), key=lambda s: (named[s], state.awm.made_at(gain.how, s)))


def stood_by(state: State, item: Item, how: str, used: Inventory) -> frozenset[Item]:
    """Return the stations that making an item of some things may take.

    They were near whenever it was so made, and it never failed near them with all of that at hand.
    Where no station was near each time, several must do, as two furnaces do for an ingot: then all
    that were near once are returned.
    """
    vain = in_vain(state, item, how, used)
    stood = [near - vain for near in state.view(Observations).stood_by(item, how, used)]
    each = frozenset[Item]().union(*stood).intersection(*stood)
    return each or frozenset[Item]().union(*stood)


def elsewhere(state: State, recipe: Recipe) -> Iterator[Recipe]:
    """Yield experiments that test whether a recipe needs no station, or another one.

    They are the same recipe without its station, and at the others that were near each time it was
    made. Nothing is yielded once that is settled.

    Args:
        state: What is known.
        recipe: A verified recipe with a station.
    """
    item, how, used = recipe.item, recipe.how, recipe.ingredients
    if not state.view(Observations).disproved(item, how, used, ()):
        yield recipe.model_copy(update={"stations": frozenset()})
    for station in sorted(stood_by(state, item, how, used) - recipe.stations):
        yield recipe.model_copy(update={"stations": as_set(station)})


def in_vain(state: State, item: Item, how: str, used: Inventory) -> frozenset[Item]:
    """Return the stations near which making an item failed with everything else at hand."""
    failures = state.view(Observations).failures.get(item, ())
    telling = (f for f in failures if f.how == how and covers(f.usable, used))
    return frozenset(station for failure in telling for station in failure.near)


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
    """
    if recipe.source is None:
        return False
    hands = [None, *weaker(state, recipe)]
    tool, contacts = next(iter(recipe.tools), None), state.view(Observations).touches
    enough = contacts_that_tell(contacts[recipe.source, tool], recipe.item)
    touches = [contacts[recipe.source, hand] for hand in hands]
    item = recipe.item
    return all(t.telling(item) >= enough and not t.gave[item] for t in touches)


def contacts_that_tell(touch: Touch, item: Item) -> int:
    """Return how many contacts in vain prove that none would give what `touch` gave."""
    if not touch.gave[item]:
        return LEAST_CONTACTS
    chance, _ = wilson(touch.gave[item], touch.telling(item))
    return max(LEAST_CONTACTS, math.ceil(math.log(DOUBT) / math.log1p(-min(chance, 0.999))))


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
