import subprocess
import sys
from types import ModuleType

import pytest

import deckard


def in_a_fresh_interpreter(code):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("name", sorted({*deckard.__all__} - {"__version__"}))
def test_every_public_name_is_there_and_has_a_docstring(name):
    assert getattr(deckard, name).__doc__
    assert name in dir(deckard)


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'lode'"):
        deckard.lode  # noqa: B018


def test_importing_deckard_takes_less_than_20_ms():
    code = "import time; t = time.perf_counter(); import deckard; print(time.perf_counter() - t)"
    assert min(float(*in_a_fresh_interpreter(code)) for _ in range(5)) < 0.020


def test_a_star_import_brings_the_public_names_and_loads_no_torch():
    code = "from deckard import *; import sys; print(callable(load), 'torch' in sys.modules)"
    assert in_a_fresh_interpreter(code) == ["True", "False"]


@pytest.mark.parametrize(
    "code",
    [
        "import deckard; runs = deckard.runs",
        "import deckard.runs.directory; runs = deckard.runs",
        "from deckard import runs",
        "from deckard.runs import directory; from deckard import runs",
        "import deckard; deckard.load; runs = deckard.runs",
    ],
)
def test_runs_lists_runs_and_is_the_package_however_it_is_imported(code, tmp_path):
    code += f"; import deckard.runs.run; print(runs({str(tmp_path)!r}), deckard.runs is runs)"
    assert in_a_fresh_interpreter(code) == ["[]", "True"]


def test_runs_is_a_package_for_whoever_imports_from_it():
    import deckard.runs.run

    assert isinstance(deckard.runs, ModuleType)
    assert callable(deckard.runs.run.run)
