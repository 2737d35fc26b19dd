"""Hunches: how likely an item can be collected in a way that nobody named.

By what was tried, by what can be perceived, and by names alone: nothing is known of the world.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from deckard.explore import Goal
from deckard.explore.searches import Searches
from deckard.graph.planner import Planner
from deckard.journal.state import State
from deckard.types import TOOLS, VESSELS, Item, Recipe
from deckard.verify.observations import Observations

UNMET = 3
"""Searches that did not come to a known source, which count as one that did."""
VAIN = 0.1
"""What a contact in vain leaves of the chance that the next one gives the item."""
LESSER, LESSER_THAN_VAIN = 0.05, 0.5
"""How much less likely a tool will do than the next of its kind, to which more leads; and where
that one did nothing: what takes most to make need not do most."""
MUTE = 0.002
"""Chance at least that a tool does it where nothing has given anything yet: each is tried once."""
USED_UP, NAMESAKES = 0.005, 2
"""Chance that an item comes of using up another of the same last name, and how many of these are
tried, those with the longest names first."""
FOUND = 0.9
"""Chance that a thing can be collected somehow whose source was met."""
SEEN, SEEN_AFTER = 0.8, 0.4
"""Chance that an item can be collected that is named as something that can be perceived, or that
lends its name to such a thing."""
NAMED_ALONE, NAMED_AFTER, IN_SERIES = 0.2, 0.05, 0.02
"""Chance that another can be: with a name of its own, named after an item, or one of a series."""
SERIES = 3
"""Names with a word in common that make a series: what is so named is most often made."""


class NameFeatures:
    """What names alone say of items, among all that there are and the things in sight."""

    def __init__(self, goal: Goal) -> None:
        self.sights = goal.sights
        self._seen = {word for sight in goal.sights for word in sight.split("_")}
        self._names = set(goal.vocabulary)
        self._words = Counter(word for name in goal.vocabulary for word in name.split("_"))

    def chance(self, item: Item) -> float:
        """The chance that an item can be collected."""
        if item in self.sights:
            return SEEN
        if item in self._seen:
            return SEEN_AFTER
        words = item.split("_")
        if len(words) > 1 and any(self._words[word] >= SERIES for word in words):
            return IN_SERIES
        return NAMED_AFTER if len(words) > 1 and self._names & {*words} else NAMED_ALONE


class CollectPrior:
    """Hunches by a state. `renew` is to be called when something was learnt."""

    def __init__(self, state: State, named: NameFeatures, planner: Planner) -> None:
        self.state, self.named, self.planner = state, named, planner
        self.searches, self.touches = state.view(Searches), state.view(Observations).touches
        self._hands = set[Item | None]()
        """All that was ever in the hand when something was sought."""
        self._keys = 0
        self.renew()

    def renew(self) -> None:
        """Forget what was found out of sources and tools."""
        sought = self.searches.episodes
        self._hands.update(hand for _, hand in islice(reversed(sought), len(sought) - self._keys))
        self._keys = len(sought)
        for found in ("fits", "tools", "_giving"):
            vars(self).pop(found, None)

    def tries(self, recipe: Recipe) -> int:
        """How often a collect was sought with its tool."""
        return self.searches.episodes[recipe.item, next(iter(recipe.tools), None)]

    def _tries_that_tell(self, recipe: Recipe) -> int:
        """The same, where one that did not come to the source it is known for tells little."""
        hand = next(iter(recipe.tools), None)
        met = self.touches[recipe.source or "", hand].telling(recipe.item)
        tries = self.tries(recipe)
        return min(met, tries) + max(0, tries - met) // UNMET

    def sought(self, item: Item) -> Iterator[tuple[Recipe, float, int]]:
        """Ways to collect an item that are not believed, each with its chance, and tries so far."""
        believed = {b.recipe.hypothesis for b in self.state.awm.beliefs(item)}
        met = sorted(self.searches.sources.get(item, ()))
        found = list[tuple[Recipe, float, int]]()
        if not met:
            bare = Recipe(item=item, how="collect")
            times = sum(self.searches.episodes[item, hand] for hand in self._hands)
            found.append((bare, self._prior(item), times))
            found += self._from_namesakes(bare) if times else []
        for source in met:
            bare = Recipe(item=item, how="collect", source=source)
            chance = self._after_contacts(bare, None, FOUND)
            found.append((bare, chance, self._tries_that_tell(bare)))
            found += self._with_tools(bare)
        yield from (lead for lead in found if lead[0].hypothesis not in believed)

    def _with_tools(self, bare: Recipe) -> Iterator[tuple[Recipe, float, int]]:
        """A collect by each tool that can be had, those that most leads to first."""
        for kind, tools in self.tools.items():
            least = MUTE if kind in VESSELS or bare.source not in self._giving else 0.0
            likely = FOUND * self._share(kind) if kind in TOOLS else 0.0
            for tool in reversed(tools):
                chance = self._after_contacts(bare, tool, max(least, likely))
                vain = self.touches[bare.source or "", tool].telling(bare.item)
                likely *= LESSER_THAN_VAIN if vain else LESSER
                recipe = bare.model_copy(update={"tools": frozenset({tool})})
                yield recipe, chance, self._tries_that_tell(recipe)

    def _from_namesakes(self, bare: Recipe) -> Iterator[tuple[Recipe, float, int]]:
        """A collect by what goes by the item's last word: as a map is filled, wherever one is."""
        alike = self.state.awm.verified_like(bare.item.rpartition("_")[2])
        for thing in sorted(alike, key=lambda i: (-len(i), i))[:NAMESAKES]:
            recipe = bare.model_copy(update={"tools": frozenset({thing})})
            yield recipe, USED_UP, self.tries(recipe)

    def _after_contacts(self, bare: Recipe, hand: Item | None, chance: float) -> float:
        """What contacts leave of the chance that a hand does it; all that can be, if it did."""
        touch = self.touches[bare.source or "", hand]
        return FOUND if touch.gave[bare.item] else chance * VAIN ** touch.telling(bare.item)

    def _share(self, kind: str) -> float:
        """How likely a source takes a kind of tool: by those that do, and that do not."""
        fit, vain = self.fits[kind, True], self.fits[kind, False]
        fits = sum(n for (_, fits), n in self.fits.items() if fits)
        return (fit + 1 / len(TOOLS)) / (fits + 1) * (fit + 1) / (fit + vain + 1)

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
        """Tools and vessels that can be obtained, by kind, those that least leads to first."""
        awm, known = self.state.awm, self.planner.known()
        tools = [i for kind in (*TOOLS, *VESSELS) for i in awm.verified_like(kind) if i in known]
        found: dict[str, list[Item]] = {}
        for item in sorted(tools, key=lambda i: (awm.size(i), i)):
            found.setdefault(item.rpartition("_")[2], []).append(item)
        return found

    def _prior(self, item: Item) -> float:
        """The chance that an item can be collected, by those with names like its own.

        What is named after another item is more likely made of it.
        """
        kind = item.rpartition("_")[2]
        named = self.state.awm.verified_like(kind) if "_" in item else ()
        ways = [self.state.awm.beliefs(i)[0].recipe.how for i in named if "_" in i]
        base = self.named.chance(item)
        return (base + 2 * ways.count("collect")) / (1 + 2 * len(ways))
