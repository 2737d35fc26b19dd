"""The installed Craftax, and JAX before it is used."""

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
    """Keep what JAX compiles, and leave the memory of a GPU to torch; before JAX is used.

    What the user has set in the environment holds.
    """
    import jax  # slow

    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    with suppress(RuntimeError):  # the home folder is unknown
        if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
            jax.config.update("jax_compilation_cache_dir", str(kernels_folder() / "jax"))
