import pickle
from zipfile import ZipFile

import numpy as np
import pytest

from deckard.errors import RunDirError
from deckard.policies.saved_policy import read_policy

SAVED = f"- Python: 3.0.1\n- Numpy: {np.__version__}\n- OS: Linux: 5 # 1\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "log.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("system_info.txt", SAVED)
    return path


def error_of(file, error):
    def read():
        raise error

    with pytest.raises(RunDirError) as caught:
        read_policy(file, read)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        ModuleNotFoundError("No module named 'numpy._core.numeric'"),
        AttributeError("Can't get attribute 'x'"),
        TypeError("code() takes at most 16 arguments"),
        pickle.UnpicklingError("pickle data was truncated"),
    ],
)
def test_a_policy_of_other_versions_is_one_line_that_names_them(file, error):
    message = error_of(file, error)
    assert str(error) in message
    assert "saved with: Python 3.0.1 (here 3." in message
    assert "Numpy" not in message, "which is the same here"


def test_a_policy_that_lists_no_versions_is_one_line_too(tmp_path):
    path = tmp_path / "log.zip"
    path.write_bytes(b"no archive")
    assert "libraries that it was saved with, or train" in error_of(path, ImportError("gone"))


def test_a_policy_pickled_with_a_module_that_is_not_here_is_one_line(file):
    pickled = b"cdeckard_of_tomorrow\nThing\n."
    with pytest.raises(RunDirError, match="No module named 'deckard_of_tomorrow'"):
        read_policy(file, lambda: pickle.loads(pickled))


def test_a_bug_is_no_fault_of_the_file(file):
    with pytest.raises(ZeroDivisionError):
        read_policy(file, lambda: 1 / 0)
