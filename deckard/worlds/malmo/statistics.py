"""The game's statistics: counted up as long as the world lasts, never reset by a death.

Encodes `JSONWorldDataHelper.buildBaseMinecraftStats`: every statistic is sent, also those at zero,
nested as `stat.pickup.minecraft.log`. Achievements stay at zero, as they do in the game while
nobody opens the inventory, which is the first of them and which MineDojo cannot do.
"""

import json
from collections.abc import Iterable

from deckard.types import Item
from deckard.worlds.tables import Tables

BY_ITEM = ("mine_block", "craft_item", "use_item", "break_item", "pickup", "drop")
BY_MOB = ("kill_entity", "entity_killed_by")


class Statistics:
    """Counters, and their text."""

    def __init__(self, tables: Tables, plain: Iterable[str], achievements: Iterable[str]) -> None:
        items = [*tables.items, "air", "log2"]
        of = {
            "mine_block": [*tables.blocks, "log2"],
            "craft_item": {recipe.item for recipe in tables.recipes},
            "break_item": tables.durability,
        }
        self._plain = dict.fromkeys(plain, 0.0)
        self._counts = {group: dict.fromkeys(of.get(group, items), 0) for group in BY_ITEM}
        self._counts |= {group: dict.fromkeys(tables.mobs, 0) for group in BY_MOB}
        self._texts: dict[str, str] = {}
        self._achievements = json.dumps(dict.fromkeys(achievements, 0))

    def count(self, name: str, amount: float = 1) -> None:
        """Count a statistic that stands for itself, such as `jump`."""
        self._plain[name] += amount

    def note(self, group: str, name: Item, amount: int = 1) -> None:
        """Count a statistic about an item, a block or a mob."""
        self._counts[group][name] = self._counts[group].get(name, 0) + amount
        self._texts.pop(group, None)

    def restart(self, name: str) -> None:
        """Begin to count anew."""
        self._plain[name] = 0

    def text(self) -> str:
        """Return all of them as the inside of a JSON object."""
        for group in self._counts.keys() - self._texts.keys():
            inner = json.dumps(self._counts[group])
            self._texts[group] = inner if group in BY_MOB else f'{{"minecraft": {inner}}}'
        plain = (f'"{name}": {int(value)}' for name, value in self._plain.items())
        groups = (f'"{group}": {self._texts[group]}' for group in self._counts)
        way = sum(int(value) for name, value in self._plain.items() if name.endswith("_one_cm"))
        stat = ", ".join((*plain, *groups))
        achieved = f'"achievement": {self._achievements}'
        return f'"distance_travelled_cm": {way}, "stat": {{{stat}}}, {achieved}'
