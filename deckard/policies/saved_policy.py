"""Read a policy that stable-baselines3 saved: what is wrong with its file is one line."""

from collections.abc import Callable
from pathlib import Path
from pickle import UnpicklingError
from typing import TypeVar
from zipfile import BadZipFile, ZipFile

from stable_baselines3.common.utils import get_system_info

from deckard.errors import RunDirError

T = TypeVar("T")
DAMAGED = (OSError, ValueError, KeyError, RuntimeError, EOFError, BadZipFile)
"""What reading raises where the file is not as it was written."""
OTHER_VERSIONS = (ImportError, AttributeError, TypeError, UnpicklingError)
"""What reading raises where it was written with other versions of libraries: parts are pickled."""
VERSIONS = "system_info.txt"
"""The member of the file in which stable-baselines3 lists them."""
COMPARED = ("Python", "Stable-Baselines3", "PyTorch", "Numpy", "Cloudpickle", "Gymnasium")


def read_policy(path: Path, read: Callable[[], T]) -> T:
    """Read a policy.

    Args:
        path: Its file.
        read: Reads it with stable-baselines3.

    Raises:
        RunDirError: The file is gone or damaged, or the libraries here cannot read it.
    """
    if not path.is_file():
        raise RunDirError(f"the policy {path} is missing; a run directory moves as a whole")
    try:
        return read()
    except DAMAGED as error:
        cause = " ".join(str(error).split())
        raise RunDirError(f"the policy {path} is damaged ({cause}); restore it") from None
    except OTHER_VERSIONS as error:
        cause = " ".join(str(error).split())
        raise RunDirError(
            f"the policy {path} cannot be read here ({cause}): install the libraries that it was "
            f"saved with{_other_versions(path)}, or train it again"
        ) from None


def _other_versions(path: Path) -> str:
    """Return the versions with which a policy was saved, where others are installed."""
    try:
        with ZipFile(path) as archive:
            lines = archive.read(VERSIONS).decode().splitlines()
    except (OSError, KeyError, ValueError, BadZipFile):
        return ""
    saved = dict(line.removeprefix("- ").split(": ", 1) for line in lines if ": " in line)
    here = get_system_info(print_info=False)[0]
    other = [
        f"{name} {saved[name]} (here {here[name]})"
        for name in COMPARED
        if name in saved and saved[name] != here[name]
    ]
    return f": {', '.join(other)}" if other else ""
