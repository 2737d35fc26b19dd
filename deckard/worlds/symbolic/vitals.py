"""Needs and deeds of somebody in the symbolic world."""

from collections.abc import Mapping

from deckard.types import Inventory, Item
from deckard.worlds.tables import Tables

LOW = 3
"""The share of a need's full level, as 1 over this, with which practice of it begins; chosen."""


class Vitals:
    """The level of each need, and how often each deed was done.

    A need falls by one every so many env steps, counted from the act that last raised it. At 0 the
    agent is dead.
    """

    def __init__(self, tables: Tables, low: Item | None = None) -> None:
        """Begin with full levels.

        Args:
            tables: They tell needs and deeds.
            low: A need that begins low.
        """
        self._rules = tables.needs
        self.levels = {need: rule.full for need, rule in tables.needs.items()}
        if low is not None and low in self.levels:
            self.levels[low] = max(1, self.levels[low] // LOW)
        self.deeds = dict.fromkeys(sorted(tables.deeds), 0)
        self._clocks = dict.fromkeys(self.levels, 0)
        self._raised = set[Item]()

    @property
    def is_dead(self) -> bool:
        """Whether a need came to nothing."""
        return not all(self.levels.values())

    def take(self, gained: Inventory) -> dict[Item, int]:
        """Raise what is no item of what an act gave; return the items."""
        for name, quantity in gained.items():
            if name in self.deeds:
                self.deeds = self.deeds | {name: self.deeds[name] + quantity}
            elif name in self.levels:
                level = min(self._rules[name].full, self.levels[name] + quantity)
                self.levels = self.levels | {name: level}
                self._raised.add(name)
        return {i: n for i, n in gained.items() if i not in self.deeds and i not in self.levels}

    def pass_time(self, steps: int) -> None:
        """Let env steps pass; what the last act raised does not fall meanwhile."""
        for need, rule in self._rules.items():
            fallen, self._clocks[need] = divmod(self._clocks[need] + steps, rule.falls)
            if need in self._raised:
                self._clocks[need] = 0
            elif fallen:
                self.levels = self.levels | {need: max(0, self.levels[need] - fallen)}
        self._raised.clear()

    def fields(self) -> Mapping[str, object]:
        """Return what infos tell of them; nothing in a world without."""
        told = {"needs": self.levels, "deeds": self.deeds, "died": self.is_dead or None}
        return {key: value for key, value in told.items() if value}
