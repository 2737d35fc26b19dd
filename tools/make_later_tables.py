"""Make the recipe tables of Minecraft 1.16.5 from a package and a page of facts by hand.

    python tools/make_later_tables.py --minecraft-data SDIST_OR_INSTALLED

`minecraft-data` gives items, durability, crafts, hardness and the tools that blocks ask for; what
it has not (smelting, counts of drops) or has coarsely stands in `tables_1_16_by_hand.yaml` beside
this script. The same input gives the same output.
Download: `pip download --no-deps minecraft-data==3.20.0`; it is only read.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent))
import make_tables as earlier  # the script beside this one

Row = dict[str, Any]

VERSION, DATA = "1.16.5", "1.16.2"
"""The game, and the version under which minecraft-data keeps what is the same until then."""
OUTPUT = Path(__file__).parents[1] / "deckard" / "worlds" / "tables" / f"minecraft-{VERSION}.json"
BY_HAND = Path(__file__).with_name("tables_1_16_by_hand.yaml")
TABLE = "crafting_table"


class Names:
    """The names of items as the agent knows them: variants joined, some left out."""

    def __init__(self, hand: Row) -> None:
        joined = hand["joined"]
        self.known = {
            f"{w}_{k}": name for k, name in joined["of_wood"].items() for w in joined["woods"]
        }
        self.known |= {f"{c}_{k}": k for k in joined["of_colour"] for c in joined["colours"]}
        self.unnamed = re.compile("|".join(f"(?:{p})" for p in hand["unnamed"]))

    def __call__(self, name: str) -> str | None:
        """Return the agent's name of an item; None when it has none."""
        return None if self.unnamed.fullmatch(name) else self.known.get(name, name)


def station(entry: Row) -> str | None:
    """Say whether a craft needs the table: it does not fit into 2 x 2."""
    if "inShape" not in entry:
        return None if len(entry["ingredients"]) <= 4 else TABLE
    rows = entry["inShape"]
    return None if len(rows) <= 2 and max(map(len, rows)) <= 2 else TABLE


def crafts(read: Callable[[str], Any], names: Names) -> Iterator[Row]:
    """Yield the crafts, in the agent's names; those with an ingredient without a name are not."""
    called = {row["id"]: names(row["name"]) for row in read(f"{DATA}/items")}
    for entry in (entry for entries in read(f"{DATA}/recipes").values() for entry in entries):
        cells = [i for row in entry.get("inShape", [entry.get("ingredients")]) for i in row if i]
        item, parts = called[entry["result"]["id"]], Counter(called[i] for i in cells)
        if item is None or None in parts or item in parts:
            continue  # an item made of itself is another variant of it
        used = {part: n for part, n in parts.items() if part is not None}
        yield earlier.recipe(item, "craft", used, entry["result"]["count"], station(entry))


def smelts(hand: Row) -> Iterator[Row]:
    """Yield the smelts: all in a furnace, some faster elsewhere, too."""
    for place, table in hand["smelts"].items():
        for item, made_of in table.items():
            for part in made_of:
                for at in dict.fromkeys(["furnace", place]):
                    yield earlier.recipe(item, "smelt", {part: 1}, 1, at)


def smithing(hand: Row) -> Iterator[Row]:
    """Yield what a smithing table makes."""
    terms = hand["smithing"]
    for piece in terms["pieces"]:
        parts = {f"diamond_{piece}": 1, terms["with"]: 1}
        yield earlier.recipe(f"netherite_{piece}", "craft", parts, 1, terms["station"])


def recipes(read: Callable[[str], Any], names: Names, hand: Row) -> list[Row]:
    """Return every distinct recipe, sorted."""
    rows = [*crafts(read, names), *smelts(hand), *smithing(hand)]
    distinct = {json.dumps(row): row for row in rows}
    return [distinct[key] for key in sorted(distinct)]


def blocks(read: Callable[[str], Any], names: Names, hand: Row) -> dict[str, Row]:
    """Return what is dug, by the agent's names of it."""
    blocks_by_name = {block["name"]: block for block in read(f"{DATA}/blocks")}
    tools = {row["id"]: row["name"] for row in read(f"{DATA}/items")}
    rows = {}
    for name, terms in [*hand["blocks"].items(), *((name, {}) for name in hand["placed"])]:
        block, own = blocks_by_name[name], names(name) or name
        fitting = [tools[int(number)] for number in block.get("harvestTools", ())]
        fitting.sort(key=strength)
        drops = earlier.by_hand(terms.get("drops", {own: [1, 1, 1, "same"]}), fitting)
        if drops:
            rows[own] = {
                "hardness": float(block["hardness"] or 0),
                "tool": fitting[0].split("_")[-1]
                if fitting
                else earlier.DUG_BY.get(block.get("material") or ""),
                "natural": name not in hand["placed"],
                "either": terms.get("either", False),
                "drops": drops,
            }
    return {name: rows[name] for name in sorted(rows)}


def strength(tool: str) -> tuple[int, str]:
    """Sort tools weakest first, netherite last."""
    return (9, tool) if tool.startswith("netherite_") else earlier.strength(tool)


def forgotten(table: Mapping[str, Row], read: Callable[[str], Any], hand: Row) -> list[str]:
    """Return the drops of mobs that minecraft-data knows and the page by hand has not."""
    names, missing = Names(hand), list[str]()
    for mob in read(f"{DATA}/entityLoot"):
        have = {drop["item"] for drop in table.get(mob["entity"], {"drops": ()})["drops"]}
        loot = sorted({names(drop["item"]) or drop["item"] for drop in mob["drops"]} - have)
        missing += [f"{mob['entity']}: {item}" for item in loot]
    return [drop for drop in missing if drop not in hand["unlikely_loot"]]


def tables(read: Callable[[str], Any], hand: Row) -> Row:
    """Return the whole table with its head; mobs that lack a known drop stop it."""
    names, items = Names(hand), read(f"{DATA}/items")
    lasting = {
        n: row["maxDurability"] for row in items if "maxDurability" in row for n in [row["name"]]
    }
    body: Row = {
        "items": sorted({name for row in items if (name := names(row["name"])) is not None}),
        "durability": dict(sorted(lasting.items())),
        "recipes": recipes(read, names, hand),
        "blocks": blocks(read, names, hand),
        "mobs": {
            name: {"health": mob["health"], "drops": earlier.by_hand(mob["drops"])}
            for name, mob in sorted(hand["mobs"].items())
        },
        "uses": earlier.uses(hand),
        "fuels": {item: float(worth) for item, worth in sorted(hand["fuels"].items())},
        "containers": hand["containers"],
    }
    if missing := forgotten(body["mobs"], read, hand):
        raise SystemExit(f"{BY_HAND.name} lacks drops: {', '.join(missing)}")
    if unknown := sorted(_named(body) - {*body["items"]}):
        raise SystemExit(f"{BY_HAND.name} names no items: {', '.join(unknown)}")
    return {"about": about(hand, body)} | body


def _named(body: Row) -> set[str]:
    """Every item that is named anywhere."""
    things = [*body["blocks"].values(), *body["mobs"].values()]
    names = {d["item"] for thing in things for d in thing["drops"]} | {*body["fuels"]}
    names |= {tool for thing in things for d in thing["drops"] for tool in d["tools"]}
    names |= {name for pair in body["containers"].items() for name in pair}
    for row in [*body["recipes"], *body["uses"]]:
        names |= {row["item"], *row["ingredients"], *row.get("tools", ())}
        names |= {row["station"]} if row.get("station") else set()
    return names


def about(hand: Row, body: Row) -> Row:
    """Return the head of the file."""
    return {
        "game": f"Minecraft Java Edition {VERSION}; its names, variants of wood and wool joined",
        "made_by": "tools/make_later_tables.py; do not edit",
        "sources": {
            "minecraft-data 3.20.0": f"data of {DATA}: items, durability, crafts, hardness, tools; "
            "MIT (c) 2021 N. Vito Gamberini and contributors; data MIT (c) PrismarineJS "
            "contributors",
            "tools/tables_1_16_by_hand.yaml": "smelting, smithing, drops, uses, fuels and "
            "containers, from general knowledge of the game",
        },
        "left_out": hand["left_out"],
        "counts": {key: len(value) for key, value in body.items()},
    }


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minecraft-data", type=Path, required=True, help="sdist or its folder")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    hand = yaml.safe_load(BY_HAND.read_text(encoding="utf-8"))
    read = earlier.minecraft_data(options.minecraft_data)
    options.output.write_text(earlier.dumps(tables(read, hand)), encoding="utf-8")


if __name__ == "__main__":
    main()
