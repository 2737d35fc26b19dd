"""Suppositions: what the agent itself proposes for an item once the language model is at an end.

They come from what was seen and refuted alone. A craft takes only what it needs, so a supposition
may ask for too much: what a success used up is the recipe.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from deckard.awm import VERIFIED
from deckard.events import State, way
from deckard.recipes import How, Item, Recipe

HOWS: tuple[How, ...] = ("craft", "smelt")
PLENTY = 3
"""How many times the refuted quantities a generous attempt asks for."""
MOST = 9
"""Slots of a crafting grid: no craft uses up more of one thing."""


def suppositions(
    state: State, item: Item, stations: Sequence[Item], sights: Collection[str]
) -> Iterator[Recipe]:
    """Yield recipes worth an attempt, cheapest kinds of attempt first, none tried before.

    `stations` are those of the world; sources are looked for among its `sights` alone.
    """
    believed = {b.recipe.way for b in state.awm.beliefs(item)}
    tried = {way(r) for r in state.refuted.get(item, ())}
    for recipe in _all(state, item, [s for s in stations if state.awm.is_verified(s)]):
        if recipe.how == "collect" and recipe.source not in sights:
            continue
        if recipe.way in believed or way(recipe) in tried:
            continue
        if not state.awm.unverified(recipe):
            yield recipe


def _all(state: State, item: Item, stations: Sequence[Item]) -> Iterator[Recipe]:
    old = [*state.refuted.get(item, ()), *(b.recipe for b in state.awm.beliefs(item))]
    for recipe in old:
        if recipe.how == "collect" and recipe.source:
            yield from _with_other_tools(state, recipe)
    for recipe in old:
        if recipe.how != "collect":
            yield from _with_more(recipe, stations)
    yield from _with_everything(state, item, stations)
    yield from _from_what_gave_nothing(state, item)


def _with_other_tools(state: State, recipe: Recipe) -> Iterator[Recipe]:
    """The same source with a bare hand and each tool, those that take most to make first."""
    yield recipe.model_copy(update={"tools": frozenset()})
    for tool in _tools(state):
        yield recipe.model_copy(update={"tools": frozenset({tool})})


def _with_more(recipe: Recipe, stations: Sequence[Item]) -> Iterator[Recipe]:
    """The same ingredients at each station, then more of them."""
    plenty = {i: max(n, min(PLENTY * n, MOST)) for i, n in recipe.ingredients.items()}
    for ingredients in (recipe.ingredients, plenty):
        for station in stations:
            for how in HOWS:
                changed = {"how": how, "station": station, "ingredients": ingredients}
                yield recipe.model_copy(update=changed)


def _with_everything(state: State, item: Item, stations: Sequence[Item]) -> Iterator[Recipe]:
    """All that verified recipes use up, in the largest quantity each, at each station."""
    most = Counter[Item]()
    for name in state.awm.items(VERIFIED):
        for recipe in state.awm.recipes(name, VERIFIED):
            most |= Counter(recipe.ingredients)
            if recipe.how == "collect":
                most |= Counter({recipe.item: 1})
    most.pop(item, None)
    for station in stations if most else ():
        for how in HOWS:
            kitchen = dict(sorted(most.items()))
            yield Recipe(item=item, how=how, ingredients=kitchen, station=station)


def _from_what_gave_nothing(state: State, item: Item) -> Iterator[Recipe]:
    """Sources that gave nothing so far, the most common first, with each tool not tried on them."""
    contacts, gave = Counter[str](), Counter[str]()
    for (source, _), touch in sorted(state.touches.items(), key=str):
        contacts[source] += touch.count
        gave[source] += sum(touch.gave.values())
    for source, _ in contacts.most_common():
        for tool in _tools(state) if not gave[source] else ():
            if not state.touches[source, tool].count:
                yield Recipe(item=item, how="collect", tools=frozenset({tool}), source=source)


def _tools(state: State) -> list[Item]:
    """Verified items that some belief uses as a tool, those that take most to make first."""
    named = {tool for i in state.awm.known for b in state.awm.beliefs(i) for tool in b.recipe.tools}
    verified = [tool for tool in named if state.awm.is_verified(tool)]
    return sorted(verified, key=lambda t: (-len(state.awm.behind(t)), t))
