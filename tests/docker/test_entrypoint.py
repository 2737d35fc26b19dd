"""The entrypoint of the images, run by sh for real."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "docker" / "entrypoint.sh"
LEFT = ("tmpab12cd34", "minecraft.a1B2c3", "xvfb-run.a1B2c3", "display.a1B2c3")
KEPT = ("runs", "tmp", "minecraft.log", "kernels")


@pytest.fixture
def place(tmp_path):
    """A container's folders: bin with a deckard that tells its words, and tmp."""
    for name in ("bin", "tmp", "kernels/deckard"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "kernels" / "deckard" / "one.nbc").write_bytes(b"code")
    _program(tmp_path / "bin" / "deckard", 'echo "deckard: $*"; echo "cache: $NUMBA_CACHE_DIR"')
    return tmp_path


def _program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def environment(place, **more):
    return {
        "PATH": f"{place}/bin:/usr/bin:/bin",
        "TMPDIR": f"{place}/tmp",
        "DECKARD_KERNELS": f"{place}/kernels",
        "MINEDOJO_HEADLESS": "1",
    } | more


def enter(place, *words, **more):
    return subprocess.run(
        ["sh", str(SCRIPT), *words],
        env=environment(place, **more),
        capture_output=True,
        text=True,
        timeout=60,
        cwd=place,
    )


def test_words_go_to_deckard_as_they_are(place):
    done = enter(place, "run", "-s", "target=a b")
    assert done.stdout.startswith("deckard: run -s target=a b\n")
    assert (done.returncode, done.stderr) == (0, "")


def test_any_other_program_is_run_after_two_dashes(place):
    done = enter(place, "--", "sh", "-c", "echo other; exit 7")
    assert (done.stdout, done.returncode) == ("other\n", 7)


def test_it_becomes_the_command_so_that_signals_reach_that(place):
    running = subprocess.Popen(
        ["sh", str(SCRIPT), "--", "sleep", "60"], env=environment(place), cwd=place
    )
    deadline = time.monotonic() + 10
    name = Path(f"/proc/{running.pid}/comm")
    while name.read_text(encoding="ascii") != "sleep\n" and time.monotonic() < deadline:
        time.sleep(0.01)
    running.terminate()
    assert running.wait(timeout=10) == -signal.SIGTERM


def test_kernels_of_the_image_are_copied_to_where_they_can_be_written(place):
    done = enter(place, "run")
    assert f"cache: {place}/tmp/kernels" in done.stdout
    assert (place / "tmp" / "kernels" / "deckard" / "one.nbc").read_bytes() == b"code"
    assert enter(place, "run").returncode == 0


def test_a_cache_of_the_users_own_is_left_alone(place):
    assert "cache: /mine" in enter(place, "run", NUMBA_CACHE_DIR="/mine").stdout
    assert list((place / "tmp").iterdir()) == []


def test_it_goes_on_where_nothing_can_be_written(place):
    done = enter(place, "run", TMPDIR="/proc")
    assert done.returncode == 0
    assert done.stdout.startswith("deckard: run\n")


def test_what_a_killed_container_left_is_removed(place):
    for name in (*LEFT, *KEPT):
        (place / "tmp" / name).mkdir()
    assert enter(place, "run", DECKARD_CONTAINER="1").returncode == 0
    assert sorted(path.name for path in (place / "tmp").iterdir()) == sorted(KEPT)


def test_outside_of_a_container_nothing_is_removed(place):
    for name in LEFT:
        (place / "tmp" / name).mkdir()
    assert enter(place, "run").returncode == 0
    assert set(LEFT) <= {path.name for path in (place / "tmp").iterdir()}


@pytest.mark.parametrize("words", [[], ["9123"]])
def test_minecraft_is_launched_in_a_copy_on_the_port_that_is_named(place, words):
    minecraft = place / "malmo" / "Minecraft"
    minecraft.mkdir(parents=True)
    _program(minecraft / "launchClient.sh", 'echo "$PWD: $*"; touch here')
    done = enter(place, "minecraft", *words, MALMO_HOME=str(place / "malmo"))
    folder, _, told = done.stdout.strip().partition(": ")
    assert folder.startswith(f"{place}/tmp/minecraft.")
    assert told == f"-port {(words or ['9000'])[0]} -env -runDir {folder}/run"
    assert not (minecraft / "here").exists()


def test_an_image_without_minecraft_says_so(place):
    done = enter(place, "minecraft", MALMO_HOME=str(place / "none"))
    assert done.returncode == 1
    assert done.stderr.startswith("entrypoint: no Minecraft in ")


def _has_screen():
    return all(shutil.which(name) for name in ("Xvfb", "setpriv"))


@pytest.mark.skipif(not _has_screen(), reason="needs Xvfb and setpriv (apt-get install xvfb)")
def test_a_screen_is_there_as_long_as_the_command(place):
    look = 'echo "$DISPLAY"; pgrep -P $$ -x Xvfb'
    done = enter(place, "--", "sh", "-c", look, MINEDOJO_HEADLESS="0")
    display, pid = done.stdout.split()
    assert display.startswith(":")
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/exe").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}/exe").exists()
    assert [path.name for path in (place / "tmp").iterdir()] == ["kernels"]


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv")
def test_a_screen_that_does_not_start_is_told(place):
    _program(place / "bin" / "Xvfb", "echo no such extension; exit 1")
    done = enter(place, "run", MINEDOJO_HEADLESS="0")
    assert done.returncode == 1
    assert done.stderr == "entrypoint: Xvfb did not start: no such extension\n"


def test_a_display_that_is_given_is_used(place):
    _program(place / "bin" / "Xvfb", "echo started >&2")
    done = enter(place, "--", "sh", "-c", "echo $DISPLAY", MINEDOJO_HEADLESS="0", DISPLAY=":7")
    assert (done.stdout, done.stderr) == (":7\n", "")


def test_it_is_plain_sh():
    shell = shutil.which("dash") or "sh"
    subprocess.run([shell, "-n", str(SCRIPT)], check=True)
    assert os.access(SCRIPT, os.X_OK)
