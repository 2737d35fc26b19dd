"""A world of Crafter with rules of its own, and what moves in it."""

from crafter import constants

from deckard.worlds.crafter.mars.world_file import WorldFile
from deckard.worlds.crafter.plain_env import AREA, CHUNK, OrderedWorld

Cell = tuple[int, int]
"""Column and row of the map."""


class RuledWorld(OrderedWorld):
    """A world that its objects ask for the rules. A packed one leaves them out."""

    rules: WorldFile

    def __init__(self, rules: WorldFile) -> None:
        super().__init__(AREA, constants.materials, CHUNK)
        self.rules = rules

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name != "rules"}
