"""One mission: a player in a world, moved tick by tick by command lines.

Encodes of `Client/ClientStateMachine.java` that death does not end a mission: the player stands at
the spawn again one tick later, with nothing; and of all commands that the server has to carry out
(crafts, placing, swapping, equipping) that they show one or two ticks later, in the order given.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from math import cos, floor, pi

import numpy as np

from deckard.worlds.craftworld.kernels.arrays import CEILING, NOOP
from deckard.worlds.malmo.camera import Camera
from deckard.worlds.malmo.crafting import Crafting
from deckard.worlds.malmo.facts import Facts
from deckard.worlds.malmo.hands import Hands
from deckard.worlds.malmo.inventory import Slots, Stack
from deckard.worlds.malmo.mission import Mission, Pose
from deckard.worlds.malmo.player import AIR, LIFE, PlayerBody
from deckard.worlds.malmo.stations import MalmoStations
from deckard.worlds.malmo.statistics import Statistics
from deckard.worlds.malmo.terrain import Terrain

LAGS = (1, 2)
"""Ticks after which a server command takes effect, drawn for each."""
DAY = 24_000
"""Ticks of a day, as in the game."""
WANDERS = 1000
"""Places that a random teleport tries; chosen."""


class MissionGame:
    """A mission under way. The same mission, seed and commands make the same game."""

    def __init__(self, facts: Facts, mission: Mission, seed: int) -> None:
        tables, data = facts.rules.tables, facts.data
        self.facts, self.mission = facts, mission
        self.rng = np.random.default_rng([seed, 1])
        self.ground = Terrain(facts.setting, seed, mission.flat)
        self.statistics = Statistics(tables, data["statistics"], data["achievements"])
        self.slots = Slots(mission.inventory or {}, facts.limits)
        self.crafting = Crafting(tables, self.slots, facts.unmatched)
        self.player = PlayerBody(
            self.ground, self.statistics, life=mission.health, food=mission.food
        )
        self.stations = MalmoStations(self.ground, mission.width, mission.height)
        self.hands = Hands(
            facts, self.ground, self.player, self.slots, self.stations, self.statistics,
            mission.break_speed,
        )  # fmt: skip
        self.camera = Camera(facts, self.ground, mission.width, mission.height)
        self.held: set[str] = set()
        self.pressed: set[str] = set()
        self.time, self.age = mission.start_time or 0, 0
        self.raining = mission.weather in ("rain", "thunder")
        self.died = False
        """Whether this tick killed the player."""
        self._due: deque[tuple[int, Callable[[], object]]] = deque()
        for drawn in mission.drawn:
            self.ground.draw(drawn)
        x, y, z = self.ground.spot()
        self.spawn = mission.stand or Pose(x + 0.5, float(y), z + 0.5)
        self.player.stand(self.spawn)
        self._let_live()

    def tick(self, commands: Iterable[Callable[["MissionGame"], object]]) -> None:
        """Carry out commands, then let a tick pass."""
        if self.died:
            self._respawn()
        self.pressed.clear()
        for command in commands:
            command(self)
        self.age += 1
        self.time += self.mission.time_passes
        while self._due and self._due[0][0] <= self.age:
            self._due.popleft()[1]()
        if not self.died:
            self._move()
        self.statistics.count("play_one_minute")
        self.statistics.count("time_since_death")

    def _move(self) -> None:
        self.player.tick(self.held)
        self.hands.attack("attack" in self.pressed, "attack" in self.held)
        self.hands.use("use" in self.pressed, "use" in self.held)
        self._let_live()
        if self.player.life <= 0:
            self.die()

    def _let_live(self) -> None:
        """Let the animals live for a tick."""
        self.hands.aim(None)
        self.ground.simulator.advance(np.array([NOOP], np.int64))

    def press(self, key: str) -> None:
        """Press a key, if it is not down already."""
        if key not in self.held:
            self.pressed.add(key)
            self.held.add(key)

    def release(self, key: str) -> None:
        """Let a key go."""
        self.held.discard(key)

    def run_later(self, action: Callable[[], object]) -> None:
        """Run an action one or two ticks later, in the order of the calls."""
        due = self.age + 1 + int(self.rng.choice(LAGS))
        self._due.append((max(due, self._due[-1][0]) if self._due else due, action))

    def count_craft(self, stack: Stack | None) -> None:
        """Count a crafted or smelted stack in the statistics."""
        if stack is not None:
            self.statistics.note("craft_item", stack.name, stack.quantity)

    def drop(self) -> None:
        """Drop one item from the hand; it is lost."""
        held = self.slots.hand
        if held is not None:
            self.statistics.note("drop", held.name)
            self.statistics.count("items_dropped")
            self.slots.hand = replace(held, quantity=held.quantity - 1)

    def die(self) -> None:
        """Kill the player and clear the inventory."""
        if not self.died:
            self.died, self.player.life = True, 0.0
            self.statistics.count("deaths")
            self.statistics.restart("time_since_death")
            self.slots.clear()

    def _respawn(self) -> None:
        self.died = False
        player = self.player
        player.life, player.food, player.air = LIFE, 20, AIR
        x, y, z = floor(self.spawn.x), floor(self.spawn.y), floor(self.spawn.z)
        while self.ground.solid((x, y, z)) or self.ground.solid((x, y + 1, z)):
            y += 1
        player.stand(replace(self.spawn, y=max(self.spawn.y, float(y))))

    def teleport_randomly(self, x: float, z: float, reach: float) -> None:
        """Teleport to random open ground, at most `reach` blocks from a place along each axis."""
        for _ in range(WANDERS):
            i, k = self.rng.uniform(-reach, reach, 2)
            there = x + i, z + k
            if (y := self.ground.top(*there)) is not None and y < CEILING:
                middle = (float(np.floor(place)) + 0.5 for place in there)
                self.player.stand(replace(self._here(), x=next(middle), y=float(y), z=next(middle)))
                return

    def _here(self) -> Pose:
        player = self.player
        return Pose(player.x, player.y, player.z, player.yaw, player.pitch)

    @property
    def sun(self) -> float:
        """How bright the sun shines, from 0 to 1, as `World.getSunBrightnessFactor` has it."""
        share = (self.time % DAY) / DAY - 0.25
        share += share < 0
        share += (1 - (cos(share * pi) + 1) / 2 - share) / 3
        bright = min(1.0, max(0.0, 2 * cos(share * 2 * pi) + 0.5))
        return bright * (1 - 5 / 16 * self.raining)

    def frame(self) -> bytes:
        """Return the pixels that the player sees."""
        return self.camera.render(self.player, self.sun)
