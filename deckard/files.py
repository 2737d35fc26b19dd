"""Files that are written by one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from deckard.errors import RunDirError


def _locked(file: IO[bytes], how: int) -> bool:
    """Lock a file unless another process has; whether that was done."""
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a file of a run that cannot be written into one line that says how to go on."""
    try:
        yield
    except OSError as error:
        raise RunDirError(
            f"cannot write {path}: {error.strerror}; mend that and run the same command again: "
            "nothing recorded is lost"
        ) from None
