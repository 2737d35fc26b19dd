import shutil
import socket
import subprocess
import time
import zipfile

import pytest

from deckard.doctor import minecraft

JAVAS = {
    'openjdk version "1.8.0_392"': (True, "Java 8"),
    'java version "8"': (True, "Java 8"),
    'openjdk version "11.0.21" 2023-10-17': (False, "is Java 11; the mod runs on 8 alone"),
    'openjdk version "17.0.15" 2025-04-15': (False, "is Java 17; the mod runs on 8 alone"),
    "Error: could not find libjava.so": (False, "tells no version: Error: could not find"),
}


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A PATH that is one folder, empty but for what a test puts there."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(name, text="exit 0"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        program.chmod(0o755)

    return put


def test_a_path_without_java_is_told(path):
    found = minecraft.check_java()
    assert (found.good, found.message) == (False, "no java on PATH")
    assert "JDK 8" in found.cure


@pytest.mark.parametrize("said", JAVAS)
def test_java_8_is_told_from_any_other(path, said):
    path("java", f"echo '{said}' >&2")
    found = minecraft.check_java()
    good, words = JAVAS[said]
    assert found.good is good
    assert words in found.message


def test_a_java_that_hangs_is_given_up(path, monkeypatch):
    path("java", "/bin/sleep 60")
    monkeypatch.setattr(minecraft, "answer", lambda command: _answer(command, 0.3))
    with pytest.raises(TimeoutError):
        minecraft.check_java()


def _answer(command, patience, answer=minecraft.answer):
    return answer(command, patience)


def test_a_screen_is_needed(path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("MINEDOJO_HEADLESS", raising=False)
    assert minecraft.check_display().message == "DISPLAY is not set"
    monkeypatch.setenv("MINEDOJO_HEADLESS", "1")
    assert (
        minecraft.check_display().message
        == "MINEDOJO_HEADLESS=1, but xvfb-run, Xvfb, xauth not on PATH"
    )
    for name in ("xvfb-run", "Xvfb", "xauth"):
        path(name)
    assert minecraft.check_display().good


@pytest.mark.parametrize("name", [":4711", ":x", "localhost:4711.0", "nonsense"])
def test_a_display_without_a_server_is_told(monkeypatch, name):
    monkeypatch.delenv("MINEDOJO_HEADLESS", raising=False)
    monkeypatch.setenv("DISPLAY", name)
    found = minecraft.check_display()
    assert (found.good, found.message) == (False, f"no X server answers at DISPLAY={name}")


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb (apt-get install xvfb)")
def test_a_display_with_a_server_is_fine(monkeypatch, tmp_path):
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "64x64x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        monkeypatch.delenv("MINEDOJO_HEADLESS", raising=False)
        monkeypatch.setenv("DISPLAY", f":{server.stdout.readline().decode().strip()}.0")
        assert minecraft.check_display().good
    finally:
        server.terminate()
        server.communicate()


def test_an_absent_minedojo_has_no_jar(monkeypatch):
    monkeypatch.setattr("sys.path", [])
    assert "not installed" in minecraft.check_jar().message


def test_the_jar_is_looked_for_where_the_launcher_does(tmp_path, monkeypatch):
    malmo = tmp_path / "minedojo" / minecraft.MALMO
    (malmo / minecraft.JAR).parent.mkdir(parents=True)
    (tmp_path / "minedojo" / "__init__.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    monkeypatch.delitem(__import__("sys").modules, "minedojo", raising=False)
    assert "was not built" in minecraft.check_jar().message
    (malmo / minecraft.JAR).write_bytes(b"PK half of it")
    assert "is damaged" in minecraft.check_jar().message
    _zip(malmo / minecraft.JAR, "Main-Class: Other")
    assert "is not the fat jar" in minecraft.check_jar().message
    _zip(malmo / minecraft.JAR, "Main-Class: com.microsoft.Malmo.Launcher.GradleStart")
    assert "is missing: the jar takes Minecraft from it" in minecraft.check_jar().message
    (malmo / minecraft.ASSETS).mkdir(parents=True)
    assert minecraft.check_jar().good
    monkeypatch.setattr("sys.path", [])
    assert minecraft.check_jar(str(malmo)).good


def _zip(path, manifest):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", f"Manifest-Version: 1.0\r\n{manifest}\r\n")


def test_a_port_that_is_taken_is_passed_over(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(minecraft, "FIRST_PORT", port)
        monkeypatch.setattr(minecraft, "PORTS", 1)
        assert minecraft.check_free_port().message == f"none from {port} to {port}"
        monkeypatch.setattr(minecraft, "PORTS", 100)
        assert minecraft.check_free_port().good


def test_a_dead_port_is_told_at_once_and_a_live_one_is_fine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert minecraft.check_port(port).good
    began = time.monotonic()
    found = minecraft.check_port(port)
    assert time.monotonic() - began < 1
    assert (found.good, found.message) == (False, "Connection refused")
    assert f"launchClient.sh -port {port}" in found.cure


def test_with_ports_nothing_of_launching_is_asked():
    assert [check.what for check in minecraft.minecraft_checks([1, 2])] == [
        "Minecraft on port 1",
        "Minecraft on port 2",
    ]
    assert minecraft.minecraft_checks([1])[0].run().good is False
