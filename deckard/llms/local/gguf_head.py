"""Read the head of a GGUF file: its named values, and where the data of its tensors end.

`gguf.GGUFReader` makes arrays of every token of a vocabulary, which takes it many seconds; this
steps over them. The format is that of ggml's docs/gguf.md, version 2 or 3, little-endian.
"""

import mmap
import struct
from dataclasses import dataclass, field
from math import prod
from pathlib import Path

from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, GGUFValueType

VERSIONS = (2, 3)
ALIGNMENT = 32
"""Bytes to which the data are aligned, unless `general.alignment` says otherwise."""
PLAIN = {
    GGUFValueType.UINT8: "<B", GGUFValueType.INT8: "<b", GGUFValueType.UINT16: "<H",
    GGUFValueType.INT16: "<h", GGUFValueType.UINT32: "<I", GGUFValueType.INT32: "<i",
    GGUFValueType.FLOAT32: "<f", GGUFValueType.BOOL: "<?", GGUFValueType.UINT64: "<Q",
    GGUFValueType.INT64: "<q", GGUFValueType.FLOAT64: "<d",
}  # fmt: skip
"""How values of one size are packed."""
Value = str | int | float | bool


@dataclass(frozen=True)
class GgufHead:
    """What the head of a GGUF file tells."""

    values: dict[str, Value] = field(default_factory=dict)
    """Its values by name, without lists."""
    tensors: int = 0
    end: int = 0
    """Bytes of the file with the data of all tensors."""


class HeadFault(Exception):
    """The head breaks off, or is none of a GGUF file."""


def read_head(path: Path) -> GgufHead:
    """Read the head of a file that is not empty; HeadFault says what is wrong with it."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        cursor = Cursor(data)
        return _head(cursor)


class Cursor:
    """A place in a file, which moves on as values are read."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data, self.at = data, 0

    def skip(self, size: int) -> int:
        """Move on, and return the place before; HeadFault at the end of the file."""
        before, self.at = self.at, self.at + size
        if self.at > len(self.data):
            raise HeadFault("its head breaks off")
        return before

    def number(self, packed: str) -> Value:
        """Read a number as the module `struct` writes its form."""
        value: Value = struct.unpack_from(packed, self.data, self.skip(struct.calcsize(packed)))[0]
        return value

    def count(self, size: int = 8) -> int:
        """Read a whole number of so many bytes."""
        before = self.skip(size)
        return int.from_bytes(self.data[before : self.at], "little")

    def text(self) -> str:
        """Read a text."""
        before = self.skip(self.count())
        return self.data[before : self.at].decode("utf-8", "replace")

    def skip_list(self) -> None:
        """Move on behind a list."""
        kind, count = self.count(4), self.count()
        if kind == GGUFValueType.STRING:
            for _ in range(count):
                self.skip(self.count())
        elif kind in PLAIN:
            self.skip(count * struct.calcsize(PLAIN[GGUFValueType(kind)]))
        else:
            raise HeadFault(f"it holds a list of kind {kind}, which GGUF has not")


def _head(cursor: Cursor) -> GgufHead:
    cursor.skip(4)
    version = cursor.count(4)
    if version not in VERSIONS:
        raise HeadFault(f"its format has version {version}; versions 2 and 3 can be read")
    tensors, count = cursor.count(), cursor.count()
    values = dict[str, Value]()
    for _ in range(count):
        name, kind = cursor.text(), cursor.count(4)
        if kind == GGUFValueType.ARRAY:
            cursor.skip_list()
        elif kind == GGUFValueType.STRING:
            values[name] = cursor.text()
        elif kind in PLAIN:
            values[name] = cursor.number(PLAIN[GGUFValueType(kind)])
        else:
            raise HeadFault(f"its value {name!r:.60} is of kind {kind}, which GGUF has not")
    ends = [_tensor_end(cursor) for _ in range(tensors)]
    alignment = values.get("general.alignment", ALIGNMENT)
    if not isinstance(alignment, int) or alignment < 1:
        raise HeadFault(f"its alignment is {alignment!r}")
    begin = -(-cursor.at // alignment) * alignment
    return GgufHead(values, tensors, begin + max(ends) if ends else cursor.at)


def _tensor_end(cursor: Cursor) -> int:
    """Read what is told of a tensor; return where its data end, from where all data begin."""
    cursor.text()
    shape = [cursor.count() for _ in range(cursor.count(4))]
    kind, offset = cursor.count(4), cursor.count()
    try:
        block, size = GGML_QUANT_SIZES[GGMLQuantizationType(kind)]
    except (ValueError, KeyError):  # newer than the package gguf: its size is not known
        return offset
    return offset + prod(shape) // block * size
