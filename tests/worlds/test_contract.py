"""What every world must do; another world is tested by one more line in WORLDS."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from deckard import registry
from deckard.worlds import KNOWN, Info, Practice, World
from deckard.worlds.craftax import Craftax
from deckard.worlds.crafter import Crafter
from deckard.worlds.craftworld import Craftworld
from deckard.worlds.infos import amount
from deckard.worlds.minedojo import MineDojo
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.symbolic.faults import Faults
from tests.own import own_components
from tests.worlds.crafter.mars.files import FILES, mars_world
from tests.worlds.minedojo.minecraft import QUICK, is_installed, minedojo

WORLDS: dict[str, Callable[[], World]] = {
    "craftax": Craftax,
    "crafter": Crafter,
    "crafter-mars": lambda: mars_world(FILES["everything"]()),
    "craftworld": Craftworld,
    "craftworld-visible": lambda: Craftworld(sensing="visible", size=16),
    "minedojo": lambda: minedojo(5, **QUICK)[0],
    "minedojo-paper": lambda: minedojo(5, **QUICK, crafting="paper", observe="rgb")[0],
    "symbolic": lambda: Symbolic(chance=0.5),
    "symbolic-survival": lambda: Symbolic(chance=0.5, needs=True),
    "symbolic-deadly": lambda: Symbolic(chance=0.5, faults=Faults(died=0.5)),
    **{
        name: lambda name=name: registry.build_component("world", KNOWN, name)
        for name in own_components()
    },
}


SLOW = {"minedojo-paper"}
PARAMS = [pytest.param(n, marks=[pytest.mark.slow] if n in SLOW else []) for n in WORLDS]


@pytest.fixture(params=PARAMS, scope="module")
def world(request: pytest.FixtureRequest) -> World:
    if request.param.startswith("minedojo") and not is_installed():
        pytest.skip("minedojo is not installed: pip install --no-deps minedojo==0.1")
    return WORLDS[request.param]()


def steps(world: World, many: int) -> int:
    """As many steps as a world is tried with; Minecraft takes a hundredth of a second for one."""
    return many // 4 if isinstance(world, MineDojo) else many


def a_practice(world: World, **changes: object) -> Practice:
    fields: dict = {"start": {}, "hand": None, "max_decisions": 12, "envs": 3, "seed": 0}
    item = next((i for i in ("dirt", "sapling") if i in world.items), world.items[0])
    return Practice(**{"item": item, **fields, **changes})


def random_actions(world: World, steps: int, envs: int, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, int(world.action_space.n), (steps, envs))


def assert_is_info(info: Info, world: World) -> None:
    assert Info.__required_keys__ <= info.keys()
    assert info["inventory"].keys() <= set(world.items)
    assert all(quantity > 0 for quantity in info["inventory"].values())
    assert info["hand"] is None or info["inventory"].get(info["hand"], 0) > 0
    assert info["hand"] is None or world.hands
    assert isinstance(info["near"], frozenset) and info["near"] <= set(world.stations)
    assert isinstance(info["steps"], int) and info["steps"] >= 0
    assert world.deeds <= info.get("deeds", {}).keys() <= world.deeds | world.rooted
    assert info.get("needs", {}).keys() >= world.needs.keys()
    assert all(0 <= info["needs"][need] <= full for need, full in world.needs.items())
    assert len(info["place"]) == 3 and all(isinstance(n, int) for n in info["place"])
    assert sorted(map(abs, info["facing"])) == [0, 1]


def test_the_vocabulary_is_sorted_and_holds_fuels_and_stations(world: World) -> None:
    assert list(world.items) == sorted(set(world.items))
    assert set(world.stations) <= set(world.items) and world.rooted <= set(world.stations)
    assert set(world.fuels) <= set(world.items) and all(n > 0 for n in world.fuels.values())


def test_deeds_and_needs_have_names_of_their_own(world: World) -> None:
    names = [*world.items, *world.deeds, *world.needs]
    assert len(names) == len(set(names)) and list(world.subgoals) == sorted(names)
    assert all(full > 0 for full in world.needs.values())


def test_every_sight_has_four_columns_of_its_own_and_nearness_is_a_share(world: World) -> None:
    (length,) = world.observation_space.shape
    firsts = sorted(world.sights.values())
    if not firsts:
        pytest.skip("this world perceives pixels")
    assert all(b - a >= 4 for a, b in pairwise(firsts))
    assert firsts[-1] + 4 <= length
    envs = world.practice(a_practice(world))
    obs = [envs.reset()] + [envs.step(a)[0] for a in random_actions(world, 30, 3)]
    near = np.stack(obs)[..., firsts]
    assert near.min() >= 0 and near.max() <= 1 and near.max() > 0


def test_observations_are_in_the_space_and_do_not_change_afterwards(world: World) -> None:
    envs = world.practice(a_practice(world))
    first = envs.reset()
    kept = first.copy()
    for actions in random_actions(world, 30, 3):
        obs, _, _, _ = envs.step(actions)
        assert obs.shape == (3, *world.observation_space.shape) and obs.dtype == np.float32
        assert all(world.observation_space.contains(row) for row in obs)
    assert np.array_equal(first, kept)


def test_every_info_holds_everything_and_no_reported_inventory_ever_changes(world: World) -> None:
    envs = world.practice(a_practice(world, max_decisions=40))
    envs.reset()
    reported = [(i["inventory"], dict(i["inventory"])) for i in envs.reset_infos]
    for actions in random_actions(world, steps(world, 300), 3):
        for info in envs.step(actions)[3]:
            assert_is_info(info, world)
            reported.append((info["inventory"], dict(info["inventory"])))
    assert all(now == then for now, then in reported)
    assert any(now for now, _ in reported)


def test_episodes_start_with_the_items_and_the_hand_of_the_task(world: World) -> None:
    start = {world.items[3]: 2, world.items[7]: 1}
    hand = world.items[7] if world.hands else None
    envs = world.practice(a_practice(world, start=start, hand=hand))
    envs.reset()
    for info in envs.reset_infos:
        assert info["inventory"] == start and info["hand"] == hand
        assert info["steps"] == 0 and info["broke"] is None and info["fuel"] == {}


def test_an_episode_ends_with_reward_one_exactly_when_the_count_rises(world: World) -> None:
    task = a_practice(world, max_decisions=60)
    envs = world.practice(task)
    envs.reset()
    held = [amount(i, task.item) for i in envs.reset_infos]
    lengths, ends = [0, 0, 0], 0
    for actions in random_actions(world, steps(world, 600), 3):
        _, rewards, dones, infos = envs.step(actions)
        for i, info in enumerate(infos):
            count, lengths[i] = amount(info, task.item), lengths[i] + 1
            died = bool(info.get("died"))
            rose = count > held[i] and not died
            assert rewards[i] == float(rose)
            assert dones[i] == (rose or died or lengths[i] == task.max_decisions)
            held[i] = count
            if dones[i]:
                assert info["is_success"] == rose
                assert info["TimeLimit.truncated"] == (not rose and not died)
                assert info["episode"]["l"] == lengths[i] and info["episode"]["r"] == float(rose)
                assert world.observation_space.contains(info["terminal_observation"])
                assert envs.reset_infos[i]["inventory"] == {}
                held[i] = amount(envs.reset_infos[i], task.item)
                lengths[i], ends = 0, ends + 1
            else:
                assert "episode" not in info and "is_success" not in info
    assert ends > 3


def a_run(world: World, steps: int = 60, **changes: object) -> list[tuple]:
    """Return what env 0 of a practice went through."""
    task = a_practice(world, **changes)
    envs = world.practice(task)
    seen: list[tuple] = [(envs.reset()[0].tobytes(),)]
    for actions in random_actions(world, steps, 1):
        obs, rewards, dones, infos = envs.step(np.repeat(actions, task.envs))
        facts = {key: infos[0][key] for key in Info.__required_keys__}  # type: ignore[literal-required]
        seen.append((obs[0].tobytes(), rewards[0], dones[0], facts))
    return seen


def test_the_same_seed_and_actions_give_the_same_episodes(world: World) -> None:
    assert a_run(world) == a_run(world)


def test_another_seed_gives_other_episodes(world: World) -> None:
    assert a_run(world, seed=0) != a_run(world, seed=1)


def test_an_episode_does_not_depend_on_how_many_run_beside_it(world: World) -> None:
    assert a_run(world, envs=1) == a_run(world, envs=4)


def test_a_life_starts_with_nothing_and_can_be_replayed(world: World) -> None:
    def a_life() -> list[tuple]:
        life = world.live(7)
        assert life.info["inventory"] == {} and life.info["steps"] == 0
        seen = [(life.obs.tobytes(), life.info)]
        for action in random_actions(world, steps(world, 150), 1)[:, 0]:
            info = life.step(int(action))
            assert_is_info(info, world)
            assert info is life.info and info["steps"] > 0
            seen.append((life.obs.tobytes(), info))
            if info.get("died"):
                break
        return seen

    assert a_life() == a_life()


def test_another_seed_gives_another_life(world: World) -> None:
    def a_life(seed: int) -> list[tuple]:
        life = world.live(seed)
        actions = random_actions(world, steps(world, 40), 1)[:, 0]
        return [(life.obs.tobytes(), life.step(int(action))) for action in actions]

    assert a_life(1) != a_life(2)


def test_a_life_does_not_change_what_it_reported(world: World) -> None:
    life = world.live(3)
    reported = [(life.info, repr(life.info))]
    for action in random_actions(world, steps(world, 200), 1)[:, 0]:
        reported.append((life.step(int(action)), repr(life.info)))
        if life.info.get("died"):
            break
    assert all(repr(info) == then for info, then in reported)


def test_what_cannot_be_done_changes_nothing_but_costs_time(world: World) -> None:
    life = world.live(4)
    item, station = world.items[-1], world.stations[0]
    fuel = next(iter(world.fuels), item)
    tries = (
        life.craft(item),
        life.smelt(item, fuel),
        life.place(station),
        life.take(station),
        life.equip(item),
    )
    for info in tries:
        assert info["inventory"] == {} and info["hand"] is None and info["near"] == frozenset()
        assert info["fuel"] == {} and info["broke"] is None and info["steps"] >= 1


def test_a_life_perceives_what_practice_perceives(world: World) -> None:
    assert world.observation_space.contains(world.live(0).obs)


def test_a_picture_is_rgb(world: World) -> None:
    picture = world.live(0).render()
    assert picture.dtype == np.uint8 and picture.ndim == 3 and picture.shape[2] == 3
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 5


def test_an_episode_begins_where_one_in_vain_ended_only_if_told_to() -> None:
    """Craftworld can stay; whoever digs down and times out goes on from there, the kit renewed."""
    world = Craftworld()
    for stay in (0.0, 1.0):
        start = {"iron_pickaxe": 1}
        task = a_practice(
            world, item="egg", start=start, hand="iron_pickaxe", max_decisions=30, stay=stay
        )
        envs = world.practice(task)
        envs.reset()
        for action in [6, 6, 6, *[7] * 27]:  # look down, and dig
            _, _, dones, infos = envs.step(np.full(3, action))
        assert dones.all()
        deep = np.array([info["place"][1] for info in infos])
        begun = np.array([info["place"][1] for info in envs.reset_infos])
        assert (deep == begun).all() == bool(stay)
        assert all(info["inventory"] == start for info in envs.reset_infos)


def test_after_a_success_an_episode_begins_afresh_even_if_told_to_stay() -> None:
    envs = Craftworld().practice(a_practice(Craftworld(), item="dirt", envs=64, stay=1.0))
    envs.reset()
    begun = np.array([info["place"] for info in envs.reset_infos])
    won = np.zeros(64, bool)
    for action in [6, 6, 6, 7, 7, 7]:  # look down, and dig: mostly dirt
        _, rewards, dones, _ = envs.step(np.full(64, action))
        assert (dones == (rewards > 0)).all()
        won |= dones
    again = np.array([info["place"] for info in envs.reset_infos])
    moved = (again[:, [0, 2]] != begun[:, [0, 2]]).any(axis=1)
    assert won.sum() > 20 and moved[won].mean() > 0.9 and not moved[~won].any()


def test_what_is_optional_has_a_default() -> None:
    class Least(World):
        items = stations = ()
        fuels = sights = {}
        observation_space, action_space = Craftworld().observation_space, Craftworld().action_space

        def practice(self, practice):
            raise NotImplementedError

        def live(self, seed):
            raise NotImplementedError

    least = Least()
    least.ready()
    least.close()
    assert (least.restarts, least.about, least.frame) == (0, {}, None)
    assert (least.hands, least.rooted) == (True, frozenset())
    assert (least.deeds, least.needs, least.subgoals) == (frozenset(), {}, ())
    assert least.most_envs > 10**9
