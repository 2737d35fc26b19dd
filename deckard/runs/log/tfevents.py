"""Figures in the form of TensorBoard's event files, written without TensorBoard.

A record is its length, the data, and a checksum after either (TFRecord); the data is an `Event` of
TensorFlow's protocol buffers, of which only the few fields for figures are written.
"""

import struct
from collections.abc import Mapping

VERSION = "brain.Event:2"
POLYNOMIAL, MASK = 0x82F63B78, 0xA282EAD8
"""Of CRC-32C, and what TensorFlow adds to it."""
FULL = 0xFFFFFFFF
VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5
"""Kinds of fields of protocol buffers."""


def head(moment: float) -> bytes:
    """The record that a file begins with."""
    return _record(_time(moment) + _bytes(3, VERSION.encode()))


def event_record(moment: float, step: int, figures: Mapping[str, float]) -> bytes:
    """The record of some figures at a step."""
    values = b"".join(_bytes(1, _value(tag, value)) for tag, value in figures.items())
    return _record(_time(moment) + _key(2, VARINT) + _varint(step) + _bytes(5, values))


def _value(tag: str, value: float) -> bytes:
    return _bytes(1, tag.encode()) + _key(2, FOUR_BYTES) + struct.pack("<f", value)


def _time(moment: float) -> bytes:
    return _key(1, EIGHT_BYTES) + struct.pack("<d", moment)


def _bytes(field: int, data: bytes) -> bytes:
    return _key(field, BYTES) + _varint(len(data)) + data


def _key(field: int, kind: int) -> bytes:
    return _varint(field << 3 | kind)


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])


def _record(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return length + _checksum(length) + data + _checksum(data)


def _checksum(data: bytes) -> bytes:
    checksum = crc32c(data)
    return struct.pack("<I", ((checksum >> 15 | checksum << 17) + MASK) & FULL)


def crc32c(data: bytes) -> int:
    """Return the checksum of Castagnoli."""
    checksum = FULL
    for byte in data:
        checksum = checksum >> 8 ^ _TABLE[(checksum ^ byte) & 0xFF]
    return checksum ^ FULL


def _entry(number: int) -> int:
    for _ in range(8):
        number = number >> 1 ^ (POLYNOMIAL if number & 1 else 0)
    return number


_TABLE = tuple(_entry(number) for number in range(256))
