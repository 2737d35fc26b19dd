"""The installed Craftax: whether it is there, and whether its rules are those that were proved."""

import hashlib
import os
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from deckard.errors import ConfigError, MissingExtra
from deckard.resources import kernels_folder
from deckard.worlds.tables import load_tables

CURE = "pip install 'deckard-awm[craftax]'"
TABLES = "craftax-classic"
"""The tables of the rules, which are for the score alone."""
RULES = ("constants.py", "game_logic.py", "world_gen.py", "envs/craftax_state.py")
"""The files of `craftax.craftax_classic` that hold the rules of the game."""


def check_installed() -> None:
    """Raise MissingExtra unless Craftax could be loaded; loads nothing."""
    for package in ("jax", "craftax"):
        if find_spec(package) is None:
            raise MissingExtra(f"the world craftax needs the package {package}: {CURE}")


def installed_version() -> str:
    """Return the version of the package."""
    return version("craftax")


def package_folder() -> Path:
    """Return the folder of Craftax-Classic; loads nothing."""
    spec = find_spec("craftax")
    [folder] = (spec and spec.submodule_search_locations) or [""]
    return Path(folder, "craftax_classic")


def rules_digest() -> str:
    """Return the SHA-256 of the files that hold the rules."""
    digest = hashlib.sha256()
    for name in RULES:
        digest.update((package_folder() / name).read_bytes())
    return digest.hexdigest()


def check_rules(any_rules: bool) -> str:
    """Return the hash of the installed rules.

    Args:
        any_rules: Whether rules will do that were never checked.

    Raises:
        MissingExtra: Craftax is not installed.
        ConfigError: The rules are none that deckard was checked with.
    """
    check_installed()
    digest, proved = rules_digest(), load_tables(TABLES).about
    if digest != proved["rules_sha256"] and not any_rules:
        raise ConfigError(
            f"the rules of the installed craftax {installed_version()} are not those of "
            f"{proved['package']}, with which deckard was checked: pip install "
            f"{proved['package'].replace(' ', '==')}, or set world.any_rules=true"
        )
    return digest


def prepare_jax() -> None:
    """Before JAX is imported: keep what it compiles, and leave the memory of a GPU to torch.

    What the user has set in the environment holds.
    """
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    with suppress(RuntimeError):  # the home folder is unknown
        os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(kernels_folder() / "jax"))
