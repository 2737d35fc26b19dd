import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from deckard.worlds import tables

TOOLS = Path(__file__).parents[2] / "tools"
HAND = yaml.safe_load((TOOLS / "tables_by_hand.yaml").read_text(encoding="utf-8"))
FILE = Path(tables.__file__).with_name("minecraft-1.11.2.json")
SHIPPED = json.loads(FILE.read_text(encoding="utf-8"))


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_tables", TOOLS / "make_tables.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = script()

WOOD = {"hardness": 2.0, "woodenMaterial": True, "maxDamage": 0}
CONSTANTS: dict[str, Any] = {
    "items": [
        {"type": "air", "maxDamage": 0},
        {"type": "planks", **WOOD},
        {"type": "log2", **WOOD},
        {"type": "log", **WOOD},
        {"type": "chest", **WOOD},
        {"type": "stone_pickaxe", "maxDamage": 131},
        {"type": "redstone", "maxDamage": 0},
        {"type": "coal", "maxDamage": 0},
    ],
    "craftingRecipes": [
        {"outputItemName": "planks", "outputCount": 4, "recipeSize": 1, "ingredients": {i: 1}}
        | {"type": "ShapedRecipes"}
        for i in ("log", "log2", "planks")
    ]
    + [
        {"outputItemName": "air", "outputCount": 0, "recipeSize": 9, "ingredients": {}, "type": "X"}
    ],
    "smeltingRecipes": [{"outputItemName": "coal", "out": 1, "ingredients": {"log2": 1}}],
}
ORE = {"hardness": 3, "material": "rock", "harvestTools": {"1": True, "2": True}}
FILES: dict[str, Any] = {
    "1.11/items": [
        {"id": 1, "name": "iron_pickaxe"},
        {"id": 2, "name": "stone_pickaxe"},
        {"id": 3, "name": "redstone"},
    ],
    "1.11/blocks": [
        {"id": 4, "name": "redstone_ore", **ORE}
        | {"drops": [{"drop": {"id": 3, "metadata": 0}, "minCount": 4, "maxCount": 5}]},
        {"id": 5, "name": "lit_redstone_ore", **ORE, "drops": [{"drop": 3}]},
        {"id": 6, "name": "glass", "hardness": 0.3, "drops": []},
        {"id": 7, "name": "log", "hardness": 2, "material": "wood", "drops": [{"drop": 7}]},
        {"id": 8, "name": "log2", "hardness": 2, "material": "wood", "drops": [{"drop": 8}]},
    ],
    "common/legacy": {"items": {"3:0": "minecraft:redstone_dust"}},
    "1.14.4/entityLoot": [],
}
SMALL = HAND | {"crafts": [], "uses": [], "mobs": {}, "variants": {}}


def test_the_shipped_table_has_what_stands_in_the_page_by_hand() -> None:
    assert SHIPPED["uses"] == make.uses(HAND)
    assert SHIPPED["about"]["left_out"] == HAND["left_out"]
    assert {n: mob["drops"] for n, mob in SHIPPED["mobs"].items()} == {
        n: make.by_hand(mob["drops"]) for n, mob in HAND["mobs"].items()
    }
    assert HAND["fuels"]["items"].items() <= SHIPPED["fuels"].items()
    assert SHIPPED["containers"] == HAND["containers"]["names"]
    crafted = {row["item"] for row in SHIPPED["recipes"]}
    assert {item for craft in HAND["crafts"] for item in craft["items"]} <= crafted


def test_the_shipped_table_is_written_as_the_script_writes() -> None:
    assert make.dumps(SHIPPED) == FILE.read_text(encoding="utf-8")


def test_every_name_by_hand_is_a_block_of_the_table() -> None:
    named = {*HAND["placed"]["names"], *HAND["dug_by"]["tools"], *HAND["variants"]}
    assert named <= SHIPPED["blocks"].keys()


def test_every_fact_by_hand_names_its_page() -> None:
    sections = ["drops", "mobs", "variants"]
    facts = [fact for section in sections for fact in HAND[section].values()]
    facts += HAND["uses"] + HAND["crafts"]
    facts += [
        HAND[s]
        for s in ("joined", "renamed", "dug_by", "placed", "later_mobs", "fuels", "containers")
    ]
    assert all(fact["page"] for fact in facts)


@pytest.mark.parametrize(
    ("size", "kind", "station"),
    [
        (1, "ShapedRecipes", None),
        (2, "ShapedOreRecipe", None),
        (3, "ShapedRecipes", "crafting_table"),
        (3, "ShapelessOreRecipe", None),
        (4, "ShapedRecipes", None),
        (4, "ShapelessRecipes", None),
        (6, "ShapedRecipes", "crafting_table"),
        (9, "ShapelessRecipes", "crafting_table"),
    ],
)
def test_a_grid_that_is_not_within_two_by_two_needs_the_table(
    size: int, kind: str, station: str | None
) -> None:
    assert make.station({"recipeSize": size, "type": kind}) == station


@pytest.mark.parametrize(
    ("terms", "numbers"),
    [
        ([], (1, 1, 1.0)),
        ([3], (3, 3, 1.0)),
        ([1, 3], (1, 3, 1.0)),
        ([0, 2], (1, 2, 0.6667)),
        ([0, 1, 0.5], (1, 1, 0.25)),
    ],
)
def test_a_drop_says_how_many_and_how_often(
    terms: list[float], numbers: tuple[float, float, float]
) -> None:
    drop = make.drop("flint", terms, ())
    assert (drop["min"], drop["max"], drop["chance"]) == numbers


def test_recipes_are_distinct_with_logs_joined_and_the_useless_counted() -> None:
    rows, dropped = make.recipes(CONSTANTS, SMALL)
    found = [(row["item"], row["how"], row["ingredients"]) for row in rows]
    assert found == [("coal", "smelt", {"log": 1}), ("planks", "craft", {"log": 1})]
    assert dropped == {"special": 1, "circular": 1}


def test_blocks_are_joined_and_those_that_drop_nothing_left_out() -> None:
    blocks = make.Blocks(CONSTANTS, FILES.__getitem__, SMALL).table()
    assert list(blocks) == ["log", "redstone_ore"]
    assert blocks["redstone_ore"]["tool"] == "pickaxe"
    (drop,) = blocks["redstone_ore"]["drops"]
    assert drop["tools"] == ["stone_pickaxe", "iron_pickaxe"]
    assert (drop["min"], drop["max"]) == (4, 5)


def test_the_table_is_the_same_whatever_the_order_of_its_sources() -> None:
    turned = {key: value[::-1] for key, value in CONSTANTS.items()}
    first = make.dumps(make.tables(CONSTANTS, FILES.__getitem__, SMALL))
    assert make.dumps(make.tables(turned, FILES.__getitem__, SMALL)) == first
    table = json.loads(first)
    assert table["items"] == ["chest", "coal", "log", "planks", "redstone", "stone_pickaxe"]
    assert table["durability"] == {"stone_pickaxe": 132}
    assert table["fuels"]["chest"] == 1.5 and "log2" not in table["fuels"]


def test_a_mob_without_a_drop_that_the_later_game_knows_stops_the_script() -> None:
    files = FILES | {
        "1.14.4/entityLoot": [{"entity": "evoker", "drops": [{"item": "redstone_dust"}]}]
    }
    mob = {"health": 24, "page": "Evoker", "drops": {}}
    hand = SMALL | {"mobs": {"evocation_illager": mob}}
    with pytest.raises(SystemExit, match="evocation_illager: redstone"):
        make.tables(CONSTANTS, files.__getitem__, hand)
    mob["drops"] = {"redstone": []}
    assert make.tables(CONSTANTS, files.__getitem__, hand)["mobs"].keys() == {"evocation_illager"}


def test_the_packages_are_read_from_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "minecraft_data" / "data" / "data" / "pc" / "1.11"
    folder.mkdir(parents=True)
    (folder / "blocks.json").write_text("[1]", encoding="utf-8")
    assert make.minecraft_data(tmp_path)("1.11/blocks") == [1]
