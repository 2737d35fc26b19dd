"""Crafter's environment with the rules of a world file, without pictures, with exact lives."""

from crafter import objects

from deckard.worlds.crafter.mars.creatures import (
    MarsArrow,
    MarsCow,
    MarsPlant,
    MarsSkeleton,
    MarsZombie,
)
from deckard.worlds.crafter.mars.player import MarsPlayer
from deckard.worlds.crafter.mars.ruled_world import RuledWorld
from deckard.worlds.crafter.mars.terrain import Terrain
from deckard.worlds.crafter.mars.world_file import WorldFile
from deckard.worlds.crafter.names import SIGHTS
from deckard.worlds.crafter.plain_env import OrderedObjects, PlainEnv

OWN = {objects.Zombie: MarsZombie, objects.Skeleton: MarsSkeleton, objects.Cow: MarsCow}
"""What appears in place of Crafter's own."""


class MarsEnv(PlainEnv):
    """One world of Mars."""

    kinds = {
        MarsZombie: SIGHTS.index("zombie"),
        MarsCow: SIGHTS.index("cow"),
        MarsSkeleton: SIGHTS.index("skeleton"),
        MarsArrow: SIGHTS.index("arrow"),
        MarsPlant: SIGHTS.index("plant"),
    }

    def __init__(self, file: WorldFile) -> None:
        self.file, self.game_rules = file, file.game_rules()
        super().__init__()

    def _empty_world(self) -> RuledWorld:
        return RuledWorld(self.file)

    def reset(self) -> None:
        """Make the world of the next episode."""
        self._episode += 1
        self._step = 0
        self._world.reset(seed=hash((self._seed, self._episode)) % (2**31 - 1))
        self._update_time()
        columns, rows = self._world.area
        self._player = MarsPlayer(self._world, (columns // 2, rows // 2))
        self._world.add(self._player)
        Terrain(self._world, self._player).generate()

    def begin(self, terrain: bytes, seed: int) -> None:
        """Begin an episode in a packed world, with chances from a seed."""
        super().begin(terrain, seed)
        self._world.rules = self.file

    def step(self, action: int) -> tuple[None, float, bool, dict[str, object]]:
        """Take one action; creatures that act after the player keep to the full levels."""
        result: tuple[None, float, bool, dict[str, object]] = super().step(action)
        self._player.bound()
        return result

    def _balance_object(
        self,
        chunk: tuple[int, int, int, int],
        members: OrderedObjects,
        kind: type,
        material: str,
        *numbers: object,
    ) -> None:
        """Let creatures appear and vanish, as Crafter says, but those of Mars."""
        own, (*distances_and_chances, _, most) = OWN[kind], numbers
        super()._balance_object(
            chunk, members, own, material, *distances_and_chances,
            lambda place: own(self._world, place, self._player), most,
        )  # fmt: skip
