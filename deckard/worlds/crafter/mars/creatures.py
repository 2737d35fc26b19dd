"""Cows, zombies, skeletons, plants and arrows under the rules of a world file.

Each number is Mars' own (`mars/objects.py`), or Crafter's where Mars has the same.
"""

from typing import ClassVar

import numpy as np
from crafter import objects

from deckard.worlds.crafter.mars.parts import CreatureRule
from deckard.worlds.crafter.mars.ruled_world import Cell, RuledWorld

FLOWN_OVER = ("water", "lava")
"""What arrows fly over beside what can be walked on."""
COOLDOWN, RELOAD = 5, 4
"""Steps between two blows, and between two shots."""
BLOW, BLOW_AT_SLEEPER, SHOT = 2, 7, 2
"""What one unit of a damage counts."""
RIPE = 30
"""Steps after which a plant is ripe; Crafter has 300."""


class MarsObject(objects.Object):
    """What goes by the rules of its world."""

    world: RuledWorld

    @property
    def walkable(self) -> tuple[str, ...]:
        """The materials that it can walk on."""
        return self.world.rules.walkable


class Creature(MarsObject):
    """What lives: it may walk, follow, shoot and hurt, as the rules of its kind say."""

    kind: ClassVar[str]
    life: ClassVar[int]
    """Health at first."""
    wait: ClassVar[int] = COOLDOWN
    """Steps before its first blow."""
    meal: ClassVar[tuple[int, int, int]] = (6, 1, 2)
    """What one unit counts of the food, drink and health that it gives."""
    blows: ClassVar[tuple[int, int]] = (BLOW, BLOW_AT_SLEEPER)
    """What one unit of its damage counts, by day and to who sleeps."""

    def __init__(self, world: RuledWorld, pos: Cell, player: objects.Player) -> None:
        super().__init__(world, pos)
        self.player, self.health = player, self.life
        self.cooldown, self.reload = self.wait, 0

    @property
    def rule(self) -> CreatureRule:
        """The rules of its kind."""
        return self.world.rules.creatures[self.kind]

    def update(self) -> None:
        """Act once; who was killed acts a last time, as in Crafter."""
        if self.health <= 0:
            self.world.remove(self)
        self.act()

    def act(self) -> None:
        """Shoot or walk, and hurt who is beside it."""
        if self.rule.arrowable:
            self._hunt()
        elif self.rule.closable:
            self._follow()
        elif self.rule.can_walk and self.random.uniform() < 0.5:
            self.move(self.random_dir())
        if self.rule.attackable and self.distance(self.player) <= 1:
            self._strike()

    def _hunt(self) -> None:
        self.reload = max(0, self.reload - 1)
        distance = self.distance(self.player)
        if distance <= 5 and self.random.uniform() < 0.5:
            self._shoot(self.toward(self.player))
        elif distance <= 8 and self.random.uniform() < 0.3:
            self.move(self.toward(self.player, self.random.uniform() < 0.6))
        elif self.random.uniform() < 0.2:
            self.move(self.random_dir())

    def _follow(self) -> None:
        if self.distance(self.player) <= 8 and self.random.uniform() < 0.9:
            self.move(self.toward(self.player, self.random.uniform() < 0.8))
        else:
            self.move(self.random_dir())

    def _shoot(self, direction: np.ndarray) -> None:
        cell = self.pos + direction
        over = (*self.world.rules.walkable, *FLOWN_OVER)
        if self.reload == 0 and direction.any() and self.is_free(cell, over):
            self.world.add(MarsArrow(self.world, cell, direction, self.rule.arrow_damage_func))
            self.reload = RELOAD

    def _strike(self) -> None:
        if self.cooldown:
            self.cooldown -= 1
            return
        damage = self.blows[bool(self.player.sleeping)]
        self.player.health += self.rule.closable_health_damage_func * damage
        self.cooldown = COOLDOWN


class MarsCow(Creature):
    """A cow; it walks on meadows whatever they are made of."""

    kind, life = "cow", 3

    @property
    def walkable(self) -> tuple[str, ...]:
        """The materials that it can walk on."""
        return (*self.world.rules.walkable, self.world.rules.ground("tree"))


class MarsZombie(Creature):
    """A zombie, whose first blow falls at once."""

    kind, life, wait = "zombie", 5, 0


class MarsSkeleton(Creature):
    """A skeleton; it walks in caves whatever their floor is made of."""

    kind, life = "skeleton", 3

    @property
    def walkable(self) -> tuple[str, ...]:
        """The materials that it can walk on."""
        return (*self.world.rules.walkable, self.world.rules.material("path"))


class MarsPlant(Creature):
    """A plant, which acts once it is ripe."""

    kind, life, meal, blows = "plant", 1, (4, 2, 1), (1, 1)

    def __init__(self, world: RuledWorld, pos: Cell, player: objects.Player) -> None:
        super().__init__(world, pos, player)
        self.grown = 0

    @property
    def ripe(self) -> bool:
        """Whether it can be eaten."""
        return self.grown > RIPE

    def update(self) -> None:
        """Grow, and act when ripe; creatures beside it destroy it."""
        self.grown += 1
        beside = [self.world[self.pos + side][1] for side in self.all_dirs]
        if any(isinstance(one, MarsCow | MarsZombie | MarsSkeleton) for one in beside):
            self.health -= 1
        if self.health <= 0:
            self.world.remove(self)
        elif self.ripe:
            self.act()


class MarsArrow(objects.Arrow):
    """An arrow, which changes the health of the player as the rules of its shooter say."""

    world: RuledWorld

    def __init__(self, world: RuledWorld, pos: Cell, facing: np.ndarray, damage: int) -> None:
        super().__init__(world, pos, facing)
        self.damage = damage

    @property
    def walkable(self) -> tuple[str, ...]:
        """The materials that it flies over."""
        return (*self.world.rules.walkable, *FLOWN_OVER)

    def update(self) -> None:
        """Fly on; at what is hit, do harm or good."""
        _, member = self.world[self.pos + self.facing]
        if isinstance(member, objects.Player):
            member.health += self.damage * SHOT
            self.world.remove(self)
        else:
            super().update()


CREATURES = {kind.kind: kind for kind in (MarsCow, MarsZombie, MarsSkeleton, MarsPlant)}
