"""The process that plays one Minecraft: it obeys calls that come through a pipe.

It leads a process group of its own, in which its Minecraft runs too. When the agent's process is
gone, whatever became of it, the group ends and its folder with it.
"""

import os
import select
import shutil
import signal
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from deckard.worlds.minedojo.agent import MineDojoAgent
from deckard.worlds.minedojo.game import MinecraftConnection
from deckard.worlds.minedojo.launch import launch
from deckard.worlds.minedojo.settings import Settings

METHODS = frozenset(
    ("begin", "step", "craft", "smelt", "place", "take", "equip", "render")
)  # fmt: skip


def serve() -> None:
    """Serve until the pipe is closed."""
    pipe, lifeline, folder = Connection(int(sys.argv[1])), int(sys.argv[2]), Path(sys.argv[3])
    threading.Thread(target=_watch, args=(lifeline, folder), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the agent's to handle
    settings, port, patience = pipe.recv()
    body = None
    try:
        body = _ready(pipe, settings, port, folder, patience)
        while body is not None:
            name, arguments = pipe.recv()
            pipe.send(_answer(body, name, arguments))
    except (EOFError, OSError):
        pass
    finally:
        end(folder)


def _ready(
    pipe: Connection, settings: Settings, port: int | None, folder: Path, patience: float
) -> MineDojoAgent | None:
    """Start Minecraft if it does not run yet; say that all is ready, or why it is not."""
    try:
        at_port = launch(settings, folder) if port is None else port
        game = MinecraftConnection(settings, at_port, patience)
        pipe.send((True, at_port))
    except Exception as error:
        pipe.send((False, _message(error)))
        return None
    return MineDojoAgent(settings, game)


def _answer(body: MineDojoAgent, name: str, arguments: tuple) -> tuple[bool, object]:
    """Do one thing; any error means that the episode is broken, and the agent's side is told."""
    assert name in METHODS
    try:
        return True, getattr(body, name)(*arguments)
    except Exception as error:
        return False, _message(error)


def _message(error: Exception) -> str:
    """Return an error in one line; MineDojo's have no message, or a log of many lines."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[-1]}" if lines else type(error).__name__


def _watch(lifeline: int, folder: Path) -> None:
    """End everything as soon as the agent's end of the lifeline is closed or its process gone."""
    parent = os.getppid()
    while os.getppid() == parent:
        readable, _, _ = select.select([lifeline], [], [], 1.0)
        if readable:
            break
    end(folder)


def end(folder: Path) -> None:
    """Remove the folder, and kill the process group, which this process leads."""
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    serve()
