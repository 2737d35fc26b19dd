"""llama.cpp's server as the command starts and ends it, with a tiny model of random weights."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.util import find_spec

import pytest

from deckard.errors import ConfigError, LLMError
from deckard.llms.local.server import ServerOptions, check_address, ended, read_template, serving
from tests.llms import tiny

pytestmark = pytest.mark.skipif(
    not (find_spec("xllamacpp") and find_spec("gguf")), reason="needs the extra llamacpp"
)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("tiny") / "tiny.gguf"
    tiny.make(path)
    return path


def is_gone(url):
    """Whether no server of the model is there any more; something else may have its port by now."""
    try:
        with urllib.request.urlopen(f"{url}/models", timeout=2) as reply:
            return "tiny" not in reply.read().decode()
    except (OSError, http.client.HTTPException):
        return True


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_the_command_serves_until_it_is_stopped(model, sent, code):
    command = [sys.executable, "-m", "deckard", "llm", "serve", str(model), "--port", "0"]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # What a script starts in the background ignores Ctrl-C, and so would the server.
    heeding = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}
    with subprocess.Popen([*command, "--threads", "1"], text=True, **streams, **heeding) as process:
        serves, use = process.stdout.readline(), process.stdout.readline()
        url = serves.split(" at ")[1].split(";")[0]
        assert f"deckard run -s llm.name=llamacpp -s llm.model=tiny -s llm.base_url={url}" in use
        with urllib.request.urlopen(f"{url}/models", timeout=10) as reply:
            assert json.load(reply)["data"][0]["id"] == "tiny"
        process.send_signal(sent)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (code, "")
    assert is_gone(url)


def test_the_server_ends_with_the_process_that_started_it(model):
    code = (
        "import os, sys; from pathlib import Path\n"
        "from deckard.llms.local.server import ServerOptions, serving\n"
        "with serving(Path(sys.argv[1]), ServerOptions(port=0, threads=1)) as server:\n"
        "    print(server.url, flush=True); os._exit(9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(model)], stdout=subprocess.PIPE, text=True, check=False
    )
    url, end = done.stdout.strip(), time.monotonic() + 20
    while not is_gone(url):
        assert time.monotonic() < end


def test_a_server_that_dies_is_said_to_have_died(model):
    with serving(model, ServerOptions(port=0, threads=1)) as server:
        os.kill(server.process.pid, signal.SIGKILL)
        with pytest.raises(LLMError, match="was killed: probably memory ran out"):
            server.wait()


def test_the_reason_of_llama_cpp_is_told(tmp_path):
    path, logged = tmp_path / "odd.gguf", []
    tiny.make(path, architecture="neverheard")
    with (
        pytest.raises(LLMError, match="unknown model architecture: 'neverheard'") as caught,
        serving(path, ServerOptions(port=0), logged.append),
    ):
        pass
    assert "\n" not in str(caught.value)
    assert logged


def test_a_port_in_use_and_a_host_of_others_are_named(model):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(ConfigError, match=f"{port} .*in use.*--port 0"),
            serving(model, ServerOptions(port=port)),
        ):
            pass
    with pytest.raises(ConfigError, match=r"cannot listen on 192\.0\.2\.1:0"):
        check_address("192.0.2.1", 0)


def test_a_context_is_not_longer_than_the_model_was_trained_for(tmp_path):
    path = tmp_path / "short.gguf"
    tiny.make(path, context=512)
    with serving(path, ServerOptions(port=0, context=10**6, threads=1)) as server:
        assert server.context == 512


def test_a_template_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        read_template(tmp_path / "none.jinja")
    (tmp_path / "bad.jinja").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="UTF-8"):
        read_template(tmp_path / "bad.jinja")


def test_a_broken_template_is_told(model):
    with (
        pytest.raises(LLMError, match="cannot serve"),
        serving(model, ServerOptions(port=0, threads=1, template="{% for %}")),
    ):
        pass


@pytest.mark.parametrize(
    ("code", "message"), [(-9, "memory"), (-6, "crashed (SIGABRT)"), (1, "exit code 1")]
)
def test_an_end_of_native_code_is_explained(code, message):
    assert message in ended(code)


@pytest.mark.parametrize("name", ["context", "parallel", "threads"])
def test_numbers_that_cannot_be_are_refused(name):
    with pytest.raises(ConfigError, match=f"--{name} is at least 1"):
        ServerOptions(**{name: 0})
