"""Missions: the XML that MineDojo sends at every full reset."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree

from deckard.errors import WorldError
from deckard.worlds.malmo.inventory import SLOTS, Stack

SPACE = "{http://ProjectMalmo.microsoft.com}"
Cell = tuple[int, int, int]
"""x, y (the height), z: the game's order, and the mission's."""


@dataclass(frozen=True)
class ObservationGrid:
    """The grid of blocks around the feet that an observation shows, both ends included."""

    name: str
    low: Cell
    high: Cell


@dataclass(frozen=True)
class Ray:
    """A ray of the lidar: radians relative to the line of sight, and its reach in blocks."""

    pitch: float
    yaw: float
    reach: float


@dataclass(frozen=True)
class DrawnBlocks:
    """Blocks that the mission puts into the world, both ends included."""

    kind: str
    low: Cell
    high: Cell


@dataclass(frozen=True)
class Pose:
    """The position of an agent's feet and its view direction, in degrees as in the game."""

    x: float
    y: float
    z: float
    yaw: float = 0.0
    pitch: float = 0.0


@dataclass(frozen=True)
class Mission:
    """The settings of one mission; the others have the game's defaults."""

    width: int
    height: int
    seed: str = ""
    flat: bool = False
    start_time: int | None = None
    time_passes: bool = True
    weather: str = "normal"
    health: float = 20.0
    food: int = 20
    break_speed: float = 1.0
    inventory: Mapping[int, Stack] | None = None
    stand: Pose | None = None
    box: ObservationGrid | None = None
    rays: tuple[Ray, ...] = ()
    drawn: tuple[DrawnBlocks, ...] = ()
    handlers: frozenset[str] = frozenset()
    """The names of its agent's handlers; a command without its handler does nothing."""


def read_mission(xml: str) -> Mission:
    """Read the XML of a mission; WorldError when it is not one."""
    try:
        return _Reader(ElementTree.fromstring(xml)).mission()
    except (ElementTree.ParseError, KeyError, ValueError, AttributeError) as error:
        raise WorldError(
            f"this is not a mission of Malmo 0.37.0 ({error!r}); send what MineDojo 0.1 makes"
        ) from None


class _Reader:
    """The parts of a mission's document."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.root = root

    def mission(self) -> Mission:
        return Mission(
            width=int(self.need("VideoProducer/Width")),
            height=int(self.need("VideoProducer/Height")),
            seed=self.seed(),
            flat=self.find("FlatWorldGenerator") is not None,
            start_time=None if (time := self.text("StartTime")) is None else int(time),
            time_passes=self.text("AllowPassageOfTime") != "false",
            weather=self.text("Weather") or "normal",
            health=float(self.attribute("StartingHealth", "health", "20")),
            food=int(float(self.attribute("StartingFood", "food", "20"))),
            break_speed=float(self.text("BreakSpeedMultiplier") or 1),
            inventory=self.inventory(),
            stand=self.stand(),
            box=self.box(),
            rays=tuple(
                Ray(float(r.attrib["pitch"]), float(r.attrib["yaw"]), float(r.attrib["distance"]))
                for r in self.all("ObservationFromRichLidar/RayOffset")
            ),
            drawn=self.drawn(),
            handlers=frozenset(
                child.tag.removeprefix(SPACE) for child in self.all("AgentHandlers/*")
            ),
        )

    @cached_property
    def generator(self) -> ElementTree.Element | None:
        names = ("DefaultWorldGenerator", "BiomeGenerator", "FlatWorldGenerator")
        return next((element for name in names if (element := self.find(name)) is not None), None)

    def seed(self) -> str:
        return "" if self.generator is None else self.generator.get("seed", "").strip()

    def inventory(self) -> dict[int, Stack]:
        held = {}
        for slot in self.all("Inventory/InventoryObject"):
            given = slot.attrib
            number, quantity = int(given["slot"]), int(given.get("quantity", 1))
            if not 0 <= number < SLOTS:
                raise ValueError(f"there is no inventory slot {number}")
            held[number] = Stack(given["type"], quantity, int(given.get("metadata", 0)))
        return held

    def stand(self) -> Pose | None:
        place = self.find("Placement")
        if place is None:
            return None
        return Pose(**{k: float(place.get(k, 0)) for k in ("x", "y", "z", "yaw", "pitch")})

    def box(self) -> ObservationGrid | None:
        grid = self.find("ObservationFromGrid/Grid")
        if grid is None:
            return None
        low, high = (grid.find(SPACE + end) for end in ("min", "max"))
        assert low is not None and high is not None, "the schema asks for both"
        return ObservationGrid(grid.attrib["name"], _cell(low, ""), _cell(high, ""))

    def drawn(self) -> tuple[DrawnBlocks, ...]:
        blocks = [(b, "", "") for b in self.all("DrawingDecorator/DrawBlock")]
        cuboids = [(c, "1", "2") for c in self.all("DrawingDecorator/DrawCuboid")]
        return tuple(
            DrawnBlocks(part.attrib["type"], _cell(part, low), _cell(part, high))
            for part, low, high in blocks + cuboids
        )

    def find(self, path: str) -> ElementTree.Element | None:
        return self.root.find(".//" + "/".join(SPACE + name for name in path.split("/")))

    def all(self, path: str) -> list[ElementTree.Element]:
        names = (name if name == "*" else SPACE + name for name in path.split("/"))
        return self.root.findall(".//" + "/".join(names))

    def text(self, path: str) -> str | None:
        element = self.find(path)
        return None if element is None or element.text is None else element.text.strip()

    def need(self, path: str) -> str:
        if not (text := self.text(path)):
            raise ValueError(f"no {path}")
        return text

    def attribute(self, path: str, name: str, default: str) -> str:
        element = self.find(path)
        return default if element is None else element.get(name, default)


def _cell(part: ElementTree.Element, suffix: str) -> Cell:
    x, y, z = (int(float(part.attrib[axis + suffix])) for axis in "xyz")
    return x, y, z
