"""One Minecraft, through MineDojo's simulator: worlds are made, and time passes tick by tick."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from deckard.errors import Aborted
from deckard.types import Item, JsonObject
from deckard.worlds.minedojo.names import canonical_name
from deckard.worlds.minedojo.settings import Settings
from deckard.worlds.minedojo.simulator import Raw, simulator

HAND = 8
"""The hotbar slot in the hand: the last, which what is picked up comes to last."""
ZERO = "f5a5a608"
"""A word for the seed 0: its hash is 0, as Java makes it. A number 0 asks for a seed at random
(DefaultWorldGeneratorImplementation.java), and MineDojo leaves it out."""
SLOTS = (*range(HAND), *range(HAND + 1, 36))
"""Where other things are put."""


class MinecraftConnection:
    """A connection to one Minecraft at a port of this machine.

    Aborted is raised by whatever finds the connection broken, the mission over or the answer unfit;
    `begin` connects anew.
    """

    def __init__(self, settings: Settings, port: int, patience: float) -> None:
        self.settings, self.port = settings, port
        self._patience = patience
        self._bridge: Any = None
        self._sim: Any = None
        self.raw: Raw = Raw()
        self.ticks = 0
        """Since the world was made."""

    def begin(self, seed: int, held: Mapping[Item, int], hand: Item | None) -> None:
        """Make a fresh world of a seed, and begin a mission in it with some things held."""
        sim = simulator()(**self._mission(seed, held, hand))
        if self._bridge is None:
            self._bridge = self._attach(sim._bridge_env)
        sim._bridge_env = self._bridge
        self._sim, self._noop, self.ticks = sim, dict(sim.action_space.no_op()), 0
        self.raw = self._checked(sim.reset())
        if self.settings.time == 0:
            self.command("/time set 0")  # MineDojo leaves out a 0
        self._take_last_slot()

    def again(self, held: Mapping[Item, int], hand: Item | None, spread: bool) -> None:
        """Begin anew in the same world, by commands: elsewhere and well, or (not `spread`) here.

        What was built and broken stays so.
        """
        self.command("/clear")
        if spread:
            self.command("/kill")
            self.command(f"/spreadplayers ~ ~ 0 {self.settings.spread} false @p")
            if self.settings.time is not None:
                self.command(f"/time set {self.settings.time}")
            if self.settings.weather is not None:
                self.command(f"/weather {self.settings.weather}")
        for slot, item, quantity in placed(held, hand):
            place = f"hotbar.{slot}" if slot < 9 else f"inventory.{slot - 9}"
            self.command(f"/replaceitem entity @p slot.{place} minecraft:{item} {quantity} 0")
        self.command("/kill @e[type=item]")
        self._take_last_slot()

    def command(self, line: str) -> None:
        """Let a tick pass with a command of the game."""
        self.tick(chat=line)

    def tick(self, **pressed: object) -> Raw:
        """Let a tick pass with some keys pressed."""
        if self._sim is None:
            raise Aborted("no mission has begun")
        raw, _, done, _ = self._sim.step(self._noop | pressed)
        if done:
            self._sim = None
            raise Aborted("Minecraft ended the mission or hung up")
        self.raw = self._checked(raw)
        self.ticks += 1
        return self.raw

    def wait(self) -> None:
        """Let as many ticks pass as a command takes to show its effect."""
        for _ in range(self.settings.lag):
            self.tick()

    def look(self, pitch: float, yaw: float) -> None:
        """Turn the view by some degrees, down and to the right."""
        self.tick(camera=np.array([pitch, yaw]))

    def swap(self, one: int, other: int) -> None:
        """Let two slots of the inventory change places."""
        self.tick(swap_slot={"source_slot": one, "target_slot": other})
        self.wait()

    @property
    def slots(self) -> list[JsonObject]:
        """The 41 slots of the agent's own inventory, in order."""
        return [slot for slot in self.raw["inventory"] if slot["inventory"] == "inventory"]

    def slot(self, item: Item, among: tuple[int, ...] = (*SLOTS, HAND)) -> int | None:
        """The first of some slots that holds an item (`air`: nothing), or None."""
        slots = self.slots
        return next((n for n in among if canonical_name(slots[n]["name"]) == item), None)

    @property
    def frame(self) -> np.ndarray:
        """What is seen: uint8 (height, width, 3)."""
        pixels = np.frombuffer(self.raw["pov"], np.uint8)
        return pixels.reshape(*self.settings.frame, 3)[::-1]  # the last row comes first

    def close(self) -> None:
        """Hang up."""
        if self._bridge is not None:
            self._bridge.close()

    def _take_last_slot(self) -> None:
        """Take into the hand what is in the last slot of the hotbar."""
        self.tick(**{f"hotbar.{HAND + 1}": 1})
        self.wait()

    def _checked(self, raw: Raw) -> Raw:
        height, width = self.settings.frame
        if len(raw.get("pov") or b"") != height * width * 3:
            self._sim = None
            raise Aborted("Minecraft sent no whole frame")
        return raw

    def _attach(self, bridge: Any) -> Any:
        """Let MineDojo use the Minecraft at our port, and no deadline of its own."""
        from minedojo.sim.bridge.mc_instance import InstanceManager

        InstanceManager.add_existing_instance(self.port)
        bridge.SOCKTIME = self._patience
        return bridge

    def _mission(self, seed: int, held: Mapping[Item, int], hand: Item | None) -> JsonObject:
        """The arguments of MineDojoSim."""
        from minedojo.sim import InventoryItem

        of = self.settings
        wide, high, long = of.box
        box = {"xmin": -wide, "xmax": wide, "ymin": -high, "ymax": high}
        mission: JsonObject = {
            "image_size": of.frame,
            "event_level_control": False,
            "use_voxel": True,
            "voxel_size": box | {"zmin": -long, "zmax": long},
            "break_speed_multiplier": of.break_speed,
            "allow_time_passage": of.time_passes,
            "allow_mob_spawn": of.mobs,
            "start_time": of.time,
            "initial_weather": of.weather,
            "world_seed": str(seed) if seed else ZERO,
            "initial_inventory": [
                InventoryItem(slot=slot, name=item, variant=0, quantity=quantity)
                for slot, item, quantity in placed(held, hand)
            ],
        }
        if of.biome is not None:
            mission |= {"generate_world_type": "specified_biome", "specified_biome": of.biome}
        return mission


def stacks(held: Mapping[Item, int]) -> list[tuple[Item, int]]:
    """Return what is held as the stacks that it takes, each in a slot."""
    full = []
    for item, quantity in held.items():
        most = 1 if _is_gear(item) else 64
        whole, rest = divmod(quantity, most)
        full += [(item, most)] * whole + [(item, rest)] * bool(rest)
    return full


def placed(held: Mapping[Item, int], hand: Item | None) -> list[tuple[int, Item, int]]:
    """Return what is held as (slot, item, quantity), what is in the hand in the hand's slot."""
    free, slots = iter(SLOTS), list[tuple[int, Item, int]]()
    for item, quantity in stacks(held):
        in_hand = item == hand and all(other != hand for _, other, _ in slots)
        slots.append((HAND if in_hand else next(free), item, quantity))
    return slots


def _is_gear(item: Item) -> bool:
    """Whether an item does not stack, as far as practice starts with such."""
    return item.endswith(("_pickaxe", "_axe", "_sword", "_shovel", "_hoe", "bucket", "shears"))
