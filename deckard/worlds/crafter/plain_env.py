"""The package's own environment without pictures, and with lives that a seed decides.

Crafter keeps the objects of a chunk in a set, whose order differs from process to process, and
draws noise for pictures at night from the random stream of the world (danijar/crafter#31).
"""

import pickle
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from crafter import constants, engine, objects
from crafter.env import Env

from deckard.worlds.crafter.game_rules import CRAFTER_RULES, GameRules
from deckard.worlds.crafter.layout import COLS, ROWS
from deckard.worlds.crafter.names import SIGHTS

AREA = (64, 64)
CHUNK = (12, 12)


class OrderedObjects(dict[object, None]):
    """A set of objects in the order in which they came."""

    def add(self, member: object) -> None:
        """Add a member at the end."""
        self[member] = None

    def remove(self, member: object) -> None:
        """Remove a member."""
        del self[member]


class OrderedWorld(engine.World):
    """A world whose chunks keep the order of their objects."""

    def reset(self, seed: int | None = None) -> None:
        """Empty the world."""
        super().reset(seed)
        self._chunks: defaultdict[tuple[int, int, int, int], OrderedObjects] = defaultdict(
            OrderedObjects
        )


class PlainEnv(Env):
    """One world, of which no picture is drawn and nothing but the world is kept."""

    game_rules: GameRules = CRAFTER_RULES
    kinds: Mapping[type, int] = {
        objects.Zombie: SIGHTS.index("zombie"),
        objects.Cow: SIGHTS.index("cow"),
        objects.Skeleton: SIGHTS.index("skeleton"),
        objects.Arrow: SIGHTS.index("arrow"),
        objects.Plant: SIGHTS.index("plant"),
    }
    """What an object is seen as, a number in SIGHTS."""

    def __init__(self) -> None:
        self._area, self._view = AREA, np.array((COLS, ROWS + 2))
        self._reward, self._length = True, 0
        self._world = self._empty_world()
        self._sem_view = _nothing

    def _empty_world(self) -> OrderedWorld:
        """Make the world, of which a seed makes the terrain."""
        return OrderedWorld(AREA, constants.materials, CHUNK)

    def render(self, size: object = None) -> None:
        """Draw nothing."""

    def terrain(self, seed: int) -> bytes:
        """Make a world from a seed, and return it packed."""
        self._seed, self._episode = seed, 0
        self.reset()
        return pickle.dumps((self._world, self._player))

    def begin(self, terrain: bytes, seed: int) -> None:
        """Begin an episode in a packed world, with chances from a seed."""
        self._world, self._player = pickle.loads(terrain)
        self._world.random = np.random.RandomState(seed)
        for member in self._world.objects:
            member.random = self._world.random
        self._step, self._unlocked = 0, set[str]()
        self._last_health = self._player.health
        self._update_time()


def _nothing() -> None:
    """What stands where Crafter would map the whole world."""
