"""Output: standard output, which may be full or closed, and files that the user names."""

import codecs
import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from deckard.errors import ConfigError, RunDirError
from deckard.view.sanitize import plain_replacement, visible_text

if TYPE_CHECKING:
    from typing_extensions import Buffer

PLAINLY = "deckard.plain"
"""The error handler of our streams: a terminal that cannot show ✓ shows + instead."""


class Unheard(OSError):
    """Standard output takes nothing more, which is no bug, unlike other OSErrors."""


class _Stdout(io.FileIO):
    def write(self, data: "Buffer", /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise Unheard(error.errno, error.strerror) from None


@contextmanager
def guarded() -> Iterator[None]:
    """End a command with one line if stdout is full, and silently if its reader has gone.

    Inside, the standard streams accept every character. A stream that was closed from the
    beginning discards what is written to it.
    """
    _guard()
    try:
        try:
            yield
        finally:
            sys.stdout.flush()  # what it does not take is not lost without a word
    except Unheard as error:
        if error.errno != errno.EPIPE:
            print(f"deckard: cannot write to standard output: {error.strerror}", file=sys.stderr)
        sys.exit(1)
    finally:
        _let_go()


def _guard() -> None:
    codecs.register_error(PLAINLY, plain_replacement)
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (lives as long as we)
    sys.stdout = _raising(sys.stdout) if sys.stdout else nowhere
    sys.stderr = sys.stderr or nowhere
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(errors=PLAINLY)


def _raising(old: TextIO) -> TextIO:
    raw = io.BufferedWriter(_Stdout(old.fileno(), "w", closefd=False))
    return io.TextIOWrapper(raw, old.encoding, PLAINLY, line_buffering=old.isatty())


def _let_go() -> None:
    """Discard what stdout has not taken; else Python reports it on exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(*lines: str, err: bool = False) -> None:
    """Print lines with unprintable characters made visible, so that none controls the terminal."""
    for line in lines:
        print(visible_text(line), file=sys.stderr if err else sys.stdout)


def directory(name: str) -> Path:
    """Return the path of a run directory that the user named.

    Raises:
        ConfigError: The name is empty.
    """
    if not name:  # a Path of it would be the folder that we are in
        raise ConfigError("-o names no run directory; name one, or leave -o out")
    return Path(name)


def save(path: Path, content: bytes) -> None:
    """Write a file that the user named.

    Raises:
        RunDirError: The file cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise _cannot_write(path, error) from None


def check_writable(path: Path) -> None:
    """Raise RunDirError if a file could not be saved later on; leave no trace."""
    try:
        is_new = not path.exists()
        path.open("ab").close()
        if is_new:
            path.resolve().unlink()  # a link that leads nowhere stays
    except OSError as error:
        raise _cannot_write(path, error) from None


def _cannot_write(path: Path, error: OSError) -> RunDirError:
    return RunDirError(f"cannot write {path}: {error.strerror}; name another file")
