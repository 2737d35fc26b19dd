"""Fetch a file over HTTP: what was cut goes on where it stopped.

Beside the file `X` stands `X.part` while it is fetched, and `X.part.tag`, the server's name for the
version that the part is of.
"""

import base64
import http.client
import os
import re
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import IO

from deckard.errors import WeightsError
from deckard.files import try_lock

BLOCK = 1 << 18
PATIENCE = 30.0
"""Seconds in which a server must send something."""
TRIES = 5
"""Requests in a row that may bring nothing new."""
PAUSE = 1.0
"""Seconds before the second of these; doubled each time."""

DownloadProgress = Callable[[int, int | None], None]
"""Called with the bytes that are there, and the bytes of the whole or None."""


@dataclass(frozen=True)
class Fetched:
    """A file that came whole; it has not got its name yet: to check it first is the caller's."""

    path: Path
    md5: str | None
    """As the server told it."""


@dataclass(frozen=True)
class _Part:
    """A file on its way."""

    name: str
    url: str
    path: Path
    tag: Path

    def error(self, why: object) -> WeightsError:
        by_hand = self.path.with_suffix("")
        return WeightsError(
            f"cannot fetch {self.name}: {why}; try again (it goes on where it stopped), or fetch "
            f"{self.url} by hand to {by_hand}"
        )

    def forget(self) -> None:
        """Begin anew."""
        self.path.write_bytes(b"")
        self.tag.unlink(missing_ok=True)


class _Cut(Exception):
    """The connection ended early, or never began."""


def fetch(
    name: str,
    url: str,
    folder: Path,
    progress: DownloadProgress,
    tries: int = TRIES,
    pause: float = PAUSE,
) -> Fetched:
    """Fetch `url` into a folder.

    WeightsError when it can't be had, with what came kept for the next time.
    """
    part = _Part(name, url, folder / f"{name}.part", folder / f"{name}.part.tag")
    try:
        with part.path.open("ab") as content:
            _alone(part, content)
            md5 = _persist(part, content, progress, tries, pause)
    except OSError as error:
        raise WeightsError(f"cannot write {part.path}: {error.strerror}") from None
    finally:
        if part.path.is_file() and not part.path.stat().st_size:
            part.path.unlink()
    part.tag.unlink(missing_ok=True)
    return Fetched(part.path, md5)


def _alone(part: _Part, content: IO[bytes]) -> None:
    """Refuse to write what another process writes."""
    if not try_lock(content):
        raise part.error("another process is fetching it")


def _persist(
    part: _Part, content: IO[bytes], progress: DownloadProgress, tries: int, pause: float
) -> str | None:
    """Ask until all is there; only tries that bring nothing count."""
    failed, most = 0, content.tell()
    while True:
        try:
            return _go_on(part, content, progress)
        except _Cut as cut:
            failed = 0 if content.tell() > most else failed + 1
            most = max(most, content.tell())
            if failed >= tries:
                raise part.error(cut) from None
            time.sleep(pause * 2 ** max(0, failed - 1))


def _go_on(part: _Part, content: IO[bytes], progress: DownloadProgress) -> str | None:
    """Take what is missing and return the MD5 that the server tells; _Cut when not all came."""
    had = content.seek(0, os.SEEK_END)
    with _opened(part, had) as reply:
        had, total = _begin(part, content, reply, had)
        if total is not None:
            _check_space(part, total - had)
        while block := _block(reply):
            content.write(block)
            had += len(block)
            progress(had, total)
        content.flush()
    if total is not None and had != total:
        raise _Cut(f"the connection ended after {had:,} of {total:,} bytes")
    if not had:
        raise _Cut("the server sent nothing")
    return _md5(reply)


def _md5(reply: HTTPResponse) -> str | None:
    """The MD5 of the whole as the server tells it; Azure's stores do, where one was uploaded."""
    whole = reply.headers.get("Content-MD5") if reply.status == 200 else None
    encoded = reply.headers.get("x-ms-blob-content-md5") or whole
    try:
        return base64.b64decode(encoded, validate=True).hex() if encoded else None
    except ValueError:
        return None


def _block(reply: HTTPResponse) -> bytes:
    try:
        return bytes(reply.read(BLOCK))
    except (OSError, http.client.HTTPException) as error:
        raise _Cut(f"the connection ended: {error or type(error).__name__}") from None


def _opened(part: _Part, had: int) -> HTTPResponse:
    """Ask for all from byte `had` on, if that is still of the same version."""
    request = urllib.request.Request(part.url, headers={"Accept-Encoding": "identity"})
    if had and part.tag.is_file():
        request.add_header("Range", f"bytes={had}-")
        request.add_header("If-Range", part.tag.read_text(encoding="utf-8"))
    try:
        reply: HTTPResponse = urllib.request.urlopen(request, timeout=PATIENCE)
        return reply
    except urllib.error.HTTPError as error:
        if error.code == 416:
            part.forget()
            raise _Cut(f"there is nothing after {had:,} bytes, though more was promised") from None
        if error.code == 429 or error.code >= 500:
            raise _Cut(f"the server answers {error.code} {error.reason}") from None
        raise part.error(f"the server answers {error.code} {error.reason}") from None
    except (OSError, http.client.HTTPException) as error:
        why = getattr(error, "reason", error)
        if isinstance(why, socket.gaierror):
            raise part.error(f"no network, or no such host ({why.strerror})") from None
        raise _Cut(f"no answer ({why})") from None


def _begin(
    part: _Part, content: IO[bytes], reply: HTTPResponse, had: int
) -> tuple[int, int | None]:
    """Prepare for what a reply brings; return how many bytes are there, and of how many."""
    if reply.headers.get_content_type() == "text/html":
        raise part.error("the server sent a page, no file")
    length = reply.headers.get("Content-Length")
    rest = int(length) if length and length.isdigit() else None
    if reply.status == 206:
        return had, _total(part, reply, had, rest)
    content.truncate(0)
    content.seek(0)
    tag = reply.headers.get("ETag") or reply.headers.get("Last-Modified")
    if tag and not tag.startswith("W/") and reply.headers.get("Accept-Ranges") != "none":
        part.tag.write_text(tag, encoding="utf-8")
    return 0, rest


def _total(part: _Part, reply: HTTPResponse, had: int, rest: int | None) -> int | None:
    """The size of the whole, of which a part was sent; WeightsError when that is another part."""
    span = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", reply.headers.get("Content-Range", ""))
    if span is None or int(span[1]) != had:
        part.forget()
        raise part.error("the server sent another part than was asked for")
    if span[3] == "*":
        return None if rest is None else had + rest
    return int(span[3])


def _check_space(part: _Part, missing: int) -> None:
    free = shutil.disk_usage(part.path.parent).free
    if missing > free:
        raise part.error(f"it needs {missing:,} bytes more, and {free:,} are free on the disk")
