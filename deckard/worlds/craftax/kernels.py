"""What JAX compiles: a step of many worlds, what their agents perceive, and new worlds.

The shape of an array says how many worlds there are; nothing else is compiled in, so that one
compilation serves every task.
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp

from deckard.worlds.craftax.install import prepare_jax

prepare_jax()

from craftax.craftax_classic import constants, game_logic, world_gen  # noqa: E402
from craftax.craftax_classic.envs.craftax_state import (  # noqa: E402
    EnvParams,
    EnvState,
    StaticEnvParams,
)

from deckard.worlds.crafter import layout  # noqa: E402
from deckard.worlds.crafter.names import (  # noqa: E402
    CARRIED,
    COUNTED,
    DO,
    FREE,
    GIVES,
    LOW,
    MOST,
    NEEDS,
    SIGHTS,
    STATIONS,
)

PARAMS, STATIC = EnvParams(), StaticEnvParams()
NONE = -1
OWN_NAMES = {"crafting_table": "table", "ripe_plant": "plant"}
"""Blocks of Craftax that are called otherwise in Crafter."""
Block = constants.BlockType
_names = [OWN_NAMES.get(b.name.lower(), b.name.lower()) for b in Block]
SIGHT_OF = jnp.array([SIGHTS.index(n) if n in SIGHTS else NONE for n in _names], jnp.int32)
"""The sight of each block of Craftax."""
GAINS = jnp.array(
    [CARRIED.index(GIVES[name]) if name in GIVES else NONE for name in SIGHTS], jnp.int32
)
"""What each sight gives, as a number in CARRIED."""
_achievements = {name: f"place_{name}" if name in STATIONS else name for name in COUNTED}
ACHIEVED = jnp.array(
    [constants.Achievement[name.upper()].value for name in _achievements.values()], jnp.int32
)
"""The achievement of each of COUNTED."""
PLANT, LAVA = SIGHTS.index("plant"), SIGHTS.index("lava")
ZOMBIE, COW, SKELETON, ARROW = (SIGHTS.index(n) for n in ("zombie", "cow", "skeleton", "arrow"))
MARGIN = max(layout.ROWS, layout.COLS)
Array = jax.Array


class Seen(NamedTuple):
    """What the agents of some worlds perceive, and what the host is told of them."""

    obs: Array
    """float32 (n, `layout.SIZE`)."""
    told: Array
    """int32 (n, 12 + 7 + 4 + 10): inventory, near, broke, row, column, died, asleep, heading,
    vitals, and what of `COUNTED` the step did."""
    view: Array
    """int32 (n, 7, 9)."""


def _view(state: EnvState) -> tuple[Array, Array]:
    """What each cell of the view shows, mobs above blocks, and where ripe plants are."""
    pad = jnp.pad(state.map, MARGIN, constant_values=Block.OUT_OF_BOUNDS.value)
    corner = state.player_position + MARGIN - jnp.array(layout.MIDDLE)
    blocks = jax.lax.dynamic_slice(pad, corner, (layout.ROWS, layout.COLS))
    view = SIGHT_OF[blocks]
    mobs = ((ARROW, state.arrows), (COW, state.cows), (SKELETON, state.skeletons))
    for kind, group in (*mobs, (ZOMBIE, state.zombies)):
        at = group.position - state.player_position + jnp.array(layout.MIDDLE)
        inside = group.mask & (at >= 0).all(axis=1)
        rows = jnp.where(inside, at[:, 0], layout.ROWS)  # what lies outside is dropped
        view = view.at[rows, at[:, 1]].set(kind, mode="drop")
    return view, blocks == Block.RIPE_PLANT.value


def _counts(state: EnvState) -> Array:
    return jnp.array([getattr(state.inventory, name) for name in CARRIED], jnp.int32)


def _cell(view: Array, offset: Array | tuple[int, int]) -> Array:
    """What a cell beside the agent shows."""
    row, column = layout.MIDDLE
    return view[row + offset[0], column + offset[1]]


def _faced(state: EnvState, view: Array) -> Array:
    return _cell(view, constants.DIRECTIONS[state.player_direction])


def _used(state: EnvState, action: Array) -> Array:
    """The sight that an action uses: a block, or a mob that it kills; nothing of a full stack."""
    view, ripe = _view(state)
    kind = _faced(state, view)
    target = state.player_position + constants.DIRECTIONS[state.player_direction]
    damage = game_logic.get_player_attack_damage(state)

    def killed(mobs: game_logic.Mobs) -> Array:
        here = (mobs.position == target).all(axis=1) & mobs.mask
        return (here & (mobs.health <= damage)).any()

    dies = killed(state.zombies) | killed(state.cows) | killed(state.skeletons)
    unripe = (kind == PLANT) & ~_cell(ripe, constants.DIRECTIONS[state.player_direction])
    gain = GAINS[kind]
    is_full = (gain >= 0) & (_counts(state)[gain] >= MOST)
    is_idle = (action != DO) | state.is_sleeping | unripe | is_full
    is_alive = (kind >= ZOMBIE) & ~dies
    return jnp.where(is_idle | is_alive | (kind == ARROW), NONE, kind)


def _sights(view: Array) -> Array:
    """The four columns of each sight: those of the nearest cell that shows it."""
    cells = view.reshape(-1)[layout.ORDER]
    matches = cells[None] == jnp.arange(len(SIGHTS))[:, None]
    columns = jnp.asarray(layout.SIGHT_COLUMNS)[jnp.argmax(matches, axis=1)]
    return (columns * matches.any(axis=1)[:, None]).reshape(-1)


def _perceive(state: EnvState, broke: Array) -> Seen:
    """Look around in one world."""
    view, ripe = _view(state)
    around = jnp.array([_cell(view, cell) for cell in layout.AROUND])
    beside = jnp.array([_cell(view, cell) for cell in layout.SIDES])
    faced, counts = _faced(state, view), _counts(state)
    table = game_logic.is_near_block(state, Block.CRAFTING_TABLE.value)
    furnace = game_logic.is_near_block(state, Block.FURNACE.value)
    ahead = _cell(ripe, constants.DIRECTIONS[state.player_direction])
    vitals = [state.player_health, state.player_food, state.player_drink, state.player_energy]
    obs = jnp.concatenate(
        [
            _sights(view),
            jnp.isin(around, jnp.array(FREE)),
            beside == LAVA,
            jax.nn.one_hot(state.player_direction - 1, len(layout.SIDES)),
            jax.nn.one_hot(jnp.where(faced < 0, len(SIGHTS), faced), len(SIGHTS) + 1),
            jnp.array([ahead, ripe.any()]),
            counts / MOST,
            jnp.array(vitals) / MOST,
            jnp.array([state.light_level, state.is_sleeping, table, furnace]),
        ]
    ).astype(jnp.float32)
    near = table.astype(jnp.int32) + 2 * furnace.astype(jnp.int32)
    died = game_logic.is_game_over(state.replace(timestep=0), PARAMS)
    rest = [near, broke, *state.player_position, died, state.is_sleeping]
    numbers = jnp.array([*counts, *rest, state.player_direction - 1, *vitals], jnp.int32)
    told = jnp.concatenate([numbers, state.achievements[ACHIEVED].astype(jnp.int32)])
    return Seen(obs, told, view)


def _step(state: EnvState, key: Array, action: Array) -> tuple[EnvState, Seen]:
    """Take an action in one world; its chances are those of the episode's key and the time.

    The game's achievements are cleared before it, and so tell what the step did.
    """
    broke = _used(state, action)
    state = state.replace(achievements=jnp.zeros_like(state.achievements))
    chances = jax.random.fold_in(key, state.timestep)
    after, _ = game_logic.craftax_step(chances, state, action, PARAMS, STATIC)
    after = jax.tree.map(  # a weak type in a state would compile the next step again
        lambda new, old: jax.lax.convert_element_type(new, old.dtype), after, state
    )
    return after, _perceive(after, broke)


def _with_start(state: EnvState, held: Array) -> EnvState:
    """A state in which some items are held, and some stations stand at the agent's corners."""
    counts = {name: held[k] for k, name in enumerate(CARRIED)}
    row, column = state.player_position[0] - 1, state.player_position[1]
    grid = state.map
    for k, block in enumerate((Block.CRAFTING_TABLE, Block.FURNACE)):
        old = grid[row, column - 1 + 2 * k]
        stands = held[len(CARRIED) + k] > 0
        grid = grid.at[row, column - 1 + 2 * k].set(jnp.where(stands, block.value, old))
    return state.replace(
        inventory=state.inventory.replace(**counts),
        map=grid,
        **{f"player_{need}": jnp.where(held[-1] == k, LOW, MOST) for k, need in enumerate(NEEDS)},
    )


@partial(jax.jit, donate_argnums=0)
def restart(
    state: EnvState, pool: EnvState, rows: Array, index: Array, held: Array
) -> tuple[EnvState, Seen]:
    """Begin episodes in a few worlds; the others are not touched.

    Args:
        state: All worlds.
        pool: Worlds to begin in.
        rows: Where to begin, int32 (k,); a number beyond the last world stands for none.
        index: In which world of the pool each begins, int32 (k,).
        held: The start: int32 (15,), the inventory, then whether a table and a furnace stand there,
            and the number in NEEDS of the one that is low, or -1.

    Returns:
        All worlds, and what is perceived in the k that begin.
    """
    fresh = jax.tree.map(lambda leaf: leaf[index], pool)
    fresh = jax.vmap(_with_start, (0, None))(fresh, held)
    state = jax.tree.map(
        lambda new, old: old.at[rows].set(new.astype(old.dtype), mode="drop"), fresh, state
    )
    return state, jax.vmap(_perceive, (0, None))(fresh, jnp.int32(NONE))


advance = jax.jit(jax.vmap(_step), donate_argnums=0)
"""Take one action in every world, int32 (n,), by the keys of their episodes, uint32 (n, 2)."""
generate = jax.jit(jax.vmap(lambda key: world_gen.generate_world(key, PARAMS, STATIC)))
"""Make worlds by their keys, uint32 (n, 2)."""
