"""How likely an item can be collected in a way that nobody named.

The chance follows from what was tried, from what can be perceived, and from names alone: nothing is
known of the world.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from deckard.explore import Goal
from deckard.explore.searches import Searches
from deckard.explore.thrifty.options import ThriftyOptions
from deckard.graph.planner import Planner
from deckard.journal.state import State
from deckard.types import TOOL_WORDS, VESSEL_WORDS, Item, Recipe
from deckard.verify.observations import Observations

Search = tuple[Recipe, float, int]
"""A collect, its chance, and the tries so far."""


class NameFeatures:
    """What names alone say of items, among all items and the things in sight."""

    def __init__(self, goal: Goal, options: ThriftyOptions) -> None:
        self.options, self.sights = options, goal.sights
        self._sight_words = {word for sight in goal.sights for word in sight.split("_")}
        self._names = set(goal.vocabulary)
        self._counts = Counter(word for name in goal.vocabulary for word in name.split("_"))

    def chance(self, item: Item) -> float:
        """The chance that an item can be collected."""
        if item in self.sights:
            return self.options.sight_chance
        if item in self._sight_words:
            return self.options.sight_word_chance
        parts = item.split("_")
        if len(parts) > 1 and any(self._counts[p] >= self.options.series_size for p in parts):
            return self.options.series_chance
        if len(parts) > 1 and self._names & {*parts}:
            return self.options.compound_name_chance
        return self.options.lone_name_chance


class CollectPrior:
    """Chances of collects in a state. `renew` is to be called after every change of the state."""

    def __init__(
        self, state: State, names: NameFeatures, planner: Planner, options: ThriftyOptions
    ) -> None:
        self.state, self.names, self.planner, self.options = state, names, planner, options
        self.searches, self.touches = state.view(Searches), state.view(Observations).touches
        self._hands = set[Item | None]()
        """All that was ever in the hand when something was sought."""
        self._keys = 0
        self.renew()

    def renew(self) -> None:
        """Forget what was computed of sources and tools."""
        episodes = self.searches.episodes
        fresh = islice(reversed(episodes), len(episodes) - self._keys)
        self._hands.update(hand for _, hand in fresh)
        self._keys = len(episodes)
        for name in ("fits", "tools", "_giving"):
            vars(self).pop(name, None)

    def tries(self, recipe: Recipe) -> int:
        """How often a collect was sought with its tool."""
        return self.searches.episodes[recipe.item, next(iter(recipe.tools), None)]

    def _informative_tries(self, recipe: Recipe) -> int:
        """The same, where a try that did not come to the known source counts for less."""
        hand = next(iter(recipe.tools), None)
        met = self.touches[recipe.source or "", hand].telling(recipe.item)
        tries = self.tries(recipe)
        return min(met, tries) + max(0, tries - met) // self.options.unmet_tries

    def searches_for(self, item: Item) -> Iterator[Search]:
        """Yield the ways to collect an item that nobody believes in."""
        believed = {b.recipe.key for b in self.state.awm.beliefs(item)}
        sources = sorted(self.searches.sources.get(item, ()))
        searches = list[Search]()
        if not sources:
            bare = Recipe(item=item, how="collect")
            times = sum(self.searches.episodes[item, hand] for hand in self._hands)
            searches.append((bare, self._prior(item), times))
            searches += self._from_namesakes(bare) if times else []
        for source in sources:
            bare = Recipe(item=item, how="collect", source=source)
            chance = self._after_contacts(bare, None, self.options.source_chance)
            searches.append((bare, chance, self._informative_tries(bare)))
            searches += self._with_tools(bare)
        yield from (search for search in searches if search[0].key not in believed)

    def _with_tools(self, bare: Recipe) -> Iterator[Search]:
        """A collect by each tool that can be had, those that take most to make first."""
        options = self.options
        for word, tools in self.tools.items():
            is_mute = word in VESSEL_WORDS or bare.source not in self._giving
            least = options.untouched_chance if is_mute else 0.0
            likely = options.source_chance * self._share(word) if word in TOOL_WORDS else 0.0
            for tool in reversed(tools):
                chance = self._after_contacts(bare, tool, max(least, likely))
                in_vain = self.touches[bare.source or "", tool].telling(bare.item)
                likely *= options.tool_factor_in_vain if in_vain else options.tool_factor
                recipe = bare.model_copy(update={"tools": frozenset({tool})})
                yield recipe, chance, self._informative_tries(recipe)

    def _from_namesakes(self, bare: Recipe) -> Iterator[Search]:
        """A collect by an item with the same last word: as a map is filled, wherever one is."""
        alike = self.state.awm.verified_like(bare.item.rpartition("_")[2])
        for thing in sorted(alike, key=lambda i: (-len(i), i))[: self.options.namesakes]:
            recipe = bare.model_copy(update={"tools": frozenset({thing})})
            yield recipe, self.options.namesake_chance, self.tries(recipe)

    def _after_contacts(self, bare: Recipe, hand: Item | None, chance: float) -> float:
        """The chance that a hand does it after its contacts with the source."""
        touch = self.touches[bare.source or "", hand]
        if touch.gave[bare.item]:
            return self.options.source_chance
        return chance * self.options.contact_factor ** touch.telling(bare.item)

    def _share(self, word: str) -> float:
        """How likely a source takes a kind of tool, by the sources that do and that do not.

        Each kind starts with one success, which all kinds share, and one trial.
        """
        fit, in_vain = self.fits[word, True], self.fits[word, False]
        fits = sum(n for (_, gave), n in self.fits.items() if gave)
        return (fit + 1 / len(TOOL_WORDS)) / (fits + 1) * (fit + 1) / (fit + in_vain + 1)

    @cached_property
    def fits(self) -> Counter[tuple[str, bool]]:
        """How many sources gave something by a kind of tool, and how many nothing."""
        return Counter(
            (hand.rpartition("_")[2], bool(touch.gave))
            for (_, hand), touch in self.touches.items()
            if hand
        )

    @cached_property
    def _giving(self) -> set[str]:
        """The sources that gave something to whatever hand, where they could give anything."""
        return {
            source
            for (source, _), touch in self.touches.items()
            if touch.gave and touch.alone.total() < touch.count
        }

    @cached_property
    def tools(self) -> dict[str, list[Item]]:
        """Tools and vessels that can be obtained, by last word, those that take least first."""
        awm, obtainable = self.state.awm, self.planner.known()
        tools = [
            item
            for word in (*TOOL_WORDS, *VESSEL_WORDS)
            for item in awm.verified_like(word)
            if item in obtainable
        ]
        by_word: dict[str, list[Item]] = {}
        for item in sorted(tools, key=lambda i: (awm.size(i), i)):
            by_word.setdefault(item.rpartition("_")[2], []).append(item)
        return by_word

    def _prior(self, item: Item) -> float:
        """The chance that an item can be collected, by those with the same last word.

        What is named after another item is more likely made of it.
        """
        word, weight = item.rpartition("_")[2], self.options.name_weight
        named = self.state.awm.verified_like(word) if "_" in item else ()
        hows = [self.state.awm.beliefs(i)[0].recipe.how for i in named if "_" in i]
        base = self.names.chance(item)
        return (base + weight * hows.count("collect")) / (1 + weight * len(hows))
