import shutil
from collections import namedtuple

import pytest

from deckard.doctor import machine

Usage = namedtuple("Usage", "total used free")


def test_a_kernel_cache_that_can_be_written_is_fine(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    found = machine.check_kernels()
    assert (found.good, found.message) == (True, f"{tmp_path}/deckard, 0 kernels")


@pytest.mark.parametrize("place", ["/proc/nowhere", "file"])
def test_a_kernel_cache_that_cannot_be_written_costs_time_at_every_start(
    tmp_path, monkeypatch, place
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / place))
    found = machine.check_kernels()
    assert not found.good
    assert "every start compiles" in found.message
    assert "NUMBA_CACHE_DIR" in found.cure


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    found = machine.check_disk(tmp_path / "file" / "runs", 0.1)
    assert not found.good
    assert "Not a directory" in found.message


def test_a_disk_that_is_too_full_is_told(tmp_path, monkeypatch):
    assert machine.check_disk(tmp_path, 0.001).good
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(2**40, 2**40, 2**20))
    found = machine.check_disk(tmp_path, 0.1)
    assert (found.good, found.cure) == (False, "free 0.1 GB there")


def test_memory_is_counted_with_every_instance():
    assert machine.check_memory(machine.Needs(agent=0.001)).good
    found = machine.check_memory(machine.Needs(agent=0.001, instance=4, instances=10**6))
    assert not found.good
    assert "each of 1000000 instances 4 GB" in found.message


def test_the_limit_of_a_container_counts(tmp_path, monkeypatch):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(machine, "LIMITS", (str(limit),))
    limit.write_text("max\n", encoding="ascii")
    assert machine.free_memory() > 2**20
    limit.write_text(f"{2**20}\n", encoding="ascii")
    assert machine.free_memory() == 2**20


def test_a_browser_tells_its_version_among_other_words(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not machine.check_program("chromium").good
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho '[: oh'\necho Chromium 156.0.8078.79 x\n", encoding="utf-8")
    program.chmod(0o755)
    assert machine.check_program("google-chrome", "chromium").message == f"{program} 156.0.8078.79"


def test_ray_is_looked_for_and_never_needed():
    assert {check.what: check.needed for check in machine.optional_checks()}["Ray"] is False
