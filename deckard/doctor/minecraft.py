"""Checks of what Minecraft needs under MineDojo: Java 8, a display, the built mod, a port."""

import os
import re
import shutil
import socket
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from deckard.doctor.check import Check, Diagnosis, answer

JAVA = 8
"""The version of Java that the mod and its launcher need, as Minecraft 1.11.2 with Forge."""
MALMO = Path("sim", "Malmo", "Minecraft")
"""The folder of launchClient.sh below the package minedojo."""
JAR = Path("build", "libs", "MalmoMod-0.37.0-fat.jar")
"""The built mod below that folder; launchClient.sh builds it at each start if it is missing."""
ASSETS = Path("run", "gradle", "caches", "minecraft", "assets")
MAIN = b"com.microsoft.Malmo.Launcher.GradleStart"
IMAGE = "use docker/minedojo.Dockerfile, which has it"
FIRST_PORT = 9000
"""The first port that MineDojo tries."""
PORTS = 1000
"""Ports that MineDojo tries."""
ANSWER_WITHIN = 2.0
"""Seconds that a port of this machine gets to answer; chosen."""


def minecraft_checks(ports: Sequence[int] = (), folder: str | None = None) -> list[Check]:
    """Return the checks of what Minecraft needs.

    Args:
        ports: Ports of running instances. Given some, only these are checked.
        folder: The folder of launchClient.sh; MineDojo's by default.
    """
    if ports:
        return [Check(f"Minecraft on port {p}", partial(check_port, p)) for p in ports]
    return [
        Check("Java", check_java),
        Check("display", check_display),
        Check("Malmo jar", lambda: check_jar(folder)),
        Check("free port", check_free_port),
    ]


def check_java() -> Diagnosis:
    """Check that the `java` on PATH, which launchClient.sh runs, is version 8."""
    cure = f"install a JDK {JAVA} and put its bin folder first on PATH, or {IMAGE}"
    path = shutil.which("java")
    if path is None:
        return Diagnosis(False, "no java on PATH", cure)
    output = answer([path, "-version"])
    version = re.search(r'version "(?:1\.)?(\d+)[^"]*"', output)
    if version is None:
        first = (output.strip().splitlines() or ["nothing"])[0]
        return Diagnosis(False, f"{path} tells no version: {first}", cure)
    if int(version[1]) != JAVA:
        return Diagnosis(False, f"{path} is Java {version[1]}; the mod runs on {JAVA} alone", cure)
    return Diagnosis(True, f"{path}, Java {version[1]}")


def check_display() -> Diagnosis:
    """Check that Minecraft has a display to draw on."""
    if os.environ.get("MINEDOJO_HEADLESS") == "1":
        return _headless()
    name = os.environ.get("DISPLAY", "")
    if not name:
        cure = "export MINEDOJO_HEADLESS=1 (needs xvfb-run), or set DISPLAY"
        return Diagnosis(False, "DISPLAY is not set", cure)
    if not _answers(name):
        cure = "start an X server there (Xvfb :99 &), or unset DISPLAY, export MINEDOJO_HEADLESS=1"
        return Diagnosis(False, f"no X server answers at DISPLAY={name}", cure)
    return Diagnosis(True, f"an X server answers at {name}")


def _headless() -> Diagnosis:
    missing = [name for name in ("xvfb-run", "Xvfb", "xauth") if shutil.which(name) is None]
    if missing:
        message = f"MINEDOJO_HEADLESS=1, but {', '.join(missing)} not on PATH"
        return Diagnosis(False, message, f"apt-get install xvfb xauth, or {IMAGE}")
    return Diagnosis(True, "MINEDOJO_HEADLESS=1: xvfb-run makes a screen for each instance")


def _answers(name: str) -> bool:
    """Return whether an X server listens at a display: `:1`, `:1.0` or `host:1`."""
    host, _, rest = name.rpartition(":")
    number = rest.split(".")[0]
    if not number.isdigit():
        return False
    if host in ("", "unix"):
        return _local_answers(f"/tmp/.X11-unix/X{number}")
    return _silence(host, 6000 + int(number)) is None


def _local_answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(ANSWER_WITHIN)
        # Servers listen at the path itself, or in Linux's abstract namespace.
        return caller.connect_ex(path) == 0 or caller.connect_ex(f"\0{path}") == 0


def _silence(host: str, port: int) -> str | None:
    """Return why a port does not answer, or None."""
    try:
        socket.create_connection((host, port), ANSWER_WITHIN).close()
    except OSError as error:
        return error.strerror or str(error)
    return None


def check_jar(folder: str | None = None) -> Diagnosis:
    """Check that the mod was built, so that Minecraft starts without Gradle and a network."""
    cure = IMAGE.replace("which has", "or do as it does to build")
    malmo = Path(folder) if folder else _shipped()
    if malmo is None:
        return Diagnosis(False, "minedojo, in which it lies, is not installed", cure)
    path = malmo / JAR
    if not path.is_file():
        return Diagnosis(False, f"{path} was not built: MineDojo's own build fails today", cure)
    if fault := jar_damage(path):
        return Diagnosis(False, f"{path} {fault}", cure)
    if not (malmo / ASSETS).is_dir():
        return Diagnosis(
            False, f"{malmo / ASSETS} is missing: the jar takes Minecraft from it", cure
        )
    return Diagnosis(True, str(path))


def _shipped() -> Path | None:
    """Return the folder of launchClient.sh in MineDojo, without importing it."""
    spec = find_spec("minedojo")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / MALMO


def jar_damage(path: Path) -> str | None:
    """Return what is wrong with a jar, or None."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = archive.read("META-INF/MANIFEST.MF").replace(b"\r\n ", b"")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        return f"is damaged ({error})"
    return None if MAIN in manifest else "is not the fat jar: it starts another class"


def check_free_port() -> Diagnosis:
    """Check that one of the ports that MineDojo tries is free."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("", port))
            return Diagnosis(True, f"{port} is the first free one from {FIRST_PORT} on")
    message = f"none from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}"
    return Diagnosis(False, message, "end what listens there, or attach: -s 'world.ports=[PORT]'")


def check_port(port: int) -> Diagnosis:
    """Check that something listens on a port of this machine; nothing is sent to it."""
    silence = _silence("127.0.0.1", port)
    cure = f"start Minecraft there: launchClient.sh -port {port} -env, or docker compose up"
    return Diagnosis(silence is None, silence or "something listens there", cure if silence else "")
