"""One life in a world: part of the seam. `deckard.worlds` has this name, too."""

from abc import ABC, abstractmethod

import numpy as np

from deckard.types import Item
from deckard.worlds.infos import Info


class Life(ABC):
    """One living episode: an agent in a world, which starts with nothing and earns everything.

    Every method raises Aborted when the world breaks the life off, and from then on. When the agent
    dies, the info of that act has `died`; nobody acts in the life any more.
    """

    obs: np.ndarray
    """What the agent perceives now, float32 (columns,); the same space as in practice."""
    info: Info
    """The last info."""

    @abstractmethod
    def step(self, action: int) -> Info:
        """Take one decision of the low-level action space.

        Args:
            action: From 0 to `World.action_space.n - 1`.

        Returns:
            What the step did; `obs` and `info` are renewed.

        Raises:
            Aborted: The world broke the life off.
        """

    @abstractmethod
    def craft(self, item: Item) -> Info:
        """Try to craft an item once, by whichever recipe the inventory and near stations allow.

        Args:
            item: What to make. An impossible craft changes nothing and takes its time.

        Returns:
            What the attempt did.
        """

    @abstractmethod
    def smelt(self, item: Item, fuel: Item) -> Info:
        """Try to smelt an item once with a fuel; heat left over is kept for the next smelt.

        Args:
            item: What to make.
            fuel: What to burn, in whole units and as many as are missing.

        Returns:
            What the attempt did.
        """

    @abstractmethod
    def place(self, station: Item) -> Info:
        """Put a held station down within reach; when that fails it stays in the inventory.

        Args:
            station: One of `World.stations`.

        Returns:
            What the attempt did.
        """

    @abstractmethod
    def take(self, station: Item) -> Info:
        """Take a placed station up again, if it is within reach and the hand's tool gives it.

        Args:
            station: One of `World.stations`.

        Returns:
            What the attempt did.
        """

    @abstractmethod
    def equip(self, item: Item | None) -> Info:
        """Take a held item into the hand, or empty the hand.

        Args:
            item: What to hold; None: nothing.

        Returns:
            What the attempt did.
        """

    @abstractmethod
    def render(self) -> np.ndarray:
        """Draw what there is to see.

        Returns:
            A picture, uint8 (height, width, 3), red, green, blue.
        """
