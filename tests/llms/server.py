"""A chat server on the loopback interface that answers by a script."""

import json
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Cut:
    """A body of which half arrives before the connection is lost."""

    text: str


@dataclass(frozen=True)
class Slow:
    """A body that arrives in pieces, so many seconds apart."""

    text: str
    pause: float
    pieces: int = 5


def refusing(name, then, words="Unsupported parameter: '{}' is not supported with this model."):
    """Return a reply that refuses whatever names a parameter, and answers anything else."""

    def reply(body):
        if name in json.dumps(body):
            return 400, {"error": {"message": words.format(name), "param": name}}
        return then(body) if callable(then) else then

    return reply


def chat(text, model="tiny-1", finish="stop"):
    """Return the body of a good reply."""
    message = {"role": "assistant", "content": text}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    }


def message(text, model="tiny-1", stop="end_turn"):
    """Return the body of a good reply in Anthropic's protocol."""
    return {
        "id": "1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": text}],
        "stop_reason": stop,
        "usage": {"input_tokens": 11, "output_tokens": 7},
    }


def response(text, model="tiny-1", before=(), parts=()):
    """Return the body of a good reply in OpenAI's Responses API."""
    parts = [*parts, *([] if text is None else [{"type": "output_text", "text": text}])]
    message = {"type": "message", "role": "assistant", "status": "completed", "content": parts}
    return {
        "id": "resp_1",
        "object": "response",
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "model": model,
        "output": [*before, *([message] if parts else [])],
        "usage": {
            "input_tokens": 11,
            "output_tokens": 7,
            "output_tokens_details": {"reasoning_tokens": 3},
            "total_tokens": 18,
        },
    }


class Server(ThreadingHTTPServer):
    """Gives the replies of a script in turn, the last one for ever; keeps what it was asked.

    A reply is (status, body) or (status, body, headers), or what makes one from the question; a
    body may be text, Cut or Slow, and is sent as JSON else. The status None stands for no reply.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *script):
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = list(script)
        self.asked = []
        self.closing, self.lock = threading.Event(), threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self):
        length = int(self.headers["content-length"])
        body = json.loads(self.rfile.read(length))
        with self.server.lock:
            self.server.asked.append((self.path, self.headers, body))
            script = self.server.script
            said = script.pop(0) if len(script) > 1 else script[0]
        status, reply, *rest = said(body) if callable(said) else said
        if status is None:
            self.server.closing.wait(10)
            return
        text = getattr(reply, "text", reply)
        data = (text if isinstance(text, str) else json.dumps(text)).encode()
        self.send_response(status)
        headers = {"content-type": "application/json", "content-length": str(len(data))}
        for name, value in (headers | dict(*rest)).items():
            self.send_header(name, value)
        self.end_headers()
        self._write(reply, data)

    def _write(self, reply, data):
        if isinstance(reply, Cut):
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
        elif isinstance(reply, Slow):
            size = -(-len(data) // reply.pieces)
            for start in range(0, len(data), size):
                self.wfile.write(data[start : start + size])
                self.wfile.flush()
                time.sleep(reply.pause)
        else:
            self.wfile.write(data)

    def handle(self):
        try:
            super().handle()
        except OSError:
            """Whoever asked has gone."""

    def log_message(self, *args):
        pass


def serving(*script):
    return running(Server(*script))


@contextmanager
def running(server):
    """Serve by a thread as long as the block runs."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def by_item(answers, model="tiny-1"):
    """Return a reply that answers the item that is asked for last, each with its own tokens."""

    def reply(body):
        item = body["messages"][-1]["content"].split("\n")[0].split()[-1]
        said = chat(answers[item], model)
        said["usage"] = {"prompt_tokens": 100 + len(item), "completion_tokens": len(answers[item])}
        return 200, said

    return reply


def late(seconds, then):
    """Return a reply that takes its time."""

    def reply(body):
        time.sleep(seconds)
        return then(body)

    return reply


@contextmanager
def speaking(say, reads=True):
    """Serve whatever `say` does with a connection of which the question was read; yield the URL."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    thread = threading.Thread(target=_listen, args=(listening, say, reads), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    finally:
        listening.close()


def _listen(listening, say, reads):
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=_speak, args=(connection, say, reads), daemon=True).start()


def _speak(connection, say, reads):
    with connection, suppress(OSError):
        if reads:
            connection.recv(1_000_000)
        say(connection)
