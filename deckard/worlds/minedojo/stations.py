"""Stations: a crafting table or furnace is put down, faced, and taken up again."""

from deckard.types import Item
from deckard.worlds.minedojo.game import HAND, MinecraftConnection
from deckard.worlds.minedojo.names import canonical_name
from deckard.worlds.minedojo.observation import FACINGS, Place, Voxels, place, quarter, towards

STATIONS = ("crafting_table", "furnace")
NEAR = 4  # blocks at which a station is within reach
SIDES = (0, 1, 3, 2)  # in front, right, left, behind
SOFT = frozenset(("air", "tallgrass", "tall grass", "grass", "dead bush", "vines", "water"))
"""What gives way to a block that is put down."""


class PlacedStations:
    """The stations that were placed during one mission: no others serve (BlockEvent.PlaceEvent)."""

    def __init__(self, game: MinecraftConnection, voxels: Voxels) -> None:
        self.game, self.voxels = game, voxels
        self.placed: dict[Place, Item] = {}

    def near(self) -> dict[Item, Place]:
        """Return for each station within reach where it stands; forget those that are gone."""
        here, near = place(self.game.raw), dict[Item, Place]()
        for at, station in list(self.placed.items()):
            cell = (at[0] - here[0], at[1] - here[1], at[2] - here[2])
            name = self.voxels.name(cell)
            if name is not None and canonical_name(name.replace(" ", "_")) != station:
                del self.placed[at]
            elif name is not None and max(map(abs, cell)) <= NEAR:
                near[station] = at
        return near

    def face(self, at: Place) -> None:
        """Look at the middle of a station, so that the mod counts it as seen."""
        self._look((at[0] + 0.5, at[1] + 0.5, at[2] + 0.5))

    def put(self, station: Item) -> bool:
        """Put the station in the hand down beside the agent; whether that worked."""
        here = place(self.game.raw)
        for cell in self._free():
            at = here[0] + cell[0], here[1] + cell[1], here[2] + cell[2]
            self._look((at[0] + 0.5, float(at[1]), at[2] + 0.5))
            if self._use(station):
                self.placed[at] = station
                return True
        return False

    def _use(self, station: Item) -> bool:
        """Use the station in the hand; whether it left the hand."""
        before = self.game.slots[HAND]["quantity"]
        self.game.tick(use=1)
        self.game.wait()
        after = self.game.slots[HAND]
        return canonical_name(after["name"]) != station or after["quantity"] < before

    def _look(self, point: tuple[float, float, float]) -> None:
        self.game.look(*towards(self.game.raw, point))
        self.game.wait()

    def _free(self) -> list[Place]:
        """Cells beside the agent, on solid ground, that a block can be put into."""
        self.voxels.read(self.game.raw)
        cells, front = [], quarter(self.game.raw)
        for up in (0, 1, -1):
            for side in SIDES:
                x, z = FACINGS[(front + side) % 4]
                soft = self.voxels.name((x, up, z)) in SOFT
                if soft and self.voxels.is_solid((x, up - 1, z)):
                    cells.append((x, up, z))
        return cells
