"""Plans of PDDL carried out in the symbolic world: each action is the words of an act."""

from collections import Counter

from deckard.wake.life import RecordedLife


def carry_out(task, plan, world, seed=0):
    """Begin a life, do what the actions of a plan say, and return what is held in the end."""
    player = Player(world, RecordedLife(world, seed))
    assert player.life.inventory == dict(task.have)
    for name in plan:
        player.do(task.operator(name))
    return player.life.inventory


class Player:
    """Somebody who does in a life what operators say."""

    def __init__(self, world, life):
        self.world, self.life = world, life
        self.burnt = Counter()
        """What the plan has burnt already, and the life not yet."""

    def do(self, operator):
        """Do one act of a plan; it must give what the plan counts on."""
        before = Counter(self.life.inventory)
        if operator.fuel:
            self.burnt.update(operator.loses)
            return
        if operator.puts:
            self.life.act(f"place:{operator.puts}")
            assert operator.puts in self.life.info["near"]
        elif operator.station:
            self._take(operator.station)
        else:
            self._run(operator.recipe)
        assert Counter(self.life.inventory) - before >= Counter(operator.gains), operator.name

    def _take(self, station):
        for hand in ("", *sorted(self.life.inventory)):
            if station in self.life.info["near"]:
                self.life.act(f"equip:{hand}")
                self.life.act(f"take:{station}")

    def _run(self, recipe):
        if recipe.how == "collect":
            hand = [*recipe.tools, *recipe.ingredients, ""][0]
            self.life.act(f"equip:{hand}")
            self.life.act(self._collect(recipe))
        elif recipe.how == "craft":
            self.life.act(f"craft:{recipe.item}")
        else:
            self._smelt(recipe.item)

    def _collect(self, recipe):
        items, sought = self.world.items, self.world.setting.sought
        return str(sought.index(recipe.source) * len(items) + items.index(recipe.item))

    def _smelt(self, item):
        """Smelt with what the plan alone has burnt yet, or else with the heat that is left."""
        count = self.life.inventory.get(item, 0)
        for fuel in sorted(self.burnt, key=lambda fuel: (not self.burnt[fuel], fuel)):
            _, info = self.life.act(f"smelt:{item}:{fuel}")
            self.burnt.subtract(info["fuel"])
            assert self.burnt[fuel] >= 0
            if self.life.inventory.get(item, 0) > count:
                return
