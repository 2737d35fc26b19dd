"""Craftax-Classic: the game of Crafter as Craftax plays it, many worlds at once, compiled by JAX.

Policies perceive the game's own view, never the map. Nothing here tells the agent a rule.
"""

from typing import TYPE_CHECKING

from deckard.worlds.craftax.install import CRAFTAX
from deckard.worlds.crafter.game import CrafterGame

if TYPE_CHECKING:
    from deckard.worlds.craftax.batch import CraftaxBatch


class Craftax(CrafterGame):
    """Craftax-Classic.

    A version of Craftax whose rules are not those that deckard was checked with is refused, unless
    `any_rules` is set; then what a run learns is scored by rules that may be others.
    """

    package = CRAFTAX

    def _batch(self, worlds: int, seed: int) -> "CraftaxBatch":
        from deckard.worlds.craftax.batch import CraftaxBatch  # imports JAX

        return CraftaxBatch(worlds, seed)
