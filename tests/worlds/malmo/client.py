"""A minimal client of MalmoEnv's protocol."""

import json
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from typing import Self

HANDLERS = (
    "ObservationFromFullInventory", "ObservationFromFullStats", "ChatCommands", "CameraCommands",
    "NearbySmeltCommands", "SimpleCraftCommands", "NearbyCraftCommands", "HumanLevelCommands",
    "InventoryCommands", "EquipCommands", "PlaceCommands",
)  # fmt: skip
TOKEN = "a:0:0:1:true"


def xml(
    width: int | str = 32,
    height: int = 20,
    seed: int | str = "",
    world: str = "Default",
    handlers: Iterable[str] = HANDLERS,
    start: str = "",
    more: str = "",
) -> str:
    """Return a mission as MineDojo would write it."""
    generator = f'<{world}WorldGenerator forceReset="true" seed="{seed}" generatorOptions="{{}}"/>'
    return f"""<MissionInit xmlns="http://ProjectMalmo.microsoft.com"><Mission>
      <ServerSection><ServerInitialConditions><Time>
        <AllowPassageOfTime>true</AllowPassageOfTime></Time></ServerInitialConditions>
        <ServerHandlers>{generator}{"" if "<Drawing" not in more else more}</ServerHandlers>
      </ServerSection>
      <AgentSection mode="Survival"><AgentStart>{start}</AgentStart><AgentHandlers>
        <VideoProducer want_depth="false"><Width>{width} </Width><Height>{height}</Height>
        </VideoProducer>{"".join(f"<{name}/>" for name in handlers)}
        {more if "<Drawing" not in more else ""}
      </AgentHandlers></AgentSection></Mission></MissionInit>"""


class Client:
    """One connection to a server."""

    def __init__(self, port: int, hello: str = "<MalmoEnv0.37.0/>", timeout: float = 10) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.stream = self.socket.makefile("rb")
        self.send(hello)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self.socket.close()
        self.stream.close()

    def send(self, message: str) -> None:
        body = message.encode()
        self.socket.sendall(struct.pack("!I", len(body)) + body)

    def receive(self) -> bytes:
        """Return the next frame; EOFError when the connection is gone."""
        try:
            head = self.stream.read(4)
            return self.stream.read(struct.unpack("!I", head)[0])
        except (ConnectionError, struct.error):
            raise EOFError from None

    def number(self, *messages: str) -> int:
        """Send messages; return the number that answers the last."""
        for message in messages:
            self.send(message)
        return struct.unpack("!I", self.receive())[0]

    def mission(self, document: str | None = None, token: str = TOKEN) -> int:
        return self.number(xml() if document is None else document, token)

    def peek(self) -> tuple[bytes, dict, int]:
        """Return pixels, JSON and done."""
        self.send("<Peek/>")
        pixels, info, done = self.receive(), self.receive(), self.receive()
        return pixels, json.loads(info), done[0]

    def step(self, *commands: str, option: int = 0) -> tuple[bytes, int, dict]:
        """Take a step as MineDojo does; return pixels, done and JSON."""
        body = "\n".join(commands)
        self.send(f"<StepClient{option}>{body}</StepClient{option} >")
        pixels, state = self.receive(), self.receive()
        info = self.receive()
        self.send("<StepServer></StepServer>")
        reward, done, sent = struct.unpack("!dbb", state)
        assert (reward, sent) == (0.0, 1)
        return pixels, done, json.loads(info)

    def begin(self, document: str | None = None, token: str = TOKEN) -> tuple[bytes, dict]:
        """Begin a mission; return the first pixels and JSON."""
        self.number("<Quit/>")
        assert self.mission(document, token) == 1
        pixels, info, done = self.peek()
        assert not done
        return pixels, info


def held(info: dict) -> dict[str, int]:
    """Return what the slots hold, as {name: quantity}."""
    counts: dict[str, int] = {}
    for slot in info["inventory"]:
        if slot["quantity"]:
            counts[slot["name"]] = counts.get(slot["name"], 0) + slot["quantity"]
    return counts
