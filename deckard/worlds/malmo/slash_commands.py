"""Slash commands of the game that MineDojo sends by chat.

`/kill`, `/spreadplayers`, `/time set`, `/weather`, `/replaceitem`, `/tp`, `/clear`, `/setblock` and
`/summon`, in the forms in which MineDojo 0.1 writes them (`sim/cmd_executor.py`,
`sim/wrappers/fast_reset.py`). A line that is not understood does nothing, as in the game.
"""

import re
from collections.abc import Callable

from deckard.worlds.craftworld.kernels.arrays import AIR
from deckard.worlds.malmo.game import MissionGame
from deckard.worlds.malmo.inventory import HOTBAR, OFF_HAND, WORN, Stack
from deckard.worlds.malmo.mission import Cell, Pose

TIMES = {"day": 1000, "night": 13_000}
SLOT = re.compile(r"slot\.(weapon|armor|hotbar|inventory)\.(\w+)")


def run_slash_command(game: MissionGame, line: str) -> None:
    """Carry out a slash command; other chat does nothing."""
    if not line.startswith("/"):
        return
    verb, _, rest = line[1:].partition(" ")
    try:
        COMMANDS.get(verb, _nothing)(game, rest.split())
    except (IndexError, ValueError, KeyError):
        return  # a malformed command is a line in the game's chat, and no more


def _nothing(game: MissionGame, arguments: list[str]) -> None:
    """Ignore an unknown command."""


def _kill(game: MissionGame, arguments: list[str]) -> None:
    """Kill the player; other targets do nothing, for items do not lie around here."""
    if not arguments or arguments[0] in ("@p", "@s", "@a"):
        game.die()


def _spread(game: MissionGame, arguments: list[str]) -> None:
    x, z = _near(arguments[0], game.player.x), _near(arguments[1], game.player.z)
    game.teleport_randomly(x, z, float(arguments[3]))


def _time(game: MissionGame, arguments: list[str]) -> None:
    if arguments[0] == "set":
        game.time = TIMES[arguments[1]] if arguments[1] in TIMES else int(arguments[1])
    elif arguments[0] == "add":
        game.time += int(arguments[1])


def _weather(game: MissionGame, arguments: list[str]) -> None:
    """Change the weather; `normal`, which MineDojo sends, is no word of the game."""
    if arguments[0] in ("clear", "rain", "thunder"):
        game.raining = arguments[0] != "clear"


def _replace(game: MissionGame, arguments: list[str]) -> None:
    _, _, slot, item, *rest = arguments
    name = item.removeprefix("minecraft:")
    quantity, variant = ([int(word) for word in rest] + [1, 0][len(rest) :])[:2]
    stack = None if name == "air" else Stack(name, quantity, variant)
    game.slots[_slot(game, slot)] = stack


def _slot(game: MissionGame, name: str) -> int:
    match = SLOT.fullmatch(name)
    if match is None:
        raise ValueError(name)
    where, which = match.groups()
    if where == "weapon":
        return OFF_HAND if which == "offhand" else game.slots.chosen
    if where == "armor":
        return WORN[which]
    return int(which) + (HOTBAR if where == "inventory" else 0)


def _teleport(game: MissionGame, arguments: list[str]) -> None:
    """Go to `x y z [yaw pitch]`; a place in the world's height, which nothing fills."""
    if arguments[0].startswith("@"):
        arguments = arguments[1:]
    player = game.player
    x, y, z = (
        _near(word, here)
        for word, here in zip(arguments, (player.x, player.y, player.z), strict=False)
    )
    yaw = _near(arguments[3], player.yaw) if len(arguments) > 3 else player.yaw
    pitch = _near(arguments[4], player.pitch) if len(arguments) > 4 else player.pitch
    player.stand(Pose(x, y, z, yaw, pitch))


def _clear(game: MissionGame, arguments: list[str]) -> None:
    game.slots.clear()


def _set_block(game: MissionGame, arguments: list[str]) -> None:
    kind = game.ground.numbers[arguments[3].removeprefix("minecraft:")]
    if not game.ground.kinds[kind]["mob"]:
        game.ground.put(_cell(game, arguments), kind)


def _summon(game: MissionGame, arguments: list[str]) -> None:
    """Move a dead animal here, else a living one: craftworld has a fixed number of each kind."""
    ground, cell = game.ground, _cell(game, arguments[1:])
    kind = ground.numbers[arguments[0].removeprefix("minecraft:").lower()]
    mobs = ground.simulator.mobs[0]
    same = sorted((mobs["kind"] == kind).nonzero()[0], key=lambda i: float(mobs["health"][i]))
    if not same or ground.kind(cell) != AIR:
        return
    mob = mobs[same[0]]
    if mob["health"] > 0:
        ground.put((int(mob["x"]), int(mob["y"]), int(mob["z"])), AIR)
    if ground.put(cell, kind):
        mob["x"], mob["z"], mob["y"] = ground.within(cell)
        mob["health"], mob["flees"], mob["shorn"] = ground.kinds[kind]["health"], 0, 0


def _cell(game: MissionGame, arguments: list[str]) -> Cell:
    x, y, z = (
        int(_near(word, here) // 1)
        for word, here in zip(arguments[:3], game.player.cell, strict=True)
    )
    return x, y, z


def _near(word: str, here: float) -> float:
    """Return a coordinate; with a tilde it is relative to the player."""
    return here + float(word[1:] or 0) if word.startswith("~") else float(word)


COMMANDS: dict[str, Callable[[MissionGame, list[str]], None]] = {
    "kill": _kill,
    "spreadplayers": _spread,
    "time": _time,
    "weather": _weather,
    "replaceitem": _replace,
    "tp": _teleport,
    "clear": _clear,
    "setblock": _set_block,
    "summon": _summon,
}
