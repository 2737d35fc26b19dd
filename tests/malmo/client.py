"""A client as plain as can be: it speaks MalmoEnv's protocol by hand."""

import json
import socket
import struct
from contextlib import suppress

HANDLERS = (
    "ObservationFromFullInventory", "ObservationFromFullStats", "ChatCommands", "CameraCommands",
    "NearbySmeltCommands", "SimpleCraftCommands", "NearbyCraftCommands", "HumanLevelCommands",
    "InventoryCommands", "EquipCommands", "PlaceCommands",
)  # fmt: skip


def xml(width=32, height=20, seed="", world="Default", handlers=HANDLERS, start="", more=""):
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

    def __init__(self, port, hello="<MalmoEnv0.37.0/>", timeout=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.stream = self.socket.makefile("rb")
        self.send(hello)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with suppress(OSError):
            self.socket.close()
        self.stream.close()

    def send(self, message):
        body = message.encode()
        self.socket.sendall(struct.pack("!I", len(body)) + body)

    def receive(self):
        """Return the next frame; EOFError when the connection is gone."""
        try:
            head = self.stream.read(4)
            return self.stream.read(struct.unpack("!I", head)[0])
        except (ConnectionError, struct.error):
            raise EOFError from None

    def number(self, *messages):
        """Send messages; return the number that answers the last."""
        for message in messages:
            self.send(message)
        return struct.unpack("!I", self.receive())[0]

    def mission(self, document=None, token="a:0:0:1:true"):
        return self.number(xml() if document is None else document, token)

    def peek(self):
        """Return pixels, JSON and done."""
        self.send("<Peek/>")
        pixels, info, done = self.receive(), self.receive(), self.receive()
        return pixels, json.loads(info), done[0]

    def step(self, *commands, option=0):
        """Take a step as MineDojo does; return pixels, done and JSON."""
        body = "\n".join(commands)
        self.send(f"<StepClient{option}>{body}</StepClient{option} >")
        pixels, state = self.receive(), self.receive()
        info = self.receive()
        self.send("<StepServer></StepServer>")
        reward, done, sent = struct.unpack("!dbb", state)
        assert (reward, sent) == (0.0, 1)
        return pixels, done, json.loads(info)

    def begin(self, document=None, token="a:0:0:1:true"):
        """Begin a mission; return the first pixels and JSON."""
        self.number("<Quit/>")
        assert self.mission(document, token) == 1
        pixels, info, done = self.peek()
        assert not done
        return pixels, info


def held(info):
    """Return what the slots hold, as {name: quantity}."""
    counts = {}
    for slot in info["inventory"]:
        if slot["quantity"]:
            counts[slot["name"]] = counts.get(slot["name"], 0) + slot["quantity"]
    return counts
