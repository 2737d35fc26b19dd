"""CPU milliseconds a tick of Minecraft, and what deckard adds to MineDojo's own step as a share.

    python benchmarks/minecraft.py [--ticks 300] [--json FILE]

A stand-in is played (`deckard malmo-serve`, a process of its own), always with the same frame and
the same box of voxels, in rounds that take turns: by MineDojo's own `MineDojoSim.step`; by the
same without its decoding, which deckard leaves out; and by deckard, in decisions of five ticks
(the default) and of one, in this process and over the pipe of the process that plays. Beside them
stands what the stand-in itself takes. What deckard adds is what it takes beyond the undecoded step.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from deckard.worlds import Practice
from deckard.worlds.minedojo import MineDojo
from deckard.worlds.minedojo.agent import MineDojoAgent
from deckard.worlds.minedojo.game import MinecraftConnection
from deckard.worlds.minedojo.simulator import simulator

NOOP = 0
SKIP = 5
ROUNDS = 6
OPTIONS = {"frame": (64, 64), "mobs": False, "skip": SKIP}
OWN, UNDECODED = "MineDojoSim.step as it comes", "the same, undecoded"
FIVE, FIVE_PIPED = "deckard, five ticks a decision", "the same, over the pipe"
ONE, ONE_PIPED = "deckard, a decision a tick", "that, over the pipe"


@dataclass
class Row:
    """A way to play ticks, with its processes and the time that it took."""

    name: str
    play: Callable[[int], object]
    stand_in: int
    """The process of the stand-in that is played."""
    others: tuple[int, ...] = ()
    """Processes of deckard beside this one."""
    cpu: float = 0.0
    wall: float = 0.0
    served: float = 0.0
    ticks: int = 0

    def measure(self, ticks: int) -> None:
        """Play so many ticks more."""
        cpu, served, wall = self._cpu(), cpu_of(self.stand_in), time.perf_counter()
        self.play(ticks)
        self.wall += time.perf_counter() - wall
        self.cpu += self._cpu() - cpu
        self.served += cpu_of(self.stand_in) - served
        self.ticks += ticks

    def each(self) -> dict[str, float]:
        """Milliseconds a tick."""
        seconds = {"cpu_ms": self.cpu, "stand_in_cpu_ms": self.served, "wall_ms": self.wall}
        return {name: round(1000 * spent / self.ticks, 3) for name, spent in seconds.items()}

    def _cpu(self) -> float:
        return time.process_time() + sum(cpu_of(pid) for pid in self.others)


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def stand_in() -> Iterator[tuple[int, int]]:
    """Serve in a process; its port and number."""
    command = [sys.executable, "-m", "deckard", "malmo-serve", "--port", "0", "--size", "32"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline().rpartition(" ")[2]), process.pid
        finally:
            process.kill()


def as_it_comes(game: MinecraftConnection, ticks: int) -> None:
    """MineDojo's own step, its decoding included."""
    undecoded = type(game._sim)._process_raw_obs
    own = type(game._sim).__mro__[1]._process_raw_obs  # type: ignore[attr-defined]
    type(game._sim)._process_raw_obs = own
    try:
        step(game, ticks)
    finally:
        type(game._sim)._process_raw_obs = undecoded


def step(game: MinecraftConnection, ticks: int) -> None:
    """MineDojo's step, as it is now."""
    for _ in range(ticks):
        game._sim.step(dict(game._noop))


def decide(body: MineDojoAgent, ticks: int) -> None:
    """Take decisions of so many ticks in all."""
    for _ in range(ticks // body.settings.skip):
        body.step(NOOP)


def rows(stack: ExitStack, servers: Sequence[tuple[int, int]]) -> list[Row]:
    """What is measured; three stand-ins are played, two of them over pipes."""
    port, server = servers[0]
    world = MineDojo(ports=(port,), **OPTIONS)  # type: ignore[arg-type]
    game = MinecraftConnection(world._settings, port, 60)
    body = MineDojoAgent(world._settings, game)
    single = MineDojoAgent(replace(world._settings, skip=1), game)
    for one in (body, single):
        one.begin(3, {}, None, "new")
    stack.callback(body.close)
    return [
        Row(OWN, lambda ticks: as_it_comes(game, ticks), server),
        Row(UNDECODED, lambda ticks: step(game, ticks), server),
        Row(FIVE, lambda ticks: decide(body, ticks), server),
        piped(stack, FIVE_PIPED, *servers[1], SKIP),
        Row(ONE, lambda ticks: decide(single, ticks), server),
        piped(stack, ONE_PIPED, *servers[2], 1),
    ]


def piped(stack: ExitStack, name: str, port: int, server: int, skip: int) -> Row:
    """What is played in a process of its own, a decision every so many ticks."""
    world = MineDojo(ports=(port,), **OPTIONS | {"skip": skip})  # type: ignore[arg-type]
    stack.callback(world.close)
    envs = world.practice(Practice("diamond", {}, None, 10**6, 1, 0))
    envs.reset()
    worker = world._instances[0]._worker
    assert worker is not None
    noop = np.array([NOOP])

    def play(ticks: int) -> None:
        for _ in range(ticks // skip):
            envs.step(noop)

    return Row(name, play, server, (worker.process.pid,))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ticks", type=int, default=300, help="of each, in all rounds")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    simulator()
    with ExitStack() as stack:
        measured = rows(stack, [stack.enter_context(stand_in()) for _ in range(3)])
        for row in measured:
            row.play(SKIP)  # whatever is done only once
        for row in measured * ROUNDS:
            row.measure(args.ticks // ROUNDS)
        figures = {row.name: row.each() for row in measured}
    show(figures)
    if args.json:
        document = {"ticks": args.ticks, "load": os.getloadavg(), "each_tick": figures}
        args.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def show(figures: dict[str, Any]) -> None:
    """Print it."""
    for name, each in figures.items():
        client, server = each["cpu_ms"], each["stand_in_cpu_ms"]
        line = f"{client:6.2f} ms of CPU, the stand-in {server:5.2f}, {each['wall_ms']:6.2f} in all"
        print(f"{name:<44} {line}")
    added = {name: each["cpu_ms"] - figures[UNDECODED]["cpu_ms"] for name, each in figures.items()}
    for name in (FIVE, FIVE_PIPED, ONE, ONE_PIPED):
        share = added[name] / figures[OWN]["cpu_ms"]
        print(f"{name} adds {added[name]:.2f} ms, {share:.0%} of MineDojo's own step")


if __name__ == "__main__":
    main()
