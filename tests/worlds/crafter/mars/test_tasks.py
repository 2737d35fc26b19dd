"""The truth of world files, proved: each rule is played, and each short of one thing."""

from collections.abc import Iterator
from functools import cache

import pytest

from deckard.types import Recipe
from deckard.worlds.crafter.life import CrafterLife
from deckard.worlds.crafter.names import STATIONS
from deckard.worlds.tables import load_tables
from deckard.worlds.tables.perturbed import truth_of
from tests.worlds.craftax.test_rules import gained, short_of_one
from tests.worlds.crafter.mars.files import FILES, mars_world
from tests.worlds.crafter.test_rules import play

NAMES = ("plain", "tasks", "everything")


def ways(name: str) -> list[Recipe]:
    tables = truth_of(mars_world(FILES[name]()).about).tables
    return [recipe for item in tables.items for recipe in tables.ways(item)]


@cache
def a_life(name: str) -> CrafterLife:
    return mars_world(FILES[name]()).live(0)


def every_rule() -> Iterator[object]:
    for name in NAMES:
        for recipe in ways(name):
            yield pytest.param(name, recipe, id=f"{name}: {recipe}")


def short() -> Iterator[object]:
    for name in NAMES:
        for recipe in ways(name):
            for need, less in short_of_one(recipe):
                yield pytest.param(name, less, id=f"{name}: {recipe.item} without {need}")


@pytest.mark.parametrize(("name", "recipe"), [*every_rule()])
def test_a_rule_works_with_just_what_it_names(name, recipe):
    life = a_life(name)
    before = play(life, recipe)
    held = life.info["inventory"]
    assert recipe.item in gained(life, before)
    lost = {i: n - held.get(i, 0) for i, n in before["inventory"].items() if n > held.get(i, 0)}
    assert lost == recipe.ingredients
    more = held.get(recipe.item, 0) - before["inventory"].get(recipe.item, 0)
    assert more == (0 if recipe.item in STATIONS else recipe.yields)
    assert life.info["broke"] == recipe.source


@pytest.mark.parametrize(("name", "less"), [*short()])
def test_a_rule_short_of_one_thing_gives_nothing_and_takes_nothing(name, less):
    life = a_life(name)
    before = play(life, less)
    assert not gained(life, before)
    assert life.info["inventory"] == before["inventory"] and not life.info.get("hindered")


def test_the_truth_of_a_file_of_crafters_rules_is_that_of_crafter():
    tables = load_tables("crafter")
    assert ways("plain") == [recipe for item in tables.items for recipe in tables.ways(item)]
