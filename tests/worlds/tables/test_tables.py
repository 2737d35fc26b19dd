import hashlib
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from deckard.errors import ConfigError
from deckard.types import covers
from deckard.worlds import tables

TABLES = tables.load_tables()
WAYS = [way for item in TABLES.items for way in TABLES.ways(item)]
MADE = [way for way in WAYS if way.how != "collect"]
DROPS = [
    (name, drop)
    for name, source in [*TABLES.blocks.items(), *TABLES.mobs.items()]
    for drop in source.drops
]


def words(item: str) -> set[str]:
    return {str(way.plain) for way in TABLES.ways_of(item)}


@pytest.mark.parametrize(
    ("item", "way"),
    [
        ("planks", "craft 4 planks from 1 log"),
        ("stick", "craft 4 stick from 2 planks"),
        ("crafting_table", "craft crafting_table from 4 planks"),
        ("torch", "craft 4 torch from 1 coal, 1 stick"),
        ("bread", "craft bread from 3 wheat at crafting_table"),
        ("bowl", "craft 4 bowl from 3 planks at crafting_table"),
        ("wooden_pickaxe", "craft wooden_pickaxe from 3 planks, 2 stick at crafting_table"),
        ("wooden_shovel", "craft wooden_shovel from 1 planks, 2 stick at crafting_table"),
        ("furnace", "craft furnace from 8 cobblestone at crafting_table"),
        ("pumpkin_pie", "craft pumpkin_pie from 1 egg, 1 pumpkin, 1 sugar"),
        ("iron_ingot", "smelt iron_ingot from 1 iron_ore at furnace"),
        ("iron_ingot", "craft iron_ingot from 9 iron_nugget at crafting_table"),
        ("iron_ingot", "craft 9 iron_ingot from 1 iron_block"),
        ("coal", "collect coal from coal_ore with wooden_pickaxe"),
        ("coal", "smelt coal from 1 log at furnace"),
        ("coal", "craft 9 coal from 1 coal_block"),
        ("log", "collect log from log"),
        ("cobblestone", "collect cobblestone from stone with wooden_pickaxe"),
        ("stone", "collect stone from granite with wooden_pickaxe"),
        ("iron_ore", "collect iron_ore from iron_ore with stone_pickaxe"),
        ("redstone", "collect 4 redstone from redstone_ore with iron_pickaxe"),
        ("diamond", "collect diamond from diamond_ore with iron_pickaxe"),
        ("obsidian", "collect obsidian from obsidian with diamond_pickaxe"),
        ("flint", "collect flint from gravel"),
        ("wheat_seeds", "collect wheat_seeds from tallgrass"),
        ("snowball", "collect 4 snowball from snow with wooden_shovel"),
        ("string", "collect string from web with wooden_sword"),
        ("wool", "collect wool from sheep"),
        ("wool", "collect wool from sheep with shears"),
        ("leather", "collect leather from cow"),
        ("milk_bucket", "collect milk_bucket from 1 bucket from cow"),
        ("fish", "collect fish from water with fishing_rod"),
        ("egg", "collect egg from chicken"),
        ("nether_star", "collect nether_star from wither"),
        ("black_shulker_box", "craft black_shulker_box from 1 dye, 1 purple_shulker_box"),
    ],
)
def test_a_well_known_way_is_there(item: str, way: str) -> None:
    assert way in words(item)


@pytest.mark.parametrize("item", ["vine", "leaves", "tallgrass", "deadbush"])
def test_a_plant_that_is_sheared_is_collected_in_no_other_way(item: str) -> None:
    assert {way.tools for way in TABLES.ways(item)} == {frozenset({"shears"})}


@pytest.mark.parametrize("item", ["grass", "ice", "coal_ore", "bedrock", "command_block"])
def test_what_takes_silk_touch_or_creative_mode_has_no_way(item: str) -> None:
    assert TABLES.ways(item) == ()


def test_a_block_that_is_never_found_is_no_way_to_obtain_itself() -> None:
    assert not TABLES.blocks["jukebox"].natural
    assert {way.how for way in TABLES.ways("jukebox")} == {"craft"}


def test_tools_that_suffice_stand_weakest_first() -> None:
    (drop,) = TABLES.blocks["iron_ore"].drops
    assert drop.tools == ("stone_pickaxe", "iron_pickaxe", "diamond_pickaxe")
    (drop,) = TABLES.blocks["coal_ore"].drops
    assert drop.tools[:2] == ("wooden_pickaxe", "golden_pickaxe")


def test_blocks_say_how_hard_they_are_and_what_digs_them() -> None:
    found = {
        n: (TABLES.blocks[n].hardness, TABLES.blocks[n].tool) for n in ("stone", "dirt", "log")
    }
    assert found == {"stone": (1.5, "pickaxe"), "dirt": (0.5, "shovel"), "log": (2.0, "axe")}


def test_gravel_gives_either_gravel_or_flint() -> None:
    gravel = TABLES.blocks["gravel"]
    assert {drop.item: drop.chance for drop in gravel.drops} == {"gravel": 0.9, "flint": 0.1}
    assert [name for name, block in TABLES.blocks.items() if block.either] == ["gravel"]
    assert sum(drop.chance for drop in gravel.drops) == 1


def test_a_drop_of_none_to_two_is_a_chance_of_one_to_two() -> None:
    (leather,) = (drop for drop in TABLES.mobs["cow"].drops if drop.item == "leather")
    assert (leather.min, leather.max, leather.chance) == (1, 2, pytest.approx(2 / 3, abs=1e-3))


def test_fuels_and_durability_are_the_games() -> None:
    fuels = {"coal": 8, "coal_block": 80, "lava_bucket": 100, "planks": 1.5, "stick": 0.5}
    assert {item: TABLES.fuels[item] for item in fuels} == fuels
    uses = {"wooden_pickaxe": 60, "stone_pickaxe": 132, "iron_pickaxe": 251, "shears": 239}
    assert {item: TABLES.durability[item] for item in uses} == uses


def test_the_vocabulary_is_minedojos_without_air_and_second_logs() -> None:
    assert len(TABLES.items) == 390
    assert list(TABLES.items) == sorted(set(TABLES.items))
    assert not {"air", "log2"} & set(TABLES.items)


def test_every_entry_that_the_head_counts_is_there() -> None:
    assert all(len(getattr(TABLES, key)) == n for key, n in TABLES.about["counts"].items())
    assert len({way.item for way in MADE}) == 262
    assert len(TABLES.recipes) == len(set(map(str, TABLES.recipes)))


def test_every_name_of_an_item_is_in_the_vocabulary() -> None:
    names = {item for way in WAYS for item in way.needs} | {way.item for way in WAYS}
    names |= {drop.item for _, drop in DROPS} | {tool for _, drop in DROPS for tool in drop.tools}
    names |= {*TABLES.fuels, *TABLES.durability}
    assert names <= set(TABLES.items)


def test_no_item_is_made_from_itself() -> None:
    assert [way for way in WAYS if way.item in way.ingredients] == []


def test_crafts_need_no_station_but_the_table_and_smelts_one_unit_and_the_furnace() -> None:
    assert {*chain(*(way.stations for way in MADE if way.how == "craft"))} == {"crafting_table"}
    smelts = [way for way in MADE if way.how == "smelt"]
    assert {(*way.stations, *way.ingredients.values()) for way in smelts} == {("furnace", 1)}


def test_what_does_not_fit_two_by_two_needs_the_table() -> None:
    by_hand = [way for way in MADE if way.how == "craft" and not way.stations]
    assert max(sum(way.ingredients.values()) for way in by_hand) == 4


def test_drops_have_a_chance_and_at_least_one_unit() -> None:
    assert all(0 < drop.chance <= 1 and 1 <= drop.min <= drop.max for _, drop in DROPS)


def test_crafting_takes_the_first_recipe_that_inventory_and_stations_allow() -> None:
    have = {"iron_block": 1, "iron_nugget": 9}
    table = ["crafting_table"]
    first = TABLES.craftable(have, table, "iron_ingot")
    assert first is not None and first.ingredients == {"iron_block": 1}
    second = TABLES.craftable({"iron_nugget": 9}, table, "iron_ingot")
    assert second is not None and second.ingredients == {"iron_nugget": 9}
    assert TABLES.craftable({"iron_nugget": 9}, [], "iron_ingot") is None
    assert TABLES.craftable({"iron_nugget": 8}, table, "iron_ingot") is None


def test_smelting_takes_the_input_and_a_furnace_near() -> None:
    assert TABLES.smeltable({"log": 1}, ["furnace"], "coal") is not None
    assert TABLES.smeltable({"log": 1}, ["crafting_table"], "coal") is None
    assert TABLES.smeltable({"coal_block": 1}, ["furnace"], "coal") is None
    assert TABLES.craftable({"log": 1}, ["furnace"], "coal") is None


def test_what_any_recipe_asks_for_is_enough_to_make_its_item_but_not_without_its_station() -> None:
    for way in MADE:
        possible = TABLES.craftable if way.how == "craft" else TABLES.smeltable
        made = possible(way.ingredients, way.stations, way.item)
        assert made in TABLES.ways(way.item)
        assert made is not None and covers(way.ingredients, made.ingredients)
        elsewhere = possible(way.ingredients, [], way.item)
        assert elsewhere is None or not elsewhere.stations


def test_a_recipe_gives_back_the_containers_of_what_it_uses_up() -> None:
    made = [r for version in tables.versions() for r in tables.load_tables(version).recipes]
    returns = {r.item: r.returns for r in made if r.returns}
    assert returns == {
        "cake": {"bucket": 3},
        "honey_block": {"glass_bottle": 4},
        "sugar": {"glass_bottle": 1},
    }


def test_the_digest_is_that_of_the_file_and_tables_are_read_once() -> None:
    file = Path(tables.__file__).with_name("minecraft-1.11.2.json")
    assert TABLES.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert tables.load_tables("1.11.2") is tables.load_tables("1.11.2")
    assert file.stat().st_size < 150_000


def test_an_unknown_version_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"'1\.7\.10'.*1\.11\.2"):
        tables.load_tables("1.7.10")


def test_importing_the_tables_reads_no_table() -> None:
    code = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda e, a: opened.append(str(a[0])) if e == 'open' else None)\n"
        "import deckard.worlds.tables\n"
        "sys.exit(any(name.endswith('.json') for name in opened))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
