"""The truth about a world file of Mars: what each item comes from, by the tasks of the file."""

import hashlib
import json
from collections.abc import Iterator, Mapping

from deckard.types import JsonObject, Recipe
from deckard.worlds.tables import Tables, load_tables
from deckard.worlds.tables.sources import Block, Drop

NAME = "mars"
"""What these tables are called in the `about` of a world."""
GENERATED = ("water", "path", "tree", "coal", "iron", "diamond", "lava", "stone")
"""What a terrain has beside the neighbours that a file names."""
STATIONS = ("furnace", "table")
LEVELS = ("health", "food", "drink", "energy")
LEFT_OUT = "achievements without an item: what is drunk, eaten, defeated, slept, or placed"


def mars_tables(tasks: JsonObject) -> Tables:
    """Return the true recipes of a world file.

    Args:
        tasks: Its `collect`, `place`, `make`, `terrain_neighbour` and `name2name`.
    """
    stamp = json.dumps(tasks, sort_keys=True)
    digest = hashlib.sha256(stamp.encode()).hexdigest()
    recipes = tuple(sorted(_crafts(tasks), key=lambda recipe: recipe.item))
    there = _materials(tasks)
    blocks = {
        name: Block(0, None, name in there, False, tuple(_drops(rule)))
        for name, rule in tasks["collect"].items()
    }
    return Tables(
        version=NAME,
        about={"title": f"the world of Mars {digest[:8]}", "left_out": [LEFT_OUT]},
        digest=digest,
        items=load_tables("crafter").items,
        durability={},
        recipes=recipes,
        blocks=blocks,
        mobs={},
        uses=(),
        fuels={},
    )


def _crafts(tasks: JsonObject) -> Iterator[Recipe]:
    for item, rule in tasks["make"].items():
        stations = frozenset(rule["nearby"])
        yield Recipe(
            item=item,
            how="craft",
            ingredients=rule["uses"],
            stations=stations,
            yields=rule["gives"],
        )
    for item in STATIONS:
        if item in tasks["place"]:
            yield Recipe(item=item, how="craft", ingredients=tasks["place"][item]["uses"])


def _drops(rule: JsonObject) -> Iterator[Drop]:
    """Yield what a blow gives; one draw decides between all that has a probability."""
    tools, left = tuple(rule["require"]), 1.0
    for item, n in rule["receive"].items():
        amount, chance = (n["amount"], n["probability"]) if isinstance(n, dict) else (n, None)
        share = 1.0 if chance is None else min(chance, left)
        left -= share if chance is not None else 0
        if item not in LEVELS and share > 0:
            yield Drop(item, amount, amount, share, tools)


def _materials(tasks: JsonObject) -> frozenset[str]:
    """What can be in the world: of the terrain, placed, left by arrows or by what is collected."""
    names: Mapping[str, str] = tasks["name2name"]
    laid = [*GENERATED, *tasks["terrain_neighbour"].values()]
    there = {names.get(name, name) for name in laid} | (tasks["place"].keys() - {"plant"})
    there |= {"path"} if there & {*STATIONS} else set()
    while more := {_left(tasks, name) for name in there if name in tasks["collect"]} - there:
        there |= more
    return frozenset(there)


def _left(tasks: JsonObject, name: str) -> str:
    return str(tasks["collect"][name]["leaves"]["material"])
