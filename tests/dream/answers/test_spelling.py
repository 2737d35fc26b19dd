import pytest

from deckard.dream.answers.spelling import bare, corrections, forms, numbers

WORDS = (
    "axe",
    "cobblestone",
    "diamond",
    "leather",
    "pickaxe",
    "planks",
    "string",
    "table",
    "torch",
)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a_stick", "stick"),
        ("iron_ingot_item", "iron_ingot"),
        ("spider_s_eye", "spider_eye"),
        ("eyes_of_ender", "ender_eye"),
        ("block_of_dirt", "dirt"),
        ("dirt_block", "dirt"),
        ("piece_of_bread", "bread"),
        ("wood_pickaxe", "wooden_pickaxe"),
        ("golden_ingot", "gold_ingot"),
        ("wooden_stick", "stick"),
        ("oak_wood_stairs", "oak_stairs"),
        ("planks_oak", "oak_planks"),
        ("horse_armor_iron", "iron_horse_armor"),
    ],
)
def test_the_forms_of_a_name_hold_what_it_was_written_for(name, form):
    assert form in [*forms(name, {"dirt"}, {"stick"})]


@pytest.mark.parametrize("name", ["block_of_bread", "bread_block", "wooden_helmet"])
def test_words_that_say_something_are_kept(name):
    assert {"bread", "helmet"}.isdisjoint(forms(name, {"dirt"}, {"stick"}))


def test_a_name_comes_first_as_it_is():
    assert next(forms("a_stick", (), ())) == "a_stick"


@pytest.mark.parametrize(
    ("many", "one"),
    [("sticks", "stick"), ("torches", "torch"), ("berries", "berry"), ("leaves", "leaf")],
)
def test_singular_and_plural_lead_to_each_other(many, one):
    assert one in [*numbers(many)]
    assert many in [*numbers(one)] or one == "torch"


def test_words_about_a_name_are_dropped():
    assert [bare("at_least_stone_pickaxe"), bare("apple")] == ["stone_pickaxe", "apple"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("cobblstone", "cobblestone"),
        ("cobbelstone", "cobblestone"),
        ("leahter", "leather"),
        ("craft_tabel", "craft_table"),
        ("dimond_axe", "diamond_axe"),
        ("diamand_axe", "diamond_axe"),
        ("stone_pickax", "stone_pickaxe"),
    ],
)
def test_one_slip_is_mended(wrong, right):
    assert [*corrections(wrong, {*WORDS, "craft", "stone"})] == [right]


@pytest.mark.parametrize(
    "name",
    ["spring", "torche", "planche", "diamante", "kobblestone", "cobblestonea", "string",
     "dimand_axe", "dimond_axxe", "fer", "steel_axe"],
)  # fmt: skip
def test_short_names_words_and_names_that_differ_as_languages_do_are_not_mended(name):
    assert [*corrections(name, WORDS)] == []
