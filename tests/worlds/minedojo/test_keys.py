from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.config import ComponentConfig
from deckard.policies import KNOWN
from deckard.policies.subgoal_env import LEAD, SubgoalEnv
from deckard.policies.vpt import shape
from deckard.worlds import Practice
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.minedojo import keys
from tests.policies.vpt import small
from tests.worlds.minedojo.minecraft import QUICK, installed, minedojo

ACTIONS = st.integers(0, keys.ACTIONS - 1)
PRESSED = st.fixed_dictionaries(
    dict.fromkeys(keys.BUTTONS, st.integers(0, 1))
    | {"camera": st.tuples(*[st.floats(-200, 200)] * 2).map(np.array)}
)


def same(one, other):
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) for k in one)


def test_there_are_as_many_chords_and_turns_as_vpt_has():
    assert (keys.CHORDS, keys.TURNS, keys.ACTIONS) == (8641, 121, 8641 * 121)


@given(ACTIONS)
def test_an_action_is_its_chord_and_its_turn(action):
    assert keys.join_action(*keys.parted(action)) == action


@given(ACTIONS)
def test_an_action_comes_back_as_one_that_presses_the_same(action):
    pressed = keys.pressed(action)
    again = keys.nearest_action(pressed)
    assert same(keys.pressed(again), pressed)
    assert keys.nearest_action(keys.pressed(again)) == again


@given(PRESSED)
def test_what_is_pressed_comes_back_but_for_what_cannot_be_pressed_at_once(pressed):
    again = keys.pressed(keys.nearest_action(pressed))
    for group in keys.GROUPS[:-1]:
        held = [key for key in group if pressed[key]]
        kept = [] if group in keys.NEUTRAL and len(held) == 2 else held[-1:]
        assert [key for key in group if again[key]] == kept
    assert keys.nearest_action(again) == keys.nearest_action(pressed)


@given(PRESSED)
def test_a_turn_comes_back_as_the_nearest_there_is(pressed):
    turned = keys.pressed(keys.nearest_action(pressed))["camera"]
    wanted = np.clip(pressed["camera"], -10, 10)
    assert np.all(np.abs(turned) <= 10)
    assert np.all(turned * wanted >= 0)
    assert np.all(np.abs(turned - wanted) <= 0.2 + 0.4 * np.abs(wanted))


def test_the_turns_are_those_of_vpt():
    found = [keys.pressed(keys.join_action(1, n))["camera"] for n in range(keys.TURNS)]
    right = [round(float(yaw), 2) for _, yaw in found[5 * 11 : 6 * 11]]
    assert right[5:] == [0, 0.62, 1.61, 3.22, 5.81, 10]
    assert right[:5] == [-degrees for degrees in right[:5:-1]]
    assert found[0].tolist() == [-10, -10]
    assert found[10].tolist() == pytest.approx([-10, 10])


@pytest.mark.parametrize(
    ("chord", "pressed"),
    [
        (0, set()),
        (2, {"jump"}),
        (4, {"attack"}),
        (6, {"attack", "jump"}),
        (16, {"use"}),
        (8, {"drop"}),
        (32, {"sprint"}),
        (96, {"left"}),
        (288, {"forward"}),
        (576, {"back"}),
        (864, {"hotbar.1"}),
        (8640, set()),
    ],
)
def test_chords_are_numbered_as_vpt_numbers_them(chord, pressed):
    found = keys.pressed(keys.join_action(chord, 0))
    assert {key for key in keys.BUTTONS if found[key]} == pressed
    assert not found["camera"].any()


def test_nothing_pressed_is_the_first_chord_and_no_turn():
    assert keys.nearest_action({}) == keys.join_action(0, keys.STILL)
    assert keys.nearest_action({"craft": "planks", "forward": 1, "back": 1}) == keys.nearest_action(
        {}
    )


@installed
def test_keys_are_pressed_in_minedojo_and_what_is_in_the_hand_stays_there():
    world, _ = minedojo(1, **QUICK, control="keys", observe="rgb", inventory={"stick": 2})
    assert world.action_space.n == keys.ACTIONS
    life = world.live(0)
    life.equip("stick")
    before = life.obs
    info = life.step(keys.nearest_action({"hotbar.1": 1, "drop": 1, "camera": (0, 10)}))
    assert (info["hand"], info["inventory"], info["steps"]) == ("stick", {"stick": 2}, 1)
    assert not np.array_equal(life.obs, before)
    faced = {life.step(keys.nearest_action({"camera": (0, 10)}))["facing"] for _ in range(36)}
    assert len(faced) == 4


@installed
def test_vpt_practises_in_minedojo_by_what_it_sees(tmp_path, monkeypatch):
    of = replace(small.SHAPE, chords=keys.CHORDS, turns=keys.TURNS)
    monkeypatch.setattr(shape, "SIZES", {"small": of})
    file = small.write(tmp_path / "s.weights", small.policy(of))
    world, _ = minedojo(2, **QUICK, control="keys", observe="rgb")
    trainer = ComponentConfig(
        name="vpt", weights=str(file), model="small", n_steps=6, budget=12, device="cpu"
    ).build("trainer", KNOWN, {"world": world})
    episodes = world.practice(Practice("log", {}, None, 5, 1, 0))
    env = SubgoalEnv(episodes, EvidenceRecorder("log"), None)
    heard = []
    player = trainer.train(env, 0, lambda progress: heard.append(progress) or True, None)
    assert [p.decisions for p in heard] == [6, 12]
    assert env.tally.steps == 12 and env.tally.episodes == 2
    player.save(tmp_path / "log.zip")
    again = trainer.load(tmp_path / "log.zip")
    life = world.live(0)
    assert life.step(int(again.predict(np.pad(life.obs, (LEAD, 0)))[0]))["steps"] == 1
    env.close()
