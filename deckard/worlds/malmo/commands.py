"""The commands of a step, one per line.

Encodes `MissionHandlers/`: `CameraCommandsImplementation.java`, `CommandForKey.java`,
`InventoryCommandsImplementation.java`, `EquipCommandsImplementation.java`,
`PlaceCommandsImplementation.java` and the three of crafting. A line that is none of these, or whose
handler the mission has not asked for, does nothing, as in the mod.
"""

from collections.abc import Callable
from math import isfinite

from deckard.types import Item
from deckard.worlds.malmo import slash_commands
from deckard.worlds.malmo.game import MissionGame
from deckard.worlds.malmo.inventory import DRESS, MAIN, Stack
from deckard.worlds.malmo.stations import FURNACE, TABLE

KEYS = ("forward", "back", "left", "right", "jump", "sneak", "sprint", "use", "attack", "drop")
HOTBAR_KEYS = tuple(f"hotbar.{n}" for n in range(1, 10))
Command = Callable[[MissionGame], object]


def parse_command(line: str) -> Command:
    """Return the effect of a line on a game."""
    verb, _, rest = line.strip().partition(" ")

    def carry_out(game: MissionGame) -> None:
        if HANDLERS.get(verb, "HumanLevelCommands") in game.mission.handlers:
            VERBS.get(verb, _key)(game, verb, rest)

    return carry_out


def _key(game: MissionGame, verb: str, state: str) -> None:
    """Press or release a key; `pickItem` and unknown keys do nothing."""
    if verb not in KEYS and verb not in HOTBAR_KEYS:
        return
    if state == "0":
        game.release(verb)
    elif state == "1" and verb not in game.held:
        game.press(verb)
        if verb == "drop":
            game.drop()
        elif verb in HOTBAR_KEYS:
            game.slots.chosen = HOTBAR_KEYS.index(verb)


def _camera(game: MissionGame, _: str, rest: str) -> None:
    """Turn the head by degrees, pitch (down) and yaw (right)."""
    try:
        down, right = (float(word) for word in rest.split()[:2])
    except ValueError:
        return
    if isfinite(down) and isfinite(right):
        game.player.turn(down, right)


def _craft(game: MissionGame, _: str, rest: str) -> None:
    item = _first(rest)
    game.run_later(lambda: game.count_craft(game.crafting.craft(item)))


def _craft_nearby(game: MissionGame, _: str, rest: str) -> None:
    _at(game, TABLE, game.crafting.craft_only, _first(rest))


def _smelt_nearby(game: MissionGame, _: str, rest: str) -> None:
    _at(game, FURNACE, game.crafting.smelt_only, _first(rest))


def _at(game: MissionGame, station: str, make: Callable[[Item], Stack | None], item: Item) -> None:
    """Make an item if a station is near when the server runs the command."""

    def work() -> None:
        if game.stations.near(station, game.player):
            game.count_craft(make(item))

    if item != "none":
        game.run_later(work)


def _first(rest: str) -> str:
    """Return the item of a parameter, without its variant."""
    return rest.split(" ")[0].removeprefix("minecraft:")


def _swap(game: MissionGame, _: str, rest: str) -> None:
    numbers = rest.split()
    if len(numbers) == 2 and all(word.isdigit() for word in numbers):
        one, other = int(numbers[0]), int(numbers[1])
        game.run_later(lambda: game.slots.swap(one, other))


def _equip(game: MissionGame, _: str, rest: str) -> None:
    """Swap the first such stack with the hand, or with the slot where the item is worn."""
    name, _, variant = rest.partition("#")
    meta = int(variant) if variant.isdigit() else None

    def exchange() -> None:
        slot = game.slots.find(name, meta)
        if slot is not None:
            game.slots.swap(slot, DRESS.get(name.rpartition("_")[2], game.slots.chosen))

    game.run_later(exchange)


def _place(game: MissionGame, _: str, rest: str) -> None:
    """Put a block against the side that the cross hair meets, if nobody stands there."""
    slot, block, hit = game.slots.find(rest), game.hands.block(rest), game.hands.cross_hair()
    if slot is None or slot >= MAIN or block is None or hit is None:
        return
    if game.hands.fits(hit.before):
        game.run_later(lambda: game.hands.put(hit.before, block, slot))


VERBS: dict[str, Callable[[MissionGame, str, str], None]] = {
    "camera": _camera,
    "craft": _craft,
    "craftNearby": _craft_nearby,
    "smeltNearby": _smelt_nearby,
    "swapInventoryItems": _swap,
    "equip": _equip,
    "place": _place,
    "chat": lambda game, _, rest: slash_commands.run_slash_command(game, rest),
}
HANDLERS = {
    "camera": "CameraCommands",
    "craft": "SimpleCraftCommands",
    "craftNearby": "NearbyCraftCommands",
    "smeltNearby": "NearbySmeltCommands",
    "swapInventoryItems": "InventoryCommands",
    "equip": "EquipCommands",
    "place": "PlaceCommands",
    "chat": "ChatCommands",
}
"""The handler of a mission that lets a command through; of keys, `HumanLevelCommands`."""
