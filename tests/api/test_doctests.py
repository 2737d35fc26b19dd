"""The examples of the docstrings, run in a folder in which `runs/first` is a finished run."""

import doctest
from importlib import import_module

import pytest

MODULES = ("deckard.api.reading", "deckard.api.run", "deckard.api.start", "deckard.runs.listing")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_say_what_comes_out(name, workplace, monkeypatch):
    monkeypatch.chdir(workplace)
    result = doctest.testmod(import_module(name))
    assert result.attempted
    assert not result.failed
