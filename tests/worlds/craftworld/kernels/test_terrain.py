"""What fresh terrain is made of, compared with what is known of the game's."""

from collections import Counter

import numpy as np
import pytest

from deckard.worlds.craftworld.kernels.grid import block_array
from deckard.worlds.craftworld.simulator import Simulator
from tests.worlds.craftworld.laboratory import WORLD

WORLDS, CHUNKS = 256, 256 * 4


@pytest.fixture(scope="module")
def simulator() -> Simulator:
    simulator = Simulator(WORLD.setting, WORLDS, 11)
    simulator.restart(np.arange(WORLDS), {}, None)
    return simulator


@pytest.fixture(scope="module")
def grids(simulator: Simulator) -> np.ndarray:
    return np.stack([block_array(grid) for grid in simulator.cells])


@pytest.fixture(scope="module")
def counts(grids: np.ndarray) -> Counter:
    names = WORLD.setting.rules.names
    found = np.bincount(grids.ravel(), minlength=len(names))
    return Counter(dict(zip(names, found.tolist(), strict=True)))


# Mean number of blocks of a vein of a size that lies in stone alone, from 3000 veins. The largest
# had 10, 10, 13, 32 blocks; the Minecraft Wiki (page "Ore (feature)") gives at most 10, 10, 13, 37.
VEIN = {7: 4.96, 8: 5.74, 9: 6.74, 17: 22.2}
ROCK = (5, 58)  # heights at which there is stone everywhere


@pytest.mark.parametrize(
    ("ore", "tries", "size", "low", "high"),
    [
        # Minecraft Wiki, page "Mineral vein", Java Edition before 1.17
        ("coal", 20, 17, 0, 128),
        ("iron", 20, 9, 0, 64),
        ("gold", 2, 9, 0, 32),
        ("redstone", 8, 8, 0, 16),
        ("diamond", 1, 8, 0, 16),
        ("lapis", 1, 7, 0, 32),
    ],
)
def test_ores_are_as_rare_as_in_the_game(
    counts: Counter, ore: str, tries: int, size: int, low: int, high: int
) -> None:
    # A vein's middle lies a block lower than the height that was drawn; one part in twenty falls on
    # other veins and on tunnels.
    in_rock = (min(high - 1, ROCK[1]) - max(low, ROCK[0])) / (high - low)
    expected = tries * VEIN[size] * in_rock
    assert counts[f"{ore}_ore"] / CHUNKS == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize(
    ("ore", "highest"),
    [("iron_ore", 67), ("gold_ore", 35), ("redstone_ore", 19), ("diamond_ore", 19)],
)
def test_ores_lie_no_higher_than_in_the_game(grids: np.ndarray, ore: str, highest: int) -> None:
    heights = np.nonzero(grids == WORLD.setting.rules.names.index(ore))[3]
    assert heights.max() <= highest


def test_the_surface_lies_where_it_should_and_hides_the_ores(grids: np.ndarray) -> None:
    names = WORLD.setting.rules.names
    plants = ["air", "log", "leaves", "vine", "cactus", "pumpkin", "waterlily", "tallgrass"]
    plants += ["yellow_flower", "red_flower", "deadbush", "reeds", "brown_mushroom", "red_mushroom"]
    above = np.isin(grids, [names.index(p) for p in plants]) | (grids >= names.index("cow"))
    tops = grids.shape[3] - 1 - np.argmax(~above[..., ::-1], axis=3)
    assert np.quantile(tops, 0.02) >= 40 and tops.max() <= 72
    assert (
        0.02 < (np.take_along_axis(grids, tops[..., None], 3) == names.index("water")).mean() < 0.5
    )
    ground = np.take_along_axis(grids, tops[..., None], 3)
    assert np.isin(ground, [i for i, n in enumerate(names) if n.endswith("_ore")]).mean() < 0.01


def test_bedrock_closes_the_bottom_of_the_world(grids: np.ndarray) -> None:
    bedrock = WORLD.setting.rules.names.index("bedrock")
    assert (grids[..., :3] == bedrock).all() and not (grids[..., 5:] == bedrock).any()


def test_every_kind_of_thing_is_found_somewhere(counts: Counter) -> None:
    made = {"cobblestone", "crafting_table", "furnace"}
    assert {name for name, n in counts.items() if n == 0} == made


def test_every_world_has_trees_water_and_animals(grids: np.ndarray) -> None:
    names = WORLD.setting.rules.names
    for name, least in (("log", 30), ("leaves", 100), ("water", 4), ("sheep", 1), ("cow", 1)):
        per_world = (grids == names.index(name)).sum(axis=(1, 2, 3))
        assert np.quantile(per_world, 0.1) >= least, name


def test_caves_are_a_small_share_of_the_rock(grids: np.ndarray) -> None:
    rock = grids[..., 12:50]
    assert 0.01 < (rock == 0).mean() < 0.12


def test_roofs_cover_all_that_is_not_air(simulator: Simulator, grids: np.ndarray) -> None:
    highest = grids.shape[3] - np.argmax(grids[..., ::-1] > 0, axis=3)
    assert (simulator.roofs >= highest).all()


def test_nothing_rooted_hangs_in_the_air(grids: np.ndarray) -> None:
    kinds = WORLD.setting.rules.kinds
    rooted = kinds["rooted"][grids].astype(bool)
    below = np.roll(grids, 1, axis=3)
    assert (kinds["solid"][below] | kinds["rooted"][below])[rooted].mean() > 0.98


def test_episodes_start_in_new_terrain_as_often_as_it_is_set() -> None:
    own = Simulator(WORLD.setting, 1, 3)
    seen = []
    for _ in range(2 * WORLD.setting.regenerate):
        own.restart(np.zeros(1, np.int64), {}, None)
        seen.append(own.cells.tobytes())
    assert len(set(seen)) == 2


def test_a_start_is_dry_and_open(simulator: Simulator, grids: np.ndarray) -> None:
    kinds = WORLD.setting.rules.kinds
    for grid, body in zip(grids, simulator.bodies, strict=True):
        x, z, y = int(body["x"]), int(body["z"]), int(body["y"])
        assert not kinds["solid"][grid[x, z, y]] and grid[x, z, y + 1] == 0
        assert kinds["solid"][grid[x, z, y - 1]] and (grid[x, z, y + 2 :] == 0).all()
