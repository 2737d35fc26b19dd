"""What both worlds of the game have in common."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import gymnasium as gym
import numpy as np

from deckard.types import Item, JsonObject
from deckard.worlds import Practice, World
from deckard.worlds.crafter.install import GamePackage
from deckard.worlds.crafter.layout import COLUMNS, SIZE
from deckard.worlds.crafter.names import (
    CARRIED,
    COUNTED,
    DECISIONS,
    DEEDS,
    ITEMS,
    NEEDS,
    SIGHTS,
    STATIONS,
)
from deckard.worlds.episodes import check_practice
from deckard.worlds.whole_game import Game

if TYPE_CHECKING:
    from deckard.worlds.crafter.batch import Batch
    from deckard.worlds.crafter.game_vec_env import GameVecEnv
    from deckard.worlds.crafter.life import CrafterLife
    from deckard.worlds.crafter.vec_env import CrafterVecEnv


class CrafterGame(World):
    """The game of Crafter, whichever package plays it."""

    package: GamePackage
    hands = False
    rooted = frozenset(STATIONS)
    exact_reports = True
    needs = NEEDS
    deeds = frozenset(DEEDS)
    game = Game((*CARRIED, *COUNTED))

    def __init__(self, any_rules: bool = False) -> None:
        self.about: JsonObject = self.package.about(any_rules)
        self.items: Sequence[Item] = ITEMS
        self.fuels: Mapping[Item, float] = {}
        self.stations: Sequence[Item] = STATIONS
        self.sights: Mapping[str, int] = {name: COLUMNS * k for k, name in enumerate(SIGHTS)}
        self.observation_space = gym.spaces.Box(-1.0, 1.0, (SIZE,), np.float32)
        self.action_space = gym.spaces.Discrete(len(DECISIONS))

    @abstractmethod
    def _batch(self, worlds: int, seed: int) -> "Batch":
        """Open worlds side by side."""

    def practice(self, practice: Practice) -> "CrafterVecEnv":
        """Return episodes to practise in, as a VecEnv."""
        from deckard.worlds.crafter.vec_env import CrafterVecEnv  # SB3 imports torch

        self.check(practice)
        batch = self._batch(practice.envs, practice.seed)
        return CrafterVecEnv(batch, practice, (self.observation_space, self.action_space))

    def whole_game(self, envs: int, seed: int) -> "GameVecEnv":
        """Open whole episodes of the game, as a VecEnv."""
        from deckard.worlds.crafter.game_vec_env import GameVecEnv  # SB3 imports torch

        return GameVecEnv(self._batch(envs, seed), self.game, self.observation_space)

    def check(self, practice: Practice) -> None:
        """Raise ConfigError when a practice task makes no sense here."""
        check_practice(self.package.name, self.items, practice, self.unheld)

    def live(self, seed: int) -> "CrafterLife":
        """Begin a life: nothing held, a fresh place; the same seed and actions, the same life."""
        from deckard.worlds.crafter.life import CrafterLife

        return CrafterLife(self._batch(1, seed))
