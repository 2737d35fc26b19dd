"""Worlds of the game side by side, whichever program plays them."""

from abc import ABC, abstractmethod

import numpy as np

from deckard.types import Inventory, Item
from deckard.worlds import Info
from deckard.worlds.crafter.game_rules import CRAFTER_RULES, GameRules
from deckard.worlds.crafter.names import CARRIED, COUNTED, SIGHTS, VITALS

NEAR: tuple[frozenset[Item], ...] = (
    frozenset(), frozenset({"table"}), frozenset({"furnace"}), frozenset({"table", "furnace"}),
)  # fmt: skip
"""The stations near, by the bits of `Batch.near`."""
NO_FUEL: dict[Item, int] = {}
FORWARD = (0, 1)
"""Moves are absolute, so that the view never turns: forward is up the picture."""


class Batch(ABC):
    """Worlds side by side; the first axis of every array counts them."""

    worlds: int
    rules: GameRules = CRAFTER_RULES
    obs: np.ndarray
    """float32 (n, `layout.SIZE`): what is perceived; a new array after each step."""
    counts: np.ndarray
    """int (n, 12): the inventory, in the order of `CARRIED`."""
    near: np.ndarray
    """int (n,): which stations are near; 1 for a table, 2 for a furnace."""
    place: np.ndarray
    """int (n, 2): row and column."""
    broke: np.ndarray
    """int (n,): number of the sight that the last step used; -1 for none, or where a full stack
    could take no more."""
    died: np.ndarray
    """bool (n,)."""
    asleep: np.ndarray
    """bool (n,)."""
    vitals: np.ndarray
    """int (n, 4): the levels of `VITALS`."""
    deeds: np.ndarray
    """int (n, 10): how often each of `COUNTED` was done in this episode."""
    heading: np.ndarray
    """int (n,): the side that is faced, as a number in `layout.SIDES`."""

    @abstractmethod
    def restart(
        self, chosen: np.ndarray, start: Inventory, episodes: np.ndarray, low: Item | None = None
    ) -> None:
        """Begin episodes.

        Args:
            chosen: The worlds, int64 (k,).
            start: What is held; a station stands beside the agent.
            episodes: The number of each episode in its world, int64 (k,).
            low: A need that begins low.
        """

    @abstractmethod
    def advance(self, actions: np.ndarray) -> None:
        """Take one action of `ACTIONS` in every world, int64 (n,)."""

    @abstractmethod
    def view(self, world: int) -> np.ndarray:
        """Return what each cell of the view shows, int (7, 9): a number in SIGHTS, or -1."""

    @abstractmethod
    def picture(self, world: int) -> np.ndarray:
        """Return what the game shows a player, uint8 (height, width, 3)."""

    def inventory(self, world: int) -> dict[Item, int]:
        """Return what is held in a world."""
        return {i: n for i, n in zip(CARRIED, self.counts[world].tolist(), strict=True) if n > 0}

    def levels(self, world: int) -> dict[str, int]:
        """Return the levels of health and needs in a world."""
        return dict(zip(VITALS, self.vitals[world].tolist(), strict=True))

    def done(self, world: int) -> dict[str, int]:
        """Return how often each deed was done in a world, and each station made."""
        return dict(zip(COUNTED, self.deeds[world].tolist(), strict=True))

    def info(self, world: int, steps: int, last: Info | None) -> Info:
        """Return the info of a world's last act.

        Args:
            world: Its number.
            steps: Steps that the act took.
            last: The info before; what did not change since is reported as the same object.
        """
        row, column = self.place[world].tolist()
        broke = int(self.broke[world])
        info: Info = {
            "inventory": self.inventory(world),
            "hand": None,
            "near": NEAR[int(self.near[world])],
            "broke": SIGHTS[broke] if broke >= 0 else None,
            "fuel": NO_FUEL,
            "place": (column, 0, -row),
            "facing": FORWARD,
            "steps": steps,
            "needs": self.levels(world),
            "deeds": self.done(world),
        }
        if last is not None and info["inventory"] == last["inventory"]:
            info["inventory"] = last["inventory"]
        if self.died[world]:
            info["died"] = True
        return info
