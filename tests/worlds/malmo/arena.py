"""A mission of the stand-in on a flat world, played without a socket."""

import json

from deckard.worlds.malmo import mission, observation
from deckard.worlds.malmo.commands import parse_command
from deckard.worlds.malmo.facts import facts
from deckard.worlds.malmo.game import MissionGame
from deckard.worlds.malmo.terrain import FLAT
from tests.worlds.malmo.client import held, xml

X = Z = 8
FEET = FLAT + 1
TABLE, FURNACE = "crafting_table", "furnace"


class Arena:
    """A mission whose player stands in the middle of a cell and looks south (+z), level."""

    def __init__(self, seed=0, flat=True, width=32, height=20, more="", start="", **items):
        stacks = "".join(
            f'<InventoryObject slot="{i}" type="{name}" quantity="{n}"/>'
            for i, (name, n) in enumerate(items.items())
        )
        place = f'<Placement x="{X + 0.5}" y="{FEET}" z="{Z + 0.5}" yaw="0" pitch="0"/>'
        document = xml(
            width, height, seed, "Flat" if flat else "Default", more=more,
            start=f"<Inventory>{stacks}</Inventory>{place if flat else ''}{start}",
        )  # fmt: skip
        self.game = MissionGame(facts(16), mission.read_mission(document), seed)
        self.info = self.look()

    def look(self):
        return json.loads(observation.observation_json(self.game))

    def do(self, *commands, ticks=1):
        """Give commands in the first of some ticks; return what the last one tells."""
        for i in range(ticks):
            self.game.tick([parse_command(c) for c in commands] if i == 0 else [])
        self.info = self.look()
        return self.info

    def settle(self, *commands):
        """Give commands and wait until the server has carried them out."""
        return self.do(*commands, ticks=3)

    def put(self, kind, ahead=2, up=1, right=0):
        """Put a block relative to the feet; two ahead and one up is in the cross hair."""
        cell = X - right, FEET + up, Z + ahead
        assert self.game.ground.put(cell, self.game.ground.numbers[kind])

    def at(self, ahead=2, up=1, right=0):
        return self.game.ground.names[self.game.ground.kind((X - right, FEET + up, Z + ahead))]

    @property
    def held(self):
        return held(self.info)

    @property
    def stat(self):
        return self.info["stat"]

    def slot(self, number):
        found = self.look()["inventory"][number]
        return found["name"], found["quantity"]
