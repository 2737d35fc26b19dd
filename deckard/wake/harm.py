"""What the agent is hurt by in a life: what was close when a level such as health fell."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from deckard.journal.events import Harm
from deckard.types import NONE, Item
from deckard.worlds import Info

CLOSE = 0.75
"""Nearness from which on something is close; chosen."""


class HarmTally:
    """Counts acts in which the agent was hurt or died, and what was close, or which need was unmet.

    It counts nothing in a world without needs.

    Args:
        sights: See `World.sights`.
        needs: See `World.needs`: that they fall is no harm.
    """

    def __init__(self, sights: Mapping[str, int], needs: Mapping[Item, int]) -> None:
        self.sights, self.needs = sights, needs
        self.acts = self.hurt = 0
        self._close, self._beside = Counter[str](), Counter[str]()

    def note(self, before: Info, after: Info, obs: np.ndarray) -> None:
        """Take in an act, and what is perceived after it."""
        old, levels = before.get("needs", NONE), after.get("needs", NONE)
        if not levels:
            return
        falls = (n < old.get(name, n) for name, n in levels.items() if name not in self.needs)
        is_hurt = bool(after.get("died")) or any(falls)
        close = [source for source, k in self.sights.items() if obs[k] >= CLOSE]
        close += [need for need in self.needs if not levels.get(need)]
        self.acts += 1
        self.hurt += is_hurt
        self._close.update(close)
        self._beside.update(close if is_hurt else ())

    def take(self) -> Harm | None:
        """Return what was counted since the last call; None for nothing."""
        close = {s: self._close[s] for s in sorted(self._close)}
        harm = Harm(acts=self.acts, hurt=self.hurt, close=close, beside=dict(self._beside))
        self.acts = self.hurt = 0
        self._close, self._beside = Counter[str](), Counter[str]()
        return harm if harm.acts else None
