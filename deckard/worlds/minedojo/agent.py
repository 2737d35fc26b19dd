"""The agent's body: one decision, or one macro, is as many ticks of Minecraft as it takes."""

from collections.abc import Mapping

import numpy as np

from deckard.types import Inventory, Item
from deckard.worlds import Info, StepInfo
from deckard.worlds.minedojo import keys
from deckard.worlds.minedojo.crafting import Verb, crafting, smelting
from deckard.worlds.minedojo.game import HAND, SLOTS, MinecraftConnection
from deckard.worlds.minedojo.locomotion import Locomotion
from deckard.worlds.minedojo.names import canonical_name, counted
from deckard.worlds.minedojo.observation import (
    ACTIONS,
    FACINGS,
    BodyState,
    ObservationEncoder,
    Voxels,
    place,
    quarter,
    towards,
)
from deckard.worlds.minedojo.settings import ResetMode, Settings
from deckard.worlds.minedojo.stations import STATIONS, PlacedStations
from deckard.worlds.minedojo.statistics import GameStatistics

PLACEABLE = ("dirt", "cobblestone", "gravel", "sand")  # what `up` puts below, first choice first
PICKUP = 14  # ticks that are waited for what was broken: it cannot be picked up for the first 10
TURNS = {"left": (0, -1), "right": (0, 1), "look_up": (-1, 0), "look_down": (1, 0)}
WAYS = {"forward": 1, "back": -1}
Perceived = tuple[np.ndarray, StepInfo]
"""What the agent perceives, float32 (columns,), and an info that also tells `died` and `life`."""


class MineDojoAgent:
    """Plays one Minecraft; every method but `render` returns what is perceived and the info."""

    def __init__(self, settings: Settings, game: MinecraftConnection) -> None:
        self.settings, self.game = settings, game
        self.voxels = Voxels(settings.box)
        self.encoder = ObservationEncoder(settings)
        self.locomotion = Locomotion(game, self.voxels, lambda **keys: self._press(1, **keys))
        self._inventory: dict[Item, int] = {}
        self._empty_handed = True
        self._action, self._worked = -1, False

    def begin(self, seed: int, held: Inventory, hand: Item | None, mode: ResetMode) -> Perceived:
        """Begin an episode."""
        if mode == "new":
            self.game.begin(seed, held, hand)
            self._stations = PlacedStations(self.game, self.voxels)
            self._statistics = GameStatistics(self.game.raw)
        else:
            self.game.again(held, hand, spread=mode == "elsewhere")
            self._statistics.note(self.game.raw, self.game.ticks)
            self._statistics.forget()
        self._empty_handed, self._action, self._worked = hand is None, -1, False
        if self.settings.control == "decisions":
            self.locomotion.turn(0, 0)
        self._inventory = self._held()
        return self._perceive(self.game.ticks)

    def step(self, action: int) -> Perceived:
        """Take one decision."""
        begun, here = self.game.ticks, place(self.game.raw)
        if self.settings.control == "keys":
            self._press(1, **_free(keys.pressed(action)))
        else:
            self._decide(action)
        self._keep_hand()
        self._worked = place(self.game.raw) != here or self._held() != self._inventory
        return self._perceive(begun)

    def _decide(self, action: int) -> None:
        """Take as many ticks as a decision needs."""
        self._action, name = action, ACTIONS[action]
        if name in TURNS:
            self.locomotion.turn(*TURNS[name])
        elif name == "attack":
            self._attack()
        elif name in WAYS:
            self.locomotion.walk(self.locomotion.facing(WAYS[name]))
        elif name == "up":
            self._rise()
        elif name == "tunnel":
            self._tunnel()
        elif name == "use":
            self._press(1, use=1)
            self._press(self.settings.lag)
        else:
            self._press(self.settings.skip)

    def craft(self, item: Item) -> Perceived:
        """Try to craft an item once."""
        begun = self.game.ticks
        self._send(crafting(self.settings.crafting, item, self._held(), self._near()), item)
        return self._perceive(begun)

    def smelt(self, item: Item, fuel: Item) -> Perceived:
        """Try to smelt an item once with a fuel."""
        begun, before = self.game.ticks, self._held()
        verb = smelting(self.settings.crafting, item, before, self._near())
        at = self.game.slot(fuel)
        if verb and at is not None:
            if at:
                self.game.swap(at, 0)  # the mod burns what comes first of all that burns
            self._send(verb, item)
            if at:
                self.game.swap(at, 0)
        else:
            self._press(1)
        after = self._held()
        burnt = before.get(fuel, 0) - after.get(fuel, 0)
        made = after.get(item, 0) > before.get(item, 0)
        return self._perceive(begun, {fuel: burnt} if made and burnt > 0 else {})

    def place(self, station: Item) -> Perceived:
        """Put a held station down within reach; `paper` needs no such thing, so does nothing."""
        begun, hand = self.game.ticks, self._hand()
        strict = self.settings.crafting == "strict"
        if strict and station in STATIONS and self._held().get(station) and self._take(station):
            view = self.game.raw["pitch"], self.game.raw["yaw"]
            self._stations.put(station)
            self._look_back(*view)
            self._take(hand)
        else:
            self._press(1)
        return self._perceive(begun)

    def take(self, station: Item) -> Perceived:
        """Break a placed station and pick it up; refused when that would lose it."""
        begun, held = self.game.ticks, self._held().get(station, 0)
        at = self._reachable().get(station) if self.settings.crafting == "strict" else None
        if at is None or (station == "furnace" and not (self._hand() or "").endswith("_pickaxe")):
            self._press(1)
            return self._perceive(begun)
        view = self.game.raw["pitch"], self.game.raw["yaw"]
        self._stations.face(at)
        self._attack()
        for _ in range(self.settings.skip * 2):
            if self._held().get(station, 0) > held:
                break
            self._press(1, forward=1)
        self._look_back(*view)
        return self._perceive(begun)

    def equip(self, item: Item | None) -> Perceived:
        """Take a held item into the hand, or empty the hand."""
        begun = self.game.ticks
        if not self._take(item):
            self._press(1)
        if self.game.ticks == begun:
            self._press(1)
        return self._perceive(begun)

    def render(self) -> np.ndarray:
        """Return the frame."""
        return np.ascontiguousarray(self.game.frame)

    def close(self) -> None:
        """Hang up."""
        self.game.close()

    def _press(self, ticks: int, **keys: object) -> bool:
        """Let ticks pass with keys pressed, until something breaks; whether it did."""
        return any(
            self._statistics.note(self.game.tick(**keys), self.game.ticks) for _ in range(ticks)
        )

    def _attack(self) -> None:
        """Hold the button until what is in the cross hair breaks, then wait for what it gives."""
        self.voxels.read(self.game.raw)
        aimed, before = self.voxels.aimed(), self._held()
        if aimed:
            broke = self._press(self.settings.dig, attack=1)
        else:  # perhaps an animal: each press is one blow
            broke = self._press(1, attack=1) or self._press(self.settings.skip - 1)
        if broke:
            for _ in range(PICKUP):
                if self._held() != before:
                    break
                self._press(1)

    def _tunnel(self) -> None:
        """Dig what is ahead of the head, else of the feet, aiming at it; go on where it is free."""
        if (up := self._in_the_way()) is not None:
            self._dig(up)
        if self._in_the_way() is None:
            self.locomotion.walk(FACINGS[quarter(self.game.raw)])

    def _in_the_way(self) -> int | None:
        """How high above the feet, head first, something solid is ahead; None: it is free."""
        self.voxels.read(self.game.raw)
        x, z = FACINGS[quarter(self.game.raw)]
        return next((up for up in (1, 0) if self.voxels.is_solid((x, up, z))), None)

    def _dig(self, up: int) -> None:
        """Dig the block ahead, so high above the feet, and look as before."""
        (x, z), here = FACINGS[quarter(self.game.raw)], place(self.game.raw)
        view = self.game.raw["pitch"], self.game.raw["yaw"]
        middle = here[0] + x + 0.5, here[1] + up + 0.5, here[2] + z + 0.5
        self.game.look(*towards(self.game.raw, middle))
        self._attack()
        self._look_back(*view)

    def _rise(self) -> None:
        """Jump, and put a block below if one is held; in water swim up."""
        block = next((b for b in PLACEABLE if self._held().get(b)), None)
        hand = self._hand()
        if block is None or not self._take(block):
            self._press(self.settings.skip * 2, jump=1)
            return
        view = self.game.raw["pitch"], self.game.raw["yaw"]
        self.game.look(90 - view[0], 0)
        self._press(3, jump=1)
        self._press(4, use=1)
        self._press(4)
        self._look_back(*view)
        self._take(hand)

    def _send(self, verb: Verb | None, item: Item) -> None:
        """Send a command of the mod, facing the station that it needs; wait for its effect."""
        if verb is None:
            self._press(1)
            return
        view = self.game.raw["pitch"], self.game.raw["yaw"]
        station = {"craft_with_table": "crafting_table", "smelt": "furnace"}.get(verb)
        if station:
            self._stations.face(self._reachable()[station])
        self._press(1, **{verb: item})
        self._press(self.settings.lag)
        if station:
            self._look_back(*view)

    def _look_back(self, pitch: float, yaw: float) -> None:
        raw = self.game.raw
        self.game.look(pitch - raw["pitch"], (yaw - raw["yaw"] + 180) % 360 - 180)

    def _take(self, item: Item | None) -> bool:
        """Have an item, or nothing, in the hand; whether that is so now."""
        if self._hand() != item:
            slot = self.game.slot("air" if item is None else item, SLOTS[::-1])
            if slot is None:
                return False
            self.game.swap(slot, HAND)
        self._empty_handed = item is None
        return True

    def _keep_hand(self) -> None:
        """Put away what was picked up into a hand that was to stay empty."""
        if self._empty_handed and self._hand() is not None:
            self._take(None)

    def _hand(self) -> Item | None:
        name = canonical_name(self.game.slots[HAND]["name"])
        return name if name in self.settings.items else None

    def _held(self) -> dict[Item, int]:
        return counted(self.game.raw["inventory"], self.settings.items)

    def _reachable(self) -> Mapping[Item, tuple[int, int, int]]:
        self.voxels.read(self.game.raw)
        return self._stations.near()

    def _near(self) -> frozenset[Item]:
        """Stations that serve now: those placed near, or in `paper` mode those held."""
        if self.settings.crafting == "paper":
            return frozenset(s for s in STATIONS if self._held().get(s))
        return frozenset(self._reachable())

    def _perceive(self, begun: int, fuel: dict[Item, int] | None = None) -> Perceived:
        """Return what is perceived, and what the ticks since `begun` came to."""
        raw, held = self.game.raw, self._held()
        gained = any(n > self._inventory.get(item, 0) for item, n in held.items())
        if held != self._inventory:
            self._inventory = held  # an unchanged inventory stays the same object
        died = self._statistics.died
        info: Info = {
            "inventory": self._inventory,
            "hand": self._hand(),
            "near": self._near(),
            "broke": self._statistics.settle(gained, self.game.ticks),
            "fuel": fuel or {},
            "place": place(raw),
            "facing": FACINGS[quarter(raw)],
            "steps": self.game.ticks - begun,
        }
        blocks = sum(held.get(block, 0) for block in PLACEABLE)
        own = BodyState(self._action, self._worked, info["hand"], blocks, info["near"])
        self.voxels.read(raw)
        obs = self.encoder.observe(raw, self.game.frame, self.voxels, own)
        return obs, {**info, "died": died, "life": float(raw.get("life", 20))}


def _free(pressed: keys.Keys) -> keys.Keys:
    """Leave out the keys that would change what is in the hand."""
    return {key: on for key, on in pressed.items() if key != "drop" and "hotbar" not in key}
