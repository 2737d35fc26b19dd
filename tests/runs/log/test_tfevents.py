"""Event files, read back by the rules of their form."""

import struct

from deckard.runs.log.tfevents import crc32c, event_record
from deckard.runs.log.writers import EventFiles


def records(data):
    """The data of every record, once its checksums hold."""
    while data:
        (length,) = struct.unpack("<Q", data[:8])
        body, data_sum = data[12 : 12 + length], data[12 + length : 16 + length]
        assert (masked(data[:8]), masked(body)) == (data[8:12], data_sum)
        yield body
        data = data[16 + length :]


def masked(data):
    found = crc32c(data)
    return struct.pack("<I", ((found >> 15 | found << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def test_the_checksum_is_that_of_castagnoli():
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA


def test_a_figure_is_an_event_with_time_step_tag_and_value():
    [body] = records(event_record(1.5, 300, {"loss": 0.25}))
    assert body == (
        b"\x09" + struct.pack("<d", 1.5) + b"\x10\xac\x02"
        b"\x2a\x0d\x0a\x0b\x0a\x04loss\x15" + struct.pack("<f", 0.25)
    )


def test_files_begin_with_their_version_once(tmp_path):
    board = EventFiles(tmp_path)
    for step in range(3):
        board.add("graph", step, {"a": 1.0, "b": 2.0})
    board.add("graph", 3, {})
    [path] = (tmp_path / "tensorboard" / "graph").iterdir()
    first, *others = records(path.read_bytes())
    assert first.endswith(b"brain.Event:2")
    assert len(others) == 3
