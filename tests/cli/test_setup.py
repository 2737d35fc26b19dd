import importlib.metadata as metadata
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deckard.policies import weights
from tests.cli.test_app import deckard, fails_in_one_line
from tests.file_server import serving

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine with nothing on it: no programs, no screen, no home of its own."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("DISPLAY", "MINEDOJO_HEADLESS", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def findings(*words):
    done = deckard("doctor", *words, "--json")
    document = json.loads(done.stdout)
    assert document["healthy"] is (done.exit_code == 0)
    return {one["what"]: one for one in document["findings"]}


def test_craftworld_needs_no_java_no_screen_and_no_minecraft(bare):
    done = deckard("doctor")
    assert done.exit_code == 0, done.stdout
    assert done.stdout.endswith("craftworld has all that it needs\n")
    assert "Java" not in done.stdout


def test_minedojo_lacks_java_and_a_screen_on_a_bare_machine(bare):
    found = findings("--world", "minedojo")
    assert {"Java", "display"} <= {what for what, one in found.items() if one["state"] == "missing"}
    assert all(one["cure"] for one in found.values() if one["needed"] and one["state"] != "ok")
    done = deckard("doctor", "--world", "minedojo")
    assert done.exit_code == 1
    assert re.search(r"\nminedojo lacks .*Java, display", done.stdout)


def test_to_attach_by_port_takes_neither_java_nor_a_screen(bare):
    found = findings("-s", "world.name=minedojo", "-s", "world.ports=[1]")
    assert "Java" not in found
    assert found["Minecraft on port 1"]["message"] == "Connection refused"


def test_a_model_that_the_config_names_is_needed(bare):
    url = "llm.base_url=http://127.0.0.1:1/v1"
    found = findings("-s", "llm.name=ollama", "-s", "llm.model=tiny", "-s", url)
    assert (found["language model"]["needed"], found["language model"]["state"]) == (
        True,
        "missing",
    )


def test_a_config_that_is_wrong_is_told_first(bare):
    fails_in_one_line(deckard("doctor", "-s", "sed=1"), "did you mean seed?")


def test_the_doctor_works_where_only_the_command_line_is_installed(bare):
    """Nothing but typer and what it needs: no numpy, no torch, no YAML to read configs with."""
    site = bare / "site"
    site.mkdir()
    for name in _needed_by("typer", set()):
        for file in metadata.files(name) or []:
            top = Path(str(file)).parts[0]
            if top != ".." and not (site / top).exists():
                (site / top).symlink_to(metadata.distribution(name).locate_file(top))
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-S", "-m", "deckard", "doctor", "--json"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{site}", "HOME": str(bare)},
        capture_output=True,
        text=True,
        cwd=bare,
    )
    assert time.monotonic() - began < 10
    assert done.returncode == 1, done.stderr
    document = json.loads(done.stdout)
    states = {one["what"]: one["state"] for one in document["findings"]}
    assert {states[name] for name in ("numpy", "torch", "pyyaml")} == {"missing"}
    assert {states[name] for name in ("Python", "typer", "rich", "memory")} == {"ok"}


def _needed_by(name, seen):
    seen.add(name)
    for line in metadata.requires(name) or []:
        other = re.match(r"[\w.-]+", line)[0]
        if "extra" not in line and other not in seen and _installed(other):
            _needed_by(other, seen)
    return seen


def _installed(name):
    return next(iter(metadata.distributions(name=name)), None) is not None


def test_a_java_that_hangs_does_not_hang_the_doctor(bare):
    java = bare / "bin" / "java"
    java.write_text("#!/bin/sh\n/bin/sleep 60\n", encoding="utf-8")
    java.chmod(0o755)
    began = time.monotonic()
    assert findings("--world", "minedojo")["Java"]["state"] == "unknown"
    assert time.monotonic() - began < 10


def test_without_a_name_nothing_is_fetched_and_all_is_listed(bare):
    for words in ([], ["--list"], ["foundation-model-1x", "--list"]):
        done = deckard("fetch-weights", *words)
        assert done.exit_code == 0
        assert all(name in done.stdout for name in weights.KNOWN)
    assert not (bare / ".cache").exists()


def test_weights_are_fetched_by_name_and_then_there(bare, monkeypatch):
    with serving(b"weights") as shelf:
        files = tuple(weights.WeightsFile(name, shelf.url) for name in ("a.model", "a.weights"))
        monkeypatch.setattr(weights, "KNOWN", {"a": weights.Weights(files, "A", "https://a")})
        done = deckard("fetch-weights", "a", "--dir", bare / "w")
        assert done.exit_code == 0, done.stderr
        assert done.stdout.count("trusted as the first copy") == 2
        assert len(shelf.asked) == 2
        assert "there already" in deckard("fetch-weights", "a", "--dir", bare / "w").stdout
        assert len(shelf.asked) == 2
    assert re.search(r"a +there", deckard("fetch-weights", "--dir", bare / "w").stdout)


def test_a_name_that_is_misspelt_is_told(bare):
    fails_in_one_line(deckard("fetch-weights", "vpt"), "no weights 'vpt'; known: ")
