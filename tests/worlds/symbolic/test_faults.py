"""Each fault looks as the rules of evidence say, and a faulty life can be relived."""

import pytest

from deckard.errors import Aborted, ConfigError
from deckard.registry import build_component
from deckard.worlds import KNOWN, Practice
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.symbolic.faults import MOST_ACTS, Faults

START = {"log": 20, "crafting_table": 1}


def faulty(start=START, **shares):
    exact = not shares.get("phantom")
    return Symbolic(start=start, faults=Faults(**shares), exact_reports=exact)


def reports(life, acts=200):
    """What a life shows while it crafts and looks, in turn."""
    for _ in range(acts // 2):
        yield life.craft("planks")["inventory"]
        yield life.equip(None)["inventory"]


def test_a_lost_drop_is_broken_and_never_arrives():
    world = faulty({}, drops_lost=1.0)
    life = world.live(0)
    info = life.step(world.items.index("log"))
    assert (info["broke"], info["inventory"]) == ("log", {})


def test_drops_are_lost_in_their_share():
    world = faulty({}, drops_lost=0.3)
    life = world.live(0)
    for _ in range(400):
        life.step(world.items.index("log"))
    assert life.info["inventory"]["log"] == pytest.approx(280, abs=35)


def test_a_wrong_count_is_one_item_for_one_report_and_nothing_truly_changes():
    world, kinds = faulty(phantom=0.05), set()
    life, plain = world.live(0), Symbolic(start=START).live(0)
    wrong = []
    for shown, true in zip(reports(life), reports(plain), strict=True):
        differing = [i for i in {*shown, *true} if shown.get(i, 0) != true.get(i, 0)]
        assert len(differing) <= 1
        wrong += [shown.get(i, 0) - true.get(i, 0) for i in differing]
        kinds |= set(differing)
    assert min(wrong) < 0 < max(wrong)
    assert len(wrong) == pytest.approx(10, abs=7)
    assert len(kinds) > 2


def test_a_full_inventory_loses_the_product_of_a_craft_and_keeps_what_it_has_kinds_of():
    life = faulty({"log": 5, "stick": 1}, full=1.0).live(0)
    life.draws.room = 2
    assert life.craft("planks")["inventory"] == {"log": 4, "stick": 1}
    assert life.step(life.body.setting.tables.items.index("log"))["inventory"]["log"] == 5


def test_a_life_is_broken_off_within_its_acts_and_stays_so():
    life = faulty(aborted=1.0).live(0)
    with pytest.raises(Aborted):
        for _ in range(MOST_ACTS):
            life.equip(None)
    with pytest.raises(Aborted):
        life.craft("planks")


def test_the_same_life_goes_wrong_in_the_same_way():
    world = faulty(phantom=0.2, full=0.5, drops_lost=0.2)
    assert list(reports(world.live(3))) == list(reports(world.live(3)))
    assert list(reports(world.live(3))) != list(reports(world.live(4)))


def test_faults_change_nothing_of_what_is_drawn_else():
    world, plain = faulty({}, phantom=0.1), Symbolic(chance=1.0)
    one, other = world.live(0), plain.live(0)
    for item in ("log", "dirt", "wheat_seeds"):
        action = world.items.index(item)
        one.step(action), other.step(action)
    assert one.body.info["inventory"] == other.info["inventory"]


def practised(max_decisions=1, episodes=200, **shares):
    """The infos of the ends of practice episodes for a log."""
    world = faulty({}, **shares)
    env = world.practice(Practice("log", {}, None, max_decisions, 1, 0))
    env.reset()
    action, ends = [world.items.index("log")], []
    while len(ends) < episodes:
        _, _, dones, infos = env.step(action)
        ends += [info for done, info in zip(dones, infos, strict=True) if done]
    return ends


def test_practice_episodes_are_broken_off_full_and_lost_in_their_shares():
    ends = practised(aborted=0.2)
    assert sum("aborted" in info for info in ends) == pytest.approx(40, abs=18)
    for fault in ("full", "drops_lost"):
        ends = practised(**{fault: 0.2})
        assert sum(not info["is_success"] for info in ends) == pytest.approx(40, abs=18)
        assert all(info["broke"] == "log" for info in ends)


def test_a_wrong_count_may_end_an_episode_as_a_success():
    world = faulty({}, phantom=1.0)
    env = world.practice(Practice("elytra", {}, None, 1, 1, 0))
    env.reset()
    ends = [env.step([world.items.index("elytra")])[3][0]["is_success"] for _ in range(30)]
    assert any(ends)


@pytest.mark.parametrize(
    "shares", [{"phantom": 2}, {"phantom": True}, {"ghosts": 0.1}, {"full": "often"}]
)
def test_what_is_no_fault_is_named_in_one_line(shares):
    with pytest.raises(ConfigError, match=r"faults\.\w+: .*options of faults: drops_lost") as error:
        build_component("world", KNOWN, "symbolic", faults=shares)
    assert "\n" not in str(error.value)


def test_the_manifest_records_faults_and_nothing_of_a_world_without():
    assert faulty(phantom=0.1).about["faults"]["phantom"] == 0.1
    assert "faults" not in Symbolic().about
