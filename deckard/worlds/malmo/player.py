"""The player's body: it walks, sprints, sneaks, jumps, swims and falls as the game's does.

The figures are those of `EntityLivingBase` and `EntityPlayer` of 1.11.2 (Minecraft Wiki, pages
"Transportation" and "Damage"): one tick moves it by its speed, then friction and gravity act.
"""

from collections.abc import Set
from dataclasses import dataclass
from math import ceil, cos, floor, hypot, radians, sin

from deckard.worlds.craftworld.kernels.arrays import CEILING, WATER
from deckard.worlds.malmo.mission import Cell, Pose
from deckard.worlds.malmo.raycast import Vector
from deckard.worlds.malmo.statistics import Statistics
from deckard.worlds.malmo.terrain import Terrain

WIDE = 0.3
"""Half the width of the body, in blocks."""
TALL = 1.8
"""Height of the body, in blocks."""
EYES = 1.62
"""Height of the eyes, in blocks."""
EYES_SNEAKING = 1.54
"""The same while sneaking."""
LIFE = 20.0
"""Full health, in half hearts."""
AIR = 300
"""Ticks that a full breath lasts."""
WALK = 0.1
"""Acceleration on the ground, in blocks per tick squared."""
FLY = 0.02
"""The same in the air."""
SWIM = 0.02
"""The same in water."""
SPRINT = 1.3
"""Factor of the acceleration while sprinting."""
SNEAK = 0.3
"""Factor of the input while sneaking."""
INPUT = 0.98
"""Factor of every key that moves the body."""
GROUND_DRAG = 0.546
"""Share of the horizontal speed that a tick on the ground leaves."""
AIR_DRAG = 0.91
"""The same in the air."""
WATER_DRAG = 0.8
"""Share of the speed that a tick in water leaves."""
FALL_DRAG = 0.98
"""Share of the vertical speed that a tick in the air leaves."""
JUMP = 0.42
"""Upward speed of a jump, in blocks per tick."""
SWIM_UP = 0.04
"""Upward acceleration in water, in blocks per tick squared."""
LEAP = 0.2
"""Forward speed that a jump adds while sprinting, in blocks per tick."""
CLIMB_OUT = 0.3
"""Upward speed at the edge of water, in blocks per tick."""
GRAVITY = 0.08
"""Downward acceleration in the air, in blocks per tick squared."""
SINK = 0.02
"""The same in water."""
JUMP_PAUSE = 10
"""Ticks between two jumps while the key is held."""
FREE_FALL = 3.0
"""Blocks of a fall that do no damage."""
HEALING = 80
"""Ticks in which a well-fed body heals half a heart."""
WELL_FED = 18
"""Food from which on the body heals."""
HUNGRY = 6
"""Food up to which the body cannot sprint."""
CHOKING = -20
"""Air at which a second without breath does damage."""
NEAR = 1e-7
"""Distance in blocks below which two surfaces touch; chosen."""


@dataclass
class PlayerBody:
    """A body at (x, y, z), the middle of its feet, that looks along yaw and pitch, in degrees."""

    ground: Terrain
    statistics: Statistics
    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    life: float = LIFE
    food: int = 20
    air: int = AIR
    speed: Vector = (0.0, 0.0, 0.0)
    sneaking: bool = False
    standing: bool = True
    fallen: float = 0.0
    hurt: float = 0.0
    """The damage that this tick did."""
    _pause: int = 0
    _age: int = 0

    def stand(self, place: Pose) -> None:
        """Move to a pose, at rest."""
        self.x, self.y, self.z = place.x, min(place.y, float(CEILING)), place.z
        self.turn(place.pitch - self.pitch, place.yaw - self.yaw)
        self.speed, self.fallen = (0.0, 0.0, 0.0), 0.0

    def turn(self, down: float, right: float) -> None:
        """Turn the head by degrees; straight up and straight down is the end."""
        self.pitch = max(-90.0, min(90.0, self.pitch + down))
        self.yaw += right

    @property
    def cell(self) -> Cell:
        """The cell that its feet are in."""
        return floor(self.x), floor(self.y), floor(self.z)

    @property
    def eye(self) -> Vector:
        """Where it looks from."""
        return self.x, self.y + (EYES_SNEAKING if self.sneaking else EYES), self.z

    def fills(self, cell: Cell) -> bool:
        """Whether a block in a cell would be in the body's way."""
        x, y, z = cell
        return (
            abs(self.x - x - 0.5) < WIDE + 0.5
            and abs(self.z - z - 0.5) < WIDE + 0.5
            and self.y - 1 < y < self.y + TALL
        )

    def damage(self, amount: float) -> None:
        """Lose life."""
        if amount > 0:
            self.life = max(0.0, self.life - amount)
            self.hurt += amount
            self.statistics.count("damage_taken", round(amount * 10))

    def tick(self, keys: Set[str]) -> None:
        """Let one tick pass with these keys held."""
        self._age += 1
        self.hurt = 0.0
        self.sneaking = "sneak" in keys
        swims, before = self._in_water(0.4), (self.x, self.z)
        self._push(keys, swims)
        barred = self._move()
        self._slow_down(swims, barred)
        self._tell_way(before, keys, swims)
        self._live()

    def _push(self, keys: Set[str], swims: bool) -> None:
        """Change the speed by what the keys say."""
        ahead = ("forward" in keys) - ("back" in keys)
        left = ("left" in keys) - ("right" in keys)
        sprints = self._sprints(keys)
        self._jump(keys, swims, sprints)
        scale = INPUT * (SNEAK if self.sneaking else 1) / max(1.0, hypot(ahead, left) * INPUT)
        force = (FLY if not self.standing else WALK) * (SPRINT if sprints else 1)
        scale *= SWIM if swims else force
        turn, (vx, vy, vz) = radians(self.yaw), self.speed
        vx += scale * (left * cos(turn) - ahead * sin(turn))
        vz += scale * (ahead * cos(turn) + left * sin(turn))
        self.speed = vx, vy, vz

    def _sprints(self, keys: Set[str]) -> bool:
        return "sprint" in keys and "forward" in keys and not self.sneaking and self.food > HUNGRY

    def _jump(self, keys: Set[str], swims: bool, sprints: bool) -> None:
        vx, vy, vz = self.speed
        self._pause = max(0, self._pause - 1) if "jump" in keys else 0
        if "jump" not in keys:
            return
        if swims:
            self.speed = vx, vy + SWIM_UP, vz
        elif self.standing and not self._pause:
            self._pause = JUMP_PAUSE
            self.statistics.count("jump")
            leap, turn = (LEAP if sprints else 0.0), radians(self.yaw)
            self.speed = vx - leap * sin(turn), JUMP, vz + leap * cos(turn)

    def _move(self) -> bool:
        """Go as far as the ground lets it; answer whether something in the way stopped it."""
        vx, vy, vz = self.speed
        if self.sneaking and self.standing:
            vx, vz = self._keep_off_edges(vx, vz)
        up = self._slide(1, vy)
        along, across = self._slide(0, vx), self._slide(2, vz)
        self.standing = vy < 0 and up > vy + NEAR
        self._fall(up)
        barred = abs(along - vx) > NEAR or abs(across - vz) > NEAR
        self.speed = (
            vx if abs(along - vx) < NEAR else 0.0,
            vy if abs(up - vy) < NEAR else 0.0,
            vz if abs(across - vz) < NEAR else 0.0,
        )
        return barred

    def _keep_off_edges(self, vx: float, vz: float) -> tuple[float, float]:
        """Shorten a step until there is ground below: who sneaks does not fall."""
        while (vx or vz) and not self._touches((self.x + vx, self.y - 1, self.z + vz)):
            vx, vz = _shorter(vx), _shorter(vz)
        return vx, vz

    def _slide(self, axis: int, way: float) -> float:
        """Move along an axis until a block is in the way; return how far that was."""
        place = [self.x, self.y, self.z]
        low, high = (WIDE, WIDE) if axis != 1 else (0.0, TALL)
        front = place[axis] + (high if way > 0 else -low)
        gone = way
        for border in _borders(front, way):
            if self._barred(axis, border):
                room = (border if way > 0 else border + 1) - front
                gone = max(0.0, room - NEAR) if way > 0 else min(0.0, room + NEAR)
                gone = min(gone, way) if way > 0 else max(gone, way)
                break
        place[axis] += gone
        self.x, self.y, self.z = place
        return gone

    def _barred(self, axis: int, layer: int) -> bool:
        """Whether a block of a layer across an axis is in the way of the body."""
        spans = [range(*_span(self.x)), range(*_span(self.y, 0.0, TALL)), range(*_span(self.z))]
        spans[axis] = range(layer, layer + 1)
        solid = self.ground.solid
        return any(solid((x, y, z)) for x in spans[0] for y in spans[1] for z in spans[2])

    def _touches(self, place: Vector) -> bool:
        """Whether a body at a place would touch a block."""
        x, y, z = place
        solid = self.ground.solid
        return any(
            solid((i, j, k))
            for i in range(*_span(x))
            for j in range(*_span(y, 0.0, TALL))
            for k in range(*_span(z))
        )

    def _fall(self, up: float) -> None:
        """Count a fall, and pay for it where it ends."""
        self.fallen -= min(up, 0.0)
        if self._in_water(0.0):
            self.fallen = 0.0
        elif self.standing:
            self.damage(ceil(self.fallen - FREE_FALL))
            self.fallen = 0.0
        else:
            self.statistics.count("fall_one_cm", -100 * min(up, 0.0))

    def _slow_down(self, swims: bool, barred: bool) -> None:
        """Let friction and gravity act."""
        vx, vy, vz = self.speed
        if swims:
            up = CLIMB_OUT if barred and not self._in_water(1.0) else vy * WATER_DRAG - SINK
            self.speed = vx * WATER_DRAG, up, vz * WATER_DRAG
        else:
            drag = GROUND_DRAG if self.standing else AIR_DRAG
            self.speed = vx * drag, (vy - GRAVITY) * FALL_DRAG, vz * drag

    def _tell_way(self, before: tuple[float, float], keys: Set[str], swims: bool) -> None:
        gone = round(100 * hypot(self.x - before[0], self.z - before[1]))
        if swims or self.standing:
            how = "crouch" if self.sneaking else "sprint" if self._sprints(keys) else "walk"
            self.statistics.count(f"{'swim' if swims else how}_one_cm", gone)
        if self.sneaking:
            self.statistics.count("sneak_time")

    def _live(self) -> None:
        """Breathe and heal."""
        drowning = self.ground.kind((floor(self.x), floor(self.eye[1]), floor(self.z))) == WATER
        self.air = self.air - 1 if drowning else AIR
        if self.air <= CHOKING:
            self.air = 0
            self.damage(2)
        if 0 < self.life < LIFE and self.food >= WELL_FED and self._age % HEALING == 0:
            self.life = min(LIFE, self.life + 1)

    def _in_water(self, above: float) -> bool:
        return self.ground.kind((floor(self.x), floor(self.y + above), floor(self.z))) == WATER


def _shorter(way: float) -> float:
    return 0.0 if abs(way) < 0.05 else way - 0.05 if way > 0 else way + 0.05


def _span(place: float, low: float = WIDE, high: float = WIDE) -> tuple[int, int]:
    """Return the first cell that a body touches along an axis, and the first that it does not."""
    return floor(place - low + NEAR), floor(place + high - NEAR) + 1


def _borders(front: float, way: float) -> range:
    """Return the layers that the front of a body enters on its way, the nearest first."""
    if way > 0:
        return range(floor(front - NEAR) + 1, floor(front + way) + 1)
    return range(floor(front + NEAR) - 1, floor(front + way) - 1, -1)
