"""Write files so that a full disk, a kill or a second process leaves none of them half written."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from deckard.errors import RunDirError


class AppendOnlyFile:
    """A file that grows by whole pieces: a disk that is full leaves no part of one.

    It is not buffered, so that closing it after a full disk writes nothing that was left over.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, and create it where there is none; OSError when that fails."""
        self._file = path.open("a+b", buffering=0)

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return os.fstat(self._file.fileno()).st_size

    def lock(self) -> bool:
        """Lock the file until it is closed; False when another process holds a lock."""
        return try_lock(self._file)

    def read(self) -> bytes:
        """Return all that is in the file."""
        self._file.seek(0)
        return self._file.readall()

    def append(self, data: bytes, sync: bool = False) -> None:
        """Write all of the data, with `sync` also to the disk itself; or nothing and OSError."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
            if sync:
                self.sync()
        except OSError:
            self.cut(self.size - (len(data) - len(rest)))
            raise

    def sync(self) -> None:
        """Return once the disk holds what was written."""
        os.fsync(self._file.fileno())

    def cut(self, size: int) -> None:
        """Keep the first `size` bytes alone."""
        os.ftruncate(self._file.fileno(), size)

    def cut_torn_line(self) -> int:
        """Cut off a last line without an end, as a killed process leaves it; return the size."""
        size = self.read().rfind(b"\n") + 1
        self.cut(size)
        return size

    def free_bytes(self) -> int:
        """Return how many bytes the disk has room for."""
        return free_bytes(self._file.fileno())

    def close(self) -> None:
        """Close the file and give up its lock."""
        self._file.close()


def try_lock(file: IO[bytes], shared: bool = False) -> bool:
    """Lock an open file; False when another process holds a lock that excludes this one."""
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def free_bytes(place: Path | int) -> int:
    """Return how many bytes the disk has room for that holds a path or an open file."""
    disk = os.statvfs(place)
    return disk.f_bavail * disk.f_frsize


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it is either whole or as it was, also after a kill."""
    with replacing(path) as part:
        part.write_bytes(data)


@contextmanager
def replacing(path: Path, part: Path | None = None) -> Iterator[Path]:
    """Give the path of a part, which takes the place of `path` when the block ends well.

    Args:
        path: The file to write, whole or not at all.
        part: Where it is written until it is whole: in the same folder. `X.part` if not given.
    """
    part = path.with_suffix(".part") if part is None else part
    yield part
    part.replace(path)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the OSError of a file that cannot be written into one line that says how to go on."""
    try:
        yield
    except OSError as error:
        raise RunDirError(
            f"cannot write {path}: {error.strerror or error}; mend that and run the same command "
            "again: nothing recorded is lost"
        ) from None
