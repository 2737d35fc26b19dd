"""Worlds of Craftax-Classic side by side."""

import hashlib

import jax
import numpy as np

from deckard.types import Inventory, Item
from deckard.worlds.craftax import kernels
from deckard.worlds.craftax.install import CRAFTAX
from deckard.worlds.crafter import layout
from deckard.worlds.crafter.batch import Batch
from deckard.worlds.crafter.names import CARRIED, COUNTED, NEEDS, VITALS
from deckard.worlds.crafter.picture import draw_view

POOL = 32
"""Worlds that are made at once; chosen."""
RENEW = 4
"""Episodes of a world of the batch that begin in one pool; chosen."""
KEPT = 4
"""Pools that are kept: some worlds have had more episodes than others; chosen."""
FEW = 8
"""Worlds in which episodes begin at once; chosen."""
LEAST = 4
"""Worlds that are computed at least: so that practice with few and a life compile the same."""
TOLD = len(CARRIED)
"""First column of what follows the inventory in `Seen.told`."""
LAST = TOLD + 7 + len(VITALS) + len(COUNTED)
"""Columns of `Seen.told`."""


class CraftaxBatch(Batch):
    """Worlds of Craftax-Classic, computed together.

    Where an episode begins, and its chances, depend on the seed, the world's number and the
    episode's alone.
    """

    def __init__(self, worlds: int, seed: int) -> None:
        self.worlds, self.seed = worlds, seed
        self._size = max(LEAST, 1 << (worlds - 1).bit_length())
        self._keys = np.zeros((self._size, 2), np.uint32)
        self.deeds = np.zeros((worlds, len(COUNTED)), np.int64)
        self._pools: dict[int, kernels.EnvState] = {}
        self._state = jax.tree.map(
            lambda leaf: np.repeat(leaf[:1], self._size, axis=0), self._pool(0)
        )
        self.obs = np.zeros((worlds, layout.SIZE), np.float32)
        self._told = np.zeros((worlds, LAST), np.int32)
        self._view = np.zeros((worlds, layout.ROWS, layout.COLS), np.int32)

    def restart(
        self, chosen: np.ndarray, start: Inventory, episodes: np.ndarray, low: Item | None = None
    ) -> None:
        """Begin episodes."""
        held = [start.get(i, 0) for i in (*CARRIED, "table", "furnace")]
        held.append([*NEEDS].index(low) if low else -1)
        self.obs, self._told, self._view = self.obs.copy(), self._told.copy(), self._view.copy()
        for round_ in np.unique(episodes // RENEW).tolist():
            now = np.flatnonzero(episodes // RENEW == round_)
            for few in np.array_split(now, -(-len(now) // FEW)):
                self._begin(chosen[few], episodes[few], round_, np.array(held, np.int32))
        self._report()
        self.deeds = self.deeds.copy()
        self.deeds[chosen] = 0

    def _begin(
        self, chosen: np.ndarray, episodes: np.ndarray, round_: int, held: np.ndarray
    ) -> None:
        """Begin at most FEW episodes in worlds of one pool."""
        few = min(FEW, self._size)
        rows, index = np.full(few, self._size, np.int32), np.zeros(few, np.int32)
        for k, (i, episode) in enumerate(zip(chosen.tolist(), episodes.tolist(), strict=True)):
            self._keys[i] = key_of(self.seed, "episode", i, episode)
            rows[k], index[k] = i, self._keys[i, 0] % POOL
        self._state, seen = kernels.restart(self._state, self._pool(round_), rows, index, held)
        for kept, new in zip((self.obs, self._told, self._view), seen, strict=True):
            kept[chosen] = np.asarray(new)[: len(chosen)]

    def _pool(self, number: int) -> kernels.EnvState:
        """The worlds of a pool, by way of numpy: what JAX makes has weak types."""
        if number not in self._pools:
            if len(self._pools) >= KEPT:
                del self._pools[min(self._pools)]
            each = np.stack([key_of(self.seed, "world", number, k) for k in range(POOL)])
            self._pools[number] = jax.device_put(jax.device_get(kernels.generate(each)))
        return self._pools[number]

    def advance(self, actions: np.ndarray) -> None:
        """Take one action in every world."""
        padded = np.zeros(self._size, np.int32)
        padded[: self.worlds] = actions
        self._state, seen = kernels.advance(self._state, self._keys, padded)
        self.obs, self._told, self._view = (np.asarray(new)[: self.worlds] for new in seen)
        self._report()
        self.deeds = self.deeds + self._told[:, LAST - len(COUNTED) :]

    def _report(self) -> None:
        self.counts, rest = self._told[:, :TOLD], self._told[:, TOLD:].T
        self.near, self.broke, self.heading = rest[0], rest[1], rest[6]
        self.place = self._told[:, TOLD + 2 : TOLD + 4]
        self.died, self.asleep = rest[4] > 0, rest[5] > 0
        self.vitals = self._told[:, TOLD + 7 : TOLD + 7 + len(VITALS)]

    def view(self, world: int) -> np.ndarray:
        """Return what each cell of the view shows."""
        return self._view[world]

    def picture(self, world: int) -> np.ndarray:
        """Return what the game shows a player."""
        heading, is_asleep = int(self.heading[world]), bool(self.asleep[world])
        return draw_view(CRAFTAX.folder() / "assets", self.view(world), heading, is_asleep)


def key_of(*parts: object) -> np.ndarray:
    """Return a key of JAX that depends on nothing but the parts, uint32 (2,)."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return np.frombuffer(digest[:8], np.uint32)
