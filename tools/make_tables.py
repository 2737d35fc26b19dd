"""Make the recipe tables of Minecraft 1.11.2 from two packages and a page of facts by hand.

    python tools/make_tables.py --minedojo WHEEL_OR_JSON --minecraft-data SDIST_OR_INSTALLED

MineDojo's `mc_constants.json` (dumped from the game) gives items, durability, recipes, hardness and
wooden blocks; `minecraft-data` gives what each block drops and which tools are needed; what neither
has stands in `tables_by_hand.yaml` beside this script. The same input gives the same output.
Downloads: `pip download --no-deps minedojo==0.1 minecraft-data==3.20.0`; they are only read.
"""

import argparse
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, Any]

VERSION = "1.11.2"
OUTPUT = Path(__file__).parents[1] / "deckard" / "worlds" / "tables" / f"minecraft-{VERSION}.json"
BY_HAND = Path(__file__).with_name("tables_by_hand.yaml")
TIERS = ("wooden", "golden", "stone", "iron", "diamond")
DUG_BY = {"rock": "pickaxe", "wood": "axe", "plant": "axe", "dirt": "shovel", "wool": "shears"}


def minedojo_constants(path: Path) -> Row:
    """Return MineDojo's constants from its wheel or from the JSON file itself."""
    if path.suffix != ".whl":
        return json.loads(path.read_text(encoding="utf-8"))
    with zipfile.ZipFile(path) as wheel:
        return json.loads(wheel.read("minedojo/sim/mc_meta/mc_constants.json"))


def minecraft_data(path: Path) -> Callable[[str], Any]:
    """Return a reader of the package's JSON files (`1.11/blocks`), sdist or installed."""
    if path.is_dir():
        root = next(path.rglob("pc/1.11/blocks.json")).parents[1]
        return lambda name: json.loads((root / f"{name}.json").read_text(encoding="utf-8"))

    def member(name: str) -> Any:
        with tarfile.open(path) as sdist:
            entry = next(m for m in sdist if m.name.endswith(f"/data/pc/{name}.json"))
            file = sdist.extractfile(entry)
            assert file is not None
            return json.load(file)

    return member


def vocabulary(constants: Row) -> list[str]:
    """Return MineDojo's items without air, and log2 being log."""
    return sorted({i["type"] for i in constants["items"]} - {"air", "log2"})


def station(recipe: Row) -> str | None:
    """Say whether a craft needs the table: its grid, of `recipeSize` cells, is not within 2 x 2.

    A shaped grid of three cells is three wide or high, one of four 2 x 2.
    """
    size = recipe["recipeSize"]
    fits = size in (1, 2, 4) or (size == 3 and "Shapeless" in recipe["type"])
    return None if fits else "crafting_table"


def recipe(item: str, how: str, ingredients: Row, yields: int, station: str | None) -> Row:
    """Return one recipe, its ingredients sorted."""
    return {
        "item": item,
        "how": how,
        "ingredients": dict(sorted(ingredients.items())),
        "yields": yields,
        "station": station,
    }


def recipes(constants: Row, hand: Row) -> tuple[list[Row], dict[str, int]]:
    """Return every distinct craft and smelt, and how many of MineDojo's were dropped, and why."""
    joined = hand["joined"]["names"]
    rows = []
    dropped = {"special": 0, "circular": 0}
    for entry in constants["craftingRecipes"] + constants["smeltingRecipes"]:
        item = entry["outputItemName"]
        ingredients = {joined.get(i, i): n for i, n in entry["ingredients"].items()}
        if not ingredients or "MapExtending" in entry.get("type", ""):  # gives a filled map
            dropped["special"] += 1
        elif item in ingredients:
            dropped["circular"] += 1
        elif "out" in entry:
            rows.append(recipe(item, "smelt", ingredients, entry["out"], "furnace"))
        else:
            rows.append(recipe(item, "craft", ingredients, entry["outputCount"], station(entry)))
    for craft in hand["crafts"]:
        terms = craft["ingredients"], craft.get("yields", 1), craft.get("station")
        rows += [recipe(item, "craft", *terms) for item in craft["items"]]
    distinct = {json.dumps(row): row for row in rows}
    return [distinct[key] for key in sorted(distinct)], dropped


def strength(tool: str) -> tuple[int, str]:
    """Sort tools weakest first."""
    tier = tool.split("_")[0]
    return (TIERS.index(tier) if tier in TIERS else len(TIERS)), tool


def drop(item: str, terms: list[Any], same: Sequence[str]) -> Row:
    """Return a drop from the terms written by hand; `same` are the tools the block asks for.

    A number from 0..n is the chance n / (n + 1) of a number from 1..n.
    """
    low = terms[0] if terms else 1
    low, high, chance, tools = terms + [low, low, 1, []][len(terms) :]
    if low == 0:
        low, chance = 1, round(chance * high / (high + 1), 4)
    tools = list(same) if tools == "same" else tools
    return {"item": item, "min": low, "max": high, "chance": float(chance), "tools": tools}


def by_hand(drops: Mapping[str, list[Any]], same: Sequence[str] = ()) -> list[Row]:
    """Return the drops written by hand, sorted by item."""
    return [drop(item, terms, same) for item, terms in sorted(drops.items())]


def item_names(read: Callable[[str], Any], hand: Row) -> dict[int, str]:
    """Return the item that each number of minecraft-data 1.11 stands for; blocks come first."""
    renamed = hand["joined"]["names"] | hand["renamed"]["names"]
    names = {row["id"]: row["name"] for row in read("1.11/items") + read("1.11/blocks")}
    return {number: renamed.get(name, name) for number, name in names.items()}


class Blocks:
    """What is dug: hardness, tools and drops of every block that drops an item."""

    def __init__(self, constants: Row, read: Callable[[str], Any], hand: Row) -> None:
        """Take the two packages and the facts by hand."""
        self.known = {b["name"]: b for b in read("1.11/blocks")}
        self.names = item_names(read, hand)
        self.hardness = {i["type"]: i["hardness"] for i in constants["items"] if "hardness" in i}
        self.items = set(vocabulary(constants))
        self.hand = hand

    def table(self) -> dict[str, Row]:
        """Return the blocks that drop something, sorted by name."""
        rows = {}
        for name in sorted(self.known):
            joined = self.hand["joined"]["names"].get(name, name)
            if joined == name or joined not in self.known:
                rows[joined] = self.row(name, joined)
        for name, variant in self.hand["variants"].items():
            like = rows[variant["like"]]
            rows[name] = like | {"drops": by_hand(variant["drops"], self.tools(variant["like"]))}
        return {name: rows[name] for name in sorted(rows) if rows[name]["drops"]}

    def row(self, name: str, joined: str) -> Row:
        """Return one block of minecraft-data under the name that the agent knows."""
        hand = self.hand["drops"].get(name, {})
        hardness = self.hardness.get(joined, hand.get("hardness", self.known[name]["hardness"]))
        return {
            "hardness": float(hardness or 0),
            "tool": self.dug_by(name, joined) if hardness else None,
            "natural": joined not in self.hand["placed"]["names"],
            "either": hand.get("either", False),
            "drops": self.drops(name),
        }

    def tools(self, name: str) -> list[str]:
        """Return the tools that make a block drop something, weakest first; none: any hand."""
        tools = (self.names[int(number)] for number in self.known[name].get("harvestTools", ()))
        return sorted(tools, key=strength)

    def dug_by(self, name: str, joined: str) -> str | None:
        """Return the class of tool that digs the block faster."""
        if joined in self.hand["dug_by"]["tools"]:
            return self.hand["dug_by"]["tools"][joined]
        tools = self.tools(name)
        return tools[0].split("_")[-1] if tools else DUG_BY.get(self.known[name].get("material"))

    def drops(self, name: str) -> list[Row]:
        """Return what a block drops: as written by hand, else as minecraft-data has it."""
        if name in self.hand["drops"]:
            return by_hand(self.hand["drops"][name]["drops"], self.tools(name))
        terms = {}
        for entry in self.known[name]["drops"]:
            number = entry["drop"]["id"] if isinstance(entry["drop"], dict) else entry["drop"]
            low = entry.get("minCount", 1)
            terms[self.names[number]] = [low, entry.get("maxCount", low), 1, "same"]
        return by_hand({i: t for i, t in terms.items() if i in self.items}, self.tools(name))


def forgotten(table: Mapping[str, Row], read: Callable[[str], Any], hand: Row) -> list[str]:
    """Return the drops that minecraft-data 1.14.4 knows and the mobs by hand do not have.

    Its loot has neither counts nor health and names of after 1.13, so it only serves as a check.
    """
    old = item_names(read, hand)
    legacy = read("common/legacy")["items"]
    names = {new.split(":")[1]: old.get(int(key.split(":")[0])) for key, new in legacy.items()}
    missing = []
    for mob in read("1.14.4/entityLoot"):
        name = hand["later_mobs"]["names"].get(mob["entity"], mob["entity"])
        if name in table:  # else a mob of after 1.11, or one that drops nothing
            loot = {names.get(d["item"], d["item"]) for d in mob["drops"]}
            have = {d["item"] for d in table[name]["drops"]}
            missing += [f"{name}: {item}" for item in sorted(loot - have)]
    return missing


def uses(hand: Row) -> list[Row]:
    """Return what is obtained with the use button, by fishing, waiting or luck."""
    rows = [
        {
            "item": item,
            "by": use.get("by", "use"),
            "source": use.get("source"),
            "ingredients": use.get("ingredients", {}),
            "tools": use.get("tools", []),
            "yields": use.get("yields", 1),
            "most": use.get("most", use.get("yields", 1)),
            "chance": None if use.get("by") == "luck" else float(use.get("chance", 1)),
        }
        for use in hand["uses"]
        for item in use["items"]
    ]
    return sorted(rows, key=lambda row: (row["item"], row["by"], row["source"] or ""))


def fuels(constants: Row, hand: Row) -> dict[str, float]:
    """Return how many items one unit of each fuel smelts."""
    wooden = {i["type"] for i in constants["items"] if i.get("woodenMaterial")} - {"log2"}
    table = dict.fromkeys(wooden, hand["fuels"]["wooden"]) | hand["fuels"]["items"]
    return {item: float(table[item]) for item in sorted(table)}


def tables(constants: Row, read: Callable[[str], Any], hand: Row) -> Row:
    """Return the whole table with its head; mobs that lack a known drop stop it."""
    rows, dropped = recipes(constants, hand)
    named = {i["type"]: i for i in sorted(constants["items"], key=lambda i: i["type"])}
    body: Row = {
        "items": vocabulary(constants),
        # A tool breaks when its damage exceeds the maximum.
        "durability": {i: tool["maxDamage"] + 1 for i, tool in named.items() if tool["maxDamage"]},
        "recipes": rows,
        "blocks": Blocks(constants, read, hand).table(),
        "mobs": {
            name: {"health": mob["health"], "drops": by_hand(mob["drops"])}
            for name, mob in sorted(hand["mobs"].items())
        },
        "uses": uses(hand),
        "fuels": fuels(constants, hand),
        "containers": hand["containers"]["names"],
    }
    missing = forgotten(body["mobs"], read, hand)
    if missing:
        raise SystemExit("tables_by_hand.yaml lacks drops: " + ", ".join(missing))
    about = {
        "game": f"Minecraft Java Edition {VERSION}; names as in MineDojo",
        "made_by": "tools/make_tables.py; do not edit",
        "sources": {
            "minedojo 0.1": "items, durability, recipes, hardness; MIT (c) 2022 MineDojo Team",
            "minecraft-data 3.20.0": "block drops, tools; MIT (c) 2021 N. Vito Gamberini and "
            "contributors; data MIT (c) PrismarineJS contributors",
            "tools/tables_by_hand.yaml": "the rest, with the page of the Minecraft Wiki for each",
        },
        "dropped_recipes": dropped,
        "left_out": hand["left_out"],
        "counts": {key: len(value) for key, value in body.items()},
    }
    return {"about": about} | body


def dumps(table: Row) -> str:
    """Return the table as JSON with one entry a line."""
    parts = []
    for key, value in table.items():
        if isinstance(value, dict):
            rows, ends = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()], "{}"
        else:
            rows, ends = [json.dumps(v) for v in value], "[]"
        lines = ",\n".join(f"  {row}" for row in rows)
        parts.append(f" {json.dumps(key)}: {ends[0]}\n{lines}\n {ends[1]}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minedojo", type=Path, required=True, help="wheel or mc_constants.json")
    parser.add_argument("--minecraft-data", type=Path, required=True, help="sdist or its folder")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    hand = yaml.safe_load(BY_HAND.read_text(encoding="utf-8"))
    constants, read = minedojo_constants(options.minedojo), minecraft_data(options.minecraft_data)
    options.output.write_text(dumps(tables(constants, read, hand)), encoding="utf-8")


if __name__ == "__main__":
    main()
