"""The search for the cheapest plan: a draft, and drafts that do one thing otherwise.

The first draft counts a share of a tool for each use, and a stock as free while it lasts. The next
ones count what the best so far shows: a tool by its uses, a scarce stock at what making more costs
(slope scaling of fixed charges, Kim and Pardalos 1999). Then each recipe is left out in turn.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from deckard.graph.costs import TOOL_SHARE
from deckard.graph.plans.draft import Draft
from deckard.graph.plans.prices import Guide, Prices, Routes
from deckard.graph.plans.schedule import Store, in_order, in_turns
from deckard.graph.plans.trim import Trim
from deckard.types import Inventory, Item

LONGER = 3
"""So many times as many drafts may begin with something else; chosen."""
WORK = 700
"""Recipes that all drafts of one search look at; chosen: some milliseconds."""

CLOSE = 1.01
"""So much above what any plan takes, a plan is not searched any further; chosen."""


@dataclass(frozen=True)
class Solution:
    """A plan that can be worked off."""

    runs: Mapping[int, int]
    """How often each recipe is run, the last one first."""
    ordered: tuple[tuple[int, int], ...]
    missing: Inventory
    """What it takes and nothing tells how to obtain."""
    cost: tuple[int, float]
    """Units that are missing, and env steps."""
    guide: Guide
    scarce: frozenset[Item]


class Search:
    """Searches for the cheapest plan.

    Args:
        routes: The recipes.
        demand: How much of each item is to be there at the end.
        have: What is held.
        kept: What is at hand and not to be used up.
    """

    def __init__(self, routes: Routes, demand: Inventory, have: Inventory, kept: Inventory) -> None:
        self.routes, self.demand, self.have, self.kept = routes, demand, have, kept
        self.drafts = 0
        """Drafts that were made so far."""
        self._most = max(3, WORK // (1 + len(routes.recipes)))

    def first(self) -> Solution | None:
        """Return the first plan that comes up; None when no draft can be worked off."""
        first = self._solve(Guide())
        if first is None or first.missing:
            others = (Guide(scarce=frozenset(self.have)), Guide(share=1.0), Guide(share=0.0))
            plans = filter(None, (first, *map(self._solve, others)))
            first = min(plans, key=lambda plan: plan.cost, default=None)
        return first

    def best(self) -> Solution | None:
        """Return the cheapest plan that comes up; None when no draft can be worked off."""
        best = self.good()
        if best is None or best.cost <= (0, self._bound(circular=True) * CLOSE):
            return best
        plans, most = [self._solve(Guide(circular=True))], self.drafts + LONGER * self._most
        for item in self._firsts(best):
            if self.drafts < most:
                plans += self._after(item)
        return min((best, *filter(None, plans)), key=lambda plan: plan.cost)

    def _firsts(self, plan: Solution) -> list[Item]:
        """What could be made before all else, so that other things become cheaper."""
        recipes = self.routes.recipes
        kept = (item for recipe in recipes for item in recipe.kept)
        made = (recipes[k].item for k in plan.runs if len(self.routes.of[recipes[k].item]) > 1)
        lacking = (i for i in (*kept, *made) if i in self.routes.of and not self.have.get(i))
        return list(dict.fromkeys(lacking))

    def _after(self, item: Item) -> list[Solution]:
        """Plans that obtain one of an item before all else."""
        first = Search(self.routes, {item: 1}, self.have, self.kept)
        before = first.first()
        self.drafts += first.drafts
        if before is None or before.missing:
            return []
        store = Store(self.routes, self.have, {})
        for k, times in before.ordered:
            store.run(k, times)
        rest = Search(self.routes, self.demand, +store.held, self.kept)
        plans = rest.first(), rest._solve(Guide(circular=True))
        self.drafts += rest.drafts
        return [self._joined(before, plan) for plan in plans if plan]

    def _joined(self, before: Solution, rest: Solution) -> Solution:
        runs, cost = Counter(rest.runs), (rest.cost[0], rest.cost[1] + before.cost[1])
        runs.update(before.runs)
        return replace(rest, runs=runs, ordered=before.ordered + rest.ordered, cost=cost)

    def anew(self) -> Solution | None:
        """Return a plan that makes all that is wanted anew, and may use up what is held of it."""
        plans = [self._solve(Guide(anew=True, circular=circular)) for circular in (False, True)]
        return min(filter(None, plans), key=lambda plan: plan.cost, default=None)

    def good(self) -> Solution | None:
        """Return a plan that no small change makes cheaper; None when none can be worked off."""
        best = self.first()
        if best is None or not self._has_others(best):
            return best
        enough = 0, self._bound() * CLOSE
        while best.cost > enough:
            better = next(self._better(best), None)
            if better is None:
                break
            best = better
        return best

    def _bound(self, circular: bool = False) -> float:
        """Env steps that any plan takes: with tools for nothing, and whatever is held in plenty."""
        guide = Guide(share=0.0, circular=circular, credit=1.0)
        costs = Prices(self.routes, guide, self.have, self.kept, {}).costs
        return sum(n * costs[i] for i, n in self.demand.items() if not self.have.get(i))

    def _better(self, best: Solution) -> Iterator[Solution]:
        """Yield plans that are cheaper than the best so far."""
        for guide in self._guides(best):
            if self.drafts >= self._most:
                return
            other = self._solve(guide)
            if other and other.cost >= best.cost and other.cost[0] <= best.cost[0]:
                other = self._with_its_shares(guide, other)
            if other and other.cost < best.cost:
                yield other

    def _with_its_shares(self, guide: Guide, plan: Solution) -> Solution | None:
        """A plan by the same guide, with the tools shared as a first plan uses them."""
        shares = self._shares(plan.runs)
        return None if shares == guide.shares else self._solve(replace(guide, shares=shares))

    def _guides(self, best: Solution) -> Iterator[Guide]:
        """Yield what to do otherwise than in a plan."""
        guide = best.guide
        shares = self._shares(best.runs)
        if shares != guide.shares:
            yield replace(guide, shares=shares)
        yield from self._other_prices(best, shares)
        for group in self._groups(best):
            yield replace(guide, banned=guide.banned | group, shares=shares)
            if guide.scarce:
                yield Guide(banned=guide.banned | group, shares=shares)
        for item in sorted(guide.scarce):
            yield replace(guide, scarce=guide.scarce - {item})
        for k in sorted(guide.banned):
            yield replace(guide, banned=guide.banned - {k}, shares=shares)
        for k, times in self._others(best):
            yield replace(guide, forced={**guide.forced, k: times}, shares=shares)

    def _other_prices(
        self, best: Solution, shares: dict[int, dict[Item, float]]
    ) -> Iterator[Guide]:
        """Yield that what is given back counts or not, and that a stock will not last."""
        guide, scarce = best.guide, best.guide.scarce | best.scarce
        if self.routes.gives_back:
            yield replace(guide, shares=shares, credit=1 - TOOL_SHARE - guide.credit)
        if best.scarce - guide.scarce:
            yield replace(guide, scarce=scarce)
            yield replace(guide, scarce=scarce, shares=shares)

    def _groups(self, best: Solution) -> Iterator[frozenset[int]]:
        """Yield recipes to leave out together: of one item, fuel, tool or station."""
        of, recipes = self.routes.of, self.routes.recipes
        groups = dict[frozenset[int], None]()
        made = {recipes[k].item for k in best.runs}
        for k in sorted(best.runs, key=lambda k: -best.runs[k] * self.routes.steps[k]):
            own, recipe = of[recipes[k].item], recipes[k]
            groups[frozenset({k})] = None
            groups[frozenset(o for o in own if recipes[o].recipe is recipe.recipe)] = None
            for kept in (*recipe.kept, *([recipe.fuel] if recipe.fuel else [])):
                if kept not in made:
                    continue
                users = self.routes.users[kept]
                beside = (u for u in users if kept not in dict(recipes[u].used))
                groups[frozenset(beside)] = None
        for group in groups:
            if any(len(self.routes.of[recipes[k].item]) > 1 for k in group):
                yield group

    def _others(self, best: Solution) -> Iterator[tuple[int, int]]:
        """Yield recipes that a plan does not take, and how often they could be run instead."""
        made = Counter[Item]()
        for k, times in best.runs.items():
            made[self.routes.recipes[k].item] += times * self.routes.recipes[k].yields
        for item, quantity in made.items():
            for k in self.routes.of[item]:
                if len(self.routes.of[item]) > 1:
                    most = max(1, quantity // self.routes.recipes[k].yields)
                    often = {1, most // 2, most, min(most, self._lasting(k))}
                    yield from ((k, times) for times in sorted(often - {0}))

    def _lasting(self, k: int) -> int:
        """How many runs of a recipe what is held lasts for."""
        recipe = self.routes.recipes[k]
        have = self.have
        return int(min((recipe.lasts(i, n, have.get(i, 0)) for i, n in recipe.used), default=0))

    def _has_others(self, plan: Solution) -> bool:
        """Whether anything of a plan could be made by another recipe."""
        made = {self.routes.recipes[k].item for k in plan.runs}
        return any(len(self.routes.of[item]) > 1 for item in made)

    def _shares(self, runs: Mapping[int, int]) -> dict[int, dict[Item, float]]:
        """The share of each tool that one run counts for: none where others have it made."""
        keeps, made = Counter[Item](), Counter[Item]()
        for k, times in runs.items():
            keeps.update(self.routes.recipes[k].kept)
            made[self.routes.recipes[k].item] += times * self.routes.recipes[k].yields
        return {
            k: {item: self._share(k, item, keeps, made, k in runs) for item in recipe.kept}
            for k, recipe in enumerate(self.routes.recipes)
            if recipe.kept
        }

    def _share(
        self, k: int, item: Item, keeps: Counter[Item], made: Counter[Item], is_run: bool
    ) -> float:
        recipe = self.routes.recipes[k]
        if keeps[item] > is_run:
            return 0.0
        return min(1.0, recipe.yields / made[recipe.item]) if made[recipe.item] else TOOL_SHARE

    def _solve(self, guide: Guide) -> Solution | None:
        """A draft as a plan, without what is left over; None when it cannot be worked off."""
        late = (0, 1, math.inf) if self.routes.gives_back else (0,)
        for thrifty, runs_late in product((True, False), late):
            self.drafts += 1
            draft = Draft(self.routes, self.demand, self.have, guide, self.kept, thrifty, runs_late)
            for runs in (Trim(draft, self.demand).runs, draft.runs):
                if solution := self._ordered(draft, runs):
                    return solution
        return None

    def _ordered(self, draft: Draft, runs: Counter[int]) -> Solution | None:
        store = Store(self.routes, draft.held, draft.missing)
        ordered = in_order(store, runs)
        if ordered is None and self.routes.gives_back:
            store = Store(self.routes, draft.held, draft.missing)
            ordered = in_turns(store, runs)
        wanted = Counter(self.demand) + Counter(self.kept)
        if ordered is None or any(store.held[item] < n for item, n in wanted.items()):
            return None
        steps = sum(times * self.routes.steps[k] for k, times in runs.items())
        cost = draft.missing.total(), steps
        runs = Counter({k: n for k, n in runs.items() if n})
        scarce = frozenset(draft.scarce)
        return Solution(runs, tuple(ordered), draft.missing, cost, draft.guide, scarce)
