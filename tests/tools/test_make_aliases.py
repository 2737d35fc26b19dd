import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from deckard.dream.answers.aliases import TABLE, Aliases
from tools import make_aliases

OLD = [
    {"id": 5, "name": "planks", "displayName": "Wooden Planks"}
    | {"variations": [{"metadata": 0, "displayName": "Oak Wood Planks"}]},
    {"id": 35, "name": "wool", "displayName": "Wool"},
    {"id": 83, "name": "reeds", "displayName": "Sugar Canes"},
    {"id": 103, "name": "melon_block", "displayName": "Melon"},
    {"id": 349, "name": "fish", "displayName": "Fish"}
    | {"variations": [{"metadata": 0, "displayName": "Raw Fish"}]},
    {"id": 360, "name": "melon", "displayName": "Melon"},
]
IDS = [
    "oak_planks", "birch_planks", "red_wool", "blue_wool", "sugar_cane", "melon", "cod", "salmon",
    "melon_slice", "scute",
]  # fmt: skip
NEW = [
    {"id": number, "name": name, "displayName": name.replace("_", " ").title()}
    for number, name in enumerate(IDS)
]
NEWEST = [row for row in NEW if row["name"] != "scute"]
NEWEST += [{"id": 99, "name": "turtle_scute", "displayName": "Turtle Scute"}]
BECAME = {
    "blocks": {
        "5:0": "oak_planks",
        "5:1": "birch_planks",
        "35:14": "red_wool",
        "35:11": "blue_wool",
    }
    | {"83:0": "sugar_cane[age=0]", "83:1": "sugar_cane[age=1]", "103:0": "melon"},
    "items": {"349:0": "cod", "349:1": "salmon", "360:0": "melon_slice"},
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    data = tmp_path / "minecraft-data" / "data" / "pc"
    versions = {"1.8": OLD, "1.13": NEW, "26.1": NEWEST, "17w15a": [{"name": "a_snapshot"}]}
    for version, items in versions.items():
        write(data / version / "items.json", items)
        write(data / version / "blocks.json", [r for r in items if "melon" in r["name"]])
    write(data / "common" / "legacy.json", BECAME)
    write(tmp_path / "package.json", {"version": "3.0.0"})
    return tmp_path


def write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


HAND: make_aliases.Hand = {
    "renamed": {"scute": "turtle_scute"},
    "same": {"sugar_cane": "cane"},
    "joined": {"planks": "{wood}_planks"},
    "short": {"shell": "turtle_scute"},
    "wooden": "planks",
    "unclear": "",
}


def body(package: Path) -> Mapping[str, object]:
    return make_aliases.Table(make_aliases.Source(package), HAND).body()


def test_what_one_id_became_is_the_same_and_what_several_became_is_joined(package: Path) -> None:
    table = body(package)
    assert table["same"] == {
        "melon": "melon_block",
        "melon_slice": "melon@old",
        "sugar_cane": "reeds cane",
        "turtle_scute": "scute",
    }
    assert table["joined"] == {
        "planks": "{wood}_planks",
        "fish": "cod salmon",
        "wool": "{colour}_wool",
    }


def test_names_shown_stand_for_an_id_where_they_mean_one_alone(package: Path) -> None:
    shown = {"wooden_planks": "planks", "raw_fish": "cod", "sugar_canes": "sugar_cane"}
    assert body(package)["short"] == {**shown, "shell": "turtle_scute"}


def test_ids_are_told_apart_by_their_time(package: Path) -> None:
    table = body(package)
    assert table["changed"] == "melon"
    assert table["before"] == "melon_block reeds"
    assert table["since"] == "cod melon_slice salmon sugar_cane turtle_scute"
    assert (table["blocks"], "a_snapshot" in str(table)) == ("melon melon_slice", False)


def test_the_shipped_table_holds_the_page_by_hand_and_is_read_whole() -> None:
    shipped = json.loads(TABLE.read_text(encoding="utf-8"))
    hand = make_aliases.yaml.safe_load(make_aliases.BY_HAND.read_text(encoding="utf-8"))
    assert hand["short"].items() <= shipped["short"].items()
    assert hand["wooden"] == shipped["wooden"]
    lists = {name: part for name, part in shipped.items() if isinstance(part, str)}
    table = Aliases({name: shipped[name] for name in ("same", "joined", "short")}, lists)
    renamed = {old: new for old, new in hand["renamed"].items() if old != "grass"}
    assert {old: table.ids[old] for old in renamed} == renamed
    assert "grass" in table.changed
