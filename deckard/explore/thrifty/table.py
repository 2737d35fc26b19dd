"""A ledger of all leads, in columns, kept up with the state: so a look at all takes no time.

What changed is written anew from one decision to the next, and nothing else. The columns are in
the order of the items' names, the leads of each in their own order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from deckard.explore import Goal
from deckard.explore.thrifty.candidates import Candidate, Leads
from deckard.explore.thrifty.chances import CollectPrior, NameFeatures
from deckard.graph.beliefs import VERIFIED
from deckard.graph.changes import START
from deckard.graph.planner import Planner
from deckard.journal.state import State, unlearnt
from deckard.types import TOOLS, VESSELS, Failure, How, Item, Recipe
from deckard.verify.observations import Observations

HOWS: tuple[How, ...] = ("collect", "craft", "smelt")
"""What a lead is trusted by, in the order of the column `how`."""
Array = np.ndarray[Any, Any]


class Columns:
    """The leads of all items, and what each needs; an item is a number below `size`."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.item = np.zeros(0, np.intp)
        self.kind, self.how = np.zeros(0, np.int8), np.zeros(0, np.int8)
        self.tries = np.zeros(0, np.int32)
        self.weight, self.factor = np.zeros(0), np.zeros(0)
        self.collect, self.offered, self.open, self.waiting = (np.zeros(0, bool) for _ in range(4))
        self.need, self.count = np.zeros(0, np.intp), np.zeros(0, np.int32)
        """What leads need, and how much of it, one after the other."""
        self.row = np.zeros(0, np.intp)
        """For each of these which lead needs it."""

    def replace(self, leads: Mapping[int, Sequence[Candidate]], ids: Mapping[Item, int]) -> None:
        """Write the leads of some items anew."""
        new = [(item, lead) for item in sorted(leads) for lead in leads[item]]
        needs = [(item, ids[i], n) for item, r in new for i, n in r.recipe.needs.items()]
        sizes = np.bincount(self.row, minlength=len(self.item))
        merge = _Merge(self.size, self.item[self.row], leads, [item for item, *_ in needs])
        self.need = merge.of(self.need, [need for _, need, _ in needs])
        self.count = merge.of(self.count, [count for *_, count in needs])
        merge, found = _Merge(self.size, self.item, leads, [i for i, _ in new]), [r for _, r in new]
        sizes = merge.of(sizes, [len(lead.recipe.needs) for lead in found])
        self.row = np.repeat(np.arange(len(sizes)), sizes)
        self.item = merge.of(self.item, [item for item, _ in new])
        hows = [HOWS.index(r.recipe.how) if r.trusted else len(HOWS) for r in found]
        self.how = merge.of(self.how, hows)
        self.collect = merge.of(self.collect, [r.recipe.how == "collect" for r in found])
        for name in ("kind", "tries", "weight", "factor", "offered", "open", "waiting"):
            values = [getattr(lead, name) for lead in found]
            setattr(self, name, merge.of(getattr(self, name), values))


class _Merge:
    """Where in columns that are sorted by item the new values of some items come."""

    def __init__(self, size: int, items: Array, gone: Iterable[int], new: Sequence[int]) -> None:
        left = np.ones(size, bool)
        left[list(gone)] = False
        kept = np.flatnonzero(left[items])
        places = np.searchsorted(items[kept], np.array(new, np.intp))
        self._order = np.insert(kept, places, len(items) + np.arange(len(new)))

    def of(self, column: Array, new: Sequence[object]) -> Array:
        """A column with the new values in place of the old."""
        return np.concatenate([column, np.array(new, column.dtype)])[self._order]


class CandidateTable:
    """All leads of a state, and what is known of each item, by its number."""

    def __init__(self, state: State, goal: Goal) -> None:
        self.state, self.goal, self.planner = (
            state,
            goal,
            Planner(state.awm, state.options, goal.fuels),
        )
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
        """Which of the `histories` of failures each item has: the same after the same sweeps."""
        self.histories: list[list[Failure]] = [[]]
        self._history: dict[tuple[int, ...], int] = {(): 0}
        self._won = self._of = 0
        """Episodes of all options, and those that succeeded."""
        self.hunches = CollectPrior(state, NameFeatures(goal), self.planner)
        self.leads = Leads(state, goal, self.hunches)
        self._uses = dict[Item, list[int]]()
        self._way = dict[Item, str | None]()
        self._options = dict[Item, tuple[int, int]]()
        self._by_source = defaultdict[str, set[Item]](set)
        self._by_word = defaultdict[str, list[Item]](list)
        for item in self.names:
            self._by_word[item.rpartition("_")[2]].append(item)
        self._handy, self._kinds = set[Item](), {*TOOLS, *VESSELS}
        """Items whose leads depend on tools, and kinds of these tools."""
        self._tools: tuple[object, ...] = ()
        self._known, self._cursor = len(state.awm.known), START
        self.written = 0
        """How often the leads of an item were written."""
        self._write(self.names, ())

    def is_of(self, state: State, goal: Goal) -> bool:
        """Whether it is of this state and goal, and can be kept up: no item has a new name."""
        if self.state is not state or self.goal is not goal:
            return False
        if len(state.awm.known) == self._known:
            return True
        new = set(islice(state.awm.known, self._known, None))
        self._known = len(state.awm.known)
        return self.ids.keys() >= new

    def keep_up(self) -> None:
        """Write down what was learnt since."""
        changes = self.state.awm.changes.since(self._cursor)
        self._write(set(changes.items), set(changes.sources))

    def numbers(self, items: Iterable[Item]) -> Array:
        """The numbers of some items that are known or in the vocabulary, in order."""
        return np.array(sorted(self.ids[item] for item in set(items)), np.intp)

    def recipe(self, row: int) -> Recipe:
        """The recipe of a lead."""
        item = self.columns.item[row]
        first = int(np.searchsorted(self.columns.item, item))
        return self.leads.of(self.names[item])[row - first].recipe

    @property
    def reliability(self) -> float:
        """How often the options that were learnt succeed: four of five times, before any was."""
        return (min(self._won, self._of) + 1) / (self._of + 1.25)

    def _write(self, changed: Collection[Item], sources: Collection[str]) -> None:
        """Write anew what is known of items and of sources, and what depends on it."""
        self._cursor = self.state.awm.changes.cursor()
        items = {item for item in changed if item in self.ids}
        items.update(*(self._by_source[source] for source in sources if source in self._by_source))
        alike = [item for item in sorted(items) if self._note(item)]
        for word in sorted({item.rpartition("_")[2] for item in alike}):
            items.update(i for i in self._by_word[word] if not self.state.awm.is_verified(i))
        self.hunches.renew()
        if self.leads.reliability != self.reliability:
            self.leads.reliability = self.reliability
            items |= self.leads.unsteady
        if self._handy and self._tools != (tools := self._tools_now()):
            self._tools = tools
            items |= self._handy
        self.written += len(items)
        leads = {self.ids[item]: self._leads(item) for item in sorted(items)}
        self.columns.replace(leads, self.ids)

    def _leads(self, item: Item) -> list[Candidate]:
        """The leads of an item; what they depend on is noted."""
        for source in self.leads.sources(item):
            self._by_source[source].add(item)
        if self.leads.needs_tools(item):
            self._handy.add(item)
            known = self.state.awm.recipes(item, VERIFIED)
            self._kinds |= {tool.rpartition("_")[2] for r in known for tool in r.tools}
        self.leads.unsteady.discard(item)
        return self.leads.of(item)

    def _tools_now(self) -> tuple[object, ...]:
        """What leads depend on that need tools: which there are, and how they proved."""
        awm = self.state.awm
        alike = [(i, awm.size(i)) for k in sorted(self._kinds) for i in awm.verified_like(k)]
        return alike, self.hunches.tools, self.hunches.fits

    def _note(self, item: Item) -> bool:
        """Note what is known of an item; whether another way to obtain it comes first now."""
        awm, k = self.state.awm, self.ids[item]
        self.verified[k], self.unlearnt[k] = awm.is_verified(item), unlearnt(self.state, item)
        recipes = awm.recipes(item, VERIFIED)
        for need in self._uses.pop(item, ()):
            self.used[need] -= 1
        for need in (uses := [self.ids[i] for recipe in recipes for i in recipe.ingredients]):
            self.used[need] += 1
        if uses:
            self._uses[item] = uses
        if option := self.state.options.get(item):
            won, of = self._options.get(item, (0, 0))
            self._won += option.successes - won
            self._of += option.episodes - of
            self._options[item] = option.successes, option.episodes
        self.failed[k] = self._number(self._failures.get(item, []))
        way = recipes[0].how if recipes else None
        before, self._way[item] = self._way.get(item), way
        return way != before

    def _number(self, failures: list[Failure]) -> int:
        """The number of a history of failures."""
        key = tuple(map(id, failures))
        if key not in self._history:
            self._history[key] = len(self.histories)
            self.histories.append(failures)
        return self._history[key]
