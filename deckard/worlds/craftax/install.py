"""The installed Craftax, and JAX before it is imported."""

import os
from contextlib import suppress

from deckard.resources import kernels_folder
from deckard.worlds.crafter.install import GamePackage

CRAFTAX = GamePackage(
    name="craftax",
    part="craftax_classic",
    rules=("constants.py", "game_logic.py", "world_gen.py", "envs/craftax_state.py"),
    tables="craftax-classic",
    needs=("jax",),
)


def prepare_jax() -> None:
    """Before JAX is imported: keep what it compiles, and leave the memory of a GPU to torch.

    What the user has set in the environment holds.
    """
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    with suppress(RuntimeError):  # the home folder is unknown
        os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(kernels_folder() / "jax"))
