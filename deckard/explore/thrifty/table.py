"""All candidates as numpy columns, updated incrementally.

Only what changed is written anew from one decision to the next. The columns are in the order of the
items' names, the candidates of each item in their own order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import islice

import numpy as np

from deckard.explore import Goal
from deckard.explore.thrifty.candidates import Candidate, CandidateFinder
from deckard.explore.thrifty.chances import VESSEL_WORDS, CollectPrior, NameFeatures
from deckard.explore.thrifty.columns import Columns, Ints
from deckard.explore.thrifty.histories import Histories
from deckard.explore.thrifty.options import ThriftyOptions
from deckard.graph.beliefs import VERIFIED
from deckard.graph.changes import START
from deckard.graph.planner import Planner
from deckard.journal.state import State, unlearnt
from deckard.types import TOOL_WORDS, Item, Recipe
from deckard.verify.observations import Observations


class CandidateTable:
    """All candidates of a state, and what is known of each item, by its number.

    Args:
        state: What is known; the table follows it.
        goal: What the run is after.
        options: The numbers of the explorer.
    """

    def __init__(self, state: State, goal: Goal, options: ThriftyOptions) -> None:
        self.state, self.goal, self.options = state, goal, options
        self.planner = Planner(state.awm, state.options, goal.fuels)
        self._failures = state.view(Observations).failures
        target = [goal.target] if goal.target else []
        self.names = sorted({*goal.vocabulary, *target, *state.awm.known})
        self.ids = {item: k for k, item in enumerate(self.names)}
        self.vocabulary = self.numbers(goal.vocabulary)
        size = len(self.names)
        self.columns = Columns(size)
        self.verified, self.unlearnt = np.zeros(size, bool), np.zeros(size, bool)
        self.used = np.zeros(size, np.intp)
        """How many verified recipes use each item up."""
        self.failed = np.zeros(size, np.intp)
        """Which of the `histories` each item has: the same after the same bulk attempts."""
        self.histories = Histories()
        """Failures of crafts, by the number of the history."""
        self._successes = self._episodes = 0
        """Measured episodes of all options, and those that succeeded."""
        names = NameFeatures(goal, options)
        self.prior = CollectPrior(state, names, self.planner, options, walks=goal.walks)
        self.finder = CandidateFinder(state, goal, self.prior)
        self._uses = dict[Item, list[int]]()
        self._hows = dict[Item, str | None]()
        self._measured = dict[Item, tuple[int, int]]()
        self._by_source = defaultdict[str, set[Item]](set)
        self._by_word = defaultdict[str, list[Item]](list)
        for item in self.names:
            self._by_word[item.rpartition("_")[2]].append(item)
        self._by_tools = set[Item]()
        """Items whose candidates depend on tools."""
        self._tool_words = {*TOOL_WORDS, *VESSEL_WORDS}
        self._tools: tuple[object, ...] = ()
        self._known, self._cursor = len(state.awm.known), START
        self.written = 0
        """How often the candidates of an item were written."""
        self._write(self.names, ())

    def is_of(self, state: State, goal: Goal) -> bool:
        """Whether it is of this state and goal, and can follow it: no item has a new name."""
        if self.state is not state or self.goal is not goal:
            return False
        if len(state.awm.known) == self._known:
            return True
        new = set(islice(state.awm.known, self._known, None))
        self._known = len(state.awm.known)
        return self.ids.keys() >= new

    def keep_up(self) -> None:
        """Take in what changed since."""
        changes = self.state.awm.changes.since(self._cursor)
        self._write(set(changes.items), set(changes.sources))

    def numbers(self, items: Iterable[Item]) -> Ints:
        """The numbers of some items that are known or in the vocabulary, in order."""
        return np.array(sorted(self.ids[item] for item in set(items)), np.intp)

    def recipe(self, row: int) -> Recipe:
        """The recipe of a candidate."""
        item = self.columns.item[row]
        first = int(np.searchsorted(self.columns.item, item))
        return self.finder.of(self.names[item])[row - first].recipe

    @property
    def reliability(self) -> float:
        """The share of episodes in which learnt options succeed, at least the least assumed."""
        successes = min(self._successes, self._episodes) + self.options.reliable_episodes
        prior = self.options.reliable_episodes + self.options.failed_episodes
        return max(self.options.least_reliability, successes / (self._episodes + prior))

    def _write(self, changed: Collection[Item], sources: Collection[str]) -> None:
        """Write anew what is known of items and of sources, and what depends on it."""
        self._cursor = self.state.awm.changes.cursor()
        items = {item for item in changed if item in self.ids}
        items.update(*(self._by_source[source] for source in sources if source in self._by_source))
        turned = [item for item in sorted(items) if self._note(item)]
        for word in sorted({item.rpartition("_")[2] for item in turned}):
            items.update(i for i in self._by_word[word] if not self.state.awm.is_verified(i))
        self.prior.renew()
        if self.finder.reliability != self.reliability:
            self.finder.reliability = self.reliability
            items |= self.finder.unsteady
        if self._by_tools and self._tools != (tools := self._tools_now()):
            self._tools = tools
            items |= self._by_tools
        self.written += len(items)
        candidates = {self.ids[item]: self._candidates(item) for item in sorted(items)}
        self.columns.replace(candidates, self.ids)

    def _candidates(self, item: Item) -> list[Candidate]:
        """The candidates of an item; what they depend on is noted."""
        for source in self.finder.sources(item):
            self._by_source[source].add(item)
        if self.finder.needs_tools(item):
            self._by_tools.add(item)
            recipes = self.state.awm.recipes(item, VERIFIED)
            self._tool_words |= {tool.rpartition("_")[2] for r in recipes for tool in r.tools}
        self.finder.unsteady.discard(item)
        return self.finder.of(item)

    def _tools_now(self) -> tuple[object, ...]:
        """What candidates depend on that need tools: which there are, and how they proved."""
        awm = self.state.awm
        sizes = [(i, awm.size(i)) for w in sorted(self._tool_words) for i in awm.obtainable_like(w)]
        return sizes, self.prior.tools, self.prior.fits, self.prior.luckless

    def _note(self, item: Item) -> bool:
        """Note what is known of an item; whether its first verified recipe has another how now."""
        awm, k = self.state.awm, self.ids[item]
        self.verified[k], self.unlearnt[k] = awm.is_verified(item), unlearnt(self.state, item)
        recipes = awm.recipes(item, VERIFIED)
        for need in self._uses.pop(item, ()):
            self.used[need] -= 1
        for need in (uses := [self.ids[i] for recipe in recipes for i in recipe.ingredients]):
            self.used[need] += 1
        if uses:
            self._uses[item] = uses
        self._measure(item)
        self.failed[k] = self.histories.number(self._failures.get(item, []))
        how = recipes[0].how if recipes else None
        before, self._hows[item] = self._hows.get(item), how
        return how != before

    def _measure(self, item: Item) -> None:
        """Take in the measured episodes of an item's option."""
        if option := self.state.options.get(item):
            successes, episodes = self._measured.get(item, (0, 0))
            self._successes += option.successes - successes
            self._episodes += option.episodes - episodes
            self._measured[item] = option.successes, option.episodes
