"""What is wrong with an argument is said in one error, and so is what to give instead."""

import gymnasium as gym
import pytest

import deckard
from deckard.errors import ConfigError, GraphError, RunDirError


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda run: run.why(None), "no name of an item"),
        (lambda run: run.policy(None), "no name of an item"),
        (lambda run: run.env("log", -1), "the seed is -1"),
        (lambda run: run.plan("stick", "two"), "the quantity is 'two'"),
        (lambda run: run.plan("stick", -2), "at least 1"),
        (lambda run: run.plan("stick", 0), "at least 1"),
        (lambda run: run.plan("stick", have={"log": "a"}), "quantity of 'log' in `have` is 'a'"),
        (lambda run: run.plan("stick", have="log"), "give items with quantities"),
        (lambda run: run.events("nonsense"), "name dreamed, .*verified, refuted"),
        (lambda run: run.score(items="frob,stick"), "has no item 'frob'"),
        (lambda run: run.score(items=["stik"]), "did you mean stick"),
        (lambda run: run.score(items=3), "give a list of names"),
        (lambda run: run.score(items=[]), "no item is named"),
        (lambda run: run.score(reference=3), "no reference '3'"),
        (lambda run: deckard.load(None), "give the path of a run directory"),
        (lambda run: deckard.plot([None]), "give the path of a run"),
        (lambda run: deckard.plot(3), "give the path of a run"),
        (lambda run: deckard.plot(run, out=3), "give the path of an .svg or .png file"),
        (lambda run: deckard.run(callbacks=3), "give a list"),
        (lambda run: deckard.run(out=3), "give the path of a run directory as `out`"),
        (lambda run: deckard.run(3), "give the path of a config"),
    ],
)
def test_a_wrong_argument_is_a_config_error(first, ask, message):
    with pytest.raises(ConfigError, match=message):
        ask(first)


@pytest.mark.parametrize("items", ["stick, planks", ["stick", "planks"], iter(["stick", "planks"])])
def test_the_items_of_a_score_are_a_text_or_any_iterable(first, items):
    assert len(first.score(items=items).verdicts) == 2


def test_an_item_without_near_names_says_where_names_are(first):
    with pytest.raises(GraphError, match=r"it has cobblestone, .*`run\.awm\.known`"):
        first.why("zzzz")
    with pytest.raises(GraphError, match=r"such as acacia_boat, .*`World\.items`"):
        first.policy("zzzz")


def test_a_run_directory_that_is_taken_says_how_to_choose_another(first):
    with pytest.raises(RunDirError, match="`out` in Python"):
        deckard.run(world="symbolic", target="stick", out=first.path)


def test_an_empty_list_is_no_graph(tmp_path):
    file = tmp_path / "empty.json"
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(GraphError, match="holds no item"):
        deckard.load(file)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"foo": 3}, "there is no such key"), ({"max_decisions": 0}, "max_decisions is 0")],
)
def test_a_wrong_option_of_the_gymnasium_environment_is_a_config_error(options, message):
    with pytest.raises(ConfigError, match=message):
        gym.make("deckard/Craftworld-v0", item="log", **options)
