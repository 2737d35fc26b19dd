"""How likely an item can be collected in a way that nobody named.

The chance follows from what was tried, from what can be perceived, and from names alone: nothing is
known of the world.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from deckard.explore import Goal
from deckard.explore.searches import Searches
from deckard.explore.thrifty.options import ThriftyOptions
from deckard.graph.beliefs import VERIFIED
from deckard.graph.planner import Planner
from deckard.journal.state import State
from deckard.types import TOOL_WORDS, Item, Recipe
from deckard.verify.observations import Observations
from deckard.verify.touches import Touch
from deckard.worlds.contacts import MISCOUNTED

VESSEL_WORDS = ("bottle", "bowl")
"""Last words of the names of what may be filled at a source."""
MOST_UNSURE = 9
"""Gains that may be wrong counts of which more tell nothing more; chosen."""
MOST_LUCKLESS = 0.95
"""Share of the contacts that are taken to be in vain by bad luck at most; chosen."""


class Search(NamedTuple):
    """A collect that nobody believes in."""

    recipe: Recipe
    chance: float
    """The chance that it works."""
    tries: int
    """How often it was tried in vain."""
    evidence: float = 1.0
    """By how much the contacts so far change the odds of the chance."""


class NameKind(IntEnum):
    """What the name of an item is like."""

    SIGHT = 0
    """That of a block or mob."""
    SIGHT_WORD = 1
    """A word in the name of a block or mob."""
    SERIES = 2
    """It shares a word with several other items."""
    COMPOUND = 3
    """It is named after another item."""
    LONE = 4
    """Any other."""


class NameFeatures:
    """What names alone say of items, among all items and the things in sight."""

    def __init__(self, goal: Goal, options: ThriftyOptions) -> None:
        self.options, self.sights = options, goal.sights
        self._sight_words = {word for sight in goal.sights for word in sight.split("_")}
        self._names = set(goal.vocabulary)
        self._counts = Counter(word for name in goal.vocabulary for word in name.split("_"))

    def kind(self, item: Item) -> NameKind:
        """What the name of an item is like."""
        if item in self.sights:
            return NameKind.SIGHT
        if item in self._sight_words:
            return NameKind.SIGHT_WORD
        parts = item.split("_")
        if len(parts) > 1 and any(self._counts[p] >= self.options.series_size for p in parts):
            return NameKind.SERIES
        if len(parts) > 1 and self._names & {*parts}:
            return NameKind.COMPOUND
        return NameKind.LONE

    @cached_property
    def chances(self) -> Sequence[float]:
        """For each kind of name the chance that an item can be collected, before any was sought."""
        options = self.options
        return (
            options.sight_chance,
            options.sight_word_chance,
            options.series_chance,
            options.compound_name_chance,
            options.lone_name_chance,
        )


class CollectPrior:
    """Chances of collects in a state. `renew` is to be called after every change of the state."""

    def __init__(
        self,
        state: State,
        names: NameFeatures,
        planner: Planner,
        options: ThriftyOptions,
        *,
        walks: bool = False,
    ) -> None:
        self.state, self.names, self.planner, self.options = state, names, planner, options
        self.searches, self.touches = state.view(Searches), state.view(Observations).touches
        self.counts = self.searches.counts(walks)
        """How often each item was searched for, by the hand."""
        self._hands = set[Item | None]()
        """All that was ever in the hand when something was sought."""
        self._sought = set[Item]()
        """All that was sought by a bare hand."""
        self._keys = 0
        self.renew()

    def renew(self) -> None:
        """Forget what was computed of sources and tools."""
        counts = self.counts
        fresh = [*islice(reversed(counts), len(counts) - self._keys)]
        self._hands.update(hand for _, hand in fresh)
        self._sought.update(item for item, hand in fresh if hand is None)
        self._keys = len(counts)
        for name in ("fits", "tools", "luckless", "_giving"):
            vars(self).pop(name, None)

    def tries(self, recipe: Recipe) -> int:
        """How often a collect was sought with its tool."""
        return self.counts[recipe.item, next(iter(recipe.tools), None)]

    def _informative_tries(self, recipe: Recipe) -> int:
        """The same, where a try that did not come to the known source counts for less.

        Where contacts are weighed by their luck, those that came to it do not count again.
        """
        hand = next(iter(recipe.tools), None)
        touch = self.touches[recipe.source or "", hand]
        met, tries = touch.telling(recipe.item), self.tries(recipe)
        unmet = max(0, tries - met) // self.options.unmet_tries
        return unmet if self._is_by_luck(touch, recipe.item) else min(met, tries) + unmet

    def searches_for(self, item: Item) -> Iterator[Search]:
        """Yield the ways to collect an item that nobody believes in."""
        believed = {b.recipe.key for b in self.state.awm.beliefs(item)}
        sources = sorted(self.searches.sources.get(item, ()))
        searches = list[Search]()
        if not sources:
            bare = Recipe(item=item, how="collect")
            times = sum(self.counts[item, hand] for hand in self._hands)
            searches.append(Search(bare, self._prior(item), times))
            searches += self._from_namesakes(bare) if times else []
        for source in sources:
            bare = Recipe(item=item, how="collect", source=source)
            searches.append(self._after_contacts(bare, self.options.source_chance))
            searches += self._with_tools(bare)
        yield from (search for search in searches if search.recipe.key not in believed)

    def _with_tools(self, bare: Recipe) -> Iterator[Search]:
        """A collect by each tool that can be had, those that take most to make first."""
        options = self.options
        for word, tools in self.tools.items():
            is_mute = word in VESSEL_WORDS or bare.source not in self._giving
            least = options.untouched_chance if is_mute else 0.0
            likely = options.source_chance * self._share(word) if word in TOOL_WORDS else 0.0
            for tool in reversed(tools):
                recipe = bare.model_copy(update={"tools": frozenset({tool})})
                yield self._after_contacts(recipe, max(least, likely))
                in_vain = self.touches[bare.source or "", tool].telling(bare.item)
                likely *= options.tool_factor_in_vain if in_vain else options.tool_factor

    def _from_namesakes(self, bare: Recipe) -> Iterator[Search]:
        """A collect by an item with the same last word: as a map is filled, wherever one is."""
        alike = self.state.awm.obtainable_like(bare.item.rpartition("_")[2])
        for thing in sorted(alike, key=lambda i: (-len(i), i))[: self.options.namesakes]:
            recipe = bare.model_copy(update={"tools": frozenset({thing})})
            yield Search(recipe, self.options.namesake_chance, self.tries(recipe))

    def _after_contacts(self, recipe: Recipe, chance: float) -> Search:
        """A search from a source after the contacts of its hand with it."""
        item, tries = recipe.item, self._informative_tries(recipe)
        touch = self.touches[recipe.source or "", next(iter(recipe.tools), None)]
        if touch.gave[item]:
            return Search(recipe, self.options.source_chance, tries)
        if self._is_by_luck(touch, item):
            return Search(recipe, chance, tries, self.evidence(recipe))
        factor = self.options.contact_factor ** touch.telling(item)
        return Search(recipe, chance * factor, tries)

    def _is_by_luck(self, touch: Touch, item: Item) -> bool:
        """Whether contacts in vain may be bad luck: some were, or these seem to have given."""
        return self.luckless > 0 or touch.unsure[item] > 0

    def evidence(self, recipe: Recipe) -> float:
        """By how much contacts change the odds that a hand gets an item from a source.

        By Bayes' rule: an episode in vain is as likely as bad luck if it does, and a gain that may
        be a wrong count as likely as a wrong count if it does not.
        """
        touch = self.touches[recipe.source or "", next(iter(recipe.tools), None)]
        unsure = touch.unsure[recipe.item]
        in_vain = max(0, touch.telling_episodes(recipe.item) - unsure)
        factor = max(self.options.contact_factor, self.luckless)
        return factor**in_vain * ((1 - self.luckless) / MISCOUNTED) ** min(unsure, MOST_UNSURE)

    @cached_property
    def luckless(self) -> float:
        """The share of episodes in which a contact that gives the item did not, by bad luck."""
        luck = self.state.view(Observations).luck
        return min(MOST_LUCKLESS, luck[False] / max(1, luck.total()))

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
            for item in awm.obtainable_like(word)
            if item in obtainable
        ]
        by_word: dict[str, list[Item]] = {}
        for item in sorted(tools, key=lambda i: (awm.size(i), i)):
            by_word.setdefault(item.rpartition("_")[2], []).append(item)
        return by_word

    def name_kind(self, search: Recipe) -> NameKind | None:
        """What the name is like by which alone a search is judged; None where more is known."""
        if search.source or search.tools or self._like(search.item):
            return None
        return self.names.kind(search.item)

    def name_factors(self) -> list[float]:
        """For each kind of name the factor on its chance, by what came of the searches so far.

        A chance counts as `name_trials` searches. What came is an item that was collected, or of
        which a source was met: the mean of a beta distribution (Gelman et al., Bayesian Data
        Analysis, 2.4).
        """
        tried, came = Counter[NameKind](), Counter[NameKind]()
        for item in self._sought:
            kind = self.names.kind(item)
            tried[kind] += 1
            came[kind] += bool(self.searches.sources.get(item)) or self._is_collected(item)
        weight = self.options.name_trials
        return [
            (weight + came[kind] / chance) / (weight + tried[kind])
            for kind, chance in zip(NameKind, self.names.chances, strict=True)
        ]

    def _is_collected(self, item: Item) -> bool:
        return any(r.how == "collect" for r in self.state.awm.recipes(item, VERIFIED))

    def _like(self, item: Item) -> list[Item]:
        """Verified items with the same last word of several."""
        named = self.state.awm.verified_like(item.rpartition("_")[2]) if "_" in item else ()
        return [other for other in named if "_" in other]

    def _prior(self, item: Item) -> float:
        """The chance that an item can be collected, by those with the same last word.

        What is named after another item is more likely made of it.
        """
        weight = self.options.name_weight
        hows = [self.state.awm.beliefs(i)[0].recipe.how for i in self._like(item)]
        base = self.names.chances[self.names.kind(item)]
        return (base + weight * hows.count("collect")) / (1 + weight * len(hows))
