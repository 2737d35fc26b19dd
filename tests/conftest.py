"""A finished run in the toy world, made once for all tests that look at one."""

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner

from deckard.cli.app import app
from deckard.worlds.tables import load_tables

# As in `deckard.__main__`: gym, which MineDojo brings, would print four lines when it is imported.
sys.modules.setdefault("gym_notices", None)

settings.register_profile(
    "deckard",
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("deckard")

TOY = [
    word
    for setting in (
        "world.name=tests.toy:Toy",
        "trainer.name=ppo",
        "trainer.envs=16",
        "trainer.max_decisions=40",
        "trainer.budget=30000",
    )
    for word in ("-s", setting)
]
"""Settings of a run that takes seconds."""


DEAR = (
    "docs/test_pages.py", "worlds/test_contract.py", "worlds/minedojo/test_supervisor.py",
    "worlds/minedojo/test_minedojo.py", "worlds/minedojo/test_run.py", "test_wheel.py",
    "view/report/test_page.py", "runs/test_run.py", "view/test_output.py",
    "runs/test_prefetching.py", "cli/test_watch.py", "graph/readers/test_readers.py",
)  # fmt: skip
"""Files of tests that take longest: begun last, one of them would leave a core idle in the end."""


def pytest_collection_modifyitems(items):
    """Begin with what takes longest; all else stays in its order."""
    here = Path(__file__).parent
    ranks = {here / name: rank for rank, name in enumerate(DEAR)}
    items.sort(key=lambda item: ranks.get(item.path, len(DEAR)))


@dataclass(frozen=True)
class Finished:
    """A run directory, and how the command that made it ended."""

    folder: Path
    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished") / "run"
    result = CliRunner().invoke(app, ["run", *TOY, "-o", str(folder)])
    return Finished(folder, result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def finished_copy(finished, tmp_path):
    """A copy of the finished run, to be spoilt."""
    return shutil.copytree(finished.folder, tmp_path / "copy")


@pytest.fixture
def as_craftworld(finished_copy):
    """A run that claims to have been made in craftworld."""
    path = finished_copy / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["world"] = {"minecraft": "1.11.2", "tables_sha256": load_tables("1.11.2").digest}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return finished_copy


class Clock:
    """Seconds since the start, set by hand."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()
