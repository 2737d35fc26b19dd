"""An agent that knows nothing, in worlds that nobody tuned it on."""

import os
from collections import Counter
from dataclasses import replace

import pytest

from deckard.graph.beliefs import VERIFIED
from deckard.types import Recipe
from deckard.worlds.symbolic.faults import Faults
from deckard.worlds.tables.reachable import rounds
from tests.recipe_worlds.drawing import STRANGE
from tests.recipe_worlds.drawn import Drawn, draw
from tests.recipe_worlds.living import live, works

FEW, MANY = range(40), range(1000)


@pytest.fixture(autouse=True, scope="module")
def unhurried():
    """These runs need not outlive a power cut: waiting for the disk would take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


def check(seed, chance=1.0, faults=None):
    """Let an agent learn all it can in a drawn world; each run has a seed of its own."""
    ended, wrong = live(Drawn(seed, chance, faults), seed=seed)
    assert ended.reason.startswith("nothing left to try"), seed
    assert wrong == [], seed
    return ended.state.awm


def test_all_items_of_forty_worlds_are_learnt_and_no_fact_is_wrong_at_any_entry():
    for seed in FEW:
        awm = check(seed)
        assert [item for item in Drawn(seed).items if not awm.is_verified(item)] == [], seed


def test_nor_is_one_where_collects_often_fail():
    for seed in range(100, 110):
        check(seed, chance=0.5)


def test_what_was_in_vain_by_bad_luck_is_tried_again_where_drops_are_lost():
    awm = check(107, faults=Faults(drops_lost=0.3))
    assert [item for item in Drawn(107).items if not awm.is_verified(item)] == []


def test_nothing_is_given_up_where_everything_goes_wrong_now_and_then():
    awm = check(5001, 0.3, Faults(drops_lost=0.1, phantom=0.01, full=0.05, aborted=0.05))
    assert [item for item in Drawn(5001).items if not awm.is_verified(item)] == []


LENDING = replace(STRANGE, catalysts=True, returning=(0.3,))
"""Worlds in which crafts give back a part of what they take."""


def nets(recipes):
    """What recipes use up and do not give back."""
    return {(r.item, r.how, *sorted((Counter(r.ingredients) - Counter(r.returns)).items()))
            for r in recipes}  # fmt: skip


def test_of_what_is_needed_and_given_back_nothing_but_that_may_be_left_out():
    for seed in range(200, 206):
        world = Drawn(draw(seed, LENDING))
        awm = live(world, seed=seed)[0].state.awm
        assert [item for item in world.items if not awm.is_verified(item)] == [], seed
        made = (r for item in world.items for r in awm.recipes(item, VERIFIED))
        assert nets(r for r in made if r.how != "collect") <= nets(world.truth.tables.recipes)


@pytest.mark.slow
def test_no_fact_is_wrong_at_any_entry_in_a_thousand_worlds():
    for seed in MANY:
        check(seed)


def test_every_item_of_a_drawn_world_can_be_obtained():
    for seed in MANY:
        tables = draw(seed).tables
        assert rounds(tables).keys() == {*tables.items}, seed


def test_worlds_of_every_kind_are_drawn():
    worlds = [draw(seed) for seed in FEW]
    recipes = [recipe for world in worlds for recipe in world.tables.recipes]
    assert {world.hands for world in worlds} == {True, False}
    assert any(world.rooted for world in worlds)
    assert any(len(recipe.stations) > 1 for recipe in recipes)
    assert any(recipe.returns for recipe in recipes)
    assert any(recipe.yields > 1 for recipe in recipes)
    drops = [drop for w in worlds for block in w.tables.blocks.values() for drop in block.drops]
    assert any(len(drop.tools) > 1 for drop in drops)


def test_the_world_is_asked_with_just_what_a_recipe_names():
    world = next(w for w in map(Drawn, FEW) if any(r.stations for r in w.truth.tables.recipes))
    true = next(r for r in world.truth.tables.recipes if r.stations and r.how == "craft")
    assert works(world, true)
    assert not works(world, Recipe(item=true.item, how="craft", ingredients=true.ingredients))
    more = {**true.ingredients, world.items[0]: 99}
    assert not works(world, true.model_copy(update={"ingredients": more}))
