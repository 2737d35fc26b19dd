from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckard.worlds.craftworld.rules import rules
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.tables import load_tables, versions
from deckard.worlds.tables.perturbed import truth
from deckard.worlds.tables.reachable import leads, rounds

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
def test_what_was_changed_is_true_and_what_was_so_before_is_not(version, rate, seed):
    found = truth(version, rate, seed)
    assert found.changes
    for change in found.changes:
        assert found.tables.agrees(change.new) == (), change
        old = [recipe.demands for recipe in change.old]
        weakest = replace(found.tables, leads={})
        assert not [r for r in weakest.ways(change.item) if r.demands in old], change


def test_what_was_not_changed_is_as_before():
    found = truth("1.16", 0.3, 1)
    changed = {change.item for change in found.changes}
    base = load_tables("1.16")
    others = [item for item in base.items if item not in changed]
    weakest = replace(found.tables, leads={})
    assert [base.ways(item) for item in others] == [weakest.ways(item) for item in others]


def test_where_a_better_tool_takes_less_a_recipe_with_either_is_true():
    tables = truth("1.11.2", 0.3, 2).tables
    assert tables.leads["diamond_pickaxe"] < tables.leads["iron_pickaxe"]
    assert [way.tools for way in tables.ways("gold_ore")] == [{"iron_pickaxe"}, {"diamond_pickaxe"}]
    assert tables.leads["stone_pickaxe"] > tables.leads["wooden_pickaxe"]
    assert [way.tools for way in tables.ways("cobblestone")] == [{"wooden_pickaxe"}] * 2


@given(VERSIONS)
def test_in_the_game_a_better_tool_never_takes_less_than_a_weaker_one_that_suffices(version):
    tables = load_tables(version)
    told = replace(tables, leads=leads(tables))
    assert all(told.ways(item) == tables.ways(item) for item in tables.items)


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
