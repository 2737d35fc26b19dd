import os
import sys
import threading
import time
from pathlib import Path

import pytest

from deckard.doctor.check import Check, Diagnosis, answer, run_checks


def program(folder, text):
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_findings_come_in_the_order_of_the_checks():
    def slowly():
        time.sleep(0.05)
        return Diagnosis(True, "at last")

    checks = [Check("one", slowly), Check("two", lambda: Diagnosis(False, "cause", "cure"))]
    one, two = run_checks(checks)
    assert (one.what, one.state, one.message, one.stops) == ("one", "ok", "at last", False)
    assert (two.what, two.state, two.message, two.cure) == ("two", "missing", "cause", "cure")
    assert two.stops


def test_a_check_that_hangs_is_unknown_and_holds_up_no_other():
    hung = threading.Event()
    checks = [Check("hangs", hung.wait), Check("fine", lambda: Diagnosis(True, "yes"))]
    began = time.monotonic()
    hangs, fine = run_checks(checks, patience=0.2)
    assert time.monotonic() - began < 2
    assert (hangs.state, hangs.message) == ("unknown", "no result within 0.2 s")
    assert hangs.stops
    assert fine.state == "ok"
    hung.set()


def test_a_check_that_breaks_hides_no_other():
    def breaks():
        raise ZeroDivisionError("by zero")

    broken, fine = run_checks(
        [Check("a", breaks, needed=False), Check("b", lambda: Diagnosis(True, ""))]
    )
    assert (broken.state, broken.message) == ("unknown", "ZeroDivisionError: by zero")
    assert not broken.stops
    assert fine.state == "ok"


def test_a_program_answers_on_either_stream(tmp_path):
    assert answer([program(tmp_path, "echo out; echo err >&2")]) == "out\nerr\n"
    assert answer([sys.executable, "-c", "print(input())"]).endswith(
        "EOFError: EOF when reading a line\n"
    )


def test_a_program_that_hangs_is_killed_with_all_that_it_started(tmp_path):
    hangs = program(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    with pytest.raises(TimeoutError, match=r"program did not answer within 0\.5 s"):
        answer([hangs], patience=0.5)
    child = int((tmp_path / "child").read_text(encoding="ascii"))
    deadline = time.monotonic() + 5
    while _lives(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _lives(child)


def _lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2] != "Z"
