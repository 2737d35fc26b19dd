from deckard.dream.answers.aliases import TABLE, aliases, respelt


def test_the_table_is_small_and_says_where_it_comes_from():
    text = TABLE.read_text(encoding="utf-8")
    assert len(text) < 60_000
    assert "minecraft-data 3.119.0" in text
    assert "MIT" in text


def test_every_name_stands_for_an_id_that_stands_for_itself():
    ids = aliases().ids
    assert {meant for meant in ids.values() if ids.get(meant, meant) != meant} == set()


def test_families_are_written_out():
    assert aliases().ids["light_blue_stained_clay"] == "light_blue_terracotta"
    assert {"pale_oak_planks", "warped_door"} <= aliases().blocks
    assert "{" not in "".join(aliases().ids)


def test_candidates_go_from_the_same_thing_to_what_joins_its_kinds():
    candidates = [*aliases().candidates("oak_fence", (), "")]
    assert candidates == ["oak_fence", "fence", "wooden_fence", "fence"]
    assert [*aliases().candidates("granite", (), "old")] == ["granite", "stone"]
    assert [*aliases().candidates("granite", (), "new")] == ["granite"]
    assert [*aliases().candidates("wooden_axe", (), "")] == ["wooden_axe", "wood_axe"]


def test_a_vocabulary_is_dated_by_the_names_that_only_one_time_has():
    assert aliases().era(["reeds", "stone"]) == "old"
    assert aliases().era(["sugar_cane", "stone"]) == "new"
    assert aliases().era(["stone", "planks"]) == ""


def test_words_are_spelt_as_in_the_newest_version():
    assert respelt("silver_wool") == "light_gray_wool"
    assert respelt("golden_horse_armour") == "golden_horse_armor"
    assert respelt("greyhound") == "greyhound"
