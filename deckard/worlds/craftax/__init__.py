"""Craftax-Classic: the game of Crafter as Craftax plays it, many worlds at once, compiled by JAX.

Policies perceive the game's own view, never the map. Nothing here tells the agent a rule.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import gymnasium as gym
import numpy as np

from deckard.types import Item, JsonObject
from deckard.worlds import Practice, World
from deckard.worlds.craftax.install import TABLES, check_rules, installed_version
from deckard.worlds.crafter.layout import COLUMNS, SIZE
from deckard.worlds.crafter.names import DECISIONS, DEEDS, ITEMS, NEEDS, SIGHTS, STATIONS
from deckard.worlds.episodes import check_practice
from deckard.worlds.tables import load_tables

if TYPE_CHECKING:
    from deckard.worlds.crafter.life import CrafterLife
    from deckard.worlds.crafter.vec_env import CrafterVecEnv


class Craftax(World):
    """Craftax-Classic.

    A version of Craftax whose rules are not those that deckard was checked with is refused, unless
    `any_rules` is set; then what a run learns is scored by rules that may be others.
    """

    hands = False
    rooted = frozenset(STATIONS)
    exact_reports = True
    needs = NEEDS
    deeds = frozenset(DEEDS)

    def __init__(self, any_rules: bool = False) -> None:
        rules = check_rules(any_rules)
        self.items: Sequence[Item] = ITEMS
        self.fuels: Mapping[Item, float] = {}
        self.stations: Sequence[Item] = STATIONS
        self.sights: Mapping[str, int] = {name: COLUMNS * k for k, name in enumerate(SIGHTS)}
        self.observation_space = gym.spaces.Box(-1.0, 1.0, (SIZE,), np.float32)
        self.action_space = gym.spaces.Discrete(len(DECISIONS))
        self.about: JsonObject = {
            "name": "craftax",
            "package": installed_version(),
            "rules_sha256": rules,
            "tables": TABLES,
            "tables_sha256": load_tables(TABLES).digest,
        }

    def practice(self, practice: Practice) -> "CrafterVecEnv":
        """Return episodes to practise in, as a VecEnv."""
        from deckard.worlds.craftax.batch import CraftaxBatch  # imports JAX
        from deckard.worlds.crafter.vec_env import CrafterVecEnv  # SB3 imports torch

        self.check(practice)
        batch = CraftaxBatch(practice.envs, practice.seed)
        return CrafterVecEnv(batch, practice, (self.observation_space, self.action_space))

    def check(self, practice: Practice) -> None:
        """Raise ConfigError when a practice task makes no sense here."""
        check_practice("craftax", self.items, practice, self.unheld)

    def live(self, seed: int) -> "CrafterLife":
        """Begin a life: nothing held, a fresh place; the same seed and actions, the same life."""
        from deckard.worlds.craftax.batch import CraftaxBatch
        from deckard.worlds.crafter.life import CrafterLife

        return CrafterLife(CraftaxBatch(1, seed))
