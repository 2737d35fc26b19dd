"""A stand-in for Minecraft as MineDojo 0.1 runs it: MalmoEnv's protocol, backed by craftworld.

Whoever has code for MineDojo develops and tests it without Java. The rules of the mod are encoded
where a docstring names its Java file. Where the stand-in differs from Minecraft:

- **World.** A craftworld of `size` x `size` columns that repeats in every direction; plains only,
  without hostile mobs; biome generators, world files and villages are asked for in vain. Drawings
  put the blocks that craftworld has.
- **Blocks.** Those of craftworld alone can be placed; plants and animals fill their cells.
- **Drops** go straight into the inventory, without a pick-up; what finds no room is lost, and so is
  what is dropped, and what a player held who dies.
- **Variants.** Ingredients of all variants count as one, products are of variant 0, so planks of a
  birch log are oak. Of several recipes the order is that of deckard's tables.
- **Body.** It walks, jumps, swims and falls by the game's figures, but climbs neither vines nor
  ladders, and does not eat; food stays. Falls and water hurt, nothing else does. Armour is worn for
  show.
- **Hits.** A hit that comes before the weapon has recovered does nothing.
- **Screens.** No chest, table or furnace opens; `pickItem` does nothing. Achievements stay at 0.
- **Light.** The sun alone: caves are as bright as the day, `light_level` is 0 or that of the sky.
- **Pictures** are drawn from craftworld's colours, without hand or bars; one of more than about
  10,000 pixels is made of squares; sight ends at 32 blocks.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from deckard.errors import ConfigError, WorldError

if TYPE_CHECKING:
    from deckard.worlds.malmo.faults import ScriptedFault
    from deckard.worlds.malmo.server import MalmoServer

SIZES = (16, 32, 64, 128)
STARTED = "***** Start MalmoEnvServer on port {}"
READY = "CLIENT enter state: DORMANT"
"""The two lines that MineDojo's launcher waits for."""


def start(
    port: int = 0,
    world_seed: int = 0,
    size: int = 64,
    faults: "Sequence[ScriptedFault]" = (),
    host: str = "127.0.0.1",
) -> "MalmoServer":
    """Return a server that listens, ready to serve; port 0 lets the system choose one.

    A mission without a seed of its own gets `world_seed`, the next one more, and so on. Raises
    WorldError when the port is taken.
    """
    if size not in SIZES:
        raise ConfigError(f"a world's size is one of {', '.join(map(str, SIZES))}, not {size!r}")
    from deckard.worlds.malmo.faults import FaultSchedule
    from deckard.worlds.malmo.server import MalmoServer, ServerState

    try:
        server = MalmoServer(
            port, host, ServerState(size, world_seed, FaultSchedule(tuple(faults)))
        )
    except (OSError, OverflowError) as error:
        raise WorldError(f"cannot listen on {host}, port {port}: {error}; take another") from None
    server.warm_up()
    return server


@contextmanager
def serve(
    port: int = 0,
    world_seed: int = 0,
    size: int = 64,
    faults: "Sequence[ScriptedFault]" = (),
    host: str = "127.0.0.1",
) -> "Iterator[MalmoServer]":
    """Serve in a thread for as long as the context lasts; the server tells its `port`."""
    server = start(port, world_seed, size, faults, host)
    Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        server.close()
