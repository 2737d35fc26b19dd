"""CPU milliseconds of a step of the stand-in for Minecraft, and the share of each part.

    python benchmarks/malmo.py --height 160 --width 256

The parts are the game, the picture and the JSON; the whole is the server with a client that only
speaks the protocol, in the same process.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deckard.worlds import malmo
from deckard.worlds.malmo import observation
from deckard.worlds.malmo.commands import parse_command

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.worlds.malmo.client import Client, xml

WALK = ["forward 1", "attack 1", "camera 0.5 3.0"]


def timed(act: Callable[[], object], times: int) -> float:
    """Return milliseconds of CPU that something takes."""
    began = time.process_time()
    for _ in range(times):
        act()
    return round(1000 * (time.process_time() - began) / times, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--height", type=int, default=160)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--steps", type=int, default=500)
    given = parser.parse_args()
    with malmo.serve(world_seed=3) as server, Client(server.port) as client:
        client.begin(xml(given.width, given.height, seed="3"))
        game = server.game
        assert game is not None
        lines = [parse_command(line) for line in WALK]
        parts = {
            "server and client": timed(lambda: client.step(*WALK), given.steps),
            "game": timed(lambda: game.tick(lines), given.steps),
            "picture": timed(game.frame, given.steps),
            "json": timed(lambda: observation.observation_json(game), given.steps),
        }
    whole = parts["server and client"]
    shares = {name: round(part / whole, 2) for name, part in parts.items()}
    figures = {"size": [given.height, given.width], "milliseconds": parts, "shares": shares}
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
