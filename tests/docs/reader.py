"""A reader: runs the blocks of a page from top to bottom, in one folder, as the page says."""

import contextlib
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.docs.blocks import ROOT, Block, blocks

PORT = re.compile(r"\b(9000|9001)\b")
"""Ports that pages name; other free ones are used, as something may listen at these."""
COMMANDS = {"deckard": "-P -m deckard", "pytest": "-P -m pytest", "python": ""}
"""What a reader has on the path; scripts do not import from the current folder, hence -P."""
PATIENCE = 3600
"""Seconds after which one block hangs."""
SESSION = """
import contextlib, io, json, sys, traceback
scope = {"__name__": "__main__"}
sys.path.insert(0, "")
out, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    text, fault = io.StringIO(), None
    with contextlib.redirect_stdout(text):
        try:
            exec(compile(json.loads(line), "<page>", "exec"), scope)
        except BaseException:
            fault = traceback.format_exc()
    print(json.dumps([text.getvalue(), fault]), file=out, flush=True)
"""


class Reader:
    """Runs blocks in a folder; a context manager that ends whatever it started."""

    def __init__(self, folder: Path, slow: bool = False) -> None:
        self.folder, self.slow, self.printed = folder, slow, ""
        self.ports: dict[str, str] = {}
        self._python: subprocess.Popen[str] | None = None
        self._terminals: list[subprocess.Popen[str]] = []

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        end([*self._terminals, *filter(None, (self._python,))])

    def read(self, page: str) -> None:
        """Run a page."""
        for block in blocks(page):
            if block.mark != "not run" and (self.slow or not block.is_slow):
                self._run(block)

    def _run(self, block: Block) -> None:
        text = PORT.sub(self._free_port, block.text)
        if block.mark == "needs" and importlib.util.find_spec(block.said) is None:
            return
        if block.mark == "file":
            (self.folder / block.said).write_text(text, encoding="utf-8")
        elif block.mark == "output":
            self._compare(block)
        elif block.mark == "terminal":
            for line in block.lines:
                self._open_terminal(PORT.sub(self._free_port, line))
        elif block.language == "bash":
            self._run_commands(block, text)
        elif block.language == "python":
            self._run_python(block, text)

    def _run_commands(self, block: Block, text: str) -> None:
        folder = self._clone() if block.said == "in clone" else self.folder
        shell = self._start(["bash", "-euo", "pipefail", "-c", text], folder=folder)
        try:
            self.printed, _ = shell.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            end([shell])
            raise
        where = f"{block.page}, line {block.line}"
        assert shell.returncode in block.exit_codes, f"{where}: {shell.returncode}\n{self.printed}"

    def _run_python(self, block: Block, text: str) -> None:
        if self._python is None:
            self._python = self._start([sys.executable, "-c", SESSION], stdin=subprocess.PIPE)
        session = self._python
        assert session.stdin and session.stdout
        session.stdin.write(json.dumps(text) + "\n")
        session.stdin.flush()
        self.printed, fault = json.loads(session.stdout.readline())
        assert fault is None, f"{block.page}, line {block.line}:\n{fault}"

    def _open_terminal(self, line: str) -> None:
        terminal = self._start(["bash", "-c", f"exec {line}"])
        self._terminals.append(terminal)
        assert terminal.stdout and terminal.stdout.readline(), f"{line} says nothing"

    def _start(
        self, command: list[str], stdin: int = subprocess.DEVNULL, folder: Path | None = None
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            cwd=folder or self.folder,
            env=self._environment(),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if folder else subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def _compare(self, block: Block) -> None:
        lines = block.text.splitlines()
        pattern = expected(lines, shortened=block.said == "shortened")
        where = f"{block.page}, line {block.line}"
        assert re.search(pattern, self.printed), f"{where} is not what is printed:\n{self.printed}"

    def _environment(self) -> dict[str, str]:
        tools = self.folder.parent / "tools"
        if not tools.exists():
            tools.mkdir()
            for name, command in (
                ("deckard", "-P -m deckard"),
                ("python", ""),
                ("pytest", "-P -m pytest"),
            ):
                script = f'#!/bin/sh\nexec {sys.executable} {command} "$@"\n'
                (tools / name).write_text(script, encoding="utf-8")
                (tools / name).chmod(0o755)
        hidden = ("COLUMNS", "FORCE_COLOR", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER")
        kept = {key: value for key, value in os.environ.items() if key not in hidden}
        path = f"{tools}{os.pathsep}{kept['PATH']}"
        return kept | {"PATH": path, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}

    def _clone(self) -> Path:
        """Return a folder that looks like a clone in which the reader saved the files so far."""
        clone = self.folder.parent / "clone"
        clone.mkdir(exist_ok=True)
        for path in (*ROOT.glob("[!.]*"), *self.folder.glob("*.py")):
            if not (clone / path.name).exists():
                (clone / path.name).symlink_to(path)
        return clone

    def _free_port(self, match: re.Match) -> str:
        if match[0] not in self.ports:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.ports[match[0]] = str(free.getsockname()[1])
        return self.ports[match[0]]


def end(processes: list[subprocess.Popen[str]]) -> None:
    """End processes, and what they started."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate()


def expected(lines: list[str], shortened: bool) -> str:
    """Return a pattern for what is printed; `...` is anything, as a line any number of lines."""
    parts = []
    for line in lines:
        if line == "...":
            parts.append(r"(?:.*\n)*?")
        else:
            words = ".*".join(map(re.escape, line.rstrip().split("...")))
            parts.append(rf".*{words}.*\n" if shortened else rf"{words} *\n")
    text = "".join(parts)
    return text if shortened else rf"\A{text}\Z"
