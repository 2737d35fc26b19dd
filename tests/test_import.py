import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("torch", "stable_baselines3", "numba", "openai")
TELL = "print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}))"
RUN = "from deckard.__main__ import main\ntry: main()\nexcept SystemExit: pass\nimport sys\n"


def loaded(code, *words):
    """Return the packages that a fresh interpreter has loaded after running some code."""
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", f"{code}{TELL}", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=True)
    return done.stdout, set(done.stdout.splitlines()[-1].split())


def test_importing_deckard_loads_no_package_besides():
    _, packages = loaded("import sys, deckard\n")
    assert not {*HEAVY, "numpy", "networkx", "pydantic", "typer", "yaml"} & packages


def test_help_loads_nothing_that_takes_long():
    said, packages = loaded(RUN, "--help")
    assert "Usage" in said
    assert not {*HEAVY, "numpy", "networkx"} & packages


@pytest.mark.parametrize(
    "words",
    [["graph", "show"], ["graph", "export", "--to", "dot"], ["score"], ["report"]],
    ids=" ".join,
)
def test_looking_at_a_run_loads_nothing_that_takes_long(as_craftworld, words):
    said, packages = loaded(RUN, *words, as_craftworld)
    assert any(words in said for words in ("planks", "verified recipes", "report.html"))
    assert not set(HEAVY) & packages


@pytest.mark.parametrize("words", [["why", "planks"], ["diff"], ["show"], ["stats"]], ids=" ".join)
def test_a_look_at_a_graph_loads_no_networkx(as_craftworld, words):
    command, *item = words
    runs = [as_craftworld] * (2 if command == "diff" else 1)
    said, packages = loaded(RUN, "graph", command, *runs, *item)
    assert len(said.splitlines()) > 1
    assert not {"numpy", "networkx"} & packages


def test_a_look_at_a_graph_in_a_file_loads_no_networkx(tmp_path):
    file = tmp_path / "graph.json"
    file.write_text('{"deckard_graph": 1, "items": [{"item": "log"}]}', encoding="utf-8")
    said, packages = loaded(RUN, "graph", "show", file)
    assert "nothing is known of it" in said
    assert not {"numpy", "networkx"} & packages


def test_a_run_in_the_symbolic_world_loads_nothing_that_takes_long(tmp_path):
    words = ["run", "-s", "world=symbolic", "-s", "target=stone_pickaxe", "-o", tmp_path / "run"]
    said, packages = loaded(RUN, *words)
    assert "target verified: stone_pickaxe" in said
    assert not set(HEAVY) & packages
