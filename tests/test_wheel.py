"""The wheel carries all that a run needs: it works where there is no checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from deckard.view import report

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the wheel in it, and an empty folder to work in."""

    bin: Path
    folder: Path

    def run(self, *words, **variables):
        """Run a command of the environment without seeing the checkout."""
        hidden = ("PYTHONPATH", "PYTHONHOME")
        env = {k: v for k, v in os.environ.items() if k not in hidden} | variables
        command = [str(self.bin / words[0]), *words[1:]]
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("hatchling", reason="building the wheel needs hatchling (extra: test)")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home / "venv", with_pip=False)
    places = {"base": str(home / "venv"), "platbase": str(home / "venv")}
    site = Path(sysconfig.get_path("purelib", "venv", places))
    # The dependencies come from the environment of the tests, but not the editable deckard there.
    (site / "outer.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(home / "venv"), "install", "-q"]
    options = ["--no-deps", "--no-index", "--force-reinstall", "--ignore-installed"]
    subprocess.run([*pip, *options, str(wheel)], check=True, capture_output=True)
    (home / "work").mkdir()
    return Installed(home / "venv" / "bin", home / "work")


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    data = [n for n in names if n.startswith("deckard/") and not n.endswith(".py")]
    shipped = [
        f"deckard/_data/{path.relative_to(ROOT)}"
        for kind in ("prompts", "configs")
        for path in (ROOT / kind).rglob("*")
        if path.is_file()
    ]
    inside = [
        "dream/answers/aliases.json",
        "graph/graph.schema.json",
        "py.typed",
        "worlds/malmo/game.yaml",
        "worlds/craftworld/rules.yaml",
        "worlds/minedojo/biomes.yaml",
        "worlds/minedojo/blocks.yaml",
        "worlds/tables/craftax-classic.json",
        "worlds/tables/crafter.json",
        "worlds/tables/minecraft-1.11.2.json",
        "worlds/tables/minecraft-1.16.5.json",
        "worlds/tables/sets.yaml",
        "worlds/tables/survival.yaml",
    ]
    inside += [f"view/report/static/{n}" for n in (*report.SCRIPTS, "page.css", "page.html")]
    assert sorted(data) == sorted([*shipped, *(f"deckard/{name}" for name in inside)])
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"deckard"}
    assert {"LICENSE", "NOTICE"} <= {n.split("/")[-1] for n in names if ".dist-info" in n}


def test_the_installed_package_is_the_one_in_the_environment(installed):
    found = installed.run("python", "-c", "import deckard; print(deckard.__file__)")
    assert Path(found.stdout).is_relative_to(installed.bin.parent)


def test_the_installed_command_tells_its_version(installed):
    said = installed.run("deckard", "--version")
    assert (said.returncode, said.stdout.split()[0]) == (0, "deckard")


def test_the_installed_command_runs_away_from_the_checkout(installed):
    # The toy stands in for craftworld, which would have to be compiled for the new place.
    shutil.copy(ROOT / "tests" / "toy.py", installed.folder)
    settings = ["world.name=toy:Toy", "trainer.envs=16", "trainer.max_decisions=40"]
    words = [word for setting in settings for word in ("-s", setting)]
    done = installed.run("deckard", "run", *words)  # which finds the toy in the current folder
    assert done.returncode == 0, done.stderr
    assert "target verified: iron_pickaxe" in done.stdout
    (run,) = (installed.folder / "runs").iterdir()
    shown = installed.run("deckard", "graph", "show", str(run))
    assert "iron_pickaxe from 3 iron_ingot, 2 stick at crafting_table" in shown.stdout


def test_the_installed_craftworld_finds_its_rules_and_tables(installed):
    done = installed.run("deckard", "run", "-s", "target=iron_pickax")
    assert done.returncode == 1
    assert "did you mean iron_pickaxe" in done.stderr
