"""All candidates as numpy columns, updated incrementally.

Only what changed is written anew from one decision to the next. The columns are in the order of the
items' names, the candidates of each item in their own order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from deckard.explore import Goal
from deckard.explore.thrifty.candidates import Candidate, CandidateFinder
from deckard.explore.thrifty.chances import CollectPrior, NameFeatures, NameKind
from deckard.explore.thrifty.options import ThriftyOptions
from deckard.graph.beliefs import VERIFIED
from deckard.graph.changes import START
from deckard.graph.planner import Planner
from deckard.journal.state import State, unlearnt
from deckard.types import HOWS, TOOL_WORDS, VESSEL_WORDS, Failure, Item, Recipe
from deckard.verify.observations import Observations

Ints = NDArray[np.integer]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Value = TypeVar("Value", bound=np.generic)
UNDREAMED = len(HOWS)
"""In the column `how`: the candidate needs no trust in the language model."""
BEYOND_NAMES = len(NameKind)
"""In the column `name_kind`: more is known of the candidate than a name."""


class Columns:
    """The candidates of all items, and what each needs; an item is a number below `size`.

    The first eleven columns have a row for each candidate. `need`, `count` and `row` have one for
    each need of each candidate, in the same order.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.item: Ints = np.zeros(0, np.intp)
        self.kind: Ints = np.zeros(0, np.int8)
        self.how: Ints = np.zeros(0, np.int8)
        """The index of its how in `HOWS`, or UNDREAMED."""
        self.tries: Ints = np.zeros(0, np.int32)
        self.chance: Floats = np.zeros(0)
        self.needs_chance: Floats = np.zeros(0)
        self.is_collect: Bools = np.zeros(0, bool)
        self.is_offered: Bools = np.zeros(0, bool)
        self.is_open: Bools = np.zeros(0, bool)
        self.is_waiting: Bools = np.zeros(0, bool)
        self.name_kind: Ints = np.zeros(0, np.int8)
        """What the name is like by which alone the candidate is judged, or BEYOND_NAMES."""
        self.need: Ints = np.zeros(0, np.intp)
        """The item that is needed."""
        self.count: Ints = np.zeros(0, np.int32)
        """How many of it."""
        self.row: Ints = np.zeros(0, np.intp)
        """The row of the candidate that needs it."""

    def replace(
        self, candidates: Mapping[int, Sequence[Candidate]], ids: Mapping[Item, int]
    ) -> None:
        """Write the candidates of some items anew."""
        new = [(item, one) for item in sorted(candidates) for one in candidates[item]]
        needs = [(item, ids[i], n) for item, one in new for i, n in one.recipe.needs.items()]
        sizes: Ints = np.bincount(self.row, minlength=len(self.item))
        merge = _Merge(self.size, self.item[self.row], candidates, [item for item, *_ in needs])
        self.need = merge.of(self.need, [need for _, need, _ in needs])
        self.count = merge.of(self.count, [count for *_, count in needs])
        merge = _Merge(self.size, self.item, candidates, [item for item, _ in new])
        fresh = [one for _, one in new]
        sizes = merge.of(sizes, [len(one.recipe.needs) for one in fresh])
        self.row = np.repeat(np.arange(len(sizes)), sizes)
        self.item = merge.of(self.item, [item for item, _ in new])
        self.how = merge.of(self.how, [_how(one) for one in fresh])
        self.is_collect = merge.of(self.is_collect, [one.recipe.how == "collect" for one in fresh])
        self.kind = merge.of(self.kind, [one.kind for one in fresh])
        self.tries = merge.of(self.tries, [one.tries for one in fresh])
        self.chance = merge.of(self.chance, [one.chance for one in fresh])
        self.needs_chance = merge.of(self.needs_chance, [one.needs_chance for one in fresh])
        self.is_offered = merge.of(self.is_offered, [one.is_offered for one in fresh])
        self.is_open = merge.of(self.is_open, [one.is_open for one in fresh])
        self.is_waiting = merge.of(self.is_waiting, [one.is_waiting for one in fresh])
        self.name_kind = merge.of(self.name_kind, [_name_kind(one) for one in fresh])


def _how(candidate: Candidate) -> int:
    return HOWS.index(candidate.recipe.how) if candidate.is_dreamed else UNDREAMED


def _name_kind(candidate: Candidate) -> int:
    return BEYOND_NAMES if candidate.name_kind is None else candidate.name_kind


class _Merge:
    """Where in columns that are sorted by item the new values of some items come."""

    def __init__(self, size: int, items: Ints, gone: Iterable[int], new: Sequence[int]) -> None:
        left = np.ones(size, bool)
        left[list(gone)] = False
        kept = np.flatnonzero(left[items])
        places = np.searchsorted(items[kept], np.array(new, np.intp))
        self._order = np.insert(kept, places, len(items) + np.arange(len(new)))

    def of(self, column: NDArray[Value], new: Sequence[float]) -> NDArray[Value]:
        """A column with the new values in place of the old."""
        return np.concatenate([column, np.array(new, column.dtype)])[self._order]


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
        self.histories: list[list[Failure]] = [[]]
        """Failures of crafts, by the number of the history."""
        self._history: dict[tuple[int, ...], int] = {(): 0}
        self._successes = self._episodes = 0
        """Measured episodes of all options, and those that succeeded."""
        self.prior = CollectPrior(state, NameFeatures(goal, options), self.planner, options)
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
        sizes = [(i, awm.size(i)) for w in sorted(self._tool_words) for i in awm.verified_like(w)]
        return sizes, self.prior.tools, self.prior.fits

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
        self.failed[k] = self._number(self._failures.get(item, []))
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

    def _number(self, failures: list[Failure]) -> int:
        """The number of a history of failures."""
        key = tuple(map(id, failures))
        if key not in self._history:
            self._history[key] = len(self.histories)
            self.histories.append(failures)
        return self._history[key]
