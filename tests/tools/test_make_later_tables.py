import importlib.util
import json
from pathlib import Path
from types import ModuleType

import yaml

from deckard.worlds import tables

TOOLS = Path(__file__).parents[2] / "tools"
SHIPPED = json.loads(
    Path(tables.__file__).with_name("minecraft-1.16.5.json").read_text(encoding="utf-8")
)


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("later", TOOLS / "make_later_tables.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = script()
HAND = yaml.safe_load(make.BY_HAND.read_text(encoding="utf-8"))
FILES = {
    "1.16.2/items": [
        {"id": 1, "name": "oak_planks"},
        {"id": 2, "name": "dark_oak_planks"},
        {"id": 3, "name": "stick"},
        {"id": 4, "name": "crimson_planks"},
        {"id": 5, "name": "wooden_pickaxe"},
        {"id": 6, "name": "air"},
    ],
    "1.16.2/recipes": {
        "3": [
            {"inShape": [[1], [1]], "result": {"id": 3, "count": 4}},
            {"inShape": [[2], [2]], "result": {"id": 3, "count": 4}},
            {"inShape": [[4], [4]], "result": {"id": 3, "count": 4}},
        ],
        "5": [{"inShape": [[1, 1, 1], [None, 3, None], [None, 3, None]]} | {
            "result": {"id": 5, "count": 1}
        }],
    },
}  # fmt: skip


def test_the_shipped_table_has_what_stands_in_the_page_by_hand() -> None:
    assert SHIPPED["uses"] == make.earlier.uses(HAND)
    assert SHIPPED["about"]["left_out"] == HAND["left_out"]
    assert {n: mob["health"] for n, mob in SHIPPED["mobs"].items()} == {
        n: mob["health"] for n, mob in HAND["mobs"].items()
    }
    assert SHIPPED["fuels"] == {i: float(n) for i, n in HAND["fuels"].items()}
    assert SHIPPED["containers"] == HAND["containers"]
    rows = [json.dumps(row) for row in SHIPPED["recipes"]]
    assert {json.dumps(row) for row in [*make.smelts(HAND), *make.smithing(HAND)]} <= set(rows)
    assert "minecraft-data 3.20.0" in SHIPPED["about"]["sources"]


def test_kinds_of_wood_are_one_and_those_of_the_nether_are_left_out() -> None:
    names = make.Names(HAND)
    assert names("dark_oak_planks") == names("oak_planks") == "planks"
    assert names("crimson_planks") is names("stripped_oak_log") is names("cow_spawn_egg") is None
    assert (names("red_wool"), names("red_dye"), names("red_concrete")) == ("wool", "red_dye", None)


def test_crafts_are_told_apart_by_what_the_agent_can_tell_apart() -> None:
    rows = {json.dumps(row) for row in make.crafts(FILES.__getitem__, make.Names(HAND))}
    assert [json.loads(row) for row in sorted(rows)] == [
        {"item": "stick", "how": "craft", "ingredients": {"planks": 2}, "yields": 4}
        | {"station": None},
        {"item": "wooden_pickaxe", "how": "craft", "ingredients": {"planks": 3, "stick": 2}}
        | {"yields": 1, "station": "crafting_table"},
    ]


def test_a_craft_needs_the_table_where_its_grid_does_not_fit() -> None:
    assert make.station({"inShape": [[1, 1], [1, 1]]}) is None
    assert make.station({"inShape": [[1, 1, 1]]}) == "crafting_table"
    assert make.station({"ingredients": [1, 1, 1, 1]}) is None
    assert make.station({"ingredients": [1, 1, 1, 1, 1]}) == "crafting_table"
