"""The supervisor of one Minecraft: nothing is waited for without an end, or in silence.

Each instance is a process group of its own: the process that plays (see `worker`), and Minecraft
unless that runs already and is only attached by its port. What takes too long, breaks or dies is
killed as a group and started again, after a pause that doubles, and not for ever.
"""

import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from deckard.errors import Aborted, WorldError
from deckard.worlds.minedojo.agent import Perceived
from deckard.worlds.minedojo.settings import Deadlines, Settings

log = logging.getLogger(__name__)
BEAT = 10.0
"""Seconds of waiting after which it is said what is waited for, and until when."""
PAUSE = 1.0
"""Seconds before the second start in a row; doubled for each further one."""
LONGEST = 60.0
"""Seconds before a start at most."""
TRIES = 3
"""Failures in a row after which what still answers is killed, too."""
PREFIX = "deckard-minedojo-"


class InstanceFailed(Exception):
    """Something went wrong with an instance; `gone` when its process can't be used any more."""

    def __init__(self, why: str, gone: bool) -> None:
        super().__init__(why)
        self.gone = gone


class Instance:
    """One Minecraft to play in, in one episode after the other."""

    def __init__(
        self, number: int, settings: Settings, patience: Deadlines, port: int | None = None
    ) -> None:
        self.settings, self.patience, self.port = settings, patience, port
        self.name = f"Minecraft {number}" + (f" at port {port}" if port else "")
        self.restarts = 0
        """Times that it was started again because something had failed."""
        self.owner: weakref.ref[Lease] | None = None
        self.lent_at = 0.0
        self._worker: _Worker | None = None
        self._failures = 0  # since something last worked
        self._resets, self._started_at = 0, 0.0
        self._fresh = True
        self._ended, self._starting = threading.Event(), threading.Lock()

    @property
    def is_free(self) -> bool:
        """Whether nobody plays in it."""
        return self.owner is None or self.owner() is None

    def begin(self, *arguments: object) -> Perceived:
        """Begin an episode as `MineDojoAgent.begin` does; WorldError after too many failures."""
        self._recycle()
        while True:
            try:
                if self._worker is None:
                    self._start()
                if self._fresh:  # there is no world yet to begin elsewhere in
                    arguments = (*arguments[:3], "new")
                perceived = self._ask("begin", arguments, "a world", self.patience.reset)
            except InstanceFailed as failure:
                self._note(failure)
                self._bury(always=self._failures % TRIES == 0)
                self._ended.wait(self._pause())
            else:
                self._resets += 1
                self._fresh = False
                return perceived

    def act(self, name: str, *arguments: object) -> Any:
        """Do one thing in the episode; Aborted when that breaks the episode off."""
        try:
            if self._worker is None:
                raise InstanceFailed("it does not run", gone=True)
            answer = self._ask(name, arguments, f"the answer to {name}", self.patience.step)
        except InstanceFailed as failure:
            self._note(failure)
            self._bury(always=False)
            self._fresh = True
            raise Aborted(f"{self.name}: {failure}") from None
        self._failures = 0
        return answer

    def close(self) -> None:
        """End its processes and remove its folder; it can be begun again."""
        if self._worker is not None:
            self._worker.kill()
        self._worker, self._fresh = None, True

    def end(self) -> None:
        """Close for good: whoever waits in another thread is told, and nothing starts again."""
        with self._starting:
            self._ended.set()
            self.close()

    def _start(self) -> None:
        if self._started_at and self._failures:
            self.restarts += 1
        self._resets, self._started_at = 0, time.monotonic()
        with self._starting:
            if self._ended.is_set():
                raise WorldError(f"{self.name} was closed")
            try:
                self._worker = _Worker(self.settings.folder)
            except OSError as error:
                raise WorldError(f"{self.name} can't have a process of its own: {error}") from None
        longest = max(self.patience.reset, self.patience.step) + BEAT
        self._worker.tell((self.settings, self.port, longest))
        try:
            port = self._answer("Minecraft to start", self.patience.start)
        except InstanceFailed as failure:  # whose process has ended itself
            raise InstanceFailed(str(failure), gone=True) from None
        log.info("%s: ready at port %s", self.name, port)

    def _ask(self, name: str, arguments: tuple, what: str, within: float) -> Any:
        assert self._worker is not None
        self._worker.tell((name, arguments))
        return self._answer(what, within)

    def _answer(self, what: str, within: float) -> Any:
        """Wait for an answer, audibly; Failed without one, or when it says that all is not well."""
        worker = self._worker
        assert worker is not None
        begun = time.monotonic()
        while not worker.has_answer(min(BEAT, begun + within - time.monotonic())):
            waited = time.monotonic() - begun
            if waited >= within:
                raise InstanceFailed(f"{what} took more than {within:g} s", gone=True)
            message = "%s: waiting for %s since %.0f s; gives up after %g s"
            log.warning(message, self.name, what, waited, within)
        fine, answer = worker.answer()
        if not fine:
            raise InstanceFailed(answer, gone=False)
        return answer

    def _note(self, failure: InstanceFailed) -> None:
        """Count a failure; WorldError after too many in a row."""
        self._failures += 1
        log.info("%s: %s", self.name, failure)
        if failure.gone:
            self.close()
        if self._failures > self.patience.restarts:
            self.close()
            where = (
                f"is a Malmo listening at port {self.port}?"
                if self.port
                else "run its launchClient.sh by hand"
            )
            raise WorldError(
                f"{self.name} failed {self._failures} times in a row, last: {failure}; "
                f"{where} (world.restarts says how often it is tried)"
            )

    def _bury(self, always: bool) -> None:
        """Have a new connection and world next time, and if need be new processes."""
        if always:
            self.close()
        self._fresh = True

    def _pause(self) -> float:
        """Return how long to wait before another start: not at all for the first."""
        if self._failures < 2:
            return 0.0
        return min(LONGEST, PAUSE * 2 ** (self._failures - 2))

    def _recycle(self) -> None:
        """Replace the processes when they have served long enough: Minecraft's memory leaks."""
        most, minutes = self.patience.recycle_resets, self.patience.recycle_minutes
        old = minutes is not None and time.monotonic() - self._started_at > 60 * minutes
        if self._worker is not None and ((most is not None and self._resets >= most) or old):
            log.info("%s: recycled after %d resets", self.name, self._resets)
            self.close()


class Lease:
    """The right to play in an instance, until it is lent to another or dropped."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        instance.owner, instance.lent_at = weakref.ref(self), time.monotonic()

    def begin(self, *arguments: object) -> Perceived:
        """Begin an episode."""
        return self._held().begin(*arguments)

    def act(self, name: str, *arguments: object) -> Any:
        """Do one thing in the episode."""
        return self._held().act(name, *arguments)

    def _held(self) -> Instance:
        owner = self.instance.owner
        if owner is None or owner() is not self:
            raise Aborted(f"{self.instance.name} went to another episode; set world.instances")
        return self.instance


def lend(instances: list[Instance]) -> Lease:
    """Lend one that is free, else the one that was lent longest ago: its episode is aborted."""
    free = next((i for i in instances if i.is_free), None)
    return Lease(free or min(instances, key=lambda instance: instance.lent_at))


class _Worker:
    """The process of an instance, as the agent's process holds it."""

    def __init__(self, parent: str | None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
        self.pipe, theirs = Pipe()
        lifeline, self._kept = os.pipe()
        command = ["-m", "deckard.worlds.minedojo.worker", str(theirs.fileno()), str(lifeline)]
        self.process = subprocess.Popen(
            [sys.executable, *command, str(self.folder)],
            pass_fds=(theirs.fileno(), lifeline),
            env=os.environ | {"PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)},
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        os.close(lifeline)
        self._awaited = select.poll()  # that of the pipe would be made anew for every answer
        self._awaited.register(self.pipe.fileno(), select.POLLIN)
        self.kill = weakref.finalize(
            self, _end, self.process, self.folder, self.pipe, self._kept
        )  # fmt: skip

    def tell(self, message: tuple) -> None:
        """Send something; Failed when nobody listens any more."""
        try:
            self.pipe.send(message)
        except OSError:
            raise InstanceFailed("its process died", gone=True) from None

    def has_answer(self, within: float) -> bool:
        """Wait for an answer, or the process's end."""
        return bool(self._awaited.poll(1000 * max(0.0, within)))

    def answer(self) -> tuple[bool, Any]:
        """Return the answer that came; Failed when the process ended instead."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            raise InstanceFailed("its process died", gone=True) from None


def _end(process: subprocess.Popen, folder: Path, pipe: Connection, lifeline: int) -> None:
    """Kill the process group, and remove what it leaves."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    pipe.close()
    os.close(lifeline)
    shutil.rmtree(folder, ignore_errors=True)


def remove_stale_folders(parent: str | None) -> None:
    """Remove folders of agents that are no more, as after `kill -9` of everything at once."""
    for folder in Path(parent or tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        with suppress(ValueError, PermissionError):
            if not _runs(int(pid)):
                shutil.rmtree(folder, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
