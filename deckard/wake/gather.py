"""Obtain a stock of many items, as far as that can be."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace

from deckard.graph.plans.steps import KeptPlan, Step, startable
from deckard.types import Inventory, Item, Recipe, without
from deckard.wake.acting import Acting
from deckard.wake.upkeep import Upkeep

MOST_STEPS = 300
"""Plan steps after which a pursuit counts as stuck; chosen."""
MOST_REMADE = 2
"""Times that an item of a stock is made anew which is undone without a surprise; chosen."""


class Gathering:
    """Obtains a stock, and again what of it was used up.

    Where an item can be made of several things that are held, the world chooses which it uses up.
    So to make one item of a stock may undo another, and to make that undo the first. What an item
    was seen to use up beside what its recipe names is remembered: before the item is made again,
    so much more of that is obtained. A recipe that the world passed over is not run for what it
    gives back. What was undone is made anew, planned as if none were held: all of it together. What
    is undone again and again after that, and not by surprise, is done without from then on; and so
    is what a recipe would give back while it is used up.

    Args:
        stock: How many of each item are wanted.
        acting: Who acts.
        upkeep: Meets the needs on the way.
        take: Takes a step of a plan; returns whether it gave anything.
    """

    def __init__(
        self, stock: Inventory, acting: Acting, upkeep: Upkeep, take: Callable[[Step], bool]
    ) -> None:
        self.acting, self.upkeep, self._take = acting, upkeep, take
        self.planner = acting.library.planner
        self.stock = dict(stock)
        """What is wanted, but for what cannot be kept while the rest is made."""
        self._wanted = self.stock
        self._undone, self._remade = set[Item](), Counter[Item]()
        self._kept = KeptPlan(self.planner.fuels)
        self._undoes = defaultdict[Item, Counter[Item]](Counter)
        """What making an item once was seen to use up beside what its recipe names, at most."""
        self._passed_over = list[Recipe]()
        """Recipes in whose place the world took another."""

    def obtain(self) -> None:
        """Obtain what is lacking, but for what a collect in vain leads to."""
        self._wanted = self.stock
        self._undone, self._remade = set(), Counter()
        self._kept = KeptPlan(self.planner.fuels)
        for _ in range(MOST_STEPS):
            self.upkeep.keep()
            self.acting.settle()
            have = self.acting.life.at_hand()
            step = startable(self._kept.rest(have) or self._plan(have), have)
            if step is None or self.acting.has_lost:
                break
            step = self._before(step, have)
            if self._take(step):
                self._took(step, have)
            else:
                self._do_without(step.recipe.item)

    def _plan(self, have: Inventory) -> list[Step]:
        """Plan what is lacking, and what was undone as if none of it were held."""
        held = without(have, self._undone)
        return self._kept.keep(self._steps_to(self._wanted, held), held)

    def _steps_to(self, stock: Inventory, have: Inventory) -> list[Step]:
        return self.planner.gather(stock, have, self._passed_over)

    def _before(self, step: Step, have: Inventory) -> Step:
        """A step, or in its place one towards more of what it would undo.

        An item that undoes things is made one by one, so that it shows how many it takes.
        """
        made, now = set[Item](), step
        while short := self._lacking_after(now, have):
            made.add(now.recipe.item)
            kept = {i: min(n, have.get(i, 0)) for i, n in self._wanted.items()}
            steps = self._steps_to(Counter(kept) | short, have)
            first = startable(steps, have)
            if first is None or any(s.recipe.item in made for s in steps):
                break
            now = first
        if any(have.get(item) for item in self._undoes.get(now.recipe.item, ())):
            now = replace(now, times=1)
        if now is not step:
            self._kept = KeptPlan(self.planner.fuels)
        return now

    def _lacking_after(self, step: Step, have: Inventory) -> Counter[Item]:
        """How much of the stock is to be there first, of what a step would undo too much."""
        undoes = self._undoes.get(step.recipe.item, Counter[Item]())
        if step.recipe.how == "collect":
            return Counter()
        need = {i: n * step.times for i, n in undoes.items() if have.get(i, 0) >= n}
        kept = {i: min(self._wanted.get(i, 0), have.get(i, 0)) for i in need}
        return Counter({i: kept[i] + n for i, n in need.items() if have[i] < kept[i] + n})

    def _took(self, step: Step, before: Inventory) -> None:
        """A step gave what it should: look whether it undid anything."""
        self._kept.drop(step)
        if step.recipe.item in self._undone:
            self._undone.remove(step.recipe.item)
            self._remade[step.recipe.item] += 1
        undone = self._undone_by(step, before)
        if not undone:
            return
        if not self._learns(step, undone):
            again = {i for i, n in self._remade.items() if n >= MOST_REMADE} - self._undone
            lost = undone.keys() & (again | step.recipe.returns.keys())
            self.stock, self._wanted = without(self.stock, lost), without(self._wanted, lost)
        self._undone |= undone.keys() & self._wanted.keys()
        self._kept = KeptPlan(self.planner.fuels)

    def _learns(self, step: Step, undone: Counter[Item]) -> bool:
        """Remember what a step undid; whether it undid more than was known."""
        each = Counter({item: -(-n // step.times) for item, n in undone.items()})
        known = self._undoes[step.recipe.item]
        self._undoes[step.recipe.item] = known | each
        if step.recipe not in self._passed_over:
            self._passed_over.append(step.recipe)
        return bool(each - known)

    def _undone_by(self, step: Step, before: Inventory) -> Counter[Item]:
        """What of the stock a craft used up, or did not give back, unlike what its recipe says."""
        if step.recipe.how == "collect":
            return Counter()
        have, named = self.acting.life.at_hand(), {*step.recipe.needs, step.fuel, step.recipe.item}
        others = {item: n for item, n in self._wanted.items() if item not in named}
        back = step.recipe.returns
        due = {i: before.get(i, 0) + back.get(i, 0) * step.times for i in others}
        short = (i for i, n in others.items() if have.get(i, 0) < min(n, due[i]))
        return Counter({item: due[item] - have.get(item, 0) for item in short})

    def _do_without(self, lacking: Item) -> None:
        """Do without an item for now, and what it leads to."""
        behind = self.acting.library.state.awm.behind
        lost = {item for item in self._wanted if lacking in behind(item)}
        self._wanted = without(self._wanted, lost)
        self._kept = KeptPlan(self.planner.fuels)
