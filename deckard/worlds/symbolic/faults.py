"""Faults that are put into the symbolic world, to test what the agent takes for evidence.

What happens and what is reported are kept apart: a body goes on with what it truly holds, and a
wrong count is in one report alone. Every life and every episode has a stream of draws of its own,
which nothing else takes from: a life can be relived, and the same collects succeed without faults.
"""

from collections.abc import Callable, Sequence
from functools import partial
from operator import not_
from random import Random
from typing import Annotated

import numpy as np
from pydantic import Field

from deckard.errors import Aborted
from deckard.intervals import Probability
from deckard.types import Frozen, Inventory, Item
from deckard.worlds import Info, Life
from deckard.worlds.symbolic.life import SymbolicAgent, SymbolicLife

SLOTS = 36
"""Kinds that a full inventory has room for at most: the slots of Minecraft's inventory."""
MOST_ACTS = 300
"""Acts within which a life ends that is broken off; chosen."""
MISCOUNT = 4
"""How many more of an item a wrong count shows at most; chosen."""


class Faults(Frozen):
    """How often each fault happens, as a share in [0, 1]."""

    drops_lost: Probability = 0.0
    """Of the collects that succeed, those whose item never arrives."""
    phantom: Probability = 0.0
    """Of all acts, those whose report shows a wrong count of one item: more, fewer or none. The
    next report is right. The item is what the act was for, one that is held, or any, each as
    often."""
    full: Probability = 0.0
    """Of the lives, those with room for a number of kinds drawn from 0 to 36; of the practice
    episodes, those with room for no more kinds than they begin with. What finds no room is lost,
    and what it took is used up."""
    aborted: Probability = 0.0
    """Of the lives, those that the world breaks off within 300 acts; of the practice episodes,
    those that it breaks off."""
    died: Annotated[Probability, Field(exclude_if=not_)] = 0.0
    """Of the lives, those in which the agent dies within 300 acts; of the practice episodes, those
    in which it dies. What it held is lost with it."""


class FaultDraws:
    """Draws what goes wrong in one life or episode."""

    def __init__(self, faults: Faults, rng: Random, room: int, acts: int) -> None:
        """Draw what holds for all of it.

        Args:
            faults: How often each fault happens.
            rng: The stream of draws.
            room: Kinds that there is room for, should the inventory be full.
            acts: Acts within which it is broken off, should it be.
        """
        self.faults, self.rng = faults, rng
        self.room = room if rng.random() < faults.full else None
        end = 1 + rng.randrange(acts)
        self.left = end if rng.random() < faults.aborted else None
        self.lives = self._drawn_life(acts)

    def _drawn_life(self, acts: int) -> int | None:
        """Acts until death, if there is one; nothing is drawn where nobody is to die."""
        if not self.faults.died:
            return None
        end = 1 + self.rng.randrange(acts)
        return end if self.rng.random() < self.faults.died else None

    def dies(self) -> bool:
        """Count an act; whether it is the one that kills, or comes after that."""
        if self.lives is not None:
            self.lives -= 1
        return self.lives is not None and self.lives <= 0

    def count_act(self) -> None:
        """Count an act; Aborted at the one where the world breaks off, and from then on."""
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                raise Aborted("broken off by world.faults")

    def arrived(self, before: Inventory, after: Inventory, *, dropped: bool) -> dict[Item, int]:
        """Return what is held after an act, without what does not arrive.

        Args:
            before: What was held before it.
            after: What would be held if everything arrived.
            dropped: Whether it was a collect.
        """
        held = dict(after)
        for item in sorted(i for i, n in after.items() if n > before.get(i, 0)):
            slips = dropped and self.rng.random() < self.faults.drops_lost
            if slips or self._has_no_room(item, before, held):
                held[item] = before.get(item, 0)
        return {item: n for item, n in held.items() if n > 0}

    def _has_no_room(self, item: Item, before: Inventory, held: Inventory) -> bool:
        return self.room is not None and item not in before and len(held) > self.room

    def report(self, held: dict[Item, int], aimed: Item, items: Sequence[Item]) -> dict[Item, int]:
        """Return what a report shows of an inventory: a wrong count now and then.

        Args:
            held: What is held.
            aimed: What the act was for.
            items: Every item.
        """
        if self.rng.random() >= self.faults.phantom:
            return held
        drawn = aimed, self.rng.choice(sorted(held) or items), self.rng.choice(items)
        item = self.rng.choice([name for name in drawn if name])
        shown = held | {item: self._miscount(held.get(item, 0))}
        return {name: n for name, n in shown.items() if n > 0}

    def _miscount(self, count: int) -> int:
        more = count + self.rng.randint(1, MISCOUNT)
        return self.rng.choice((more, self.rng.randrange(count), 0)) if count else more


class FaultyAgent:
    """Somebody whose acts go wrong now and then."""

    def __init__(self, body: SymbolicAgent, draws: FaultDraws) -> None:
        self.body, self.draws = body, draws
        self.obs, self.info = body.obs, body.info

    def step(self, action: int) -> Info:
        """Try to collect an item."""
        items = self.body.setting.tables.subgoals
        act = partial(self.body.step, action)
        return self._act(act, items[action % len(items)], dropped=True)

    def _act(self, act: Callable[[], Info], aimed: Item, *, dropped: bool = False) -> Info:
        """Act, and report what may be wrong."""
        self.draws.count_act()
        before = self.body.info["inventory"]
        after = act()
        if self.draws.dies():
            self.info = {**after, "inventory": {}, "hand": None, "died": True}
            return self.info
        held = self.draws.arrived(before, after["inventory"], dropped=dropped)
        self.body.info = {**after, "inventory": held}
        shown = self.draws.report(held, aimed, self.body.setting.tables.items)
        self.info = {**after, "inventory": shown}
        return self.info


class FaultyLife(FaultyAgent, Life):
    """A life in which things go wrong now and then."""

    body: SymbolicLife

    def craft(self, item: Item) -> Info:
        """Try to craft an item once."""
        return self._act(partial(self.body.craft, item), item)

    def smelt(self, item: Item, fuel: Item) -> Info:
        """Try to smelt an item once."""
        return self._act(partial(self.body.smelt, item, fuel), item)

    def place(self, station: Item) -> Info:
        """Put a held station down within reach."""
        return self._act(partial(self.body.place, station), station)

    def take(self, station: Item) -> Info:
        """Take a placed station up."""
        return self._act(partial(self.body.take, station), station)

    def equip(self, item: Item | None) -> Info:
        """Take a held item into the hand, or empty the hand."""
        return self._act(partial(self.body.equip, item), item or "")

    def render(self) -> np.ndarray:
        """Return a picture of what is truly held."""
        return self.body.render()
