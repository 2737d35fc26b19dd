"""llama.cpp's server in a process of its own, with a GGUF file of the user's."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

from deckard.errors import ConfigError, LLMError, MissingExtra
from deckard.llms.local.gguf_file import EXTRA, ModelFile, read_model_file

GRACE = 5.0
"""Seconds in which the server may end by itself."""
KEPT = 50
"""Lines of llama.cpp's errors that are kept."""
ERROR = re.compile(r"^\S+ E \S+\s*:?\s*(.*)")
"""A line of llama.cpp's log that tells an error: time, level, where, what."""
REASON = re.compile(r"error loading model: (.*)|(failed to (?:allocate|create).*)|(.*template.*)")
"""What says more than that the model was not loaded."""


@dataclass(frozen=True)
class ServerOptions:
    """How to serve a model."""

    host: str = "127.0.0.1"
    port: int = 8080
    """0 takes a free one."""
    context: int = 8192
    """Tokens of one question with its answer at most."""
    parallel: int = 1
    """Questions answered at once; each takes memory for a context of its own."""
    threads: int | None = None
    """Threads that compute; None leaves it to llama.cpp."""
    gpu_layers: int | None = None
    """Layers on the GPU; None leaves it to llama.cpp."""
    template: str | None = None
    """A chat template in place of the model's own."""
    thinking: int | None = None
    """Tokens of thoughts before an answer at most; None leaves it to the model."""

    def __post_init__(self) -> None:
        least = {"context": self.context, "parallel": self.parallel, "threads": self.threads}
        for name, value in least.items():
            if value is not None and value < 1:
                raise ConfigError(f"--{name} is at least 1; got {value}")


@dataclass(frozen=True)
class LocalServer:
    """A server that answers."""

    model: ModelFile
    url: str
    """The address, as `llm.base_url` takes it."""
    context: int
    process: subprocess.Popen[str]

    def wait(self) -> None:
        """Return never; LLMError once the process has ended."""
        code = self.process.wait()
        raise LLMError(f"llama.cpp's server {ended(code)}")


@contextmanager
def serving(
    path: Path, options: ServerOptions, on_log: Callable[[str], None] | None = None
) -> Iterator[LocalServer]:
    """Serve a model as long as the block runs.

    Args:
        path: A GGUF file.
        options: How to serve it.
        on_log: Called with each line of llama.cpp's log.

    Raises:
        ConfigError: The file holds no language model, or the address cannot be listened on.
        LLMError: llama.cpp cannot load the model; the message has its reason.
        MissingExtra: llama.cpp is not installed.
    """
    if find_spec("xllamacpp") is None:
        raise MissingExtra(EXTRA)
    model = read_model_file(path)
    check_address(options.host, options.port)
    context = min(options.context, model.context or options.context)
    about = {"path": str(path.resolve()), "name": model.name, "size": model.size}
    arguments = json.dumps({**asdict(options), **about, "context": context})
    # A session of its own, so that Ctrl-C in a terminal reaches this process alone.
    process = subprocess.Popen(
        [sys.executable, "-m", "deckard.llms.local.native", arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        yield LocalServer(model, f"{_begun(process, path, on_log)}/v1", context, process)
    finally:
        _stop(process)


def read_template(path: Path) -> str:
    """Return the chat template in a file; ConfigError when there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise ConfigError(f"--template {path} cannot be read: {why}") from None


def check_address(host: str, port: int) -> None:
    """Raise a ConfigError where no server can listen: llama.cpp does not say why."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError, UnicodeError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise ConfigError(
            f"cannot listen on {host}:{port} ({why}): name another --host or --port; --port 0 "
            "takes a free one"
        ) from None


def _begun(process: subprocess.Popen[str], path: Path, on_log: Callable[[str], None] | None) -> str:
    """Wait until a server answers, and return its address."""
    errors = deque[str](maxlen=KEPT)
    reading = Thread(target=_read_log, args=(process, errors, on_log), daemon=True)
    reading.start()
    assert process.stdout is not None
    line = process.stdout.readline()
    reply = json.loads(line) if line else {}
    if "url" in reply:
        return str(reply["url"])
    reading.join(GRACE)
    code = process.wait()
    why = _reason(errors) or reply.get("error") or ended(code)
    raise LLMError(f"llama.cpp cannot serve {path}: {' '.join(str(why).split())}")


def _read_log(
    process: subprocess.Popen[str], errors: deque[str], on_log: Callable[[str], None] | None
) -> None:
    """Read all that llama.cpp logs: it would wait else."""
    assert process.stderr is not None
    for line in process.stderr:
        if match := ERROR.match(line):
            errors.append(match[1])
        if on_log is not None:
            on_log(line.rstrip())


def _reason(errors: deque[str]) -> str | None:
    """Return the error that says most, or the first one."""
    reasons = (match for error in errors if (match := REASON.search(error)))
    first = next(reasons, None)
    if first is not None:
        return next(group for group in first.groups() if group)
    return errors[0] if errors else None


def ended(code: int) -> str:
    """Say how a process of native code ended."""
    if code == -signal.SIGKILL:
        return "was killed: probably memory ran out; lower --context, or choose a smaller model"
    if code < 0:
        return f"crashed ({signal.Signals(-code).name}): look at its log with --verbose"
    return f"ended with exit code {code}: look at its log with --verbose"


def _stop(process: subprocess.Popen[str]) -> None:
    """End the process: by itself, or else by force."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
