"""Obtain a stock of many items, as far as that can be."""

from collections.abc import Callable

from deckard.graph.plans.steps import KeptPlan, Step, startable
from deckard.types import Inventory, Item, without
from deckard.wake.acting import Acting
from deckard.wake.upkeep import Upkeep

MOST_STEPS = 300
"""Plan steps after which a pursuit counts as stuck; chosen."""


class Gathering:
    """Obtains a stock, and again what of it was used up.

    Where an item can be made of several things that are held, the world chooses which it uses up.
    So to make one item of a stock may undo another, and to make that undo the first. What was
    undone is therefore made anew, planned as if none were held: all of it together. What is undone
    once more after that is done without from then on.

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
        self._undone, self._remade = set[Item](), set[Item]()
        self._kept = KeptPlan(self.planner.fuels)

    def obtain(self) -> bool:
        """Obtain what is lacking; return whether every collect succeeded."""
        self._wanted, has_all = self.stock, True
        self._undone, self._remade = set(), set()
        self._kept = KeptPlan(self.planner.fuels)
        for _ in range(MOST_STEPS):
            self.upkeep.keep()
            self.acting.settle()
            have = self.acting.life.at_hand()
            step = startable(self._kept.rest(have) or self._plan(have), have)
            if step is None or self.acting.has_lost:
                break
            if self._take(step):
                self._took(step, have)
            else:
                has_all &= step.recipe.how != "collect"
                self._do_without(step.recipe.item)
        return has_all

    def _plan(self, have: Inventory) -> list[Step]:
        """Plan what is lacking, and what was undone as if none of it were held."""
        held = without(have, self._undone)
        return self._kept.keep(self.planner.gather(self._wanted, held), held)

    def _took(self, step: Step, before: Inventory) -> None:
        """A step gave what it should: look whether it undid anything."""
        self._kept.drop(step)
        if step.recipe.item in self._undone:
            self._undone.remove(step.recipe.item)
            self._remade.add(step.recipe.item)
        undone = self._undone_by(step, before) - self._undone
        self._undone |= undone - self._remade
        if lost := undone & self._remade:
            self.stock, self._wanted = without(self.stock, lost), without(self._wanted, lost)
        if undone:
            self._kept = KeptPlan(self.planner.fuels)

    def _undone_by(self, step: Step, before: Inventory) -> set[Item]:
        """What of the stock a craft used up that its recipe does not name."""
        if step.recipe.how == "collect":
            return set()
        have, named = self.acting.life.at_hand(), {*step.recipe.needs, step.fuel}
        return {
            item
            for item, wanted in self._wanted.items()
            if have.get(item, 0) < min(wanted, before.get(item, 0)) and item not in named
        }

    def _do_without(self, lacking: Item) -> None:
        """Do without an item for now, and what it leads to."""
        behind = self.acting.library.state.awm.behind
        lost = {item for item in self._wanted if lacking in behind(item)}
        self._wanted = without(self._wanted, lost)
        self._kept = KeptPlan(self.planner.fuels)
