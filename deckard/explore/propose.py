"""Suppositions: what the agent itself proposes once the language model has no more to say.

They come from what was seen and refuted alone. A craft takes only what it needs, so a supposition
may ask for too much: what a success used up is the recipe.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

from deckard.graph.beliefs import VERIFIED
from deckard.graph.order import of_same_kinds
from deckard.journal.state import State
from deckard.types import CRAFT_HOWS, GRID_SLOTS, Item, Recipe, as_set
from deckard.verify.observations import Observations

PLENTY = 3
"""How many times the refuted quantities a generous attempt asks for."""


def suppositions(
    state: State, item: Item, stations: Sequence[Item], sights: Collection[str]
) -> Iterator[Recipe]:
    """Yield recipes worth an attempt, cheapest kinds of attempt first, none tried before.

    `stations` are those of the world; sources are looked for among its `sights` alone.
    """
    return Supposing(state, stations, sights).of(item)


class Supposing:
    """The suppositions in one state; what they have in common is computed once for all items."""

    def __init__(
        self,
        state: State,
        stations: Sequence[Item],
        sights: Collection[str],
        unheld: frozenset[Item] = frozenset(),
    ) -> None:
        self.state, self.sights, self.unheld = state, sights, unheld
        self._touches = state.view(Observations).touches
        self.stations = [s for s in stations if state.awm.is_obtainable(s)]

    def of_any(self, items: Iterable[Item]) -> Iterator[Recipe]:
        """Yield the suppositions for each of some items."""
        return chain.from_iterable(map(self.of, items))

    def of(self, item: Item) -> Iterator[Recipe]:
        """Yield recipes worth an attempt, cheapest kinds of attempt first, none tried before."""
        awm = self.state.awm
        believed = {b.recipe.demands for b in awm.beliefs(item)}
        tried = {r.key for r in self.state.refuted.get(item, ())}
        for recipe in self._all(item):
            if recipe.how == "collect" and recipe.source not in self.sights:
                continue
            if recipe.demands in believed or recipe.key in tried:
                continue
            if recipe.needs.keys() & self.unheld:
                continue
            if not awm.unverified(recipe):
                yield recipe

    def _all(self, item: Item) -> Iterator[Recipe]:
        believed = (b.recipe for b in self.state.awm.beliefs(item))
        old = [*self.state.refuted.get(item, ()), *believed]
        for recipe in old:
            if recipe.how == "collect" and recipe.source:
                yield from self._with_other_tools(recipe)
        for recipe in old:
            if recipe.how != "collect":
                yield from _with_more(recipe, self.stations)
        yield from self._with_everything(item)
        yield from self._from_what_gave_nothing(item)

    def _with_other_tools(self, recipe: Recipe) -> Iterator[Recipe]:
        """The same source with a bare hand and each tool, those that take most to make first."""
        yield recipe.model_copy(update={"tools": frozenset()})
        for tool in self._tools:
            yield recipe.model_copy(update={"tools": frozenset({tool})})

    def _with_everything(self, item: Item) -> Iterator[Recipe]:
        """All that verified recipes use up, in the largest quantity each, at each station."""
        kitchen = {i: n for i, n in self._most.items() if i != item}
        for station in self.stations if kitchen else ():
            for how in CRAFT_HOWS:
                yield Recipe(item=item, how=how, ingredients=kitchen, stations=as_set(station))

    def _from_what_gave_nothing(self, item: Item) -> Iterator[Recipe]:
        """Sources that gave nothing, the most common first, with each tool not tried on them."""
        for source in self._barren:
            for tool in self._tools:
                if not self._touches[source, tool].telling(item):
                    yield Recipe(item=item, how="collect", tools=frozenset({tool}), source=source)

    @cached_property
    def _most(self) -> dict[Item, int]:
        """The most of each item that a verified recipe uses up, or of what is collected, one."""
        most, awm = dict[Item, int](), self.state.awm
        for recipe in (r for i in awm.items(VERIFIED) for r in awm.recipes(i, VERIFIED)):
            used = recipe.ingredients.items()
            for need, n in [*used, *([(recipe.item, 1)] if recipe.how == "collect" else [])]:
                most[need] = max(n, most.get(need, 0))
        return {item: n for item, n in sorted(most.items()) if item not in self.unheld}

    @cached_property
    def _barren(self) -> list[str]:
        """Sources that gave nothing so far, the most common first."""
        contacts, gave = Counter[str](), Counter[str]()
        for (source, _), touch in sorted(self._touches.items(), key=str):
            contacts[source] += touch.count
            gave[source] += sum(touch.gave.values())
        return [source for source, _ in contacts.most_common() if not gave[source]]

    @cached_property
    def _tools(self) -> list[Item]:
        """Verified items of the kinds that beliefs use as tools, those that take most first."""
        awm = self.state.awm
        named = {tool for i in awm.known for b in awm.beliefs(i) for tool in b.recipe.tools}
        obtainable = {*awm.items(VERIFIED), *awm.given_back()}
        tools = of_same_kinds(named, obtainable) & obtainable
        return sorted(tools, key=lambda t: (-len(awm.behind(t)), t))


def _with_more(recipe: Recipe, stations: Sequence[Item]) -> Iterator[Recipe]:
    """The same ingredients at each station, then more of them, by hand first."""
    plenty = {i: max(n, min(PLENTY * n, GRID_SLOTS)) for i, n in recipe.ingredients.items()}
    ways = [(how, as_set(station)) for station in stations for how in CRAFT_HOWS]
    by_hand = [("craft", as_set(None))] if recipe.how == "craft" else []
    for ingredients, manners in ((recipe.ingredients, ways), (plenty, by_hand + ways)):
        for how, near in manners:
            changed = {"how": how, "stations": near, "ingredients": ingredients}
            yield recipe.model_copy(update=changed)
