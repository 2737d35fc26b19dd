"""Hunches: how likely an item can be collected in a way that nobody named.

By what was tried, by what can be perceived, and by names alone: nothing is known of the world.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from deckard.events import State
from deckard.explore import Aim
from deckard.plan import Planner
from deckard.recipes import Item, Recipe

TOOLS = ("pickaxe", "axe", "shovel", "hoe", "sword", "shears", "bucket", "bottle", "bowl", "rod")
"""Last words of names that say tool, or vessel."""
VAIN = 0.1
"""What a contact in vain leaves of the chance that the next one gives the item."""
LESSER = 0.05
"""How much less likely a tool will do than the next of its kind, to which more leads."""
MUTE = 0.002
"""Chance at least that a tool does it where nothing has given anything yet: each is tried once."""
FOUND = 0.9
"""Chance that a thing can be collected somehow whose source was met."""
SEEN, SEEN_AFTER = 0.8, 0.4
"""Chance that an item can be collected that is named as something that can be perceived, or that
lends its name to such a thing."""
NAMED_ALONE, NAMED_AFTER, IN_SERIES = 0.2, 0.05, 0.02
"""Chance that another can be: with a name of its own, named after an item, or one of a series."""
SERIES = 3
"""Names with a word in common that make a series: what is so named is most often made."""


class Hunches:
    """The hunches of a moment."""

    def __init__(self, state: State, aim: Aim, planner: Planner) -> None:
        self.state, self.aim, self.planner = state, aim, planner

    def after_vain(self, chance: float, tries: int) -> float:
        """The chance that an attempt succeeds, after so many in vain (Bayes' rule)."""
        vain = chance * (1 - self.reliability) ** tries
        return vain / (vain + 1 - chance) * self.reliability

    @cached_property
    def reliability(self) -> float:
        """How often the options that were learnt succeed: four of five times, before any was."""
        options = self.state.options.values()
        won, of = sum(o.successes for o in options), sum(o.episodes for o in options)
        return (min(won, of) + 1) / (of + 1.25)

    def tries(self, recipe: Recipe) -> int:
        """How often a collect was sought with its tool."""
        return self.state.sought[recipe.item, next(iter(recipe.tools), None)]

    def sought(self, item: Item) -> Iterator[tuple[Recipe, float]]:
        """Ways to collect an item that are not believed, each with the chance that it succeeds."""
        believed = {b.recipe.hypothesis for b in self.state.awm.beliefs(item)}
        met = sorted(self.state.met.get(item, ()))
        found = list[tuple[Recipe, float]]()
        if not met:
            chance = self.after_vain(self._prior(item), self._times[item])
            found.append((Recipe(item=item, how="collect"), chance))
        for source in met:
            vain = self.state.touches[source, None].count
            bare = Recipe(item=item, how="collect", source=source)
            found.append((bare, self.after_vain(FOUND * VAIN**vain, self.state.sought[item, None])))
            found += self._with_tools(bare)
        yield from ((r, c) for r, c in found if r.hypothesis not in believed)

    def _with_tools(self, bare: Recipe) -> Iterator[tuple[Recipe, float]]:
        """A collect by each tool that can be had, those that most leads to first."""
        least = 0.0 if bare.source in self._giving else MUTE
        for kind, tools in self._tools.items():
            for rank, tool in enumerate(reversed(tools)):
                chance = max(least, FOUND * self._share(kind) * LESSER**rank)
                chance *= VAIN ** self.state.touches[bare.source or "", tool].count
                recipe = bare.model_copy(update={"tools": frozenset({tool})})
                yield recipe, self.after_vain(chance, self.tries(recipe))

    def _share(self, kind: str) -> float:
        """How likely a source takes a kind of tool: by those that do, and that do not."""
        fit, vain = self._fits[kind, True], self._fits[kind, False]
        fits = sum(n for (_, fits), n in self._fits.items() if fits)
        return (fit + 1 / len(TOOLS)) / (fits + 1) * (fit + 1) / (fit + vain + 1)

    @cached_property
    def _fits(self) -> Counter[tuple[str, bool]]:
        """How many sources gave something by a kind of tool, and how many nothing."""
        return Counter(
            (hand.rpartition("_")[2], bool(touch.gave))
            for (_, hand), touch in self.state.touches.items()
            if hand
        )

    @cached_property
    def _giving(self) -> set[str]:
        """The sources that gave something, to whatever hand."""
        return {source for (source, _), touch in self.state.touches.items() if touch.gave}

    @cached_property
    def _times(self) -> Counter[Item]:
        """How often each item was sought, whatever was in the hand."""
        found = Counter[Item]()
        for (item, _), times in self.state.sought.items():
            found[item] += times
        return found

    def _prior(self, item: Item) -> float:
        """The chance that an item can be collected, by those with names like its own.

        What is named after another item is more likely made of it.
        """
        kind = item.rpartition("_")[2]
        named = self.state.awm.verified_like(kind) if "_" in item else ()
        ways = [self.state.awm.beliefs(i)[0].recipe.how for i in named if "_" in i]
        base = self._by_name(item)
        return (base + 2 * ways.count("collect")) / (1 + 2 * len(ways))

    def _by_name(self, item: Item) -> float:
        if item in self.aim.sights:
            return SEEN
        if item in self._seen:
            return SEEN_AFTER
        words = item.split("_")
        if len(words) > 1 and any(self._words[word] >= SERIES for word in words):
            return IN_SERIES
        return NAMED_AFTER if len(words) > 1 and self._names & {*words} else NAMED_ALONE

    @cached_property
    def _seen(self) -> set[str]:
        """The words in the names of what can be perceived."""
        return {word for sight in self.aim.sights for word in sight.split("_")}

    @cached_property
    def _names(self) -> set[str]:
        """What things can be named after."""
        return set(self.aim.vocabulary)

    @cached_property
    def _words(self) -> Counter[str]:
        """How many names have a word."""
        return Counter(word for name in self.aim.vocabulary for word in name.split("_"))

    @cached_property
    def _tools(self) -> dict[str, list[Item]]:
        """Tools that can be obtained, by kind, those that least leads to first."""
        known, size = self.planner.choices(), self.state.awm.size
        tools = [item for item in known if item.rpartition("_")[2] in TOOLS]
        found: dict[str, list[Item]] = {}
        for item in sorted(tools, key=lambda i: (size(i), i)):
            found.setdefault(item.rpartition("_")[2], []).append(item)
        return found
