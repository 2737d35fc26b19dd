"""The wire of MalmoEnv 0.37.0: every message, both ways, is its length and then its bytes.

Encodes `Client/MalmoEnvServer.java`: the length is a big-endian 32-bit integer, text is UTF-8.
"""

import struct
from typing import BinaryIO

VERSION = "0.37.0"
HELLO = f"<MalmoEnv{VERSION}"
LENGTH = struct.Struct("!I")
STEPPED = struct.Struct("!dbb")
"""Reward, done, sent: the second frame of the answer to a step."""
LARGEST = 1 << 26
"""Bytes of a message at most; a longer one is no message but somebody else's protocol."""


class MalformedMessage(Exception):
    """The other side does not speak this protocol, or went away in the middle of a message."""


def receive(stream: BinaryIO) -> bytes | None:
    """Return the next message, or None when the other side has closed the connection."""
    head = stream.read(LENGTH.size)
    if not head:
        return None
    if len(head) < LENGTH.size or (size := LENGTH.unpack(head)[0]) > LARGEST:
        raise MalformedMessage(f"a message cannot begin with {head!r}")
    body = stream.read(size)
    if len(body) < size:
        raise MalformedMessage(f"a message of {size} bytes ended after {len(body)}")
    return body


def message_text(message: bytes | None) -> str:
    """Return a message as text; MalformedMessage when it is none."""
    try:
        return (message or b"").decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedMessage(str(error)) from None


def framed(body: bytes) -> bytes:
    """Return a message as it goes over the wire."""
    return LENGTH.pack(len(body)) + body


def number_message(value: int) -> bytes:
    """Return a message that is one 32-bit integer."""
    return framed(LENGTH.pack(value))
