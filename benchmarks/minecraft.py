"""What a tick of Minecraft costs on Python's side: python benchmarks/minecraft.py [--ticks 300]

Played are stand-ins, each a process of its own (`deckard malmo-serve`), so that what is measured is
the client: MineDojo's own `MineDojoSim.step`, the same without its decoding (deckard's), whole
decisions, and two Minecrafts side by side, by threads of one process and by a process each.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import numpy as np

from deckard.worlds import Practice
from deckard.worlds.minedojo import MineDojo
from deckard.worlds.minedojo.body import Body
from deckard.worlds.minedojo.game import Game
from deckard.worlds.minedojo.load import simulator

FORWARD = 1
OPTIONS = {"frame": (64, 64), "mobs": False}


@contextmanager
def stand_in() -> Iterator[int]:
    command = [sys.executable, "-m", "deckard", "malmo-serve", "--port", "0", "--size", "32"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline().rpartition(" ")[2])
        finally:
            process.kill()


def timed(what: str, ticks: int, act: Callable[[], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    each = f"{1000 * cpu / ticks:6.2f} ms of CPU, {1000 * wall / ticks:6.2f} ms in all"
    print(f"{what:<52} {each} a tick", flush=True)


def own(game: Game, ticks: int) -> None:
    """MineDojo's own step, its decoding included."""
    mro = type(game._sim).__mro__
    sim = game._sim
    undecoded = type(sim)._process_raw_obs
    type(sim)._process_raw_obs = mro[1]._process_raw_obs  # type: ignore[attr-defined]
    try:
        for _ in range(ticks):
            sim.step(dict(game._noop))
    finally:
        type(sim)._process_raw_obs = undecoded


def walk(body: Body, ticks: int) -> None:
    end = body.game.ticks + ticks
    while body.game.ticks < end:
        body.step(FORWARD)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ticks", type=int, default=300)
    ticks = parser.parse_args().ticks
    simulator()
    with ExitStack() as stack:
        ports = [stack.enter_context(stand_in()) for _ in range(2)]
        world = MineDojo(ports=tuple(ports), **OPTIONS)  # type: ignore[arg-type]
        bodies = [Body(world._settings, Game(world._settings, port, 60)) for port in ports]
        for body in bodies:
            body.begin(3, {}, None, "new")
        game = bodies[0].game
        timed("MineDojoSim.step as it comes", ticks, lambda: own(game, ticks))
        timed("deckard's tick", ticks, lambda: [game.tick() for _ in range(ticks)])
        timed("deckard's decisions", ticks, lambda: walk(bodies[0], ticks))
        with ThreadPoolExecutor(2) as pool:
            both = "two Minecrafts, threads of one process"
            timed(both, 2 * ticks, lambda: list(pool.map(walk, bodies, [ticks] * 2)))
        for body in bodies:
            body.close()
        envs = world.practice(Practice("diamond", {}, None, 10**6, 2, 0))
        envs.reset()
        forward = np.array([FORWARD] * 2)
        steps = ticks // world._settings.skip
        several = "two Minecrafts, a process each (CPU: the agent's)"
        timed(several, 2 * ticks, lambda: [envs.step(forward) for _ in range(steps)])
        world.close()


if __name__ == "__main__":
    main()
