"""`deckard malmo-serve`, as a process."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deckard.cli.app import app
from deckard.worlds import malmo
from tests.worlds.malmo.client import Client

ROOT = Path(malmo.__file__).parents[3]


@contextmanager
def running(*words):
    """Yield a server's process and its port."""
    command = [sys.executable, "-m", "deckard", "malmo-serve", "--size", "16", *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        started = process.stdout.readline()
        assert started.startswith("***** Start MalmoEnvServer on port ")
        assert process.stdout.readline() == "CLIENT enter state: DORMANT\n"
        yield process, int(started.split()[-1])
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_it_takes_the_launchers_arguments_says_the_two_lines_and_ends_when_told_to(tmp_path):
    faults = tmp_path / "faults.yaml"
    faults.write_text("- {do: drop, on: step, tick: 2}\n", encoding="utf-8")
    launch = ["-port", "0", "-env", "-runDir", "/nowhere/run", "-seed", "7", "-replaceable"]
    with running(*launch, "--faults", str(faults)) as (process, port):
        with Client(port) as client:
            client.begin()
            client.step("forward 1")
            with pytest.raises(EOFError):
                client.step()
        with Client(port) as client:
            assert client.number("<Exit>NOW</Exit>") == 1
        assert process.wait(10) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--size", "17"], "a world's size is one of 16, 32, 64, 128"),
        (["--faults", "nowhere.yaml"], "cannot read the faults of nowhere.yaml"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_line(words, said):
    result = CliRunner().invoke(app, ["malmo-serve", "--port", "0", *words])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"deckard: {said}") and result.stderr.count("\n") == 1
