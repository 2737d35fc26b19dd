"""Checks of what every world needs (Python, memory, disk), and of optional programs."""

import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from deckard.doctor.check import Check, Diagnosis, answer
from deckard.resources import kernels_folder, try_writing

GIGABYTE = 1024**3
"""Bytes."""
PYTHON = (3, 11)
"""The oldest version of Python that deckard runs on."""
LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""Files in which a container finds its memory limit (cgroup 2 and 1)."""


@dataclass(frozen=True)
class Needs:
    """The needs of a world, in GB."""

    agent: float = 2.0
    """Memory of the agent itself."""
    instance: float = 0.0
    """Memory of each Minecraft instance that is started."""
    instances: int = 0
    disk: float = 0.2
    """Disk for runs."""
    scratch: float = 0.1
    """Disk for temporary files."""
    folder: str | None = None
    """The folder of temporary files; None is the system's."""


def machine_checks(needs: Needs) -> list[Check]:
    """Return the checks of a machine."""
    scratch = Path(needs.folder or tempfile.gettempdir())
    return [
        Check("Python", check_python),
        Check("kernel cache", check_kernels, needed=False),
        Check("memory", lambda: check_memory(needs)),
        Check("disk for runs", lambda: check_disk(Path.cwd(), needs.disk)),
        Check("disk for temporary files", lambda: check_disk(scratch, needs.scratch)),
    ]


def check_python() -> Diagnosis:
    """Check the version of Python."""
    message = f"{sys.version.split()[0]} at {sys.executable}"
    good = sys.version_info >= PYTHON
    return Diagnosis(good, message, "" if good else "make the virtual environment with Python 3.11")


def check_kernels() -> Diagnosis:
    """Check that craftworld's compiled kernels can be cached."""
    cure = "name a folder that can be written: export NUMBA_CACHE_DIR=..."
    try:
        folder = kernels_folder()
        try_writing(folder)
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or error
        return Diagnosis(False, f"can't be written ({why}): every start compiles, 25 s", cure)
    kernels = sum(path.suffix == ".nbc" for path in folder.rglob("*"))
    return Diagnosis(True, f"{folder}, {kernels} kernels")


def check_memory(needs: Needs) -> Diagnosis:
    """Check the memory for the agent and its Minecraft instances."""
    free = free_memory() / GIGABYTE
    needed = needs.agent + needs.instances * needs.instance
    message = f"{free:.1f} GB free, {os.cpu_count()} cores; the agent takes {needs.agent:g} GB"
    if needs.instances:
        message += f", each of {needs.instances} instances {needs.instance:g} GB and 2 cores"
    cure = "end other programs, give a container more (docker run --memory), or use fewer instances"
    return Diagnosis(free >= needed, message, "" if free >= needed else cure)


def free_memory() -> float:
    """Return the free bytes of memory: the less of the machine's and the container's limit."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    texts = [Path(name).read_text(encoding="ascii") for name in LIMITS if Path(name).is_file()]
    return float(min([free, *(int(text) for text in texts if text.strip().isdigit())]))


def check_disk(folder: Path, least: float) -> Diagnosis:
    """Check that a folder is writable and has room for `least` GB."""
    try:
        try_writing(folder)
        free = shutil.disk_usage(folder).free / GIGABYTE
    except OSError as error:
        return Diagnosis(
            False, f"{folder}: {error.strerror}", "work in a folder that can be written"
        )
    message = f"{free:.1f} GB free in {folder}"
    return Diagnosis(free >= least, message, "" if free >= least else f"free {least:g} GB there")


def optional_checks() -> list[Check]:
    """Return the checks of what no run needs."""
    return [
        Check("Ray", check_ray, needed=False),
        Check(
            "Chromium",
            lambda: check_program("chromium", "chromium-browser", "google-chrome"),
            False,
        ),
        Check("chromedriver", lambda: check_program("chromedriver"), needed=False),
    ]


def check_ray() -> Diagnosis:
    """Check whether Ray is installed."""
    try:
        return Diagnosis(True, metadata.version("ray"))
    except metadata.PackageNotFoundError:
        return Diagnosis(False, "not installed; no command of this version uses it")


def check_program(*names: str) -> Diagnosis:
    """Check that one of the programs is on PATH and prints its version."""
    path = next((program for name in names if (program := shutil.which(name))), None)
    if path is None:
        cure = "apt-get install chromium chromium-driver"
        return Diagnosis(False, "not on PATH; only tests of the report use it", cure)
    version = re.search(r"\d+(\.\d+)+", answer([path, "--version"]))
    return Diagnosis(
        version is not None, f"{path} {version[0]}" if version else f"{path} is broken"
    )
