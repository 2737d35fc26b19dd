from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckard.dream.answers.grounding import ground_name, is_unreadable, normal
from deckard.dream.priors.recorded import Recorded
from deckard.worlds.craftworld import Craftworld
from deckard.worlds.tables import load_tables

ITEMS = sorted(Recorded().answers)
CRAFTER = (
    "beef", "coal", "diamond", "drink", "furnace", "iron", "iron_pickaxe", "iron_sword", "plant",
    "sapling", "stone", "stone_pickaxe", "stone_sword", "table", "wood", "wood_pickaxe",
    "wood_sword",
)  # fmt: skip
VOCABULARIES = {
    "1.11.2": load_tables("1.11.2").items,
    "1.16.5": load_tables("1.16.5").items,
    "crafter": CRAFTER,
    "craftworld": tuple(Craftworld().sights),
}
LISTS = ("names.yaml", "names_held_out.yaml")
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


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("stone or better pickaxe", "stone_pickaxe"),
        ("iron or diamond pickaxe", "iron_pickaxe"),
        ("stone/iron/diamond pickaxe", "stone_pickaxe"),
        ("wooden, stone or iron axe", "wooden_axe"),
        ("wood or stone shovel", "wooden_shovel"),
        ("shears or iron sword", "shears"),
        ("hand or shovel", "wooden_shovel"),
        ("coal or stone axe", "coal"),
    ],
)
def test_materials_of_one_tool_are_no_items_of_their_own(said, meant):
    assert ground_name(said, ITEMS) == meant


def test_a_material_does_not_stand_for_a_tool_that_the_world_lacks():
    assert ground_name("diamond or iron pickaxe", CRAFTER) == "iron_pickaxe"
    assert ground_name("diamond or better axe", CRAFTER) is None


def test_another_material_is_not_a_misspelling():
    assert ground_name("wooden_pickaxe", ["golden_pickaxe"]) is None
    assert ground_name("diamond_ore", ["diamond_hoe"]) is None
    assert ground_name("wooden_pickax", ["golden_pickaxe", "wooden_pickaxe"]) == "wooden_pickaxe"


def test_every_name_of_the_vocabulary_means_itself():
    assert [ground_name(item, ITEMS) for item in ITEMS] == ITEMS


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


class Keyed(NamedTuple):
    """A name of the list: what it should mean in a vocabulary, and what it is read as."""

    vocabulary: str
    name: str
    item: str | None
    read: str | None


def names_of(file: str) -> dict[str, dict[str, str | None]]:
    return yaml.safe_load((Path(__file__).parent / file).read_text(encoding="utf-8"))


def keyed(file: str) -> Iterator[Keyed]:
    for where, names in names_of(file).items():
        for vocabulary in ("1.11.2", "1.16.5") if where == "both" else (where,):
            items = VOCABULARIES[vocabulary]
            for name, item in names.items():
                yield Keyed(vocabulary, name, item, ground_name(name, items))


def test_the_list_of_names_is_long_and_keyed_with_items_of_the_vocabularies():
    assert sum(map(len, names_of("names.yaml").values())) >= 400
    unknown = [
        k
        for file in LISTS
        for k in keyed(file)
        if k.item not in {None, *VOCABULARIES[k.vocabulary]}
    ]
    assert unknown == []


@pytest.mark.parametrize("file", LISTS)
def test_names_are_read_as_keyed_and_never_as_another_item(file):
    entries = [*keyed(file)]
    missed = [entry for entry in entries if entry.read != entry.item]
    assert [entry for entry in missed if entry.read is not None] == []
    assert len(missed) <= 0.02 * len(entries), missed


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_item_of_every_vocabulary_means_itself(vocabulary):
    items = VOCABULARIES[vocabulary]
    assert [ground_name(item, items) for item in items] == [*items]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("pickaxe (iron)", "iron_pickaxe"),
        ("pickaxe (stone or better)", "stone_pickaxe"),
        ("fish (cooked)", "cooked_fish"),
        ("pickaxe (netherite)", None),
        ("iron ingot (smelted)", "iron_ingot"),
        ("stick (棒)", "stick"),
    ],
)
def test_a_remark_in_brackets_counts_where_it_makes_another_item(name, meant):
    assert ground_name(name, ITEMS) == meant


def test_kinds_that_a_vocabulary_keeps_apart_are_not_joined():
    assert ground_name("cherry_door", ["wooden_door"]) == "wooden_door"
    assert ground_name("cherry_door", ["wooden_door", "spruce_door"]) is None
    assert ground_name("oak_planks", ["birch_planks", "spruce_planks"]) is None
    assert ground_name("planks", ["birch_planks", "spruce_planks"]) is None


def test_a_name_that_changed_its_meaning_is_read_by_the_version_of_the_vocabulary():
    old, new = ["melon", "reeds", "stone"], ["melon", "sugar_cane", "stone"]
    assert [ground_name("melon_slice", old), ground_name("melon_slice", new)] == ["melon", None]
    assert [ground_name("melon_block", old), ground_name("melon_block", new)] == [None, "melon"]
    assert [ground_name("granite", old), ground_name("granite", new)] == ["stone", None]
    assert ground_name("granite", ["stone"]) is None


def test_worlds_that_write_their_items_in_another_way_are_understood():
    assert ground_name("iron_ore", ["Iron Ore", "Stick"]) == "Iron Ore"
    assert ground_name("Sticks", ["Iron Ore", "Stick"]) == "Stick"


def test_a_text_that_is_too_long_is_no_name():
    assert ground_name("stick (" + "a " * 90 + ")", ITEMS) == "stick"
    assert ground_name("stick (" + "a " * 100 + ")", ITEMS) is None
