"""Crafter, the package of PyPI, and what its adapter shares with that of Craftax-Classic."""

from typing import TYPE_CHECKING

from deckard.worlds.crafter.game import CrafterGame
from deckard.worlds.crafter.install import GamePackage

if TYPE_CHECKING:
    from deckard.worlds.crafter.plain_batch import PlainBatch


class Crafter(CrafterGame):
    """Crafter.

    A version of Crafter whose rules are not those that deckard was checked with is refused, unless
    `any_rules` is set; then what a run learns is scored by rules that may be others.
    """

    package = GamePackage(
        name="crafter",
        part=".",
        rules=("data.yaml", "engine.py", "env.py", "objects.py", "worldgen.py"),
        tables="crafter",
    )

    def _batch(self, worlds: int, seed: int) -> "PlainBatch":
        from deckard.worlds.crafter.plain_batch import PlainBatch  # imports crafter

        return PlainBatch(worlds, seed)
