"""The stand-in's server: what MineDojo says to Minecraft, and what it hears.

Encodes `Client/MalmoEnvServer.java`: hello, then messages until the connection ends. A step is
answered by three frames (pixels; reward, done and sent; JSON), a look by three others (pixels,
JSON, done), `StepServer` and `Disconnect` by nothing.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

from deckard.errors import WorldError
from deckard.worlds.malmo import mission, wire
from deckard.worlds.malmo import observation as tell
from deckard.worlds.malmo.commands import parse_command
from deckard.worlds.malmo.facts import facts
from deckard.worlds.malmo.faults import FaultSchedule, Moment, ScriptedFault
from deckard.worlds.malmo.game import MissionGame
from deckard.worlds.malmo.seeds import seed_of

log = logging.getLogger(__name__)
STEP = len("<StepClient_>")
GARBAGE = '{"inventory": [{"name": "log", "quant'
DROP = frozenset(("drop", "exit"))


class Lost(Exception):
    """The connection is given up."""


@dataclass
class Table:
    """What the connections of a server share: one game, as one Minecraft has."""

    size: int
    world_seed: int
    faults: FaultSchedule
    missions: int = 0
    ticks: int = 0
    token: str = ""
    game: MissionGame | None = None


class MalmoServer:
    """Listens on a port; every connection is a thread, and all of them play one game."""

    def __init__(self, port: int, host: str, table: Table) -> None:
        self._table, self._lock = table, threading.RLock()
        self._socket = socket.create_server((host, port))
        self.port: int = self._socket.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._closed = threading.Event()

    @property
    def game(self) -> MissionGame | None:
        """The mission under way, for who looks on from the same process."""
        return self._table.game

    @property
    def faults(self) -> tuple[ScriptedFault, ...]:
        """The faults that have happened."""
        return tuple(self._table.faults.happened)

    @property
    def missions(self) -> int:
        """How many missions have begun."""
        return self._table.missions

    def warm_up(self) -> None:
        """Compile what a first mission would wait for."""
        game = MissionGame(facts(self._table.size), mission.Mission(16, 16), 0)
        game.tick(())
        game.frame()

    def serve(self) -> None:
        """Serve until the server is closed."""
        while not self._closed.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with self._lock:
                self._open.add(connection)
            threading.Thread(target=self._client, args=(connection,), daemon=True).start()

    def close(self) -> None:
        """Close every connection, and listen no more."""
        self._closed.set()
        with self._lock:
            for connection in (self._socket, *self._open):
                _shut(connection)
            self._open.clear()

    def _client(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with connection, connection.makefile("rb") as stream:
                Talk(self, self._table, self._lock, connection, stream).go_on()
        except (OSError, Lost, wire.Garbled) as error:
            log.info("a connection ended: %s", error)
        finally:
            _shut(connection)
            with self._lock:
                self._open.discard(connection)


class Talk:
    """What is said over one connection."""

    def __init__(
        self,
        server: MalmoServer,
        table: Table,
        lock: AbstractContextManager,
        connection: socket.socket,
        stream: BinaryIO,
    ) -> None:
        self._server, self._table, self._lock = server, table, lock
        self._connection, self._stream = connection, stream
        self._answers: tuple[tuple[str, Callable[[str], bytes]], ...] = (
            ("<StepClient", self._step),
            ("<StepServer", lambda _: b""),
            ("<Peek", self._peek),
            ("<Init", lambda _: wire.number_message(1)),
            ("<Find", self._find),
            ("<Interact", lambda _: wire.number_message(1)),
            ("<MissionInit", self._mission),
            ("<Quit", self._quit),
            ("<Exit", self._exit),
            ("<Close", self._close),
            ("<Status", lambda _: wire.framed(self._status().encode())),
            ("<Echo", lambda said: wire.framed(f"<Echo>{said}</Echo>".encode())),
        )

    def go_on(self) -> None:
        """Answer until the other side is gone."""
        hello = wire.message_text(wire.receive(self._stream))
        self._go_wrong("hello")
        if not hello.startswith(wire.HELLO):
            raise wire.Garbled(f"{hello!r} is not {wire.HELLO}")
        while (message := wire.receive(self._stream)) is not None:
            said = wire.message_text(message)
            if said.startswith("<Disconnect"):
                return
            answer = next((a for name, a in self._answers if said.startswith(name)), None)
            if answer is None:
                raise wire.Garbled(f"{said[:40]!r} is no message of MalmoEnv")
            if reply := answer(said):
                self._connection.sendall(reply)

    def _quit(self, _: str) -> bytes:
        self._go_wrong("quit")
        with self._lock:
            ran, self._table.game = self._table.game is not None, None
        return wire.number_message(not ran)

    def _mission(self, said: str) -> bytes:
        """Begin a mission; 0 is for one that the mod could not begin now."""
        token = wire.message_text(wire.receive(self._stream))
        fault = self._go_wrong("mission", self._table.missions + 1)
        with self._lock:
            if fault is not None:
                return wire.number_message(0)
            if token and token == self._table.token and self._table.game is not None:
                return wire.number_message(1)
            try:
                self._begin(mission.read_mission(said), token)
            except WorldError as error:
                log.error("%s", error)
                return wire.number_message(0)
        return wire.number_message(1)

    def _begin(self, asked: mission.Mission, token: str) -> None:
        table = self._table
        seed = seed_of(asked.seed, table.world_seed, table.missions)
        table.game = MissionGame(facts(table.size), asked, seed)
        table.missions, table.ticks, table.token = table.missions + 1, 0, token

    def _peek(self, _: str) -> bytes:
        fault = self._go_wrong("peek")
        with self._lock:
            frame, info = self._look(fault)
        done = _does(fault, "done")
        return wire.framed(frame) + wire.framed(info) + wire.framed(bytes([done]))

    def _step(self, said: str) -> bytes:
        """Take one tick; the digit in the tag says whether the JSON is wanted."""
        with self._lock:
            self._table.ticks += 1
        fault = self._go_wrong("step")
        body = said[STEP : -(STEP + 2)]
        with self._lock:
            game = self._game()
            commands = [parse_command(line) for line in body.split("\n") if line]
            game.tick([MissionGame.die, *commands] if _does(fault, "kill") else commands)
            frame, info = self._look(fault)
        done = wire.framed(wire.STEPPED.pack(0.0, _does(fault, "done"), 1))
        with_info = said[STEP - 2] in "02"
        return wire.framed(frame) + done + (wire.framed(info) if with_info else b"")

    def _look(self, fault: ScriptedFault | None) -> tuple[bytes, bytes]:
        """Return the pixels and the JSON of now."""
        game = self._game()
        frame = b"" if _does(fault, "empty") else game.frame()
        return frame, (GARBAGE if _does(fault, "garbage") else tell.info(game)).encode()

    def _game(self) -> MissionGame:
        if self._table.game is None:
            raise Lost("no mission runs")
        return self._table.game

    def _find(self, said: str) -> bytes:
        """Tell the port of a world that others could join: 0, for there is none."""
        return wire.number_message(0)

    def _status(self) -> str:
        running = self._table.game is not None
        return f"{{missions: {self._table.missions}, running: {str(running).lower()}}}"

    def _close(self, said: str) -> bytes:
        with self._lock:
            self._table.token = ""
        return wire.number_message(1)

    def _exit(self, _: str) -> bytes:
        self._connection.sendall(wire.number_message(1))
        self._server.close()
        raise Lost("told to exit")

    def _go_wrong(self, on: Moment, mission_: int | None = None) -> ScriptedFault | None:
        """Let happen what is due at a message; return it where the answer has to show it."""
        table = self._table
        with self._lock:
            number = table.missions if mission_ is None else mission_
            fault = table.faults.due(on, number, table.ticks)
        if fault is not None:
            told = "goes wrong on purpose: %s at %s, mission %d, tick %d"
            log.warning(told, fault.do, fault.on, number, table.ticks)
        if _does(fault, "exit"):
            self._server.close()
        if fault is not None and fault.do in DROP:
            raise Lost(f"on purpose: {fault}")
        if _does(fault, "hang"):
            self._hang(fault)
            return None
        return fault

    def _hang(self, fault: ScriptedFault | None) -> None:
        """Say nothing until the time is over; or for ever, until the other side is gone."""
        seconds = None if fault is None else fault.seconds
        if seconds is not None:
            time.sleep(seconds)
            return
        while self._stream.read(1):
            pass
        raise Lost("nobody waits any more")


def _does(fault: ScriptedFault | None, deed: str) -> bool:
    return fault is not None and fault.do == deed


def _shut(connection: socket.socket) -> None:
    """Close a connection, so that whoever reads from it wakes up."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("a connection was gone already")
    connection.close()
