"""Checks: what each looks at, and carrying all of them out at once, none for too long."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "missing", "unknown"]
PATIENCE = 8.0
"""Seconds for all checks together."""
ANSWER = 5.0
"""Seconds that a program or a server gets to answer."""


@dataclass(frozen=True)
class Diagnosis:
    """What a check saw: all is well, or the cause of what is not, and its cure."""

    good: bool
    message: str
    cure: str = ""


@dataclass(frozen=True)
class Check:
    """One thing to look at; `needed` by the world that was asked about, or merely useful."""

    what: str
    look: Callable[[], Diagnosis]
    needed: bool = True


@dataclass(frozen=True)
class CheckResult:
    """What became of a check."""

    what: str
    needed: bool
    state: State
    message: str
    cure: str = ""

    @property
    def stops(self) -> bool:
        """Whether no run will succeed before this is cured."""
        return self.needed and self.state != "ok"


def carry_out(checks: Sequence[Check], patience: float = PATIENCE) -> list[CheckResult]:
    """Return the findings, in order; a check that is not through after `patience` is unknown.

    Its thread goes on and ends with the process at the latest.
    """
    diagnoses: dict[str, Diagnosis | Exception] = {}
    began = time.monotonic()
    threads = [threading.Thread(target=_look, args=(c, diagnoses), daemon=True) for c in checks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, began + patience - time.monotonic()))
    late = TimeoutError(f"no result within {patience:g} s")
    return [_finding(check, diagnoses.get(check.what, late)) for check in checks]


def _look(check: Check, diagnoses: dict[str, Diagnosis | Exception]) -> None:
    try:
        diagnoses[check.what] = check.look()
    except Exception as error:  # one symptom must not hide all the others
        diagnoses[check.what] = error


def _finding(check: Check, diagnosis: Diagnosis | Exception) -> CheckResult:
    if isinstance(diagnosis, TimeoutError):
        cure = "look at it by hand: a disk, a program or a server does not answer"
        return CheckResult(check.what, check.needed, "unknown", str(diagnosis), cure)
    if isinstance(diagnosis, Exception):
        message = f"{type(diagnosis).__name__}: {diagnosis}"
        return CheckResult(check.what, check.needed, "unknown", message, "look at it by hand")
    state: State = "ok" if diagnosis.good else "missing"
    return CheckResult(check.what, check.needed, state, diagnosis.message, diagnosis.cure)


def answer(command: Sequence[str], patience: float = ANSWER) -> str:
    """Return what a program prints, on either stream.

    OSError when it can't be run, TimeoutError when it takes too long: then it and what it started
    are killed.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as program:
        try:
            output, _ = program.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            raise TimeoutError(f"{command[0]} did not answer within {patience:g} s") from None
    return output.decode("utf-8", "replace")
