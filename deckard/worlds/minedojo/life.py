"""One life in Minecraft: an agent that starts with nothing and earns everything."""

from typing import TYPE_CHECKING, Any

import numpy as np

from deckard.errors import Aborted
from deckard.types import Item
from deckard.worlds import Info, Life

if TYPE_CHECKING:
    from deckard.worlds.minedojo.supervisor import Lease


class MineDojoLife(Life):
    """A life; Aborted once its world broke off, and from then on."""

    def __init__(self, lease: "Lease", seed: int, held: dict[Item, int]) -> None:
        self._lease = lease
        self._over: str | None = None
        self.obs: np.ndarray
        self.info: Info
        self.obs, self.info = lease.begin(seed, held, None, "new")  # type: ignore[assignment]

    def step(self, action: int) -> Info:
        """Take one decision of the low-level action space."""
        return self._do("step", int(action))

    def craft(self, item: Item) -> Info:
        """Try to craft an item once."""
        return self._do("craft", item)

    def smelt(self, item: Item, fuel: Item) -> Info:
        """Try to smelt an item once with a fuel; heat left over is kept by the mod."""
        return self._do("smelt", item, fuel)

    def place(self, station: Item) -> Info:
        """Put a held station down within reach."""
        return self._do("place", station)

    def take(self, station: Item) -> Info:
        """Take a placed station up again, if it is within reach and the hand's tool gives it."""
        return self._do("take", station)

    def equip(self, item: Item | None) -> Info:
        """Take a held item into the hand, or empty the hand."""
        return self._do("equip", item)

    def render(self) -> np.ndarray:
        """Return what is seen, uint8 of shape (height, width, 3)."""
        return self._ask("render")

    def _do(self, name: str, *arguments: object) -> Info:
        self.obs, self.info = self._ask(name, *arguments)
        return self.info

    def _ask(self, name: str, *arguments: object) -> Any:
        if self._over is not None:
            raise Aborted(self._over)
        try:
            return self._lease.act(name, *arguments)
        except Aborted as error:
            self._over = str(error)
            raise
