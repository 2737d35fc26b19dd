import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckard.dream.answers.grounding import ALIASES, ground_name, is_unreadable, normal
from deckard.dream.priors.recorded import Recorded

ITEMS = sorted(Recorded().answers)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("planks", "planks"),
        ("minecraft:oak_planks", "planks"),
        ("Oak Planks", "planks"),
        ("plank", "planks"),
        ("Sticks", "stick"),
        ("torches", "torch"),
        ("leaf", "leaves"),
        ("white wool", "wool"),
        ("Workbench", "crafting_table"),
        ("crafting_tabel", "crafting_table"),
        ("Raw Beef", "beef"),
        ("furnace (lit)", "furnace"),
        ("shears or sword", "shears"),
        ("any pickaxe", "wooden_pickaxe"),
        ("#minecraft:planks", "planks"),
        ("minecraft:wool:14", "wool"),
        ("oakPlanks", "planks"),
        ("a stick", "stick"),
        ("block of iron", "iron_block"),
        ("blocks of obsidian", "obsidian"),
        ("bucket of water", "water_bucket"),
        ("resin or planks", "planks"),
    ],
)
def test_a_name_as_people_write_it_is_grounded(said, meant):
    assert ground_name(said, ITEMS) == meant


@pytest.mark.parametrize("said", ["", "plant_resin", "unobtainium", "???"])
def test_a_name_that_nothing_comes_near_is_not_grounded(said):
    assert ground_name(said, ITEMS) is None


def test_another_material_is_not_a_misspelling():
    assert ground_name("wooden_pickaxe", ["golden_pickaxe"]) is None
    assert ground_name("diamond_ore", ["diamond_hoe"]) is None
    assert ground_name("wooden_pickax", ["golden_pickaxe", "wooden_pickaxe"]) == "wooden_pickaxe"


def test_every_name_of_the_vocabulary_means_itself():
    assert [ground_name(item, ITEMS) for item in ITEMS] == ITEMS


def test_aliases_lead_to_names_of_the_vocabulary_and_hide_none():
    assert not set(ALIASES.values()) - set(ITEMS)
    assert not set(ALIASES) & set(ITEMS)


@UNHURRIED
@given(st.text())
def test_normalising_twice_is_normalising_once(name):
    assert normal(normal(name)) == normal(name)


@UNHURRIED
@given(st.text())
def test_what_is_grounded_is_in_the_vocabulary(name):
    assert ground_name(name, ITEMS) in {None, *ITEMS}


@pytest.mark.parametrize("name", ["木镐", "Железная кирка", "鉄のツルハシ", "żółty", "铁 pickaxe"])
def test_a_name_in_another_script_is_unreadable_and_means_no_item(name):
    assert is_unreadable(name)
    assert ground_name(name, ITEMS) is None


@pytest.mark.parametrize("name", ["", "???", "-", "stick", "épée", "stick (棒)", "½", "64"])
def test_signs_numbers_and_accents_are_no_other_script(name):
    assert not is_unreadable(name)


def test_accents_and_wide_letters_are_read_as_the_plain_letters():
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in "Stick(x)")
    assert [normal("Épée"), normal(wide)] == ["epee", "stick"]
