"""The stand-in's server: the messages between MineDojo and Minecraft.

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
from deckard.worlds.malmo.commands import parse_command
from deckard.worlds.malmo.facts import facts
from deckard.worlds.malmo.faults import FaultSchedule, Moment, ScriptedFault
from deckard.worlds.malmo.game import MissionGame
from deckard.worlds.malmo.observation import observation_json
from deckard.worlds.malmo.seeds import seed_of

log = logging.getLogger(__name__)
STEP = len("<StepClient_>")
GARBAGE = '{"inventory": [{"name": "log", "quant'
DROP = frozenset(("drop", "exit"))


class ConnectionLost(Exception):
    """Raised to end a connection."""


@dataclass
class ServerState:
    """The state that all connections of a server share: one game, as one Minecraft has."""

    size: int
    world_seed: int
    faults: FaultSchedule
    missions: int = 0
    ticks: int = 0
    token: str = ""
    game: MissionGame | None = None


class MalmoServer:
    """Listens on a port; every connection is a thread, and all of them play one game."""

    def __init__(self, port: int, host: str, state: ServerState) -> None:
        self._state, self._lock = state, threading.RLock()
        self._socket = socket.create_server((host, port))
        self.port: int = self._socket.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._closed = threading.Event()

    @property
    def game(self) -> MissionGame | None:
        """The running mission, for tests in the same process."""
        return self._state.game

    @property
    def faults(self) -> tuple[ScriptedFault, ...]:
        """The faults that have happened."""
        return tuple(self._state.faults.happened)

    @property
    def missions(self) -> int:
        """How many missions have begun."""
        return self._state.missions

    def warm_up(self) -> None:
        """Compile the kernels before the first mission needs them."""
        game = MissionGame(facts(self._state.size), mission.Mission(16, 16), 0)
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
        """Close every connection and stop listening."""
        self._closed.set()
        with self._lock:
            for connection in (self._socket, *self._open):
                _shut(connection)
            self._open.clear()

    def _client(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with connection, connection.makefile("rb") as stream:
                MalmoConnection(self, self._state, self._lock, connection, stream).go_on()
        except (OSError, ConnectionLost, wire.MalformedMessage) as error:
            log.info("a connection ended: %s", error)
        finally:
            _shut(connection)
            with self._lock:
                self._open.discard(connection)


class MalmoConnection:
    """Answers the messages of one connection."""

    def __init__(
        self,
        server: MalmoServer,
        state: ServerState,
        lock: AbstractContextManager,
        connection: socket.socket,
        stream: BinaryIO,
    ) -> None:
        self._server, self._state, self._lock = server, state, lock
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
            ("<Echo", lambda message: wire.framed(f"<Echo>{message}</Echo>".encode())),
        )

    def go_on(self) -> None:
        """Answer messages until the other side disconnects."""
        hello = wire.message_text(wire.receive(self._stream))
        self._inject_fault("hello")
        if not hello.startswith(wire.HELLO):
            raise wire.MalformedMessage(f"{hello!r} is not {wire.HELLO}")
        while (message := wire.receive(self._stream)) is not None:
            text = wire.message_text(message)
            if text.startswith("<Disconnect"):
                return
            answer = next((a for name, a in self._answers if text.startswith(name)), None)
            if answer is None:
                raise wire.MalformedMessage(f"{text[:40]!r} is no message of MalmoEnv")
            if reply := answer(text):
                self._connection.sendall(reply)

    def _quit(self, _: str) -> bytes:
        self._inject_fault("quit")
        with self._lock:
            ran, self._state.game = self._state.game is not None, None
        return wire.number_message(not ran)

    def _mission(self, message: str) -> bytes:
        """Begin a mission; the reply is 0 when the mod could not begin it now."""
        token = wire.message_text(wire.receive(self._stream))
        fault = self._inject_fault("mission", self._state.missions + 1)
        with self._lock:
            if fault is not None:
                return wire.number_message(0)
            if token and token == self._state.token and self._state.game is not None:
                return wire.number_message(1)
            try:
                self._begin(mission.read_mission(message), token)
            except WorldError as error:
                log.error("%s", error)
                return wire.number_message(0)
        return wire.number_message(1)

    def _begin(self, asked: mission.Mission, token: str) -> None:
        state = self._state
        seed = seed_of(asked.seed, state.world_seed, state.missions)
        state.game = MissionGame(facts(state.size), asked, seed)
        state.missions, state.ticks, state.token = state.missions + 1, 0, token

    def _peek(self, _: str) -> bytes:
        fault = self._inject_fault("peek")
        with self._lock:
            frame, info = self._look(fault)
        done = _is_fault(fault, "done")
        return wire.framed(frame) + wire.framed(info) + wire.framed(bytes([done]))

    def _step(self, message: str) -> bytes:
        """Take one tick; the digit in the tag says whether the JSON is wanted."""
        with self._lock:
            self._state.ticks += 1
        fault = self._inject_fault("step")
        body = message[STEP : -(STEP + 2)]
        with self._lock:
            game = self._game()
            commands = [parse_command(line) for line in body.split("\n") if line]
            game.tick([MissionGame.die, *commands] if _is_fault(fault, "kill") else commands)
            frame, info = self._look(fault)
        done = wire.framed(wire.STEPPED.pack(0.0, _is_fault(fault, "done"), 1))
        with_info = message[STEP - 2] in "02"
        return wire.framed(frame) + done + (wire.framed(info) if with_info else b"")

    def _look(self, fault: ScriptedFault | None) -> tuple[bytes, bytes]:
        """Return the current pixels and JSON."""
        game = self._game()
        frame = b"" if _is_fault(fault, "empty") else game.frame()
        return frame, (GARBAGE if _is_fault(fault, "garbage") else observation_json(game)).encode()

    def _game(self) -> MissionGame:
        if self._state.game is None:
            raise ConnectionLost("no mission runs")
        return self._state.game

    def _find(self, _: str) -> bytes:
        """Reply with the port of a world that others could join: 0, for there is none."""
        return wire.number_message(0)

    def _status(self) -> str:
        running = self._state.game is not None
        return f"{{missions: {self._state.missions}, running: {str(running).lower()}}}"

    def _close(self, _: str) -> bytes:
        with self._lock:
            self._state.token = ""
        return wire.number_message(1)

    def _exit(self, _: str) -> bytes:
        self._connection.sendall(wire.number_message(1))
        self._server.close()
        raise ConnectionLost("asked to exit")

    def _inject_fault(self, on: Moment, mission_: int | None = None) -> ScriptedFault | None:
        """Carry out the fault that is due at a message; return one that the reply must show."""
        state = self._state
        with self._lock:
            number = state.missions if mission_ is None else mission_
            fault = state.faults.due(on, number, state.ticks)
        if fault is not None:
            text = "goes wrong on purpose: %s at %s, mission %d, tick %d"
            log.warning(text, fault.do, fault.on, number, state.ticks)
        if _is_fault(fault, "exit"):
            self._server.close()
        if fault is not None and fault.do in DROP:
            raise ConnectionLost(f"on purpose: {fault}")
        if _is_fault(fault, "hang"):
            self._hang(fault)
            return None
        return fault

    def _hang(self, fault: ScriptedFault | None) -> None:
        """Wait for the fault's seconds; without any, until the other side disconnects."""
        seconds = None if fault is None else fault.seconds
        if seconds is not None:
            time.sleep(seconds)
            return
        while self._stream.read(1):
            pass
        raise ConnectionLost("nobody waits any more")


def _is_fault(fault: ScriptedFault | None, kind: str) -> bool:
    return fault is not None and fault.do == kind


def _shut(connection: socket.socket) -> None:
    """Close a connection, so that whoever reads from it wakes up."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("a connection was gone already")
    connection.close()
