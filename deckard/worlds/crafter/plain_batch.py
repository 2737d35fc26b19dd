"""Worlds of Crafter side by side, one after the other."""

from collections.abc import Callable

import numpy as np

from deckard.seeding import seed_from
from deckard.types import NONE, Inventory, Item
from deckard.worlds.crafter import Crafter
from deckard.worlds.crafter.batch import Batch
from deckard.worlds.crafter.layout import (
    AROUND,
    COLS,
    MIDDLE,
    ORDER,
    ROWS,
    SIDES,
    SIGHT_COLUMNS,
    SIZE,
)
from deckard.worlds.crafter.names import (
    CARRIED,
    COUNTED,
    DO,
    LOW,
    SIGHTS,
    STATIONS,
    VITALS,
)
from deckard.worlds.crafter.picture import draw_view
from deckard.worlds.crafter.plain_env import PlainEnv

POOL = 16
"""Terrains of one round; chosen."""
RENEW = 8
"""Episodes of a world of the batch that begin in terrains of one round; chosen."""
KEPT = 64
"""Terrains that are kept; chosen."""
NOTHING = -1
PLANT = SIGHTS.index("plant")
ACHIEVEMENTS = tuple(f"place_{name}" if name in STATIONS else name for name in COUNTED)
STRENGTH = {"wood_sword": 2, "stone_sword": 3, "iron_sword": 5}
"""The damage of a blow with each sword, as `Player._do_object` has it."""


class PlainBatch(Batch):
    """Worlds of Crafter.

    Where an episode begins, and its chances, depend on the seed, the world's number and the
    episode's alone.
    """

    def __init__(self, worlds: int, seed: int, make_env: Callable[[], PlainEnv] = PlainEnv) -> None:
        self.worlds, self.seed = worlds, seed
        self._make_env = make_env
        self._envs = [make_env() for _ in range(worlds)]
        self.rules = self._envs[0].game_rules
        self._full = [np.array([self.rules.most[n] for n in names]) for names in (CARRIED, VITALS)]
        self._terrains: dict[tuple[int, int], bytes] = {}
        self._views = np.full((worlds, ROWS, COLS), NOTHING)
        self.obs = np.zeros((worlds, SIZE), np.float32)
        self.counts = np.zeros((worlds, len(CARRIED)), np.int64)
        self.vitals = np.zeros((worlds, len(VITALS)), np.int64)
        self.deeds = np.zeros((worlds, len(COUNTED)), np.int64)
        self.place = np.zeros((worlds, 2), np.int64)
        self.near, self.broke, self.heading = np.zeros((3, worlds), np.int64)
        self.died, self.asleep = np.zeros((2, worlds), bool)
        names = self._envs[0]._world._mat_ids
        self._sights = np.full(len(names), NOTHING)
        for name, number in names.items():
            if name in SIGHTS:
                self._sights[number] = SIGHTS.index(name)

    def restart(
        self, chosen: np.ndarray, start: Inventory, episodes: np.ndarray, low: Item | None = None
    ) -> None:
        """Begin episodes."""
        self._renew()
        for i, episode in zip(chosen.tolist(), episodes.tolist(), strict=True):
            seed = seed_from(self.seed, "episode", i, episode)
            env = self._envs[i]
            env.begin(self._terrain(episode // RENEW, seed % POOL), seed)
            held, (x, y) = env._player.inventory, env._player.pos
            held.update({item: n for item, n in start.items() if item in held})
            held.update({low: min(LOW, self.rules.most[low] - 1)} if low else {})
            for k, station in enumerate(("table", "furnace")):
                if start.get(station):
                    env._world[x - 1 + 2 * k, y - 1] = station
            self._perceive(i, NOTHING)

    def _terrain(self, round_: int, number: int) -> bytes:
        key = round_, number
        if key not in self._terrains:
            if len(self._terrains) >= KEPT:
                del self._terrains[min(self._terrains)]
            self._terrains[key] = self._make_env().terrain(seed_from(self.seed, "terrain", *key))
        return self._terrains[key]

    def advance(self, actions: np.ndarray) -> None:
        """Take one action in every world."""
        self._renew()
        for i, action in enumerate(actions.tolist()):
            used = self._used(i) if action == DO else NOTHING
            self._envs[i].step(action)
            self._perceive(i, used)

    def _renew(self) -> None:
        """Write what follows into new arrays: those that were read stay as they are."""
        self.obs, self.counts, self.vitals = self.obs.copy(), self.counts.copy(), self.vitals.copy()
        self.deeds = self.deeds.copy()

    def _used(self, world: int) -> int:
        """The sight that a blow uses: a block, or a mob that it kills; nothing of a full stack."""
        player = self._envs[world]._player
        held, kind = player.inventory, self._faced(world)
        _, target = player.world[player.pos + np.array(player.facing)]
        gain = self.rules.gives.get(SIGHTS[kind], NONE) if kind >= 0 and target is None else NONE
        is_asleep = player.sleeping and held["energy"] < self.rules.most["energy"]
        if is_asleep or not self.rules.has_room(held, gain):
            return NOTHING
        if kind == PLANT:
            return kind if target.ripe else NOTHING
        damage = max([1, *(n for sword, n in STRENGTH.items() if held[sword])])
        is_used = target is None or (kind >= 0 and 0 < target.health <= damage)
        return kind if is_used else NOTHING

    def _faced(self, world: int) -> int:
        right, down = self._envs[world]._player.facing
        return int(self._views[world, MIDDLE[0] + down, MIDDLE[1] + right])

    def _perceive(self, i: int, used: int) -> None:
        """Look around in a world."""
        env = self._envs[i]
        player, world = env._player, env._world
        held = player.inventory
        ripe = self._look(i)
        right, down = player.facing
        materials, _ = world.nearby(player.pos, 1)
        self.counts[i] = [held[item] for item in CARRIED]
        self.vitals[i] = [held[level] for level in VITALS]
        self.deeds[i] = [player.achievements[name] for name in ACHIEVEMENTS]
        self.near[i] = ("table" in materials) + 2 * ("furnace" in materials)
        self.place[i] = player.pos[1], player.pos[0]
        self.heading[i] = SIDES.index((down, right))
        self.broke[i], self.died[i] = used, held["health"] <= 0
        self.asleep[i] = player.sleeping
        self._write(i, ripe, float(world.daylight))

    def _look(self, i: int) -> np.ndarray:
        """Renew the view of a world; return where ripe plants are."""
        env, view = self._envs[i], self._views[i]
        x, y = (int(n) for n in env._player.pos)
        left, top = x - MIDDLE[1], y - MIDDLE[0]
        view[:], ripe = NOTHING, np.zeros((ROWS, COLS), bool)
        area = env._world._mat_map[max(left, 0) : left + COLS, max(top, 0) : top + ROWS].T
        row, column = max(-top, 0), max(-left, 0)
        view[row : row + area.shape[0], column : column + area.shape[1]] = self._sights[area]
        for member in env._world.objects:
            c, r = (member.pos - (left, top)).tolist()
            kind = env.kinds.get(type(member), NOTHING)
            if kind != NOTHING and 0 <= r < ROWS and 0 <= c < COLS:
                view[r, c] = kind
                ripe[r, c] = kind == PLANT and member.ripe
        return ripe

    def _write(self, i: int, ripe: np.ndarray, light: float) -> None:
        """Write an observation (see `layout`)."""
        view, (row, column) = self._views[i], MIDDLE
        cells = view.reshape(-1)[ORDER]
        kinds, first = np.unique(cells, return_index=True)
        sights = np.zeros((len(SIGHTS), SIGHT_COLUMNS.shape[1]), np.float32)
        sights[kinds[kinds >= 0]] = SIGHT_COLUMNS[first[kinds >= 0]]
        heading, faced = np.zeros(len(SIDES)), np.zeros(len(SIGHTS) + 1)
        heading[self.heading[i]] = 1
        faced[self._faced(i)] = 1  # the last is nothing
        down, right = SIDES[int(self.heading[i])]
        self.obs[i] = np.concatenate(
            [
                sights.reshape(-1),
                [view[row + r, column + c] in self.rules.free for r, c in AROUND],
                [view[row + r, column + c] in self.rules.deadly for r, c in SIDES],
                heading,
                faced,
                [ripe[row + down, column + right], ripe.any()],
                self.counts[i] / self._full[0],
                self.vitals[i] / self._full[1],
                [light, self.asleep[i], self.near[i] & 1, self.near[i] >> 1],
            ]
        )

    def view(self, world: int) -> np.ndarray:
        """Return what each cell of the view shows."""
        return self._views[world]

    def picture(self, world: int) -> np.ndarray:
        """Return what the game shows a player."""
        assets, heading = Crafter.package.folder() / "assets", int(self.heading[world])
        return draw_view(assets, self._views[world], heading, bool(self.asleep[world]))
