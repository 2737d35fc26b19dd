import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deckard.types import Recipe
from deckard.worlds.craftworld.rules import rules
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.tables import load_tables, versions
from deckard.worlds.tables.perturbed import truth
from deckard.worlds.tables.reachable import rounds

VERSIONS = st.sampled_from(versions())


RATES = st.sampled_from([0.1, 0.3, 1.0])


def test_at_rate_0_nothing_is_changed():
    assert truth("1.11.2").tables == load_tables("1.11.2")
    assert truth("1.11.2").changes == ()


@settings(max_examples=10)
@given(VERSIONS, RATES, st.integers(0, 10**6))
def test_every_item_that_could_be_obtained_still_can_be(version, rate, seed):
    before, after = load_tables(version), truth(version, rate, seed).tables
    for by_luck in (False, True):
        assert rounds(before, by_luck).keys() <= rounds(after, by_luck).keys()


@settings(max_examples=10)
@given(VERSIONS, RATES, st.integers(0, 10**6))
@example("1.11.2", 1.0, 1)  # other buckets of milk give back other buckets
def test_what_was_changed_is_true_and_what_was_so_before_is_not(version, rate, seed):
    found = truth(version, rate, seed)
    assert found.changes
    for change in found.changes:
        assert found.tables.deviations(change.new) == (), change
        old = [recipe.demands for recipe in change.old]
        ways = found.tables.ways_of(change.item)
        assert not [way for way in ways if way.plain.demands in old], change


def test_what_was_not_changed_is_as_before():
    found = truth("1.16", 0.3, 1)
    changed = {change.item for change in found.changes}
    base = load_tables("1.16")
    others = [item for item in base.items if item not in changed]
    assert [base.ways(item) for item in others] == [found.tables.ways(item) for item in others]


def test_a_true_recipe_holds_every_tool_that_suffices_whichever_takes_least():
    tables = truth("1.11.2", 0.3, 2).tables
    assert [way.tools for way in tables.ways("gold_ore")] == [{"iron_pickaxe", "diamond_pickaxe"}]
    for tool, wrong in (("iron_pickaxe", ()), ("diamond_pickaxe", ()), ("shears", ("tools",))):
        mined = Recipe(item="gold_ore", how="collect", tools=frozenset({tool}))
        assert tuple(d.field for d in tables.deviations(mined)) == wrong


@given(VERSIONS, st.integers(0, 20))
def test_in_the_game_the_weakest_tool_is_the_one_that_is_obtained_first(version, number):
    tables = load_tables(version)
    order = rounds(tables)
    for item in tables.items[number::21]:
        for way in tables.ways_of(item):
            assert not [t for t in way.recipe.tools if order[t] < order[way.weakest]]


def rules_digest(tables):
    """What tells any change of recipes or drops."""
    made = [
        (r.item, r.how, sorted(r.ingredients.items()), sorted(r.stations), r.yields)
        for r in tables.recipes
    ]
    blocks = sorted(tables.blocks.items())
    drops = [(name, d.item, d.min, d.max, d.tools) for name, block in blocks for d in block.drops]
    return hashlib.sha256(repr((made, drops)).encode()).hexdigest()[:12]


def test_a_perturbed_world_is_the_same_in_every_release():
    assert rules_digest(truth("1.11.2", 0.3, 1001).tables) == "1e82a8a83181"
    assert rules_digest(truth("1.16", 0.6, 7).tables) == "5deea9f13417"


def test_the_rate_is_the_share_of_what_can_be_changed():
    all_of_it = len(truth("1.16", 1.0, 5).changes)
    assert len(truth("1.16", 0.3, 5).changes) == pytest.approx(
        0.3 * all_of_it, abs=0.02 * all_of_it
    )


def test_every_kind_of_change_is_made_and_seeds_differ():
    assert {c.kind for c in truth("1.16", 0.3, 1).changes} == {
        "ingredients", "quantities", "station", "tool",
    }  # fmt: skip
    assert truth("1.16", 0.3, 1).changes != truth("1.16", 0.3, 2).changes
    assert truth("1.16", 0.3, 1).tables.digest != truth("1.16", 0.3, 2).tables.digest


def test_worlds_act_by_the_perturbed_tables_and_do_not_tell_what_was_changed():
    found = truth("1.11.2", 0.3, 1)
    world = Symbolic(perturbed=0.3, perturbed_seed=1)
    assert world.setting.tables == found.tables
    assert world.about["tables_sha256"] == found.tables.digest
    assert world.about["perturbed"] == {"rate": 0.3, "seed": 1}
    assert rules("1.11.2", 0.3, 1).tables == found.tables
