"""A file server on loopback for tests of downloads, with the usual faults of file servers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class FileServer(ThreadingHTTPServer):
    """Serves the same content under every path."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = content
        self.tag = '"one"'
        self.cuts: list[int] = []
        """After how many bytes each of the next replies ends."""
        self.statuses: list[int] = []
        """What each of the next requests is refused with."""
        self.length: int | None = None
        """The size that is claimed."""
        self.ranges = True
        self.shift = 0
        """By how many bytes a part is another one than asked for."""
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[str | None, str | None]] = []
        """Range and If-Range of every request."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that leave: some tests are of them."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/weights"


class Handler(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        shelf = self.server
        asked, only_if = self.headers.get("Range"), self.headers.get("If-Range")
        shelf.asked.append((asked, only_if))
        if shelf.statuses:
            return self.send_error(shelf.statuses.pop(0))
        begin = int(re.findall(r"\d+", asked)[0]) if asked and shelf.ranges else 0
        if only_if not in (None, shelf.tag):
            begin = 0
        if begin >= len(shelf.content):
            return self.send_error(416)
        self._send(begin + (shelf.shift if begin else 0))

    def _send(self, begin: int) -> None:
        shelf = self.server
        size = len(shelf.content) if shelf.length is None else shelf.length
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{size - 1}/{size}")
        self.send_header("Content-Length", str(size - begin))
        self.send_header("ETag", shelf.tag)
        for name, value in shelf.headers.items():
            self.send_header(name, value)
        self.end_headers()
        end = begin + shelf.cuts.pop(0) if shelf.cuts else None
        self.wfile.write(shelf.content[begin:end])

    def log_message(self, *words: object) -> None:
        pass


@contextmanager
def serving(content: bytes) -> Iterator[FileServer]:
    """Serve until the block ends."""
    shelf = FileServer(content)
    Thread(target=shelf.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield shelf
    finally:
        shelf.shutdown()
        shelf.server_close()
