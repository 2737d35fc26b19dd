"""Checks and their results. All checks run at once, none of them for too long."""

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
"""Seconds for all checks together; chosen."""
ANSWER = 5.0
"""Seconds that a program or a server gets to answer; chosen."""


@dataclass(frozen=True)
class Diagnosis:
    """The outcome of a check: what is there or wrong, and the cure of what is wrong."""

    good: bool
    message: str
    cure: str = ""


@dataclass(frozen=True)
class Check:
    """One thing to check: its name, the check, and whether the world needs it."""

    what: str
    run: Callable[[], Diagnosis]
    needed: bool = True


@dataclass(frozen=True)
class CheckResult:
    """A finished check."""

    what: str
    needed: bool
    state: State
    message: str
    cure: str = ""

    @property
    def stops(self) -> bool:
        """Whether a run needs this and it is not there."""
        return self.needed and self.state != "ok"


def run_checks(checks: Sequence[Check], patience: float = PATIENCE) -> list[CheckResult]:
    """Return the results in the order of the checks.

    A check that has not finished after `patience` seconds is unknown. Its thread goes on, and
    ends with the process at the latest.
    """
    diagnoses: dict[str, Diagnosis | Exception] = {}
    began = time.monotonic()
    threads = [threading.Thread(target=_run, args=(c, diagnoses), daemon=True) for c in checks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, began + patience - time.monotonic()))
    late = TimeoutError(f"no result within {patience:g} s")
    return [_finding(check, diagnoses.get(check.what, late)) for check in checks]


def _run(check: Check, diagnoses: dict[str, Diagnosis | Exception]) -> None:
    try:
        diagnoses[check.what] = check.run()
    except Exception as error:  # one symptom must not hide all the others
        diagnoses[check.what] = error


def _finding(check: Check, diagnosis: Diagnosis | Exception) -> CheckResult:
    if isinstance(diagnosis, TimeoutError):
        cure = "check it by hand: a disk, a program or a server does not answer"
        return CheckResult(check.what, check.needed, "unknown", str(diagnosis), cure)
    if isinstance(diagnosis, Exception):
        message = f"{type(diagnosis).__name__}: {diagnosis}"
        return CheckResult(check.what, check.needed, "unknown", message, "check it by hand")
    state: State = "ok" if diagnosis.good else "missing"
    return CheckResult(check.what, check.needed, state, diagnosis.message, diagnosis.cure)


def answer(command: Sequence[str], patience: float = ANSWER) -> str:
    """Return what a program prints on stdout and stderr.

    Raises:
        OSError: The program cannot be run.
        TimeoutError: It takes too long; it and its children are killed.
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
