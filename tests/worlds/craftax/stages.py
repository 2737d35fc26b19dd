"""Lives in states that a test constructs: a meadow, with what it puts there."""

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np

from deckard.worlds.craftax import Craftax
from deckard.worlds.craftax.kernels import Block
from deckard.worlds.crafter.life import CrafterLife
from deckard.worlds.crafter.names import CARRIED

BLOCKS = {b.name.lower(): b.value for b in Block} | {"table": Block.CRAFTING_TABLE.value}
AHEAD = (-1, 0)
"""The cell that the agent faces at first: above it."""
BESIDE = (0, -1)
CORNER = (1, 1)


def a_life(
    held: Mapping[str, int] = {}, blocks: Mapping[tuple[int, int], str] = {}, **fields: object
) -> CrafterLife:
    """A life in a meadow: with items, blocks by their offset from the agent, and state fields."""
    life = Craftax().live(0)
    batch = life.batch
    state = jax.tree.map(np.array, batch._state)
    state.map[:] = BLOCKS["grass"]
    row, column = state.player_position[0]
    for (down, right), name in blocks.items():
        state.map[:, row + down, column + right] = BLOCKS[name]
    for name in CARRIED:
        getattr(state.inventory, name)[:] = held.get(name, 0)
    batch._state = state.replace(
        **{name: np.full_like(getattr(state, name), value) for name, value in fields.items()}
    )
    life.step(0)
    return life


def put_mob(life: CrafterLife, kind: str, offset: tuple[int, int], health: int) -> None:
    """Put a mob of a kind (zombies, cows, skeletons) beside the agent."""
    state = jax.tree.map(np.array, life.batch._state)
    mobs = getattr(state, kind)
    at = state.player_position + np.array(offset)
    mobs.position[:, 0], mobs.mask[:, 0], mobs.health[:, 0] = at, True, health
    for k, (row, column) in enumerate(at):
        state.mob_map[k, row, column] = True
    life.batch._state = jax.tree.map(jnp.asarray, state)
