"""A server on the loopback interface that behaves as one behaviour says, and then well."""

import gzip
import json
import re
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import responses as REASONS
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.llms.behaviours import Behaviour, Reply
from tests.llms.server import running

MODEL = "tiny-1"
FIELDS = {
    "item": "stick",
    "method": "craft",
    "ingredients": [{"item": "planks", "quantity": 2}],
    "station": None,
    "tool": None,
    "yield": 4,
    "source": None,
}
ANSWER = json.dumps(FIELDS)
"""The usable answer that every behaviour has or precedes."""
PART = {"type": "output_text", "text": "$answer"}
GOOD = Reply(
    chat={"message": {"content": "$answer"}},
    claude={"content": [{"type": "text", "text": "$answer"}]},
    response={"output": [{"type": "message", "content": [PART]}]},
)
"""A good reply, whatever the protocol."""
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
TOKENS = {"input_tokens": 11, "output_tokens": 7, "total_tokens": 18}
BOUND = re.compile(r'"max_(?:completion_|output_)?tokens": ?(\d+)')
"""The bound on the answer in a request."""
PIECES, PAUSE = 4, 0.12
"""Pieces of a slow body, and seconds between them."""
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: closing a connection resets it."""


def filled(value: Any, answer: str, bound: int) -> Any:
    """Return a body with the usable answer for `$answer`, and the tokens allowed for `$bound`."""
    match value:
        case "$bound":
            return bound
        case str():
            return value.replace("$answer", answer)
        case list():
            return [filled(one, answer, bound) for one in value]
        case dict():
            return {name: filled(one, answer, bound) for name, one in value.items()}
    return value


def body_of(reply: Reply, api: str, answer: str, bound: int) -> bytes:
    """Return what a reply sends as its body, uncompressed."""
    body = reply.body
    if api == "anthropic" and reply.claude is not None:
        body = _message(reply.claude)
    elif api == "responses" and reply.response is not None:
        body = _response(reply.response)
    elif api == "chat" and reply.chat is not None:
        body = _completion(reply.chat)
    body = filled(body, answer, bound)
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    return (b"\xef\xbb\xbf" if reply.how == "bom" else b"") + text.encode()


def _completion(chat: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", **chat.get("message", {})}
    choice = {"index": 0, "message": message, "finish_reason": "stop", **chat.get("choice", {})}
    head = {"id": "1", "object": "chat.completion", "created": 0, "model": MODEL}
    return {**head, "choices": [choice], "usage": USAGE, **chat.get("top", {})}


def _message(fields: dict[str, Any]) -> dict[str, Any]:
    head = {"id": "1", "type": "message", "role": "assistant", "model": MODEL}
    return {**head, "stop_reason": "end_turn", "usage": TOKENS, **fields}


def _response(fields: dict[str, Any]) -> dict[str, Any]:
    head = {"id": "1", "object": "response", "model": MODEL, "status": "completed", "error": None}
    return {**head, "usage": TOKENS, **fields}


class StandIn(ThreadingHTTPServer):
    """Behaves as it is told for some requests, and well for all others; keeps every request.

    A request is kept as its headers and its body.

    Args:
        behaviour: What it does wrong.
        times: Requests that meet the behaviour; None for all.
        spared: Requests before them that are answered well.
        answers: The answer for each item; without them, `ANSWER`.
    """

    daemon_threads = True
    request_queue_size = 32

    def __init__(
        self,
        behaviour: Behaviour,
        times: int | None,
        spared: int = 0,
        answers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.server_bind()
        self.behaviour, self.left, self.spared, self.answers = behaviour, times, spared, answers
        self.requests: list[str] = []
        self.closing, self.lock = threading.Event(), threading.Lock()

    def open(self) -> None:
        """Listen, unless the server refuses connections: then it does so when it recovers."""
        if self.behaviour.reply.how != "refused":
            self.server_activate()

    def recover(self) -> None:
        """Behave well from now on."""
        self.left = 0
        self.server_activate()

    def body_for(self, request: str) -> tuple[Reply, bytes]:
        """Return the reply to a request, and its body."""
        reply, api = self._reply_to(request), self.behaviour.api
        answer = ANSWER if self.answers is None else self.answers[asked_item(request)]
        bound = BOUND.search(request)
        return reply, body_of(reply, api, answer, int(bound[1]) if bound else 0)

    def _reply_to(self, request: str) -> Reply:
        with self.lock:
            self.requests.append(request)
            wanted = self.behaviour.while_sent
            is_spared = self.left == 0 or self.spared > 0
            self.spared = max(0, self.spared - 1)
            if is_spared or (wanted is not None and f'"{wanted}"' not in request):
                return GOOD
            self.left = None if self.left is None else self.left - 1
            return self.behaviour.reply


def asked_item(request: str) -> str:
    """Return the item that a question is about: the last word of its first line."""
    body = json.loads(request.rsplit("\n", 1)[-1])
    question = body["messages"][-1]["content"] if "messages" in body else body["input"]
    text: str = question if isinstance(question, str) else question[-1]["content"]
    return text.split("\n")[0].split()[-1]


class Handler(BaseHTTPRequestHandler):
    """Sends one reply a connection."""

    server: StandIn

    def do_POST(self) -> None:
        """Answer a question."""
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self._send(*self.server.body_for(f"\n{self.headers}\n{body}"))

    def do_GET(self) -> None:
        """Answer who followed a redirect: nobody should."""
        self._send(*self.server.body_for("\nGET"))

    do_CONNECT = do_GET

    def _send(self, reply: Reply, body: bytes) -> None:
        self.close_connection = True
        if reply.how == "hang":
            self.server.closing.wait(10)
        elif reply.how == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self.connection.close()
        elif reply.how != "closed":
            self._write(reply, body)

    def _write(self, reply: Reply, body: bytes) -> None:
        if reply.how == "gzip":
            body = gzip.compress(body)
        head, framed = self._head(reply, body), body
        if reply.how == "chunked":
            framed = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        if reply.how == "half":
            framed = body[: len(body) // 2]
        self.wfile.write(head)
        size = -(-len(framed) // PIECES) if reply.how == "slow" else len(framed) or 1
        for start in range(0, len(framed), size):
            self.wfile.write(framed[start : start + size])
            self.wfile.flush()
            if reply.how == "slow":
                self.server.closing.wait(PAUSE)

    def _head(self, reply: Reply, body: bytes) -> bytes:
        version = "1.0" if reply.how == "http10" else "1.1"
        headers = {"content-type": "application/json", "connection": "close"}
        if reply.how == "chunked":
            headers["transfer-encoding"] = "chunked"
        elif reply.how != "http10":
            headers["content-length"] = str(len(body))
        if reply.how == "gzip":
            headers["content-encoding"] = "gzip"
        port = str(self.server.server_port)
        sent = {name: text.replace("$port", port) for name, text in reply.headers.items()}
        lines = [f"HTTP/{version} {reply.status} {REASONS.get(reply.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in (headers | sent).items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def handle(self) -> None:
        """Forgive whoever asked and has gone."""
        with suppress(OSError):
            super().handle()

    def log_message(self, *args: object) -> None:
        """Print nothing."""


@contextmanager
def serving(server: StandIn) -> Iterator[StandIn]:
    """Serve."""
    server.open()
    with running(server):
        yield server


def closed_port() -> int:
    """Return a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
