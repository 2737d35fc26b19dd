"""The player's hands: digging, hitting, using, placing, with the effects of craftworld.

How keys act is the mod's: `MissionHandlers/CommandForKey.java` and `Client/FakeMouse.java` press a
key only if it is not down yet. So an animal is hit once each time that `attack` goes from 0 to 1,
while a block is dug as long as it is held.
"""

from dataclasses import replace

import numpy as np

from deckard.worlds.craftworld.kernels.arrays import AIR, ATTACK, USE, WATER, YAW_X, YAW_Z
from deckard.worlds.craftworld.kernels.interact import ALMOST, dig_share
from deckard.worlds.malmo.facts import Facts
from deckard.worlds.malmo.inventory import Slots, Stack
from deckard.worlds.malmo.mission import Cell
from deckard.worlds.malmo.player import PlayerBody
from deckard.worlds.malmo.raycast import Hit, look_vector, trace
from deckard.worlds.malmo.stations import FURNACE, TABLE, MalmoStations
from deckard.worlds.malmo.statistics import Statistics
from deckard.worlds.malmo.terrain import Terrain

REACH = 4.5
"""Blocks that a hand reaches, as in the game in survival mode."""
REACH_MOBS = 3.0
"""The same for mobs."""
DIG_PAUSE = 5
"""Ticks after a block is broken, as in the game."""
USE_PAUSE = 4
"""Ticks between two uses while the key is held, as in the game."""
DROPPED = {"dye": 4}
"""The variants of drops that are not 0: craftworld's only dye is lapis lazuli."""

SHARE = dig_share.py_func  # type: ignore[attr-defined]
"""The share of a block that one tick takes off, as the kernels have it, but not compiled."""


class Hands:
    """Hands that reach what the cross hair meets."""

    def __init__(
        self,
        facts: Facts,
        ground: Terrain,
        player: PlayerBody,
        slots: Slots,
        stations: MalmoStations,
        statistics: Statistics,
        haste: float,
    ) -> None:
        self._facts, self._ground, self._player = facts, ground, player
        self._slots, self._stations, self._statistics = slots, stations, statistics
        self._haste = haste
        self._kinds, self._gear = (
            table.view(np.recarray) for table in (ground.kinds, facts.rules.gear)
        )
        self._digs: Cell | None = None
        self._progress = 0.0
        self._pause = self._use_pause = self._rest = 0
        self._blocks = {
            name: kind
            for kind, name in enumerate(ground.names)
            if not ground.kinds[kind]["mob"] and kind not in (AIR, WATER)
        }

    def cross_hair(self, wet: bool = False) -> Hit | None:
        """Return what the cross hair meets within reach; water only if asked for."""
        player, kind = self._player, self._ground.kind
        ignored = (AIR,) if wet else (AIR, WATER)
        ray = look_vector(player.yaw, player.pitch)
        hit = trace(player.eye, ray, REACH, lambda cell: kind(cell) not in ignored)
        if hit is None or (self._ground.mob(hit.cell) and hit.distance > REACH_MOBS):
            return None
        return hit

    def attack(self, pressed: bool, held: bool) -> None:
        """Let a tick of the attack key pass."""
        self._pause, self._rest = max(0, self._pause - 1), max(0, self._rest - 1)
        hit = self.cross_hair() if held else None
        if hit is None or self._ground.mob(hit.cell):
            self._digs = None
            if hit is not None and pressed and not self._rest:
                self._hit(hit)
        elif not self._pause:
            self._dig(hit)

    def _hit(self, hit: Hit) -> None:
        mob = self._ground.names[self._ground.kind(hit.cell)]
        before = self._health()
        killed = self._act(ATTACK, hit)
        self._rest = int(self._ground.simulator.bodies["ticks"][0])
        self._statistics.count("damage_dealt", round(10 * (before - self._health())))
        if killed:
            self._statistics.note("kill_entity", mob)
            self._statistics.count("mob_kills")

    def _health(self) -> float:
        return float(self._ground.simulator.mobs["health"].sum())

    def _dig(self, hit: Hit) -> None:
        """Dig for one tick; the block breaks when the ticks have added up to it."""
        if hit.cell != self._digs:
            self._digs, self._progress = hit.cell, 0.0
        kind = self._ground.kind(hit.cell)
        share = float(SHARE(self._kinds[kind], self._number(), self._gear))
        self._progress += share * self._haste
        if share > 0 and self._progress >= ALMOST:
            self._break(hit, kind)

    def _break(self, hit: Hit, kind: int) -> None:
        self._digs, self._pause = None, DIG_PAUSE if self._ground.kinds[kind]["hardness"] else 0
        held = self._slots.hand
        self._act(ATTACK, hit)
        if self._ground.kind(hit.cell) == kind and not self._ground.kinds[kind]["falls"]:
            self._ground.put(hit.cell, AIR)  # too hard for craftworld's patience, not for this hand
        self._stations.broken(hit.cell)
        self._statistics.note("mine_block", self._ground.names[kind])
        if held is not None and self._facts.rules.gear[self._number_of(held)]["uses"]:
            self._statistics.note("use_item", held.name)

    def use(self, pressed: bool, held: bool) -> None:
        """Let a tick of the use key pass."""
        self._use_pause = max(0, self._use_pause - 1)
        if not held or (self._use_pause and not pressed):
            return
        self._use_pause = USE_PAUSE
        scoops = bool(self._number() >= 0 and self._facts.rules.gear[self._number()]["scoops"])
        hit = self.cross_hair(wet=scoops)
        if hit is not None:
            self._use_on(hit)

    def _use_on(self, hit: Hit) -> None:
        kind, held = self._ground.kind(hit.cell), self._slots.hand
        uses = self._facts.rules.uses
        if ((uses["kind"] == kind) & (uses["hand"] == self._number())).any():
            if held is not None and self._act(USE, hit):
                self._statistics.note("use_item", held.name)
        elif (name := self._ground.names[kind]) in (TABLE, FURNACE):
            self._statistics.count(f"{name}_interaction")
        elif held is not None and (block := self.block(held.name)) is not None:
            there = hit.cell if kind in self._facts.replaceable else hit.before
            if self.fits(there) and self.put(there, block, self._slots.chosen):
                self._statistics.note("use_item", held.name)

    def block(self, name: str) -> int | None:
        """Return the kind of block that an item puts down, if craftworld has it."""
        return self._blocks.get(name)

    def fits(self, cell: Cell) -> bool:
        """Whether a block can be put into a cell: nobody and nothing is in its way."""
        free = self._ground.kind(cell) in self._facts.replaceable
        return free and not self._player.fills(cell)

    def put(self, cell: Cell, block: int, slot: int) -> bool:
        """Put a block down that lies in a slot; answer whether the world reaches that far."""
        done = self._ground.put(cell, block)
        if done:
            self._stations.placed(self._ground.names[block], cell)
            self._slots.lose(slot)
        return done

    def _number(self) -> int:
        held = self._slots.hand
        return -1 if held is None else self._number_of(held)

    def _number_of(self, stack: Stack) -> int:
        return self._ground.simulator.number.get(stack.item, -1)

    def _act(self, action: int, hit: Hit) -> bool:
        """Have craftworld do it, with what is in the hand alone; answer whether it came off.

        Craftworld thinks in decisions: the ticks that it would count have passed already.
        """
        simulator, held, number = self._ground.simulator, self._slots.hand, self._number()
        body, counts, worn = simulator.bodies[0], simulator.counts[0], simulator.worn[0]
        clock = int(body["clock"])
        counts[:] = 0
        if held is not None and number >= 0:
            counts[number], worn[number] = 1, held.used
        self.aim(hit)
        simulator.advance(np.array([action], np.int64))
        body["clock"] = clock
        if held is not None and number >= 0:
            counts[number] -= 1
            self._settle(held, int(counts[number]), int(worn[number]))
        self._gather(counts)
        return bool(body["broke"] >= 0)

    def _settle(self, held: Stack, change: int, used: int) -> None:
        """Note what became of the thing in the hand: worn, used up, or one that broke."""
        slot = self._slots.chosen
        if change < 0:
            self._slots.lose(slot)
            if held.item in self._facts.rules.tables.durability:
                self._statistics.note("break_item", held.name)
        elif held.item in self._facts.rules.tables.durability:
            self._slots[slot] = replace(held, used=used)

    def _gather(self, counts: np.ndarray) -> None:
        """Take in what came off; without room it is lost."""
        for item in np.flatnonzero(counts > 0):
            name = self._ground.simulator.items[item]
            stack = Stack(name, int(counts[item]), DROPPED.get(name, 0))
            if taken := self._slots.add(stack):
                self._statistics.note("pickup", name, taken)

    def aim(self, hit: Hit | None) -> None:
        """Tell craftworld where the body is, what it holds, and what it aims at."""
        simulator, player = self._ground.simulator, self._player
        body = simulator.bodies[0]
        body["x"], body["z"], body["y"] = self._ground.within(player.cell)
        body["yaw"], body["hand"] = _quarter(player.yaw), self._number()
        if hit is not None:
            body["aim"] = self._ground.kind(hit.cell)
            body["aim_x"], body["aim_z"], body["aim_y"] = self._ground.within(hit.cell)


def _quarter(yaw: float) -> int:
    """Return craftworld's number for the nearest of the four ways."""
    x, _, z = look_vector(yaw, 0.0)
    return int(np.argmax(x * YAW_X + z * YAW_Z))
