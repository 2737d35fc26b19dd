"""The tables of the rules, proved: each rule is played, and each short of one thing."""

from collections.abc import Iterator
from itertools import product

import pytest

from deckard.types import Recipe
from deckard.worlds import Info
from deckard.worlds.crafter.life import CrafterLife
from deckard.worlds.crafter.names import DEEDS, DO, ITEMS, NEEDS, STATIONS
from deckard.worlds.tables import load_tables
from tests.worlds.craftax.stages import AHEAD, BESIDE, CORNER, a_life, put_mob

TABLES = load_tables("craftax-classic")
RECIPES = [recipe for item in ITEMS for recipe in TABLES.ways(item)]
CORNERS = dict(zip(STATIONS, (BESIDE, CORNER), strict=True))
TRIES = 80
"""Contacts with grass; that none gives a sapling has a chance of 0.0002."""


def short_of_one(recipe: Recipe) -> Iterator[tuple[str, Recipe]]:
    """The recipe with one unit of an ingredient, one station or its tool less, and what that is."""
    for item, n in recipe.ingredients.items():
        fewer = {**recipe.ingredients, item: n - 1}
        yield item, recipe.model_copy(update={"ingredients": {i: n for i, n in fewer.items() if n}})
    for need in sorted(recipe.kept):
        changes = {"stations": recipe.stations - {need}, "tools": recipe.tools - {need}}
        yield need, recipe.model_copy(update=changes)


def play(recipe: Recipe) -> tuple[CrafterLife, Info]:
    """Do what a recipe says with all that it names at hand; return the life, and what was."""
    held = {**recipe.ingredients, **dict.fromkeys(recipe.tools, 1)}
    source = {AHEAD: recipe.source} if recipe.source else {}
    life = a_life(held, {**source, **{CORNERS[s]: s for s in recipe.stations}})
    before = life.info
    assert before["inventory"] == held and before["near"] == recipe.stations
    for _ in range(TRIES if recipe.source == "grass" else 1):
        info = life.step(DO) if recipe.how == "collect" else life.craft(recipe.item)
        if gained(life, before):
            break
    assert info["steps"] == 1
    return life, before


def gained(life: CrafterLife, before: Info) -> set[str]:
    """What a life holds more of than before, and what stands newly near."""
    held = life.info["inventory"]
    more = {i for i, n in held.items() if n > before["inventory"].get(i, 0)}
    return more | (life.info["near"] - before["near"])


def test_there_are_fourteen_rules_one_for_each_item():
    assert [recipe.item for recipe in RECIPES] == list(ITEMS)
    assert len(ITEMS) == 14


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_rule_works_with_just_what_it_names(recipe):
    life, before = play(recipe)
    assert gained(life, before) == {recipe.item}
    held = life.info["inventory"]
    lost = {i: n - held.get(i, 0) for i, n in before["inventory"].items() if n > held.get(i, 0)}
    assert lost == recipe.ingredients
    assert held.get(recipe.item, 0) == (recipe.item not in STATIONS)
    assert life.info["broke"] == recipe.source


SHORT = [
    pytest.param(recipe, less, id=f"{recipe.item}-{need}")
    for recipe in RECIPES
    for need, less in short_of_one(recipe)
]


@pytest.mark.parametrize(("recipe", "less"), SHORT)
def test_a_rule_short_of_one_thing_gives_nothing_and_takes_nothing(recipe, less):
    life, before = play(less)
    assert not gained(life, before)
    assert life.info["inventory"] == before["inventory"]
    assert not life.info.get("hindered")


def raised(life: CrafterLife, before: Info) -> set[str]:
    """The deeds that were done and the needs that rose since."""
    old, new = ({**info["deeds"], **info["needs"]} for info in (before, life.info))
    return {name for name, n in new.items() if n > old[name]}


MOBS = {"cow": "cows", "zombie": "zombies", "skeleton": "skeletons"}
BLOCKS = {"plant": "ripe_plant"}
"""What else a source is called on the ground: only a ripe plant can be eaten."""


def live(recipe: Recipe) -> set[str]:
    """Do what a rule of a deed or a need says with just what it names; return what that raised."""
    low = dict.fromkeys(("player_food", "player_drink"), 3) | {"player_energy": 8}
    source = BLOCKS.get(recipe.source or "", recipe.source)
    blocks = {AHEAD: source} if source and source not in MOBS else {}
    life = a_life(dict(recipe.ingredients), blocks, **low)
    if source in MOBS:
        put_mob(life, MOBS[source], AHEAD, 1)
    before = life.info
    life.craft(recipe.item) if recipe.how == "craft" else life.step(DO)
    assert {*before["inventory"]} - {*life.info["inventory"]} == {*recipe.ingredients}
    return raised(life, before)


DEEDS_AND_NEEDS = [r for name in (*sorted(DEEDS), *NEEDS) for r in TABLES.ways(name)]


def test_every_deed_and_need_has_a_rule():
    assert TABLES.deeds == {*DEEDS} and TABLES.needs.keys() == NEEDS.keys()
    assert {r.item for r in DEEDS_AND_NEEDS} == TABLES.deeds | NEEDS.keys()


@pytest.mark.parametrize("recipe", DEEDS_AND_NEEDS, ids=str)
def test_a_deed_is_done_and_a_need_met_with_just_what_its_rule_names(recipe):
    assert recipe.item in live(recipe)


NEEDY = [r for r in DEEDS_AND_NEEDS if r.ingredients or r.source]


@pytest.mark.parametrize("recipe", NEEDY, ids=str)
def test_without_what_its_rule_names_no_deed_is_done_and_no_need_met(recipe):
    other = {"source": "sand"} if recipe.source else {"ingredients": {}}
    assert not live(recipe.model_copy(update=other))


PICKAXES = ("wood_pickaxe", "stone_pickaxe", "iron_pickaxe")
MINED = [recipe for recipe in RECIPES if recipe.tools]


@pytest.mark.parametrize(("recipe", "tool"), list(product(MINED, PICKAXES)), ids=str)
def test_no_other_pickaxe_does_not_even_a_better_one(recipe, tool):
    life, before = play(recipe.model_copy(update={"tools": frozenset({tool})}))
    assert bool(gained(life, before)) == (tool in recipe.tools)


@pytest.mark.parametrize("item", [i for i in ITEMS if i not in ("furnace", "table")])
def test_nothing_is_made_of_everything_but_what_has_a_rule(item):
    everything = dict.fromkeys(("wood", "stone", "coal", "iron", "diamond", "sapling"), 9)
    life = a_life(everything, {BESIDE: "table", CORNER: "furnace"})
    made = life.craft(item)["inventory"].get(item, 0) > everything.get(item, 0)
    assert made == any(r.how == "craft" for r in TABLES.ways(item))
