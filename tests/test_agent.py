"""The whole agent in small worlds drawn at random, told things drawn at random."""

import json
import os
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckard.dream.answers.schema import write_answer
from deckard.explore.directed import Directed
from deckard.explore.thrifty.explorer import Thrifty
from deckard.graph.beliefs import VERIFIED
from deckard.llms import LLM, Completion
from deckard.types import Recipe
from deckard.worlds.tables import Block, Drop
from deckard.worlds.tables.true_recipe import deviations_from
from tests.recipe_worlds.drawing import USUAL, USUALLY_NAMED, Drawing, Names
from tests.recipe_worlds.drawn import Drawn, RecipeWorld, small_tables
from tests.recipe_worlds.drawn import draw as draw_world
from tests.recipe_worlds.living import live
from tests.strategies import collect, craft, smelt

seeds = st.integers(0, 2**32)


@pytest.fixture(autouse=True, scope="module")
def unhurried():
    """These runs need not outlive a power cut: waiting for the disk would take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@dataclass
class Told(LLM):
    """A language model that says of each item what it was given to say, over and over."""

    answers: dict[str, list[Recipe]] = field(default_factory=dict)

    def complete(self, request):
        said = self.answers.get(request.item, [])
        return Completion(
            json.dumps(write_answer(said[request.attempt % len(said)])) if said else "?", ""
        )


def drawn_recipe(seed, tables, item):
    """Any craft or smelt of an item, from some others."""
    others = [name for name in tables.items if name != item]
    names = Names([*others, item], tables.stations)
    return Drawing(Random(seed), USUALLY_NAMED, names).made(len(others), others)


@st.composite
def answers(draw, tables):
    """What a model says: of an item the truth, something like it, or anything; in circles too."""
    told = {}
    for item in tables.items:
        others = [name for name in tables.items if name != item]
        true = st.sampled_from(tables.ways(item)) if tables.ways(item) else st.nothing()
        collected = st.builds(
            Recipe,
            item=st.just(item),
            how=st.just("collect"),
            tools=st.frozensets(st.sampled_from(others), max_size=1),
            source=st.sampled_from(sorted(tables.blocks)),
        )
        made = st.builds(drawn_recipe, seeds, st.just(tables), st.just(item))
        told[item] = draw(st.lists(true | made | collected, max_size=2))
    return told


@st.composite
def setups(draw):
    """A world, what is told of it, and how often a collect succeeds."""
    world = draw_world(draw(seeds), USUALLY_NAMED)
    return world, draw(answers(world.tables)), draw(st.sampled_from((1.0, 0.5)))


def check(setup, explorer):
    world, told, chance = setup
    ended, wrong = live(Drawn(world, chance), Told(told), explorer)
    assert ended.reason.startswith("nothing left to try")
    assert wrong == []
    awm = ended.state.awm
    verified = [r for item in awm.items(VERIFIED) for r in awm.recipes(item, VERIFIED)]
    least = is_least if isinstance(explorer, Thrifty) else is_least_but_for_tools
    assert [str(recipe) for recipe in verified if not least(world.tables, recipe)] == []


def is_least(tables, recipe):
    """Whether a verified recipe takes all of that, and no less."""
    return not deviations_from(tables.ways_of(recipe.item), recipe, observed=True)


def is_least_but_for_tools(tables, recipe):
    """The same of an explorer that does not look whether a collect needs its tool."""
    deviations = deviations_from(tables.ways_of(recipe.item), recipe, observed=True)
    return all(deviation.field == "tools" and not deviation.is_wrong for deviation in deviations)


@given(setups())
@settings(max_examples=12, derandomize=True)
def test_whatever_the_world_and_what_is_said_of_it_a_run_ends_and_believes_nothing_false(setup):
    check(setup, Thrifty())


@given(setups())
@settings(max_examples=5, derandomize=True)
def test_so_it_does_going_by_the_frontier_of_what_was_dreamed(setup):
    check(setup, Directed())


def test_however_seldom_collects_succeed_what_is_learnt_in_the_end_is_the_same():
    pick, table = "wooden_pickaxe", "crafting_table"
    world = world_of(
        items=tuple(sorted(USUAL[:10])),
        recipes=(
            craft("planks", yields=4, log=1),
            craft("stick", yields=4, planks=2),
            craft(table, planks=4),
            craft(pick, table, planks=3, stick=2),
            craft("stone_pickaxe", table, cobblestone=3, stick=2),
            craft("furnace", table, cobblestone=8),
            smelt("iron_ingot", iron_ore=1),
        ),
        blocks={
            "tree": block("log"),
            "rock": block("cobblestone", pick, "stone_pickaxe"),
            "ore": block("iron_ore", "stone_pickaxe"),
        },
        fuels={"planks": 1.5},
    )
    often, seldom = (live(Drawn(world, chance), Told())[0].state.awm for chance in (1.0, 0.3))
    assert often.items(VERIFIED) == sorted(USUAL[:10])
    assert [often.recipes(i, VERIFIED) for i in USUAL] == [
        seldom.recipes(i, VERIFIED) for i in USUAL
    ]


def test_a_smelt_that_takes_no_station_is_found_out_to_do_without():
    pick, rock = "wooden_pickaxe", "cobblestone"
    world = world_of(
        items=("coal", rock, "log", "wooden_axe", pick),
        recipes=(smelt("coal", None, **{pick: 1}), smelt("wooden_axe", rock, **{pick: 1})),
        blocks={"rock": block(rock), "tree": block("log"), "find": block(pick)},
        fuels={"log": 1.5},
    )
    check((world, {}, 1.0), Thrifty())


def test_a_needless_tool_is_found_out_where_another_item_comes_of_the_same_source():
    sword = "wooden_sword"
    cow = Block(
        1.0, None, True, False, (Drop("beef", 1, 1, 1.0, ()), Drop("leather", 1, 1, 1.0, ()))
    )
    world = world_of(
        items=("beef", "leather", "log", sword),
        recipes=(craft(sword, log=2),),
        blocks={"cow": cow, "tree": block("log")},
        fuels={},
    )
    said = [collect("log", "tree"), craft(sword, log=2), collect("beef", "cow")]
    said.append(collect("leather", "cow", sword))
    check((world, {recipe.item: [recipe] for recipe in said}, 1.0), Thrifty())


def world_of(**tables):
    """A small world of one's own."""
    return RecipeWorld(small_tables(**tables))


def block(item, *tools):
    """A block that gives an item to some tools."""
    return Block(1.0, None, True, False, (Drop(item, 1, 1, 1.0, tools),))


@pytest.mark.slow
@pytest.mark.parametrize("explorer", [Thrifty, Directed])
@given(setups())
@settings(max_examples=1000)
def test_so_it_does_in_a_thousand_worlds(explorer, setup):
    check(setup, explorer())
