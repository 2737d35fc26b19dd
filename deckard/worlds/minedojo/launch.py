"""Starting a Minecraft: a copy of MineDojo's Malmo in a folder of its own, as MineDojo starts it.

MineDojo's own launcher waits without an end, and leaves its folder behind when it is killed.
"""

import importlib.util
import shutil
import socket
import subprocess
import time
from pathlib import Path

from deckard.errors import WorldError
from deckard.worlds.minedojo.settings import Settings

LISTENS = "***** Start MalmoEnvServer on port "
READY = "CLIENT enter state: DORMANT"
LOG = "minecraft.log"
LOOK = 0.2  # seconds between looks into the log


def launch(settings: Settings, folder: Path) -> int:
    """Start a Minecraft in `folder`; return its port once it takes missions.

    It runs in the process group of the caller, who keeps the deadline.
    """
    source = Path(settings.minecraft) if settings.minecraft else _malmo()
    script = source / "launchClient.sh"
    if not script.is_file():
        raise WorldError(f"there is no {script}; set world.minecraft to the folder that has it")
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
            [str(home / script.name), *command],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    return _port_of(process, log, port)


def _port_of(process: subprocess.Popen, log: Path, port: int) -> int:
    """Wait until the log says that Minecraft is ready; return the port that it says."""
    while True:
        told = log.read_text(encoding="utf-8", errors="replace").splitlines()
        if any(READY in line for line in told):
            break
        if process.poll() is not None:
            last = next((line.strip() for line in reversed(told) if line.strip()), "nothing")
            raise WorldError(f"Minecraft ended at once ({process.returncode}); it said: {last}")
        time.sleep(LOOK)
    ports = [line.partition(LISTENS)[2].strip() for line in told if LISTENS in line]
    return int(ports[-1]) if ports else port


def _malmo() -> Path:
    """The Malmo that comes with the package MineDojo."""
    spec = importlib.util.find_spec("minedojo")
    if spec is None or not spec.submodule_search_locations:
        raise WorldError("minedojo is not installed: deckard minedojo install")
    return Path(spec.submodule_search_locations[0]) / "sim" / "Malmo" / "Minecraft"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
