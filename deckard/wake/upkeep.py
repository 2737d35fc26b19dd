"""Upkeep: the agent meets its needs, and what harms it, before a plan goes on.

A need is met by what is verified of it, as any subgoal is: by an option, or by a craft. Below a
share of its full level it comes before whatever is pursued. What was found to harm the agent is met
once it is close, by the option of a deed that it is the source of.
"""

from collections.abc import Callable

from deckard.graph.beliefs import VERIFIED
from deckard.types import Item, Option, Recipe
from deckard.verify.harms import defences
from deckard.wake.acting import Acting
from deckard.wake.collect import follow
from deckard.wake.harm import CLOSE


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
        library = acting.library
        self._defences = defences(library.state, library.world.deeds)
        """By which deed each source that harms is met."""
        self._met: str | None = None
        """The source that harms which is being met."""
        self._in_vain = set[str]()
        """Sources that were met in vain; until they are away they are left alone."""

    def keep(self) -> None:
        """Meet what harms, then the needs that are due, the lowest first."""
        while (source := self._threat()) is not None:
            self._defend(source)
        while (need := self.due()) is not None:
            self._is_at_work = True
            try:
                self._raise(need)
            finally:
                self._is_at_work = False

    def calls(self) -> bool:
        """Whether to break off what is done: for a need or a harm, or as what harms is away."""
        if self._met is not None:
            return not self._nearness(self._met)
        return self._threat() is not None or self.due() is not None

    def due(self) -> Item | None:
        """The need with the lowest level that is due and may be met; None while it is at work."""
        if not self._full or self._is_at_work or self._met is not None:
            return None
        return min(filter(self._is_due, self._full), key=self._share, default=None)

    def _threat(self) -> str | None:
        """What harms, is close and can be met; None while one is met."""
        if self._met is not None:
            return None
        close = {s for s in self._defences if self._nearness(s) >= CLOSE}
        self._in_vain &= close
        return next(filter(self._means, sorted(close - self._in_vain)), None)

    def _means(self, source: str) -> Option | None:
        """The option of the deed that meets a source, if what it takes is held."""
        option = self.acting.library.option(self._defences[source])
        held = self.acting.life.inventory
        return option if option and (option.hand is None or option.hand in held) else None

    def _defend(self, source: str) -> None:
        """Do the deed that meets a source until it is done, or the source is away."""
        option = self._means(source)
        self._met = source
        try:
            is_done = option is not None and follow(self.acting, option, self._wield(option))
        finally:
            self._met = None
        if not is_done:
            self._in_vain.add(source)

    def _wield(self, option: Option) -> Item | None:
        """Take what an option was learnt with into the hand, in a world with hands."""
        if self.acting.library.world.hands:
            self.acting.wield(option.hand)
        return option.hand

    def _nearness(self, source: str) -> float:
        """How near a source is perceived, from 0 to 1."""
        sights = self.acting.library.world.sights
        return float(self.acting.life.obs[sights[source]]) if source in sights else 0.0

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
