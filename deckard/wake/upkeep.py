"""Upkeep: the agent meets its needs before a plan goes on.

A need is met by what is verified of it, as any subgoal is: by an option, or by a craft. Below a
share of its full level it comes before whatever is pursued.
"""

from collections.abc import Callable

from deckard.graph.beliefs import VERIFIED
from deckard.types import Item, Recipe
from deckard.wake.acting import Acting


class Upkeep:
    """Keeps the levels of the needs up, as far as the agent knows how.

    Args:
        acting: Who acts.
        meet: Pursues a recipe of a need in the life; returns whether that raised its level.
        can: Whether there is a plan for a recipe, from what is at hand.
    """

    def __init__(
        self, acting: Acting, meet: Callable[[Recipe], bool], can: Callable[[Recipe], bool]
    ) -> None:
        self.acting, self._meet, self._can = acting, meet, can
        self._full = acting.library.world.needs
        self._given_up = dict[Item, int]()
        """The level of each need at which it could not be raised; below it is tried again."""
        self._is_at_work = False

    def keep(self) -> None:
        """Meet the needs that are due, the lowest first."""
        while not self._is_at_work and (need := self.due()) is not None:
            self._is_at_work = True
            try:
                self._raise(need)
            finally:
                self._is_at_work = False

    def due(self) -> Item | None:
        """The need with the lowest level that is due and may be met; None while it is at work."""
        if not self._full or self._is_at_work:
            return None
        return min(filter(self._is_due, self._full), key=self._share, default=None)

    def _is_due(self, need: Item) -> bool:
        is_low = self._share(need) < self.acting.library.upkeep
        return is_low and self._level(need) < self._given_up.get(need, self._full[need])

    def _raise(self, need: Item) -> None:
        """Meet a need until another such act would be half in vain, or one was in vain."""
        recipe = self._recipe(need)
        level = self._level(need)
        while recipe and self._meet(recipe):
            raised, level = self._level(need) - level, self._level(need)
            if raised <= 0 or level + raised > self._full[need]:
                break
        if self._share(need) < self.acting.library.upkeep:
            self._given_up[need] = self._level(need)
        else:
            self._given_up.pop(need, None)

    def _recipe(self, need: Item) -> Recipe | None:
        """The first verified recipe of a need that can be carried out now."""
        recipes = self.acting.library.state.awm.recipes(need, VERIFIED)
        return next(filter(self._can, recipes), None)

    def _level(self, need: Item) -> int:
        return self.acting.life.info["needs"][need]

    def _share(self, need: Item) -> float:
        return self._level(need) / self._full[need]
