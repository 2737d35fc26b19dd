"""One small run in the symbolic world, made by the API itself for all tests that look at one."""

import os
from pathlib import Path

import pytest

import deckard


@pytest.fixture(scope="session")
def workplace(tmp_path_factory):
    """A folder in which `runs/first` is a finished run."""
    folder = tmp_path_factory.mktemp("workplace")
    before = Path.cwd()
    os.chdir(folder)
    try:
        deckard.run(world="symbolic", target="stone_pickaxe", out="runs/first")
    finally:
        os.chdir(before)
    return folder


@pytest.fixture
def first(workplace):
    return deckard.load(workplace / "runs" / "first")
