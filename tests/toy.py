"""A world without space, for tests of the agent: each action breaks one kind of source.

Policies are really learnt in it (which action gains the item), in a few thousand decisions.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from gymnasium.spaces import Box, Discrete

from deckard.types import Recipe, covers
from deckard.worlds import Life, World
from deckard.worlds.episodes import ended
from deckard.worlds.vec_env import UniformVecEnv

PICKS = {None: 0, "wooden_pickaxe": 1, "stone_pickaxe": 2, "iron_pickaxe": 3}
SOURCES = {  # source: (item, pickaxe tier that it takes)
    "log": ("log", 0),
    "dirt": ("dirt", 0),
    "stone": ("cobblestone", 1),
    "coal_ore": ("coal", 1),
    "iron_ore": ("iron_ore", 2),
    "diamond_ore": ("diamond", 3),
}
CRAFTS = [
    Recipe(item="planks", how="craft", ingredients={"log": 1}, yields=4),
    Recipe(item="stick", how="craft", ingredients={"planks": 2}, yields=4),
    Recipe(item="crafting_table", how="craft", ingredients={"planks": 4}),
    Recipe(
        item="furnace", how="craft", ingredients={"cobblestone": 8}, stations={"crafting_table"}
    ),
    Recipe(item="iron_ingot", how="smelt", ingredients={"iron_ore": 1}, stations={"furnace"}),
    Recipe(item="torch", how="craft", ingredients={"coal": 1, "stick": 1}, yields=4),
    *(
        Recipe(
            item=f"{name}_pickaxe",
            how="craft",
            ingredients={material: 3, "stick": 2},
            stations={"crafting_table"},
        )
        for name, material in [
            ("wooden", "planks"),
            ("stone", "cobblestone"),
            ("iron", "iron_ingot"),
            ("diamond", "diamond"),
        ]
    ),
]
NAMES = list(SOURCES)


class Toy(World):
    """A world with few recipes, in which each action breaks one kind of source."""

    exact_reports = True

    def __init__(self, uses: int = 60, rise: int = 0, more: Sequence[Recipe] = ()) -> None:
        self.uses, self.rise = uses, rise  # `rise`: blocks that doing nothing leads up
        self.recipes = [*CRAFTS, *more]
        self.items = sorted({r.item for r in self.recipes} | {i for i, _ in SOURCES.values()})
        self.fuels = {"coal": 8.0, "planks": 1.5, "log": 1.5, "stick": 0.5}
        self.stations = ["crafting_table", "furnace"]
        self.sights = {name: 4 * k for k, name in enumerate(NAMES)}
        self.observation_space = Box(-1, 1, (4 * len(NAMES),), np.float32)
        self.action_space = Discrete(len(NAMES) + 1)
        self.about = {"name": "toy"}

    def practice(self, practice):
        return ToyEnv(self, practice)

    def live(self, seed):
        return ToyLife(self, seed)


class ToyLife(Life):
    """A life of the agent in the toy world."""

    def __init__(self, world, seed, start=(), hand=None):
        self.world, self.rng = world, np.random.default_rng(seed)
        self.held, self.hand, self.near = Counter(start), hand, frozenset()
        self.worn, self.heat, self.height = Counter(), 0.0, 0
        self._see()
        self.info = self._told(0)

    def _see(self):
        self.obs = np.zeros(4 * len(NAMES), np.float32)
        self.obs[::4] = self.rng.random(len(NAMES))

    def _told(self, steps, broke=None, fuel=()):
        return {
            "inventory": {i: n for i, n in self.held.items() if n > 0},
            "hand": self.hand,
            "near": self.near,
            "broke": broke,
            "fuel": dict(fuel),
            "place": (0, self.height, 0),
            "facing": (0, 1),
            "steps": steps,
        }

    def _done(self, *args, **kwargs):
        self.info = self._told(*args, **kwargs)
        return self.info

    def step(self, action):
        self._see()
        if action >= len(NAMES):
            self.height += self.world.rise
            return self._done(1)
        source = NAMES[action]
        item, tier = SOURCES[source]
        if PICKS.get(self.hand, 0) >= tier:
            self.held[item] += 1
        if self.hand in PICKS and self.hand:
            self.worn[self.hand] += 1
            if self.worn[self.hand] >= self.world.uses:
                self.held[self.hand] -= 1
                self.worn[self.hand], self.hand = 0, None
        return self._done(10, broke=source)

    def craft(self, item):
        for recipe in self.world.recipes:
            if recipe.item == item and recipe.how == "craft" and self._can(recipe):
                self.held.subtract(recipe.ingredients)
                self.held[item] += recipe.yields
                break
        return self._done(1)

    def smelt(self, item, fuel):
        burnt = Counter()
        for recipe in self.world.recipes:
            if recipe.item == item and recipe.how == "smelt" and self._can(recipe):
                while self.heat < 1 and self.held[fuel] > 0:
                    self.held[fuel] -= 1
                    self.heat += self.world.fuels[fuel]
                    burnt[fuel] += 1
                if self.heat >= 1:
                    self.heat -= 1
                    self.held.subtract(recipe.ingredients)
                    self.held[item] += recipe.yields
                break
        return self._done(200, fuel=burnt)

    def _can(self, recipe):
        return covers(self.held, recipe.ingredients) and recipe.stations <= {*self.near}

    def place(self, station):
        if self.held[station] > 0:
            self.held[station] -= 1
            self.near |= {station}
        return self._done(4)

    def take(self, station):
        if station in self.near and (station != "furnace" or PICKS.get(self.hand, 0)):
            self.near -= {station}
            self.held[station] += 1
        return self._done(10)

    def equip(self, item):
        if item is None or self.held[item] > 0:
            self.hand = item
        return self._done(1)

    def render(self):
        return np.zeros((8, 8, 3), np.uint8)


class ToyEnv(UniformVecEnv):
    """Parallel practice episodes in the toy world."""

    def __init__(self, world, practice):
        self.world, self.p = world, practice
        super().__init__(practice.envs, world.observation_space, world.action_space)
        self.episode = 0

    def _begin(self, i):
        self.episode += 1
        self.lives[i] = ToyLife(
            self.world, [self.p.seed, i, self.episode], self.p.start, self.p.hand
        )
        self.ages[i] = 0
        self.reset_infos[i] = self.lives[i].info
        return self.lives[i].obs

    def reset(self):
        self.lives, self.ages = [None] * self.num_envs, [0] * self.num_envs
        return np.stack([self._begin(i) for i in range(self.num_envs)])

    def step_async(self, actions):
        self.actions = actions

    def step_wait(self):
        obs, rewards, dones, infos = zip(*map(self._step, range(self.num_envs)), strict=True)
        return np.stack(obs), np.array(rewards, np.float32), np.array(dones), list(infos)

    def _step(self, i):
        life = self.lives[i]
        before = life.info["inventory"].get(self.p.item, 0)
        info = life.step(int(self.actions[i]))
        self.ages[i] += 1
        won = info["inventory"].get(self.p.item, 0) > before
        if not won and self.ages[i] < self.p.max_decisions:
            return life.obs, 0.0, False, info
        info = ended(info, life.obs, self.ages[i], success=won)
        return self._begin(i), float(won), True, info
