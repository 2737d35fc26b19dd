"""The player under the rules of a world file."""

from crafter import objects

from deckard.worlds.crafter.mars.creatures import CREATURES, Creature, MarsPlant
from deckard.worlds.crafter.mars.parts import CollectRule
from deckard.worlds.crafter.mars.ruled_world import Cell, RuledWorld
from deckard.worlds.crafter.names import DIRECTIONS

KILLED = {"cow": "eat_cow", "zombie": "defeat_zombie", "skeleton": "defeat_skeleton"}
"""The achievement of a kill: Crafter's name of what Mars calls `kill_cow` and so on."""
STRENGTH = {"wood_sword": 2, "stone_sword": 3, "iron_sword": 5}
"""The damage of a blow with each sword, as in Crafter."""


class MarsPlayer(objects.Player):
    """Crafter's player, with its names of achievements, whose acts go by the rules of its world."""

    world: RuledWorld
    sleeping: bool
    health: int

    def __init__(self, world: RuledWorld, pos: Cell) -> None:
        super().__init__(world, pos)
        self.inventory = {name: rule.initial for name, rule in world.rules.items.items()}
        self._last_health = self.health

    @property
    def walkable(self) -> tuple[str, ...]:
        """The materials that one can walk on."""
        return self.world.rules.walkable

    def update(self) -> None:
        """Act once; time passes."""
        self._act(self._chosen())
        self._update_life_stats()
        self._degen_or_regen_health()
        self.bound()
        self._wake_up_when_hurt()

    def bound(self) -> None:
        """Keep every count and level between 0 and what there can be."""
        for name, rule in self.world.rules.items.items():
            self.inventory[name] = max(0, min(self.inventory[name], rule.max))

    def _is_rested(self) -> bool:
        return bool(self.inventory["energy"] >= self.world.rules.items["energy"].max)

    def _chosen(self) -> str:
        """The action, which sleep overrules until the player is rested."""
        if self.sleeping and not self._is_rested():
            return "sleep"
        if self.sleeping:
            self.sleeping = False
            self.achievements["wake_up"] += 1
        return str(self.action)

    def _act(self, action: str) -> None:
        verb, _, name = action.partition("_")
        target = (self.pos[0] + self.facing[0], self.pos[1] + self.facing[1])
        if verb == "move":
            self._walk(action)
        elif verb == "do":
            self._blow(target)
        elif verb == "sleep":
            self.sleeping = self.sleeping or not self._is_rested()
        elif verb == "place":
            self._put(name, target)
        elif verb == "make":
            self._craft(name)

    def _walk(self, action: str) -> None:
        """Move, or turn where the way is barred; what is underfoot has its effect either way."""
        down, right = DIRECTIONS[action]
        self.facing = (right, down)
        self.move(self.facing)
        effect = self.world.rules.walkable_effect.get(self.world[self.pos][0])
        if effect is not None:
            self.health = 0 if effect.dieable else self.health + effect.walk_health

    def _blow(self, target: Cell) -> None:
        material, member = self.world[target]
        rule = self.world.rules.collect.get(material)
        if isinstance(member, MarsPlant):
            self._eat(member)
        elif isinstance(member, Creature):
            self._hit(member)
        elif member is None and rule is not None and self._holds(rule.require):
            self._collect(target, material, rule)

    def _holds(self, items: dict[str, int]) -> bool:
        return all(self.inventory[item] >= n for item, n in items.items())

    def _eat(self, plant: MarsPlant) -> None:
        if plant.ripe:
            plant.grown = 0
            self._take_meal(plant)
            self.achievements["eat_plant"] += 1

    def _hit(self, creature: Creature) -> None:
        creature.health -= max([1, *(n for sword, n in STRENGTH.items() if self.inventory[sword])])
        if creature.health <= 0:
            self.achievements[KILLED[creature.kind]] += 1
            if creature.rule.eatable:
                self._take_meal(creature)

    def _take_meal(self, creature: Creature) -> None:
        rule, (food, drink, health) = creature.rule, creature.meal
        self.inventory["food"] += food * rule.inc_food_func
        self.inventory["drink"] += drink * rule.inc_thirst_func
        self.inventory["health"] += health * rule.eat_health_damage_func

    def _collect(self, target: Cell, material: str, rule: CollectRule) -> None:
        drink = self.world.rules.drink.get(material)
        if drink is not None:
            self.inventory["drink"] += drink.inc_drink_func
            self.inventory["food"] += drink.inc_food_func
            self.inventory["health"] += drink.inc_damage_func
        self.world[target] = rule.leaves.material
        for kind, chance in (rule.leaves.object or {}).items():
            if self.random.uniform() <= chance:
                self.world.add(CREATURES[kind](self.world, target, self))
        draw = self.random.uniform()
        for item, n in rule.sure.items():
            self._receive(item, n)
        for item, n, low, high in rule.drawn:
            if low < draw <= high:
                self._receive(item, n)

    def _receive(self, item: str, n: int) -> None:
        self.inventory[item] += n
        if (name := f"collect_{item}") in self.achievements:
            self.achievements[name] += 1

    def _put(self, name: str, target: Cell) -> None:
        material, member = self.world[target]
        rule = self.world.rules.placing.get(name)
        if member is not None or rule is None or material not in rule.where:
            return
        if self._use_up(rule.uses):
            if rule.type == "object":
                self.world.add(CREATURES[name](self.world, target, self))
            else:
                self.world[target] = name
            self.achievements[f"place_{name}"] += 1

    def _craft(self, name: str) -> None:
        nearby, _ = self.world.nearby(self.pos, 1)
        rule = self.world.rules.make.get(name)
        if rule is not None and {*rule.nearby} <= {*nearby} and self._use_up(rule.uses):
            self.inventory[name] += rule.gives
            self.achievements[f"make_{name}"] += 1

    def _use_up(self, uses: dict[str, int]) -> bool:
        """Take items from the inventory; whether there were enough."""
        if not self._holds(uses):
            return False
        for item, n in uses.items():
            self.inventory[item] -= n
        return True
