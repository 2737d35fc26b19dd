"""Starting a Minecraft: a copy of MineDojo's Malmo in a folder of its own, as MineDojo starts it.

MineDojo's own launcher waits without an end, and leaves its folder behind when it is killed.
"""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

from deckard.errors import ConfigError, WorldError
from deckard.worlds.minedojo.settings import Settings

LISTENS = "***** Start MalmoEnvServer on port "
READY = "CLIENT enter state: DORMANT"
LOG = "minecraft.log"
SCRIPT = "launchClient.sh"
TRACE = re.compile(r"at |\.\.\. \d+ more")
"""How lines of Java begin that say where a thing went wrong, and not what."""
LOOK = 0.2  # seconds between looks into the log


def launch(settings: Settings, folder: Path) -> int:
    """Start a Minecraft in `folder`; return its port once it takes missions.

    It runs in the process group of the caller, who keeps the deadline.
    """
    source = check_source(settings)
    home = folder / "Malmo" / "Minecraft"
    shutil.copytree(source, home, symlinks=True)
    schemas = source.parent / "Schemas"
    if schemas.is_dir():
        shutil.copytree(schemas, home.parent / "Schemas")
    (home / "run").mkdir(exist_ok=True)
    port, log = _free_port(), folder / LOG
    command = ["-port", str(port), "-env", "-runDir", str(home / "run"), "-replaceable"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(home / SCRIPT), *command],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    return _port_of(process, log, port)


def _port_of(process: subprocess.Popen, log: Path, port: int) -> int:
    """Wait until the log says that Minecraft is ready; return the port that it says."""
    while True:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        if any(READY in line for line in lines):
            break
        if process.poll() is not None:
            raise WorldError(
                f"Minecraft ended at once ({process.returncode}); it said: {_last_line(lines)}"
            )
        time.sleep(LOOK)
    ports = [line.partition(LISTENS)[2].strip() for line in lines if LISTENS in line]
    return int(ports[-1]) if ports else port


def _last_line(lines: list[str]) -> str:
    stripped = (line.strip() for line in reversed(lines))
    return next((line for line in stripped if line and not TRACE.match(line)), "nothing")


def check_source(settings: Settings) -> Path:
    """Return the folder that is copied; ConfigError when there is nothing to launch in it."""
    source = Path(settings.minecraft) if settings.minecraft else _malmo()
    if not (source / SCRIPT).is_file():
        cure = "set world.minecraft to the folder that has it"
        raise ConfigError(f"minedojo: there is no {source / SCRIPT}; {cure}")
    return source


def check_folder(folder: str | None) -> None:
    """Raise ConfigError when the instances can't have folders of their own there."""
    if folder is not None and not (Path(folder).is_dir() and os.access(folder, os.W_OK)):
        cure = "make it, or leave world.folder out"
        raise ConfigError(f"minedojo: {folder} is no folder that can be written to; {cure}")


def _malmo() -> Path:
    """The Malmo that comes with the package MineDojo."""
    spec = importlib.util.find_spec("minedojo")
    if spec is None or not spec.submodule_search_locations:
        raise WorldError("minedojo is not installed: deckard minedojo install")
    return Path(spec.submodule_search_locations[0]) / "sim" / "Malmo" / "Minecraft"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
