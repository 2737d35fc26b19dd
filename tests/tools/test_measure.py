from pathlib import Path

import pytest

from tools.measure import measure

ROOT = Path(__file__).parents[2]
BOUNDS = {
    "modules at the top": 10,
    "most files in one folder": 25,
    "% of public names in more than one module": 3,
    "variables called found, known, said, seen, told, words": 60,
    "Any per 1,000 lines": 6,
    "probes of seams": 0,
    "README lines": 200,
    "function lines without docstring, 95th percentile": 20,
    "function lines without docstring, most": 54,
    "module lines, most": 300,
    "import cycles": 0,
}
FAULTS = '''
import deckard.b


class Seam:
    def documented(self, item):
        """Do one thing.

        Args:
            item: What it is done to.
        """

    def undocumented(self, item):
        """Do one thing."""

    def bare(self):
        """Do one thing."""


class Implementation(Seam):
    def documented(self, item): ...


def twice(found: Any):
    """Look a member up that may be missing."""
    said = getattr(found, "close", None)
    return hasattr(found, "open")
'''


@pytest.fixture(scope="module")
def here():
    return dict(measure(ROOT))


@pytest.fixture
def faulty(tmp_path):
    (tmp_path / "deckard/llms").mkdir(parents=True)
    (tmp_path / "README.md").write_text("one line\n")
    (tmp_path / "deckard/__init__.py").touch()
    (tmp_path / "deckard/llms/__init__.py").write_text(FAULTS)
    (tmp_path / "deckard/b.py").write_text("from deckard import llms\ndef twice(): ...\n")
    return dict(measure(tmp_path))


@pytest.mark.parametrize("name", BOUNDS)
def test_no_measure_passes_its_bound(here, name):
    assert here[name] <= BOUNDS[name]


def test_the_seams_tell_all_their_parameters(here):
    assert here["% of API and seam docstrings with Args"] == 100


def test_every_measure_has_a_bound(here):
    assert set(here) == {*BOUNDS, "% of API and seam docstrings with Args"}


def test_every_fault_is_counted(faulty):
    assert faulty == {
        "modules at the top": 1,
        "most files in one folder": 1,
        "% of public names in more than one module": pytest.approx(100 / 3),
        "variables called found, known, said, seen, told, words": 2,
        "Any per 1,000 lines": pytest.approx(1000 / 29),
        "probes of seams": 2,
        "% of API and seam docstrings with Args": pytest.approx(100 / 3),
        "README lines": 1,
        "function lines without docstring, 95th percentile": 6,
        "function lines without docstring, most": 6,
        "module lines, most": 27,
        "import cycles": 1,
    }


def test_a_question_to_an_exception_or_a_module_is_no_probe(tmp_path):
    (tmp_path / "deckard").mkdir()
    (tmp_path / "README.md").touch()
    (tmp_path / "deckard/one.py").write_text(
        "import numpy as np\n"
        "try: hasattr(np, 'unicode_')\n"
        "except OSError as why: text = getattr(why, 'strerror', None)\n"
        "value = getattr(text, which)\n"
        "name = getattr(text, '__name__', '')\n"
        "def one(): ...\n"
    )
    assert dict(measure(tmp_path))["probes of seams"] == 0
